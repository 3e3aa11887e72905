"""What a camera has to tell between its frames: that it is awaited, or slow."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Trouble(StrEnum):
    """Why a camera gives no new picture.

    SILENT: nothing comes, or nothing that can be read. FROZEN: the same picture again and again.
    COVERED: pictures in which nothing can be seen, black or of one colour.
    """

    SILENT = "silent"
    FROZEN = "frozen"
    COVERED = "covered"


@dataclass(frozen=True)
class Waiting:
    """The camera is awaited. Given several times a second until the next frame or the end.

    Attributes
    ----------
    trouble
        Why.
    seconds
        Since the last new picture.
    left_s
        Seconds until the source gives up.
    time_s
        Now, on the clock of the frames' times.
    """

    trouble: Trouble
    seconds: float
    left_s: float
    time_s: float


@dataclass(frozen=True)
class SlowRate:
    """The camera gives few pictures. Given once, before the frame with which it is known.

    Attributes
    ----------
    rate
        Pictures a second.
    time_s
        Now, on the clock of the frames' times.
    """

    rate: float
    time_s: float


Report = Waiting | SlowRate
"""What a camera tells between two frames."""
