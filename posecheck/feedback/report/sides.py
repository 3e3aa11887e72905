"""What was done on each side of the body, and how left compares with right."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posecheck.anatomy import SIDES, Side
from posecheck.coaching.balance import is_uneven
from posecheck.coaching.goals.progress import GoalKind, Repetition
from posecheck.coaching.record import HoldRecord, SessionRecord
from posecheck.exercises.schema import Check, Goal
from posecheck.feedback.report.curve import format_value
from posecheck.feedback.report.series import Series
from posecheck.feedback.report.timeline import Span, frames_within
from posecheck.feedback.report.words import count_of, describe_seconds, join
from posecheck.geometry import Array
from posecheck.measures.names import SIDED_NAMES
from posecheck.measures.table import unit_of

Z_95 = 1.96
"""Half-width of a 95 % interval of the normal distribution, in standard deviations. A tolerance is
about one: 68 % of the errors are smaller."""

DONE_WORDS: dict[GoalKind, str] = {
    "hold": "in position",
    "moving_time": "rolled",
    "repetitions": "done",
    "circles": "done",
    "breaths": "done",
}
"""What was done of each goal, as the verb of a sentence."""


@dataclass(frozen=True)
class SideWork:
    """What was done on one side.

    Attributes
    ----------
    side
        None where left and right do the same together.
    kind
        What was counted.
    done, target
        Seconds or times of all passes.
    parts
        The name of each part with what was done of it and its target: the directions of circles.
    holds, repetitions
        Those of this side.
    word
        What one of those counted is called.
    """

    side: Side | None
    kind: GoalKind
    done: float
    target: float
    parts: tuple[tuple[str, float, float], ...]
    holds: tuple[HoldRecord, ...]
    repetitions: tuple[Repetition, ...]
    word: str

    @property
    def counts_time(self) -> bool:
        """Whether ``done`` and ``target`` are seconds."""
        return self.kind in ("hold", "moving_time")

    @property
    def is_complete(self) -> bool:
        """Whether all that was asked for was done."""
        if self.parts:
            return all(done >= target for _, done, target in self.parts)
        return self.done >= self.target - 1e-6

    @property
    def verb(self) -> str:
        """What was done, as the verb of a sentence."""
        return DONE_WORDS[self.kind]

    def describe(self) -> str:
        """How much of what was asked for: ``12 of 15 s``, ``3 of 10 repetitions``."""
        if self.counts_time:
            if self.is_complete:
                return f"{self.target:.0f} s"
            done = describe_seconds(self.done).removesuffix(" s") if self.done else "0"
            return f"{done} of {self.target:.0f} s"
        if self.parts:
            return join([f"{done:.0f} of {target:.0f} {name}" for name, done, target in self.parts])
        return f"{self.done:.0f} of {count_of(self.target, self.word)}"


def counted_word(goal: Goal) -> str:
    """What one of those counted is called; "circle" also where time is counted."""
    return getattr(goal, "name", "breath" if hasattr(goal, "in_s") else "circle")


def sum_up_sides(record: SessionRecord) -> list[SideWork]:
    """Add up what was done on each side, in the order in which the exercise asks for them."""
    goal = record.session.exercise.goal
    word = counted_word(goal)
    found = []
    for progress in record.progress():
        side = progress.side
        holds = tuple(hold for hold in record.holds() if hold.side == side)
        repetitions = tuple(r for r in record.repetitions if r.side == side)
        done = progress.done
        if progress.counts_time:
            done = sum(hold.held_s for hold in holds)
        elif not progress.parts:
            done = max(done, len(repetitions))
        parts = tuple((part.name, part.done, part.target) for part in progress.parts)
        target = progress.target * progress.passes
        found.append(SideWork(side, progress.kind, done, target, parts, holds, repetitions, word))
    return found


def compare_amounts(work: Sequence[SideWork]) -> str:
    """Left against right in one sentence; empty where the exercise has no sides."""
    done = {each.side: each.done for each in work if each.side is not None}
    if len(done) < 2:
        return ""
    amounts = {side: done[side] for side in SIDES}
    if not any(amounts.values()):
        return ""
    for side, other in (SIDES, SIDES[::-1]):
        if not amounts[other]:
            return f"Only the {side} side was done."
    time = work[0].counts_time
    shown = [f"{describe_seconds(amounts[s]) if time else f'{amounts[s]:.0f}'} {s}" for s in SIDES]
    if is_uneven(amounts):
        more = max(SIDES, key=lambda side: amounts[side])
        return f"Uneven: more on the {more} ({join(shown)})."
    return f"Even: {join(shown)}."


@dataclass(frozen=True)
class Comparison:
    """A measure of the working leg, left against right, while the time counted.

    Attributes
    ----------
    title
        The check's title.
    left, right
        The medians with their tolerances, in words.
    finding
        Whether they differ by more than the error.
    """

    title: str
    left: str
    right: str
    finding: str


def compare_measures(
    checks: Sequence[Check], work: Sequence[SideWork], series: Series, phases: Sequence[Span]
) -> list[Comparison]:
    """Compare each measure of the legs between a left and a right hold; empty without both.

    ``phases`` are the parts of the timeline's first row, as for :func:`find_counted`.
    """
    times_s = np.asarray(series.times_s)
    found = []
    for check in checks:
        if check.measure not in SIDED_NAMES or check.leg != "working":
            continue
        medians = {}
        for each in work:
            if each.side is not None and each.holds:
                values, tolerances = series.values_of(check.measure, each.side)
                seen = find_counted(times_s, each, phases) & np.isfinite(values)
                if seen.any():
                    medians[each.side] = _median(values[seen]), _median(tolerances[seen])
        if len(medians) == 2:
            found.append(_compare(check, medians["left"], medians["right"]))
    return found


def find_counted(times_s: Array, work: SideWork, phases: Sequence[Span]) -> NDArray[np.bool_]:
    """(n,) whether each frame lies in time that counted on a side, or in a repetition.

    Parameters
    ----------
    times_s
        (n,) frame times.
    work
        What was done on the side.
    phases
        The parts of the timeline's first row. A hold spans its own pauses, they do not.
    """
    if work.counts_time:
        return frames_within(times_s, phases, lambda p: p.kind == "good" and p.side == work.side)
    repetitions = [Span(each.start_s, each.end_s, "good") for each in work.repetitions]
    return frames_within(times_s, repetitions, lambda _: True)


def _compare(check: Check, left: tuple[float, float], right: tuple[float, float]) -> Comparison:
    unit, _ = unit_of(check.measure)
    difference, error = left[0] - right[0], Z_95 * math.hypot(left[1], right[1])
    if math.isnan(error):
        finding = "The error is not known."
    elif abs(difference) <= error:
        finding = f"No difference beyond the error (±{format_value(error, unit)})."
    else:
        more = "left" if difference > 0 else "right"
        amount = format_value(abs(difference), unit)
        finding = f"More on the {more}, by {amount} (±{format_value(error, unit)})."
    return Comparison(check.title, _show(left, unit), _show(right, unit), finding)


def _show(median: tuple[float, float], unit: str) -> str:
    value, tolerance = median
    around = "" if math.isnan(tolerance) else f" ±{format_value(tolerance, unit)}"
    return format_value(value, unit) + around


def _median(values: Array) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else math.nan
