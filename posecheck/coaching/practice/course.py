"""Where a practice stands in its timetable: the parts that are done, and the present one."""

from __future__ import annotations

from posecheck.anatomy import Side
from posecheck.coaching.practice.part_run import PartRun, SideTotal
from posecheck.coaching.practice.timetable import PlannedPart, Timetable

JUST_BEGUN_S = 5.0
"""To go back within this many seconds of a part means to go to the part before it."""


class Course:
    """Goes through the parts of a timetable.

    Attributes
    ----------
    timetable
        The programme as planned for today.
    runs
        The parts that were begun, by their index in the timetable.
    index
        Index of the present part: the one that is being done, or comes next.
    is_over
        Whether the last part has ended.
    """

    def __init__(self, timetable: Timetable) -> None:
        self.timetable = timetable
        self.runs: dict[int, PartRun] = {}
        self.index = 0
        self.is_over = False

    @property
    def part(self) -> PlannedPart:
        """The present part."""
        return self.timetable.parts[self.index]

    @property
    def run(self) -> PartRun | None:
        """The run of the present part; None before it is begun."""
        return self.runs.get(self.index)

    def begin_part(self) -> PartRun:
        """Begin the present part, unless it is begun already; return its run."""
        if self.index not in self.runs:
            self.runs[self.index] = PartRun(self.part)
        return self.runs[self.index]

    def advance(self) -> bool:
        """Go to the next part; return whether its camera stands elsewhere."""
        camera = self.part.exercise.camera
        if self.index + 1 >= len(self.timetable.parts):
            self.is_over = True
            return False
        self.index += 1
        return self.part.exercise.camera != camera

    def skip_part(self) -> bool:
        """Go to the next part although this one is not done; return as :meth:`advance` does."""
        run = self.begin_part()
        if run.status == "begun":
            run.status = "skipped"
        return self.advance()

    def go_back(self) -> None:
        """Begin this part again; if it has hardly begun, the part before it."""
        run = self.run
        if (run is None or run.worked_s < JUST_BEGUN_S) and self.index > 0:
            self.runs.pop(self.index, None)
            self.index -= 1
        self.runs.pop(self.index, None)

    def parts_done(self) -> dict[str, dict[Side, SideTotal]]:
        """What was done on each side, for all parts in which something was done.

        Returns
        -------
        dict
            By the parts' titles. A part that comes twice in the timetable stands once, with the
            sums of both.
        """
        totals: dict[str, dict[Side, SideTotal]] = {}
        for _, run in sorted(self.runs.items()):
            sides = totals.setdefault(run.planned.exercise.title, {})
            for side, done in run.totals().items():
                sides[side] = sides[side] + done if side in sides else done
        return {
            title: sides
            for title, sides in totals.items()
            if any(side.done > 0 for side in sides.values())
        }

    @property
    def elapsed_s(self) -> float:
        """Seconds into the timetable.

        The sum of the planned time of the parts that are over, and the time that the present part
        has taken, at most its planned time.
        """
        if self.is_over:
            return self.timetable.total_s
        run = self.run
        if self.index == 0 and run is None:
            return 0.0
        return self.part.start_s + min(run.worked_s if run else 0.0, self.part.seconds)
