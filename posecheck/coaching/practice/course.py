"""Where a practice stands in its timetable: the parts done, and the one that is done now."""

from __future__ import annotations

from posecheck.anatomy import Side
from posecheck.coaching.practice.part_run import PartRun, SideDone
from posecheck.coaching.practice.timetable import PlannedPart, Timetable

BACK_TO_THIS_S = 5.0
"""Back, asked for within so many seconds of a part, means the part before it."""


class Course:
    """Goes through the parts of a timetable.

    Attributes:
        runs: the parts that were begun, by their place in the timetable.
        index: place of the part that is done now, or comes next.
        is_over: whether the last part has been left.
    """

    def __init__(self, timetable: Timetable) -> None:
        self.timetable = timetable
        self.runs: dict[int, PartRun] = {}
        self.index = 0
        self.is_over = False

    @property
    def part(self) -> PlannedPart:
        """The part that is done now, or comes next."""
        return self.timetable.parts[self.index]

    @property
    def run(self) -> PartRun | None:
        """The same, as far as it has come; None before it is begun."""
        return self.runs.get(self.index)

    def begin(self) -> PartRun:
        """The part that is done now; begun if it has not been."""
        return self.runs.setdefault(self.index, PartRun(self.part))

    def next(self) -> bool:
        """Go on to the next part; whether its camera stands elsewhere."""
        camera = self.part.exercise.camera
        if self.index + 1 >= len(self.timetable.parts):
            self.is_over = True
            return False
        self.index += 1
        return self.part.exercise.camera != camera

    def leave(self) -> bool:
        """The same, this part not being done to its end."""
        run = self.begin()
        if run.status == "begun":
            run.status = "skipped"
        return self.next()

    def back(self) -> None:
        """To the beginning of this part, or to the one before if this has hardly begun."""
        run = self.run
        if (run is None or run.worked_s < BACK_TO_THIS_S) and self.index > 0:
            self.runs.pop(self.index, None)
            self.index -= 1
        self.runs.pop(self.index, None)

    def parts_done(self) -> dict[str, dict[Side, SideDone]]:
        """What is done of each side, of all parts of which anything was done, by their titles; of
        one that comes twice in the timetable, both times together."""
        told: dict[str, dict[Side, SideDone]] = {}
        for _, run in sorted(self.runs.items()):
            sides = told.setdefault(run.planned.exercise.title, {})
            for side, done in run.done().items():
                sides[side] = sides[side] + done if side in sides else done
        return {
            title: sides
            for title, sides in told.items()
            if any(side.done > 0 for side in sides.values())
        }

    @property
    def elapsed_s(self) -> float:
        """Seconds in the timetable: what was planned for the parts that are over, and what this
        one has taken, at most its own."""
        if self.is_over:
            return self.timetable.total_s
        run = self.run
        if self.index == 0 and run is None:
            return 0.0
        return self.part.start_s + min(run.worked_s if run else 0.0, self.part.seconds)
