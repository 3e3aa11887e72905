"""How a source is read: what the file or the camera does not say of itself."""

from __future__ import annotations

from dataclasses import dataclass

QUARTER_TURNS = (0, 90, 180, 270)
"""The turns that can be asked for, in degrees clockwise."""


@dataclass(frozen=True, kw_only=True)
class ReadingOptions:
    """How a source is read.

    Attributes
    ----------
    speed
        How many times as fast as real time the clip shows what happened: 0.25 for slow motion at
        a quarter; None for what the file says.
    rotate
        Degrees clockwise by which the picture is turned, 0, 90, 180 or 270: after what the file
        itself says, so as players show it.
    mirrored
        Whether the film is a mirror image, as selfie cameras make it. It is mirrored back, after
        it was turned.

    Raises
    ------
    ValueError
        A value is none of these.
    """

    speed: float | None = None
    rotate: int = 0
    mirrored: bool = False

    def __post_init__(self) -> None:
        if self.rotate not in QUARTER_TURNS:
            raise ValueError("rotate is 0, 90, 180 or 270 degrees clockwise")


AS_IT_IS = ReadingOptions()
"""Nothing but what the source says of itself."""
