"""What may be practised in a recording, and how much what was seen speaks for it."""

from __future__ import annotations

from typing import Protocol

from posecheck.coaching.recognition.side_fit import SideFit
from posecheck.exercises.schema import Exercise
from posecheck.measures.table import Measurements


class Candidate(Protocol):
    """Something that may be practised in a recording."""

    name: str
    title: str

    def update(
        self, time_s: float, measurements: Measurements | None, roller_seen: bool | None
    ) -> None:
        """Take in one frame."""
        ...

    @property
    def evidence(self) -> float:
        """How much what was seen speaks for it: the logarithm of a ratio of chances."""
        ...


class ExerciseCandidate:
    """One exercise of the library. Each side is looked at for itself; the better one counts.

    Parameters
    ----------
    exercise
        Its file is all that is known of it: a new file needs no code here.
    """

    def __init__(self, exercise: Exercise) -> None:
        self.name, self.title = exercise.name, exercise.title
        self._sides = [SideFit(exercise, side) for side in exercise.sides or ("left",)]

    def update(
        self, time_s: float, measurements: Measurements | None, roller_seen: bool | None
    ) -> None:
        """Take in one frame.

        Parameters
        ----------
        time_s
            The frame's time.
        measurements
            None when nobody is seen.
        roller_seen
            Whether a roller is seen anywhere; None where none is looked for.
        """
        for fit in self._sides:
            fit.update(time_s, measurements, roller_seen)

    @property
    def evidence(self) -> float:
        """How much what was seen speaks for the exercise."""
        return max(sum(parts.values()) for parts in self.parts)

    @property
    def parts(self) -> list[dict[str, float]]:
        """For each side the evidence of each mark by its name, for those who want to know why."""
        first, last = self._sides[0], self._sides[-1]
        if first is last:
            return [first.weigh_parts(())]
        return [first.weigh_parts(last.counted), last.weigh_parts(first.counted)]
