"""Colours and sizes of the overlay, in one place.

"Good" and "fix" also differ in lightness, and a word or a sign always goes with a colour: red and
green alone would mean nothing to one man in twelve.
"""

from __future__ import annotations

from dataclasses import dataclass

from posecheck.feedback.overlay.text import Colour

WHITE: Colour = (255, 255, 255)
"""Texts, and marks that have no verdict."""

DARK: Colour = (16, 20, 26)
"""Background of texts."""

GOOD: Colour = (70, 200, 120)
"""What is right, and what counts."""

FIX: Colour = (255, 120, 40)
"""What to correct."""

UNSEEN: Colour = (150, 156, 165)
"""What cannot be seen or does not count."""

ACCENT: Colour = (80, 170, 255)
"""What has no verdict but must be noticed: headings, bones, the breath."""

TRACK: Colour = (70, 76, 84)
"""The part of a bar or ring that is not filled yet."""

VERDICT_COLOURS: dict[str, Colour] = {"good": GOOD, "fix": FIX, "cannot_see": UNSEEN}
"""The colour of each verdict."""

LEGIBLE_SHARE = 0.049
"""Font size as a share of the screen's height. At this size the distance from the top of tall
letters to the bottom of descenders is 4 % of the screen's height, also under the header of a
practice. Text that must be read from three metres (the banner, the step, the seconds left) is not
smaller, unless a sentence is too long for its place."""


@dataclass(frozen=True)
class Sizes:
    """Sizes in pixels for one canvas.

    ``banner`` and ``step`` can be read from three metres. The other sizes are for a nearer reader.

    Attributes
    ----------
    banner
        Font size of the banner.
    step
        Font size of the step.
    label
        Font size of headings.
    small
        Font size of lists and numbers.
    line
        Thickness of lines.
    margin
        Distance between things.
    ring
        Radius of the progress ring.
    """

    banner: int
    step: int
    label: int
    small: int
    line: int
    margin: int
    ring: int

    @classmethod
    def of(cls, screen_height: int) -> Sizes:
        """Compute the sizes for a screen that is ``screen_height`` pixels of the canvas high."""
        return cls(
            banner=round(screen_height * 0.06),
            step=round(screen_height * LEGIBLE_SHARE),
            label=round(screen_height * 0.045),
            small=round(screen_height * 0.032),
            line=max(2, round(screen_height * 0.0045)),
            margin=max(4, round(screen_height * 0.016)),
            ring=round(screen_height * 0.095),
        )
