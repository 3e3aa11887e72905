"""From measurements to verdicts: good, fix, cannot see."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from posecheck.anatomy import Side, opposite
from posecheck.exercises.schema import Check
from posecheck.measures.table import SIDED_NAMES, Measurements

Verdict = Literal["good", "fix", "cannot_see"]


@dataclass(frozen=True)
class Judgement:
    """What one check says of one frame.

    Attributes:
        value: the measure's value, NaN when not seen or for a posture check.
        tolerance: how far off the value may be, NaN when that is not known.
        margin: how far beyond a limit the value must be for the verdict to change.
        side: the side of the body that was judged; None when the check has none.
        correction: the sentence that corrects it, empty unless the verdict is fix.
        applies: whether it is judged in this posture at all.
    """

    check: Check
    side: Side | None
    verdict: Verdict
    value: float = math.nan
    tolerance: float = math.nan
    margin: float = 0.0
    correction: str = ""
    applies: bool = True


class Judge:
    """Applies the checks for one working side, remembering verdicts for the hysteresis."""

    def __init__(self, checks: tuple[Check, ...], side: Side) -> None:
        self._checks = checks
        self._side: Side = side
        self._last: dict[str, Verdict] = {}
        self._usual: dict[str, tuple[float, int]] = {}

    def judge(self, measurements: Measurements | None) -> tuple[Judgement, ...]:
        """The verdicts, in the order of the exercise's file; all cannot_see without a body."""
        return tuple(self._judge(check, measurements) for check in self._checks)

    def _judge(self, check: Check, measurements: Measurements | None) -> Judgement:
        if check.posture:
            return self._judge_posture(check, measurements)
        assert check.measure is not None
        leg = self._side if check.leg == "working" else opposite(self._side)
        side = leg if check.measure in SIDED_NAMES else None
        if measurements is None or not _applies(check, measurements):
            applies = measurements is None or _in_its_posture(check, measurements)
            return Judgement(check, side, "cannot_see", applies=applies)
        value = measurements.value(check.measure, side)
        if math.isnan(value):
            return Judgement(check, side, "cannot_see")
        tolerance = measurements.tolerance(check.measure, side)
        margin = check.hysteresis if math.isnan(tolerance) else max(check.hysteresis, tolerance)
        verdict = self._with_hysteresis(check, value, margin)
        if verdict != self._last.get(check.name):
            self._usual[check.name] = (value, 1)
        else:
            mean, count = self._usual[check.name]
            self._usual[check.name] = (mean + (value - mean) / (count + 1), count + 1)
        self._last[check.name] = verdict
        text = "" if verdict == "good" else self._sentence(_fix_for(check, value))
        return Judgement(check, side, verdict, value, tolerance, margin, text)

    def _judge_posture(self, check: Check, measurements: Measurements | None) -> Judgement:
        if measurements is None or measurements.posture == "unknown":
            return Judgement(check, None, "cannot_see")
        on_working_side = measurements.posture == f"side_lying_{self._side}"
        if measurements.posture in check.posture or (
            on_working_side and "side_lying" in check.posture
        ):
            return Judgement(check, None, "good")
        return Judgement(check, None, "fix", correction=self._sentence(check.fix))

    def _with_hysteresis(self, check: Check, value: float, margin: float) -> Verdict:
        """Within the margin of a limit the last verdict stays, unless the value has moved by more
        than the margin from what it was on the average: what a value is off hardly changes from
        frame to frame, so it has truly moved. What makes the hold must be surely so to begin with:
        beyond the limit by the margin."""
        inside = check.min <= value <= check.max
        nearest = min(abs(value - check.min), abs(value - check.max))
        if check.name not in self._last:
            sure = check.kind != "defining" or nearest >= margin
            return "good" if inside and sure else "fix"
        if nearest >= margin:
            return "good" if inside else "fix"
        moved = abs(value - self._usual[check.name][0]) > margin
        if moved and nearest >= check.hysteresis:
            return "good" if inside else "fix"
        return self._last[check.name]

    def _sentence(self, text: str) -> str:
        return text.format(side=self._side, other=opposite(self._side))


def _applies(check: Check, measurements: Measurements) -> bool:
    """Whether the measure may be judged from this view and in this posture."""
    seen_well = not check.views or measurements.view in check.views
    return seen_well and _in_its_posture(check, measurements)


def _in_its_posture(check: Check, measurements: Measurements) -> bool:
    return not check.only_in or measurements.posture in check.only_in


def _fix_for(check: Check, value: float) -> str:
    """The sentence for the limit that the value is nearer to (or beyond)."""
    if not check.fix_low or not check.fix_high:
        return check.fix_low or check.fix_high
    return check.fix_low if value < (check.min + check.max) / 2 else check.fix_high


def position_good(judgements: tuple[Judgement, ...]) -> bool | None:
    """True: the hold counts. False: something is wrong. None: cannot be told."""
    if any(j.verdict == "fix" for j in judgements):
        return False
    return True if defining_good(judgements) else None


def defining_good(judgements: tuple[Judgement, ...]) -> bool:
    """Whether all defining checks are good: whoever this is, is in the exercise's position."""
    return n_defining_bad(judgements) == 0


def n_defining_bad(judgements: tuple[Judgement, ...]) -> int:
    """How many defining checks are not good: how far it is to the exercise's position."""
    return sum(unsettled(j) for j in judgements if j.check.kind == "defining")


def unsettled(judgement: Judgement) -> bool:
    """Whether the step that asks for it is still to be done."""
    if judgement.check.kind == "defining":
        return judgement.verdict != "good" and judgement.applies
    return judgement.verdict == "fix"


def unverified(judgements: tuple[Judgement, ...]) -> tuple[str, ...]:
    """Titles of the guarding checks that cannot be seen."""
    guarding = (j for j in judgements if j.check.kind == "guarding")
    return tuple(j.check.title for j in guarding if j.verdict == "cannot_see")


def good_share(before: tuple[Judgement, ...], after: tuple[Judgement, ...]) -> float:
    """How much of the time between two frames was good, when only one of them is; 0..1.

    Each value is taken to move evenly from the one frame to the other, so that the moment
    at which its verdict changed is known better than the frames' distance. With several
    checks it was good only while all were. Half, where there is no value to go by.

    Args:
        before, after: the judgements of the two frames, the same checks in the same order.
    """
    pairs = zip(before, after, strict=True)
    return min(
        (_share(b, a) for b, a in pairs if (b.verdict == "fix") != (a.verdict == "fix")),
        default=0.5,
    )


def _share(before: Judgement, after: Judgement) -> float:
    wrong, right = (before, after) if before.verdict == "fix" else (after, before)
    way = right.value - wrong.value
    if math.isnan(way) or way == 0:
        return 0.5
    check = right.check
    # the verdict changes not at the limit, but the margin beyond it
    inward = right.margin if after is right else -wrong.margin
    turn = check.min + inward if way > 0 else check.max - inward
    return min(1.0, max(0.0, (right.value - turn) / way))
