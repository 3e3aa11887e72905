"""The goals of the sides: which of them are still to do, and what a side that is left means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from posecheck.anatomy import Side, opposite
from posecheck.coaching.goals.side_goals import SideGoal, make_goal
from posecheck.exercises.schema import Exercise


class SidesToDo(Mapping[Side, SideGoal]):
    """The goal of each side. A side is to do until it is complete, or left.

    Parameters
    ----------
    exercise
        What is practised.
    sides
        The sides to do.
    target_s
        Seconds to hold or to move, if not the exercise's own.
    """

    def __init__(self, exercise: Exercise, sides: Sequence[Side], target_s: float | None) -> None:
        self._goals = {side: make_goal(exercise, side, target_s) for side in sides}
        self._left: set[Side] = set()

    def __getitem__(self, side: Side) -> SideGoal:
        return self._goals[side]

    def __iter__(self) -> Iterator[Side]:
        return iter(self._goals)

    def __len__(self) -> int:
        return len(self._goals)

    def to_do(self) -> list[Side]:
        """The sides that are neither complete nor left."""
        return [side for side in self if side not in self._left and not self[side].complete]

    def counting(self, working: Side) -> list[Side]:
        """The sides whose goals take in a frame while ``working`` is the working side."""
        staying = [side for side in self if side not in self._left]
        return [side for side in staying if side == working or self[side].takes_all_frames]

    def leave(self, side: Side) -> bool:
        """Leave a side as it is; the other side is asked for as much as this one has in all.

        If this side has nothing yet, the other side's goal stays as it is.

        Returns
        -------
        bool
            Whether anything is then left to do. If not, nothing changes.
        """
        other = opposite(side)
        if other not in self.to_do():
            return False
        has, other_has = self[side].amounts(), self[other].amounts()
        if any(has.values()):
            if all(other_has[name] >= amount for name, amount in has.items()):
                return False
            self[other].limit(has)
        self._left.add(side)
        return True
