"""Compare two analyses of one exercise, or two self-tests."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from posecheck.anatomy import Side
from posecheck.errors import InputError
from posecheck.feedback.comparison.difference import (
    Difference,
    combine_errors,
    error_of_mean,
)
from posecheck.feedback.comparison.measured import (
    Placed,
    Span,
    compare_in_holds,
    compare_in_repetitions,
    compared_measures,
)
from posecheck.feedback.comparison.recording import Recording
from posecheck.tightness.change import (
    SAME_TEST,
    Change,
    compare,
    compute_measurement,
    knee_error_deg,
)

HOLD_ERROR_S = 0.4
"""Half-width of the 95 % interval of a hold's seconds: the largest error of the clips whose true
hold is known (docs/accuracy.md, "Hold seconds against truth")."""

COUNT_ERROR = 2.0
"""How far the difference of two counts may be off: each is at most one off in a shot of real
people, but for pictures made worse on purpose (docs/exercises.md, "Repetitions of real people").
"""

DURATION_ERROR_S = 0.3
"""Half-width of the 95 % interval of where a repetition begins or ends, in seconds: as of holds."""

Sides = tuple[Side | None, Side | None]
"""The side of the first recording, and that of the second that it is compared with. None is both
sides together."""


@dataclass(frozen=True, eq=False)
class SideComparison:
    """What the comparison of one side came to.

    Attributes
    ----------
    sides
        The side in each recording.
    rows
        The numbers, in order.
    change
        Of a self-test, what the rule of docs/statistics.md says; None where one of the legs has no
        number.
    """

    sides: Sides
    rows: tuple[Difference, ...]
    change: Change | None = None

    @property
    def heading(self) -> str:
        """The side in words: "Left", "Left of the first, right of the second", "Both sides"."""
        first, second = self.sides
        if first != second:
            return f"{first or 'both'} of the first, {second or 'both'} of the second".capitalize()
        return f"{first} side".capitalize() if first else "Both sides"


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two analyses compared.

    Attributes
    ----------
    first, second
        The analyses.
    title
        What is done in both.
    parts
        One for each side that is compared.
    """

    first: Recording
    second: Recording
    title: str
    parts: tuple[SideComparison, ...] = field(default=())

    @property
    def rows(self) -> tuple[Difference, ...]:
        """All numbers."""
        return tuple(row for part in self.parts for row in part.rows)

    @property
    def summary(self) -> str:
        """How many numbers really differ, in a sentence or two."""
        known = [row for row in self.rows if row.finding != "not_known"]
        real = sum(row.is_real for row in known)
        beyond = "by more than the error of measuring it"
        if not known:
            found = "Nothing could be compared: what was measured was not seen in both."
        elif len(known) == 1:
            found = (
                f"The one number that can be compared {'differs' if real else 'does not differ'}"
            )
            found += f" {beyond}."
        elif not real:
            found = f"None of the {len(known)} numbers that can be compared differs {beyond}."
        else:
            differ = "differs" if real == 1 else "differ"
            found = f"{real} of the {len(known)} numbers that can be compared {differ} {beyond}."
        old = [r.name for r in (self.first, self.second) if not r.frames.has_tolerances]
        if old:
            found += f" Analyse {' and '.join(old)} again: its frames.csv has no tolerances yet."
        return found


def compare_recordings(
    first: Recording, second: Recording, sides: tuple[Side, Side] | None = None
) -> Comparison:
    """Compare two analyses.

    Parameters
    ----------
    first, second
        The analyses; "before" and "after" if they are of one person.
    sides
        The side of the first and that of the second; None to compare each side with itself or,
        where they have no side in common and one each, these.

    Raises
    ------
    InputError
        They show different exercises, or no side can be compared.
    """
    names = first.analysis.exercise, second.analysis.exercise
    if names[0] != names[1]:
        raise InputError(
            f"{first.name} shows {names[0]} and {second.name} shows {names[1]}: only two analyses "
            "of the same exercise can be compared."
        )
    exercise = first.exercise
    title = "Psoas self-test" if first.is_selftest else exercise.title if exercise else names[0]
    parts = []
    for pair in _pair_sides(first, second, sides):
        if first.is_selftest:
            parts.append(_compare_legs(first, second, pair))
        else:
            parts.append(_compare_side(first, second, pair))
    return Comparison(first, second, title, tuple(parts))


def _pair_sides(
    first: Recording, second: Recording, wanted: tuple[Side, Side] | None
) -> Sequence[Sides]:
    there = first.sides(), second.sides()
    if wanted is not None:
        for recording, has, side in zip((first, second), there, wanted, strict=True):
            if side not in has:
                shown = " and ".join(str(each) for each in has if each) or "no side"
                raise InputError(f"{recording.name} does not show the {side} side, but {shown}.")
        return [wanted]
    both: list[Sides] = [(side, side) for side in there[0] if side in there[1]]
    if both:
        return both
    if len(there[0]) == len(there[1]) == 1:
        return [(there[0][0], there[1][0])]
    empty = next((r for r, has in zip((first, second), there, strict=True) if not has), None)
    if empty is not None:
        raise InputError(f"Nothing was judged in {empty.name}: there is nothing to compare.")
    raise InputError(
        f"{first.name} and {second.name} have no side in common: name two with --sides left,right."
    )


def spans_of(recording: Recording, side: Side | None) -> tuple[list[Span], bool]:
    """The times that count on a side, and whether they are repetitions; else they are holds."""
    contents = recording.analysis
    repetitions = [(r.start_s, r.end_s) for r in contents.repetitions if r.side == side]
    if repetitions:
        return repetitions, True
    return [(h.start_s, h.end_s) for h in contents.holds if h.side == side], False


def _uncounted_spans(recording: Recording, side: Side | None) -> list[Span]:
    """The times that do not count towards a hold of a side, as far as the verdicts tell.

    Another side is worked on, a check says fix, or a defining check cannot see.
    """
    exercise = recording.exercise
    checks = exercise.checks if exercise is not None else ()
    defining = {check.name for check in checks if check.kind == "defining"}
    return [
        (v.start_s, v.end_s)
        for v in recording.analysis.verdicts
        if v.side != side or v.verdict == "fix" or (v.verdict != "good" and v.check in defining)
    ]


def _compare_side(first: Recording, second: Recording, sides: Sides) -> SideComparison:
    recordings = (first, second)
    spans = [spans_of(r, side)[0] for r, side in zip(recordings, sides, strict=True)]
    exercise = first.exercise
    repeats = exercise is not None and exercise.hold is None and exercise.moving is None
    if exercise is None:
        repeats = any(r.analysis.repetitions for r in recordings)
    rows = list(_compare_repetitions(spans) if repeats else [_compare_holds(recordings, sides)])
    uncounted: list[list[Span]] = [[], []]
    if not repeats:
        uncounted = [_uncounted_spans(r, side) for r, side in zip(recordings, sides, strict=True)]
    for compared in compared_measures(exercise):
        columns = (compared.columns(side) for side in sides)
        for (one, added), (other, _) in zip(*columns, strict=True):
            places = (
                Placed(one, spans[0], uncounted[0]),
                Placed(other, spans[1], uncounted[1]),
            )
            title = compared.title + added
            if repeats:
                rows += compare_in_repetitions(title, compared.measure, recordings, places)
            else:
                rows.append(compare_in_holds(title, compared.measure, recordings, places))
    return SideComparison(sides, tuple(rows))


def _compare_holds(recordings: tuple[Recording, Recording], sides: Sides) -> Difference:
    """Compare the seconds held. A hold ends at its goal: who reached it might have held longer."""
    holds = [
        [hold for hold in recording.analysis.holds if hold.side == side]
        for recording, side in zip(recordings, sides, strict=True)
    ]
    first_s, second_s = (sum(hold.held_s for hold in each) for each in holds)
    error = combine_errors(HOLD_ERROR_S, HOLD_ERROR_S)
    note = ""
    if len({hold.target_s for each in holds for hold in each}) > 1:
        note = "The two had different goals."
        shorter = holds[0] if first_s <= second_s else holds[1]
        if any(hold.complete for hold in shorter):
            note = "The two had different goals, and the shorter hold ended at its own."
            error = math.nan
    return Difference("Held", " s", first_s, second_s, error, 1, note)


def _compare_repetitions(spans: Sequence[list[Span]]) -> list[Difference]:
    counts = [float(len(each)) for each in spans]
    lengths = [[end_s - start_s for start_s, end_s in each] for each in spans]
    means = [sum(each) / len(each) if each else math.nan for each in lengths]
    errors = [combine_errors(DURATION_ERROR_S, error_of_mean(each)) for each in lengths]
    return [
        Difference("Counted", "", counts[0], counts[1], COUNT_ERROR),
        Difference("Time of each", " s", means[0], means[1], combine_errors(*errors), 1),
    ]


def _compare_legs(first: Recording, second: Recording, sides: Sides) -> SideComparison:
    """Compare two legs by the rule of docs/statistics.md."""
    outcomes = [r.outcomes()[side] for r, side in zip((first, second), sides, strict=True) if side]
    before, after = (compute_measurement(outcome, SAME_TEST) for outcome in outcomes)
    title = "Hip flexion remaining when the back rose, or the leg came to rest"
    if before is None or after is None:
        one, other = (math.nan if m is None else m.hip_flexion for m in (before, after))
        return SideComparison(sides, (Difference(title, "°", one, other, math.nan, 1),))
    change = compare(before, after)
    comparable = change.finding != "not_comparable"
    row = Difference(
        title,
        "°",
        before.hip_flexion,
        after.hip_flexion,
        change.error_deg if comparable else math.nan,
        1,
        _note(change),
    )
    rows = [row]
    if not (math.isnan(change.knee_difference_deg) or (before.is_clear and after.is_clear)):
        knees = before.knee_short_deg, after.knee_short_deg
        error = knee_error_deg() if comparable else math.nan
        rows.append(Difference("Knee short of one that counts as straight", "°", *knees, error))
    return SideComparison(sides, tuple(rows), change)


def _note(change: Change) -> str:
    if change.finding == "not_comparable" and change.is_lower_bound:
        return (
            "One leg stopped before it reached the angle at which the back rose in the other test: "
            "the two cannot be compared."
        )
    if change.is_lower_bound and change.is_real:
        return "At least: the back rose in one of the two only."
    return ""
