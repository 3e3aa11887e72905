"""Where a practice stands in its timetable: the parts that are done, and the present one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from posecheck.anatomy import Side
from posecheck.coaching.practice.part_run import PartRun, SideTotal
from posecheck.coaching.practice.presence import how_to_stop
from posecheck.coaching.practice.timetable import PlannedPart, Timetable

JUST_BEGUN_S = 5.0
"""To go back within this many seconds of a part means to go to the part before it."""


def total_of_attempts(runs: Sequence[PartRun]) -> dict[Side, SideTotal]:
    """All that was done on each side of a part, and the target of its last run."""
    return {
        side: replace(total, done=sum(run.total_of(side).done for run in runs))
        for side, total in runs[-1].totals().items()
    }


class Course:
    """Goes through the parts of a timetable.

    Attributes
    ----------
    timetable
        The programme as planned for today.
    runs
        Each part that is begun, by its index in the timetable: its latest run.
    index
        Index of the present part: the one that is being done, or comes next.
    is_over
        Whether the last part has ended.
    """

    def __init__(self, timetable: Timetable) -> None:
        self.timetable = timetable
        self.runs: dict[int, PartRun] = {}
        self._earlier: dict[int, list[PartRun]] = {}
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

    def new_way_to_stop(self) -> str:
        """How to stop the present part; empty where it is the same as in the part before it."""
        before = self.timetable.parts[max(0, self.index - 1)].exercise
        how = how_to_stop(self.part.exercise)
        return "" if how == how_to_stop(before) else how

    def skip_part(self) -> bool:
        """Go to the next part although this one is not done; return as :meth:`advance` does."""
        run = self.begin_part()
        if run.status == "begun":
            run.status = "skipped"
        return self.advance()

    def go_back(self) -> None:
        """Begin this part again; if it has hardly begun, the part before it.

        What was done in them stays among the :attr:`attempts`.
        """
        run = self.run
        if (run is None or run.worked_s < JUST_BEGUN_S) and self.index > 0:
            self._set_aside()
            self.index -= 1
        self._set_aside()

    @property
    def attempts(self) -> dict[int, list[PartRun]]:
        """All runs of each part, by its index, the oldest first; several where it began again."""
        found = {index: list(runs) for index, runs in self._earlier.items()}
        for index, run in self.runs.items():
            found.setdefault(index, []).append(run)
        return dict(sorted(found.items()))

    def _set_aside(self) -> None:
        run = self.runs.pop(self.index, None)
        if run is not None:
            self._earlier.setdefault(self.index, []).append(run)

    def parts_done(self) -> dict[str, dict[Side, SideTotal]]:
        """What was done on each side, for all parts in which something was done.

        Returns
        -------
        dict
            By the parts' titles. A part that comes twice in the timetable stands once, with the
            sums of both. A part that began again has done all that was done in it, and its last
            target.
        """
        totals: dict[str, dict[Side, SideTotal]] = {}
        for runs in self.attempts.values():
            sides = totals.setdefault(runs[-1].planned.exercise.title, {})
            for side, done in total_of_attempts(runs).items():
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
