"""Colours and sizes of the overlay, in one place."""

from __future__ import annotations

from dataclasses import dataclass

from posecheck.feedback.overlay.text import Colour

WHITE: Colour = (255, 255, 255)
DARK: Colour = (16, 20, 26)
GOOD: Colour = (70, 200, 120)
FIX: Colour = (255, 120, 40)
UNSEEN: Colour = (150, 156, 165)
ACCENT: Colour = (80, 170, 255)

# Good and fix differ in lightness too, and every colour comes with a word or a sign: red and
# green alone would tell one man in twelve nothing.

VERDICT_COLOURS: dict[str, Colour] = {"good": GOOD, "fix": FIX, "cannot_see": UNSEEN}


LEGIBLE = 0.043
"""Size of letters, as a share of the frame's height, at which text is 4 % of it from the tops of
its tall letters to the feet of its low ones. What must be read from three metres, the banner,
the step and the seconds left, is never smaller."""


@dataclass(frozen=True)
class Sizes:
    """Sizes in pixels for a frame. ``banner`` and ``step`` are legible from three metres, upright
    frames included; what is for a nearer reader goes by the shorter side."""

    banner: int
    step: int
    label: int
    small: int
    line: int
    margin: int
    ring: int

    @classmethod
    def of(cls, width: int, height: int) -> Sizes:
        short = min(width, height)
        return cls(
            banner=max(14, round(short * 0.065), round(height * LEGIBLE)),
            step=max(12, round(short * 0.055), round(height * LEGIBLE)),
            label=max(12, round(short * 0.05)),
            small=max(11, round(short * 0.045)),
            line=max(2, round(short * 0.007)),
            margin=max(4, round(short * 0.02)),
            ring=max(20, round(short * 0.12)),
        )
