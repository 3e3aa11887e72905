"""What a file says about the time of a picture, and what is made of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Stamped(Generic[T]):
    """A decoded picture with the stamps of its file, in the order in which pictures are shown.

    Attributes
    ----------
    picture
        Whatever is timed.
    pts_s, dts_s
        Presentation and decoding stamp in seconds; None when it has none.
    duration_s
        For how long the file says that it is shown, in seconds; 0 when it does not say.
    """

    picture: T
    pts_s: float | None
    dts_s: float | None = None
    duration_s: float = 0.0


@dataclass(frozen=True, eq=False)
class Timed(Generic[T]):
    """A picture with its real time.

    Attributes
    ----------
    picture
        Whatever is timed.
    time_s
        Real seconds since the first picture, strictly increasing.
    gap_s
        Real seconds before it of which the file has no pictures although it should; 0 for none.
    """

    picture: T
    time_s: float
    gap_s: float = 0.0


@dataclass(frozen=True)
class Gap:
    """A hole in a clip: when it begins, and how much is missing, in real seconds."""

    start_s: float
    missing_s: float


class FaultCount:
    """Counts the stamps that are missing or do not rise.

    Attributes
    ----------
    count
        How many so far.
    """

    def __init__(self) -> None:
        self._last = -math.inf
        self.count = 0

    def add(self, stamp: float | None) -> None:
        """Take in the next picture's stamp."""
        self.count += stamp is None or not stamp > self._last
        self._last = self._last if stamp is None else stamp
