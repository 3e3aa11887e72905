"""From measurements to verdicts: good, fix, cannot see."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from posecheck.anatomy import Side, opposite
from posecheck.exercises.schema import Check
from posecheck.measures.names import SIDED_NAMES
from posecheck.measures.table import ROLLER_NAMES, Measurements

Verdict = Literal["good", "fix", "cannot_see"]
"""What a check says of one frame."""


ROLLER_SEEN_S = 2.0
"""A roller must have been seen for so many seconds before it is to be moved."""

REMEMBERED_S = 5.0
"""Without a value for longer than this, in seconds, a verdict begins afresh: in that time somebody
can get up and lie down otherwise, and then the measure's error is another one."""


@dataclass(frozen=True)
class Judgement:
    """The verdict of one check in one frame.

    Attributes
    ----------
    check
        The check.
    side
        The side of the body that was judged; None when the check has no side.
    verdict
        Good, fix or cannot_see.
    value
        The measure's value in its unit; NaN when it is not seen, and for a posture check.
    tolerance
        How far off the value may be, in the measure's unit; NaN when that is unknown.
    margin
        How far beyond a limit the value must be to change the verdict, in the measure's unit.
    correction
        The sentence that corrects it; empty unless the verdict is fix.
    applies
        Whether the check is judged in this posture at all.
    awaited
        The value is wrong, but the roller has not been seen for long enough to have it moved.
    """

    check: Check
    side: Side | None
    verdict: Verdict
    value: float = math.nan
    tolerance: float = math.nan
    margin: float = 0.0
    correction: str = ""
    applies: bool = True
    awaited: bool = False


class Judge:
    """Applies the checks for one working side.

    It remembers verdicts for the hysteresis, over :data:`REMEMBERED_S` without a value.

    Parameters
    ----------
    checks
        In the order of the exercise's file.
    side
        The working side.
    """

    def __init__(self, checks: tuple[Check, ...], side: Side) -> None:
        self._checks = checks
        self._side: Side = side
        self._last: dict[str, Verdict] = {}
        # per check: the mean of the values since the verdict last changed, and their number
        self._means: dict[str, tuple[float, int]] = {}
        self._judged_s: dict[str, float] = {}
        self._now_s = math.nan

    def judge(
        self, measurements: Measurements | None, time_s: float = math.nan
    ) -> tuple[Judgement, ...]:
        """Judge one frame.

        Parameters
        ----------
        measurements
            None when nobody is seen: then every verdict is cannot_see.
        time_s
            The frame's time; without it no verdict begins afresh.

        Returns
        -------
        tuple of Judgement
            One for each check, in their order.
        """
        self._now_s = time_s
        return tuple(self._judge(check, measurements) for check in self._checks)

    def _judge(self, check: Check, measurements: Measurements | None) -> Judgement:
        if check.posture:
            return self._judge_posture(check, measurements)
        assert check.measure is not None
        leg = self._side if check.leg == "working" else opposite(self._side)
        side = leg if check.measure in SIDED_NAMES else None
        if measurements is None or not _can_be_judged(check, measurements):
            applies = measurements is None or _is_in_its_posture(check, measurements)
            return Judgement(check, side, "cannot_see", applies=applies)
        value = measurements.value(check.measure, side)
        if math.isnan(value):
            return Judgement(check, side, "cannot_see")
        tolerance = measurements.tolerance(check.measure, side)
        margin = check.hysteresis if math.isnan(tolerance) else max(check.hysteresis, tolerance)
        verdict = self._apply_hysteresis(check, value, margin)
        if verdict == "fix" and _is_too_early(check, measurements):
            return Judgement(check, side, "cannot_see", value, tolerance, margin, awaited=True)
        self._remember(check.name, verdict, value)
        text = "" if verdict == "good" else self._fill_in(_choose_correction(check, value))
        return Judgement(check, side, verdict, value, tolerance, margin, text)

    def _judge_posture(self, check: Check, measurements: Measurements | None) -> Judgement:
        if measurements is None or measurements.posture == "unknown":
            return Judgement(check, None, "cannot_see")
        on_working_side = measurements.posture == f"side_lying_{self._side}"
        if measurements.posture in check.posture or (
            on_working_side and "side_lying" in check.posture
        ):
            return Judgement(check, None, "good")
        return Judgement(check, None, "fix", correction=self._fill_in(check.fix))

    def _apply_hysteresis(self, check: Check, value: float, margin: float) -> Verdict:
        """Decide good or fix so that a value near a limit does not flicker between the two.

        - Farther from both limits than ``margin``: good inside, fix outside.
        - Nearer: the last verdict stays. It changes only when the value has moved by more than
          ``margin`` from its mean since that verdict began, and is ``check.hysteresis`` away from
          the limit. The error of a measure hardly changes from frame to frame, so such a
          move is the body's own.
        - In the first frame, and after :data:`REMEMBERED_S`, there is no last verdict: good inside,
          fix outside; but a defining check, which starts the hold, is good only when the value is
          inside by ``margin``.
        """
        inside = check.min <= value <= check.max
        nearest = min(abs(value - check.min), abs(value - check.max))
        if not self._remembers(check.name):
            sure = check.kind != "defining" or nearest >= margin
            return "good" if inside and sure else "fix"
        if nearest >= margin:
            return "good" if inside else "fix"
        mean, _count = self._means[check.name]
        moved = abs(value - mean) > margin
        if moved and nearest >= check.hysteresis:
            return "good" if inside else "fix"
        return self._last[check.name]

    def _remembers(self, name: str) -> bool:
        """Whether there is a last verdict, and it was given not long ago."""
        return name in self._last and not self._now_s - self._judged_s[name] > REMEMBERED_S

    def _remember(self, name: str, verdict: Verdict, value: float) -> None:
        if verdict != self._last.get(name) or not self._remembers(name):
            self._means[name] = (value, 1)
        else:
            mean, count = self._means[name]
            self._means[name] = (mean + (value - mean) / (count + 1), count + 1)
        self._last[name], self._judged_s[name] = verdict, self._now_s

    def _fill_in(self, text: str) -> str:
        return text.format(side=self._side, other=opposite(self._side))


def _can_be_judged(check: Check, measurements: Measurements) -> bool:
    """Whether the measure may be judged from this view and in this posture."""
    seen_well = not check.views or measurements.view in check.views
    return seen_well and _is_in_its_posture(check, measurements)


def _is_too_early(check: Check, measurements: Measurements) -> bool:
    """Whether the roller is not seen for long enough to have it moved."""
    is_about_roller = check.measure in ROLLER_NAMES
    return is_about_roller and measurements.roller_seen_s < ROLLER_SEEN_S


def _is_in_its_posture(check: Check, measurements: Measurements) -> bool:
    return not check.only_in or measurements.posture in check.only_in


def _choose_correction(check: Check, value: float) -> str:
    """The correction for the limit that the value is nearer to, or beyond."""
    if not check.fix_low or not check.fix_high:
        return check.fix_low or check.fix_high
    return check.fix_low if value < (check.min + check.max) / 2 else check.fix_high


def is_position_good(judgements: tuple[Judgement, ...]) -> bool | None:
    """Whether the position is good.

    Returns
    -------
    bool or None
        True: the time counts. False: a check says fix. None: a defining check cannot see, or
        a verdict is awaited.
    """
    if any(j.verdict == "fix" for j in judgements):
        return False
    awaited = any(j.awaited for j in judgements)
    return True if all_defining_good(judgements) and not awaited else None


def all_defining_good(judgements: tuple[Judgement, ...]) -> bool:
    """Whether all defining checks are good: the person is in the exercise's position."""
    return count_pending_defining(judgements) == 0


def has_good_posture(judgements: tuple[Judgement, ...]) -> bool:
    """Whether the person is in the exercise's posture, whatever else is wrong."""
    return all(j.verdict == "good" for j in judgements if j.check.posture)


def count_pending_defining(judgements: tuple[Judgement, ...]) -> int:
    """How many defining checks are not good: how far the position is from the exercise's."""
    return sum(is_pending(j) for j in judgements if j.check.kind == "defining")


def is_pending(judgement: Judgement) -> bool:
    """Whether the step that asks for this check is still to be done."""
    if judgement.check.kind == "defining":
        return judgement.verdict != "good" and judgement.applies
    return judgement.verdict == "fix"


def unverified_titles(judgements: tuple[Judgement, ...]) -> tuple[str, ...]:
    """The titles of the guarding checks that cannot see."""
    guarding = (j for j in judgements if j.check.kind == "guarding")
    return tuple(j.check.title for j in guarding if j.verdict == "cannot_see")


def estimate_good_fraction(before: tuple[Judgement, ...], after: tuple[Judgement, ...]) -> float:
    """Which fraction of the time between two frames was good, when only one frame is.

    Each value is interpolated linearly between the frames, so the moment of a change is known
    better than the distance of the frames. With several changed checks the time was good only
    while all of them were.

    Parameters
    ----------
    before, after
        The judgements of the two frames: the same checks in the same order.

    Returns
    -------
    float
        0 to 1; one half where no value can be interpolated.
    """
    pairs = zip(before, after, strict=True)
    return min(
        (_interpolate(b, a) for b, a in pairs if (b.verdict == "fix") != (a.verdict == "fix")),
        default=0.5,
    )


def _interpolate(before: Judgement, after: Judgement) -> float:
    """Which fraction of the time between the two was good, when one of them says fix."""
    wrong, right = (before, after) if before.verdict == "fix" else (after, before)
    change = right.value - wrong.value
    if math.isnan(change) or change == 0:
        return 0.5
    check = right.check
    # the verdict changes beyond the limit by the margin: inside when it becomes good, else outside
    inward = right.margin if after is right else -wrong.margin
    threshold = check.min + inward if change > 0 else check.max - inward
    return min(1.0, max(0.0, (right.value - threshold) / change))
