"""How much something that was seen speaks for an exercise, and against other movements."""

from __future__ import annotations

import math
from dataclasses import dataclass

MISSED = 0.1
"""The share of recordings of an exercise that do not show one of its marks: it is done wrongly, or
read wrongly."""

FULL_AT_FRAMES = 20
"""A mark counts fully once it was judged in this many frames (5 s); less, in proportion."""


@dataclass
class Tally:
    """In how many frames a mark was shown, of those in which it could be judged.

    Parameters
    ----------
    elsewhere
        Roughly the share of other movements that show the mark, 0 to 1.
    missed
        The share of recordings of the exercise that do not show it, 0 to 1.
    enough
        A mark that is shown in this share of the frames is shown in full, 0 to 1. A hold has to be
        taken up first, and is left again.
    """

    elsewhere: float
    missed: float = MISSED
    enough: float = 1.0
    shown: int = 0
    judged: int = 0

    def add(self, shown: bool | None) -> None:
        """Take in one frame; None where the mark cannot be judged."""
        if shown is not None:
            self.judged += 1
            self.shown += shown

    @property
    def weight(self) -> float:
        """The evidence: the logarithm of how much likelier the exercise makes what was seen."""
        if not self.judged:
            return 0.0
        share = min(1.0, self.shown / self.judged / self.enough)
        known = min(1.0, self.judged / FULL_AT_FRAMES)
        return known * weigh(share, self.elsewhere, self.missed)


def weigh(share: float, elsewhere: float, missed: float = MISSED) -> float:
    """The evidence of a mark that is shown to some degree.

    The logarithm of a ratio of two chances: that the exercise, and that another movement, shows it
    so. Positive speaks for the exercise.

    Parameters
    ----------
    share
        How far it is shown, 0 to 1.
    elsewhere
        Roughly the share of other movements that show it, 0 to 1.
    missed
        The share of recordings of the exercise that do not show it, 0 to 1.
    """
    if_exercise = share * (1 - missed) + (1 - share) * missed
    if_other = share * elsewhere + (1 - share) * (1 - elsewhere)
    return math.log(if_exercise / if_other)
