"""The one rule for "is this change real?".

Used for today's test against an earlier one, for left against right, in the sentence after a test,
in the history, in its plot and in the report. ``docs/statistics.md`` explains the formulas.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from posecheck.anatomy import Side
from posecheck.tightness.outcome import Z_95, LegOutcome

REFERENCE_DAYS = 14
"""The guide's question is "is it better than two weeks ago?": the reference is at least this many
days older than the test that is compared with it."""

SAME_TEST = datetime.min
"""Time of both measurements where left is compared with right: within one test it does not matter.
"""

Finding = Literal["better", "tighter", "no_change", "not_comparable"]
"""``no_change``: none beyond the measurement error. ``not_comparable``: the two tests ended in
different ways, and the numbers do not say which leg was tighter."""


@dataclass(frozen=True)
class LegMeasurement:
    """One leg's test as a number.

    Attributes
    ----------
    taken
        When the test was done, in the person's local time of then.
    hip_flexion
        Degrees of hip flexion left when the back rose or, with the back flat, where the leg came to
        rest. Smaller is better; 0 for a clear leg.
    error_deg
        Half-width of the 95 % interval of ``hip_flexion``, in degrees.
    is_clear
        Whether the leg lay straight on the floor with the back flat.
    back_rose
        Whether the back rose (``arched``). With the back flat, the angle at which it would rise is
        not known: it is at most ``hip_flexion``.
    """

    taken: datetime
    hip_flexion: float
    error_deg: float
    is_clear: bool
    back_rose: bool


@dataclass(frozen=True)
class Change:
    """Two measurements and what the rule says of them; :func:`compare` makes it.

    Attributes
    ----------
    before, after
        The reference and the test that is compared with it; or left and right.
    finding
        Whether ``after`` is better or tighter than ``before``.
    """

    before: LegMeasurement
    after: LegMeasurement
    finding: Finding

    @property
    def difference_deg(self) -> float:
        """``after`` minus ``before`` in degrees: negative is better."""
        return self.after.hip_flexion - self.before.hip_flexion

    @property
    def error_deg(self) -> float:
        """Half-width of the difference's 95 % interval, in degrees."""
        return math.hypot(self.before.error_deg, self.after.error_deg)

    @property
    def is_real(self) -> bool:
        """Whether the difference is larger than its error and says which leg was tighter."""
        return self.finding in ("better", "tighter")

    @property
    def is_lower_bound(self) -> bool:
        """Whether the true difference may be larger, because the back rose in one test only."""
        return self.before.back_rose != self.after.back_rose


def least_error_deg() -> float:
    """Half-width of the 95 % interval of one test, in degrees: 1.96 SEM.

    SEM, the standard error of measurement, is ``repeats.flexion_error_deg`` in ``limits.toml``.
    """
    from posecheck.tightness.limits import selftest_limits  # slow to load, see outcome.py

    return Z_95 * selftest_limits().repeats.flexion_error_deg


def smallest_detectable_change_deg() -> float:
    """The smallest difference of two tests that is real at 95 %: 1.96 sqrt(2) SEM, in degrees."""
    return math.sqrt(2) * least_error_deg()


def compute_measurement(outcome: LegOutcome, taken: datetime) -> LegMeasurement | None:
    """Turn a leg's outcome into a number with its error.

    The error is at least :func:`least_error_deg`. It is larger where the outcome has a larger
    tolerance of its own, or where its trials lay further apart than that.

    Returns
    -------
    LegMeasurement or None
        None where the test could not tell, or the leg's angle was not seen.
    """
    is_clear = outcome.result == "clear"
    hip_flexion = 0.0 if is_clear else outcome.onset_hip_flexion
    if outcome.result == "cannot_tell" or math.isnan(hip_flexion):
        return None
    own = [e for e in (outcome.tolerance_deg, outcome.spread_deg) if not math.isnan(e)]
    error_deg = max([least_error_deg(), *own])
    return LegMeasurement(taken, hip_flexion, error_deg, is_clear, outcome.reason == "arched")


def compare(before: LegMeasurement, after: LegMeasurement) -> Change:
    """Decide whether two measurements really differ. This is the one rule.

    1. A difference within the error of both, the root of the sum of their squares, is no change.
    2. Where the back rose in both tests, or stayed flat in both, the same quantity was measured
       twice: a larger difference is real.
    3. Where the back rose in one test only, the flat test's angle is an upper limit of the angle
       at which the back would have risen. If it is the smaller of the two angles, the flat test
       was better, by at least the difference. If it is the larger one, the leg stopped before the
       angle in question: the two cannot be compared.
    """
    change = Change(before, after, "no_change")
    if abs(change.difference_deg) <= change.error_deg:
        return change
    finding: Finding = "better" if change.difference_deg < 0 else "tighter"
    if before.back_rose != after.back_rose:
        smaller = after if finding == "better" else before
        if smaller.back_rose:
            finding = "not_comparable"
    return Change(before, after, finding)


def find_reference(earlier: Sequence[LegMeasurement], day: date) -> LegMeasurement | None:
    """Choose the earlier test with which a test of ``day`` is compared.

    Parameters
    ----------
    earlier
        The same leg's earlier tests, the oldest first.
    day
        The day of the test that is to be compared.

    Returns
    -------
    LegMeasurement or None
        The newest test that is at least :data:`REFERENCE_DAYS` days older; without such a test
        the first; None where there is no earlier test.
    """
    for candidate in reversed(earlier):
        if (day - candidate.taken.date()).days >= REFERENCE_DAYS:
            return candidate
    return earlier[0] if earlier else None


def compare_with_reference(measurements: Sequence[LegMeasurement]) -> Change | None:
    """Compare one leg's last test with its reference.

    Parameters
    ----------
    measurements
        The leg's tests, the oldest first.

    Returns
    -------
    Change or None
        None where there are fewer than two tests.
    """
    if not measurements:
        return None
    *earlier, last = measurements
    reference = find_reference(earlier, last.taken.date())
    return None if reference is None else compare(reference, last)


def compare_sides(legs: Iterable[LegOutcome]) -> Change | None:
    """Compare left (``before``) with right (``after``) of one test.

    Returns
    -------
    Change or None
        None unless both legs were tested and measured.
    """
    found: dict[Side, LegMeasurement | None] = {
        leg.side: compute_measurement(leg, SAME_TEST) for leg in legs
    }
    left, right = found.get("left"), found.get("right")
    return None if left is None or right is None else compare(left, right)


def describe_change(change: Change) -> str:
    """A change over time in words, with the day of the reference; neither capital nor full stop."""
    day = f"{change.before.taken:%Y-%m-%d}"
    if change.before.is_clear and change.after.is_clear:
        return f"clear on {day} too"
    if change.finding == "not_comparable":
        return (
            f"not comparable with {day}, because in one test the leg stopped before it reached the "
            "angle at which the back rose in the other"
        )
    if change.finding == "no_change":
        return f"no change beyond the measurement's error (±{change.error_deg:.0f}°) since {day}"
    return f"{_amount(change)} {change.finding} (±{change.error_deg:.0f}°) since {day}"


def describe_sides(change: Change) -> str:
    """Left against right in one sentence."""
    if change.before.is_clear and change.after.is_clear:
        return "No difference between the sides: both are clear."
    if change.finding == "not_comparable":
        return (
            "Left and right cannot be compared: one leg stopped before it reached the angle at "
            "which the back rose with the other."
        )
    if change.finding == "no_change":
        return f"Left and right do not differ beyond the error (±{change.error_deg:.0f}°)."
    side = "right" if change.finding == "tighter" else "left"
    return f"The {side} side is the tighter one, by {_amount(change)} (±{change.error_deg:.0f}°)."


def _amount(change: Change) -> str:
    amount = f"{abs(change.difference_deg):.0f}°"
    return f"at least {amount}" if change.is_lower_bound else amount
