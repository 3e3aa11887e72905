"""The outcome of the self-test: of one trial, and of one leg."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from posecheck.anatomy import SIDES, Side

if TYPE_CHECKING:
    from posecheck.tightness.limits import SelfTestLimits

Result = Literal["clear", "tight", "cannot_tell"]

NOT_A_DIAGNOSIS = "This is a self-check, not a diagnosis."
"""Said before and after a self-test."""

Z_95 = 1.96
"""Half-width of a 95 % interval of the normal distribution, in standard deviations."""


@dataclass(frozen=True)
class Trial:
    """The outcome of one trial of one leg. Unknown numbers are NaN.

    Attributes
    ----------
    result
        Clear, tight or cannot_tell.
    reason
        For tight "arched" or "stopped_short"; for cannot_tell a name in the limits' reasons;
        empty for clear.
    onset_s
        When the back began to rise, in the frames' time; NaN when it stayed flat.
    onset_hip_flexion, onset_knee
        The leg's angles at that moment, in degrees.
    gap_change_cm
        The largest lasting rise of the back over its own flat baseline; NaN when the back was not
        seen.
    end_hip_flexion, end_knee
        The leg's angles at the end, in degrees.
    rest_s
        For how many seconds the person lay still before the knee was lifted, where that was too
        short.
    """

    result: Result
    reason: str = ""
    onset_s: float = math.nan
    onset_hip_flexion: float = math.nan
    onset_knee: float = math.nan
    gap_change_cm: float = math.nan
    end_hip_flexion: float = math.nan
    end_knee: float = math.nan
    rest_s: float = math.nan

    @property
    def hip_flexion_left(self) -> float:
        """Degrees of hip flexion left when the back rose, or where the leg came to rest."""
        return self.onset_hip_flexion if self.reason == "arched" else self.end_hip_flexion

    @property
    def knee_left(self) -> float:
        """The knee's angle at the same moment."""
        return self.onset_knee if self.reason == "arched" else self.end_knee

    def to_json(self) -> dict[str, Any]:
        """The trial as it stands in the list ``trials`` of the self-test's JSON."""
        return {
            "result": self.result,
            "reason": self.reason or None,
            "onset_s": _round(self.onset_s, 2),
            "onset_hip_flexion": _round(self.onset_hip_flexion, 1),
            "onset_knee": _round(self.onset_knee, 1),
            "gap_change_cm": _round(self.gap_change_cm, 2),
            "end_hip_flexion": _round(self.end_hip_flexion, 1),
            "end_knee": _round(self.end_knee, 1),
        }


@dataclass(frozen=True)
class LegOutcome:
    """The outcome of one leg's test: built from its trials, or read back from the history.

    Unknown numbers are NaN.

    Attributes
    ----------
    side
        The leg.
    result
        Clear, tight or cannot_tell.
    reason
        As in :class:`Trial`.
    onset_s
        When the back began to rise in the median trial, in the frames' time; NaN unless arched.
    onset_hip_flexion, onset_knee
        The leg's angles when the back began to rise or, for stopped_short, where the leg came to
        rest; degrees, the medians of the trials that ended so. NaN unless tight.
    gap_change_cm
        The median rise of the back over its own flat baseline.
    spread_deg
        Largest minus smallest hip flexion among the trials that counted; NaN for a single trial
        and unless tight.
    tolerance_deg
        95 % of tests of the same leg lie within this of their mean (repeatability).
    trials
        Every trial in its order; empty for an outcome that was read back.
    """

    side: Side
    result: Result
    reason: str = ""
    onset_s: float = math.nan
    onset_hip_flexion: float = math.nan
    onset_knee: float = math.nan
    gap_change_cm: float = math.nan
    spread_deg: float = math.nan
    tolerance_deg: float = math.nan
    trials: tuple[Trial, ...] = field(default=(), repr=False)

    @classmethod
    def from_trials(cls, side: Side, trials: Sequence[Trial]) -> LegOutcome:
        """Combine one leg's trials into its outcome.

        Trials that cannot tell count only when no trial can. Of the others the median trial
        gives the reason and the time; the angles are the medians of the trials with that reason.
        Trials that contradict each other make cannot_tell.

        Parameters
        ----------
        side
            The leg.
        trials
            At least one trial.
        """
        counted = _counted_trials(trials)
        chosen = _median_trial(counted)
        hip_flexion = knee = spread_deg = gap_change_cm = math.nan
        if chosen.result == "tight":
            alike = [trial for trial in counted if trial.reason == chosen.reason]
            spread_deg = _range_width([trial.hip_flexion_left for trial in counted])
            hip_flexion = _median([trial.hip_flexion_left for trial in alike])
            knee = _median([trial.knee_left for trial in alike])
        if chosen.reason != "disagree":
            gap_change_cm = _median([trial.gap_change_cm for trial in counted])
        return cls(
            side=side,
            result=chosen.result,
            reason=chosen.reason,
            onset_s=chosen.onset_s,
            onset_hip_flexion=hip_flexion,
            onset_knee=knee,
            gap_change_cm=gap_change_cm,
            spread_deg=spread_deg,
            tolerance_deg=Z_95 * load_limits().repeats.flexion_error_deg,
            trials=tuple(trials),
        )

    def sentence(self) -> str:
        """The outcome in one or two plain sentences."""
        side, hip, knee = self.side.capitalize(), self.onset_hip_flexion, self.onset_knee
        if self.result == "clear":
            return f"{side}: clear. The leg lies straight on the floor and the back stayed flat."
        if self.result == "cannot_tell":
            rest_s = self.trials[-1].rest_s if self.trials else math.nan
            why, mend = why_cannot_tell(self.reason, self.side, rest_s) or ("", "")
            return f"{side}: cannot tell, {why}. {mend}." if why else f"{side}: cannot tell."
        if self.reason == "arched":
            at_hip = "" if math.isnan(hip) else f" with the hip still {hip:.0f}° bent"
            at_knee = f", the knee at {knee:.0f}°" if knee > 0 else ""
            rise = f"{self.gap_change_cm:.0f} cm"
            return (
                f"{side}: tight. The back rose from the floor{at_hip}{at_knee}, by {rise} in the "
                "end."
            )
        return (
            f"{side}: tight. The back stayed flat, but the leg stopped short "
            f"(hip {hip:z.0f}°, knee {knee:z.0f}°). Weak control of the trunk can look the same."
        )

    def to_json(self) -> dict[str, Any]:
        """The promised keys, and behind them every trial. An unknown number is None."""
        arched = self.reason == "arched"
        onsets = [trial.onset_hip_flexion for trial in _counted_trials(self.trials)]
        low, high = _range(onsets)
        return {
            "result": self.result,
            "reason": self.reason or None,
            "onset_s": _round(self.onset_s, 2),
            "onset_hip_flexion": _round(self.onset_hip_flexion, 1) if arched else None,
            "onset_knee": _round(self.onset_knee, 1) if arched else None,
            "gap_change_cm": _round(self.gap_change_cm, 2),
            "explanation": self.sentence(),
            "onset_hip_flexion_range": [_round(low, 1), _round(high, 1)],
            "trials": [trial.to_json() for trial in self.trials],
            "errors": _errors(),
        }


def to_json(outcomes: Mapping[Side, LegOutcome]) -> dict[str, Any]:
    """{left, right}: each leg's outcome, or None where the leg was not tested."""
    return {side: outcomes[side].to_json() if side in outcomes else None for side in SIDES}


def _errors() -> dict[str, float]:
    """How exact the numbers of a leg are: from test to test (95 %), and from the truth (68 %)."""
    limits = load_limits()
    return {
        "repeat_hip_flexion": round(Z_95 * limits.repeats.flexion_error_deg, 1),
        "repeat_gap_change_cm": round(Z_95 * limits.repeats.gap_error_cm, 1),
        "truth_hip_flexion": limits.truth.flexion_off_deg,
        "truth_gap_change_cm": limits.truth.rise_off_cm,
    }


def load_limits() -> SelfTestLimits:
    """Import the limits when they are needed: pydantic takes longer than the rest of a start."""
    from posecheck.tightness.limits import selftest_limits

    return selftest_limits()


def why_cannot_tell(reason: str, side: str, rest_s: float = math.nan) -> tuple[str, str] | None:
    """Say why a test cannot tell, and what to do about it.

    Parameters
    ----------
    reason
        As in :class:`Trial`.
    side
        The leg, in words.
    rest_s
        For how many seconds the person lay still, where that was too short; else NaN.

    Returns
    -------
    tuple or None
        Two sentences, the first without a capital, both without a full stop. None for a reason that
        this version does not know.
    """
    found = load_limits().reasons.get(reason)
    if found is None:
        return None
    rest = "too short a time" if math.isnan(rest_s) else f"{rest_s:.1f} s"
    return found.explain.format(rest=rest), found.mend.format(side=side)


def _counted_trials(trials: Sequence[Trial]) -> tuple[Trial, ...]:
    """The trials with a result; all of them when none has one."""
    with_result = tuple(trial for trial in trials if trial.result != "cannot_tell")
    return with_result or tuple(trials)


def _median_trial(counted: Sequence[Trial]) -> Trial:
    """The trial that stands for the leg; cannot_tell where the results differ."""
    if len({trial.result for trial in counted}) > 1:
        return Trial("cannot_tell", "disagree")
    if counted[0].result == "cannot_tell":
        return counted[-1]
    ordered = sorted(counted, key=_sort_key)
    return ordered[len(ordered) // 2]


def _sort_key(trial: Trial) -> float:
    return 0.0 if math.isnan(trial.hip_flexion_left) else trial.hip_flexion_left


def _median(values: Sequence[float]) -> float:
    """The median of the known values; NaN when there is none."""
    known = _known(values)
    return statistics.median(known) if known else math.nan


def _range(values: Sequence[float]) -> tuple[float, float]:
    """The smallest and the largest known value; NaN when there is none."""
    known = _known(values)
    return (min(known), max(known)) if known else (math.nan, math.nan)


def _range_width(values: Sequence[float]) -> float:
    """Largest minus smallest known value; NaN for fewer than two."""
    low, high = _range(values)
    return high - low if len(_known(values)) > 1 else math.nan


def _known(values: Sequence[float]) -> list[float]:
    return [value for value in values if not math.isnan(value)]


def _round(value: float, digits: int) -> float | None:
    return None if math.isnan(value) else round(value, digits)
