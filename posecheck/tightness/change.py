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
from posecheck.tightness.outcome import Z_95, LegOutcome, load_limits

REFERENCE_DAYS = 14
"""The guide's question is "is it better than two weeks ago?": the reference is at least this many
days older than the test that is compared with it."""

SAME_TEST = datetime.min
"""Time of both measurements where left is compared with right: within one test it does not matter.
"""

Finding = Literal["better", "tighter", "no_change", "not_comparable"]
"""``no_change``: none beyond the measurement error. ``not_comparable``: the two tests ended in
different ways, or hip and knee contradict each other: the numbers do not say which leg was tighter.
"""


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
    knee
        The knee's angle in degrees where a leg that stopped short came to rest; else NaN.
    """

    taken: datetime
    hip_flexion: float
    error_deg: float
    is_clear: bool
    back_rose: bool
    knee: float = math.nan

    @property
    def knee_short_deg(self) -> float:
        """By how many degrees the knee stayed short of one that counts as straight.

        0 for a clear leg; NaN where the back rose.
        """
        straight = 0.0 if self.is_clear else load_limits().straight.knee - self.knee
        return max(0.0, straight) if not math.isnan(straight) else math.nan


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
    def knee_difference_deg(self) -> float:
        """By how much less straight the knee came in ``after``, in degrees: negative is better.

        NaN where the back rose in one of the two.
        """
        return self.after.knee_short_deg - self.before.knee_short_deg

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
    return Z_95 * load_limits().repeats.flexion_error_deg


def knee_error_deg() -> float:
    """Half-width of the 95 % interval of a difference of two knees at rest, in degrees."""
    return math.sqrt(2) * Z_95 * load_limits().repeats.knee_error_deg


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
    knee = outcome.onset_knee if outcome.reason == "stopped_short" else math.nan
    return LegMeasurement(taken, hip_flexion, error_deg, is_clear, outcome.reason == "arched", knee)


def compare(before: LegMeasurement, after: LegMeasurement) -> Change:
    """Decide whether two measurements really differ. This is the one rule.

    1. A difference within the error of both, the root of the sum of their squares, is no change.
    2. Where the back rose in both tests, or stayed flat in both, the same quantity was measured
       twice: a larger difference is real.
    3. Where the back rose in one test only, the flat test's angle is an upper limit of the angle
       at which the back would have risen. If it is the smaller of the two angles, the flat test
       was better, by at least the difference. If it is the larger one, the leg stopped before the
       angle in question: the two cannot be compared.
    4. Where the back stayed flat in both, a leg may also stop short at the knee. The knees are
       compared in the same way; where hip and knee contradict each other, the tests cannot be
       compared.
    """
    change = Change(before, after, "no_change")
    hip: Finding = _judge(change.difference_deg, change.error_deg)
    knee = _judge(change.knee_difference_deg, knee_error_deg())
    if before.back_rose != after.back_rose and hip != "no_change":
        smaller = after if hip == "better" else before
        hip = "not_comparable" if smaller.back_rose else hip
    if hip == "no_change":
        return Change(before, after, knee)
    return Change(before, after, hip if knee in (hip, "no_change") else "not_comparable")


def _judge(difference_deg: float, error_deg: float) -> Finding:
    """Of one number: negative is better. No change where it is not known."""
    if not abs(difference_deg) > error_deg:
        return "no_change"
    return "better" if difference_deg < 0 else "tighter"


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


def write_angles(measured: LegMeasurement) -> str:
    """The angles of a leg that is not clear: "31° ±5°", or "hip 5° ±5°, knee 140°"."""
    hip = f"{measured.hip_flexion:z.0f}° ±{measured.error_deg:.0f}°"
    return hip if math.isnan(measured.knee) else f"hip {hip}, knee {measured.knee:.0f}°"


def describe_measurement(measured: LegMeasurement) -> str:
    """One test in words: clear, how far short of straight, or where the leg stopped."""
    if measured.is_clear:
        return "clear"
    angles = write_angles(measured)
    if math.isnan(measured.knee):
        return f"{angles} short of straight"
    return f"stopped short at {angles}"


def describe_change(change: Change) -> str:
    """A change over time in words, with the day of the reference; neither capital nor full stop."""
    day = f"{change.before.taken:%Y-%m-%d}"
    if change.before.is_clear and change.after.is_clear:
        return f"clear on {day} too"
    if change.finding == "not_comparable":
        why = (
            "because in one test the leg stopped before it reached the angle at which the back "
            "rose in the other"
            if change.is_lower_bound
            else "because in one test the hip was straighter, in the other the knee"
        )
        return f"not comparable with {day}, {why}"
    if change.finding == "no_change":
        return f"no change beyond the measurement's error ({_errors(change)}) since {day}"
    return f"{_amounts(change, f' {change.finding}')} since {day}"


def describe_sides(change: Change) -> str:
    """Left against right in one sentence."""
    if change.before.is_clear and change.after.is_clear:
        return "No difference between the sides: both are clear."
    if change.finding == "not_comparable":
        why = (
            "one leg stopped before it reached the angle at which the back rose with the other"
            if change.is_lower_bound
            else "of one leg the hip was straighter, of the other the knee"
        )
        return f"Left and right cannot be compared: {why}."
    if change.finding == "no_change":
        return f"Left and right do not differ beyond the error ({_errors(change)})."
    side = "right" if change.finding == "tighter" else "left"
    return f"The {side} side is the tighter one, by {_amounts(change)}."


def _errors(change: Change) -> str:
    """The error of the difference, and that of the knee where it was compared."""
    hip = f"±{change.error_deg:.0f}°"
    knee_compared = not math.isnan(change.knee_difference_deg)
    return f"{hip}, knee ±{knee_error_deg():.0f}°" if knee_compared else hip


def _amounts(change: Change, word: str = "") -> str:
    """By how much hip and knee really differ: "14° better (±7°)" with the word " better"."""
    said = []
    hip_deg, knee_deg = change.difference_deg, change.knee_difference_deg
    if _judge(hip_deg, change.error_deg) != "no_change":
        least = "at least " if change.is_lower_bound else ""
        said.append(f"{least}{abs(hip_deg):.0f}°{word} (±{change.error_deg:.0f}°)")
    if _judge(knee_deg, knee_error_deg()) != "no_change":
        # how straight a clear leg's knee was is not known
        least = "at least " if change.before.is_clear or change.after.is_clear else ""
        said.append(f"{least}{abs(knee_deg):.0f}°{word} at the knee (±{knee_error_deg():.0f}°)")
    return " and ".join(said)
