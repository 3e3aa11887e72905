"""What the self-test came to: for one trial, for one leg, for both and against earlier tests."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from posecheck.anatomy import SIDES, Side
from posecheck.selftest.limits import selftest_limits

Result = Literal["clear", "tight", "cannot_tell"]

NOT_A_DIAGNOSIS = "This is a self-check, not a diagnosis."


@dataclass(frozen=True)
class Trial:
    """One trial of one leg.

    Attributes:
        reason: for tight "arched" or "stopped_short"; for cannot_tell a name in the limits'
            reasons; empty for clear.
        onset_s: when the back began to rise, in the frames' time; NaN when it stayed flat.
        onset_hip_flexion, onset_knee: the leg's angles then, in degrees.
        gap_change_cm: the most by which the back rose over its own flat baseline and stayed;
            NaN when it was not seen.
        end_hip_flexion, end_knee: the leg's angles at the end.
    """

    result: Result
    reason: str = ""
    onset_s: float = math.nan
    onset_hip_flexion: float = math.nan
    onset_knee: float = math.nan
    gap_change_cm: float = math.nan
    end_hip_flexion: float = math.nan
    end_knee: float = math.nan


@dataclass(frozen=True)
class Spread:
    """Median of several trials, and their smallest and largest; NaN when there is none."""

    median: float
    low: float
    high: float
    count: int

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        known = [value for value in values if not math.isnan(value)]
        if not known:
            return cls(math.nan, math.nan, math.nan, 0)
        return cls(statistics.median(known), min(known), max(known), len(known))


@dataclass(frozen=True)
class LegOutcome:
    """What the trials of one leg came to."""

    side: Side
    trials: tuple[Trial, ...]

    @property
    def counted(self) -> tuple[Trial, ...]:
        """The trials that tell something; if none does, all."""
        told = tuple(trial for trial in self.trials if trial.result != "cannot_tell")
        return told or self.trials

    @property
    def trial(self) -> Trial:
        """The trial that stands for the leg: the median one. Trials that contradict each other
        tell nothing."""
        kinds = {(trial.result, trial.reason) for trial in self.counted}
        if len({result for result, _ in kinds}) > 1:
            return Trial("cannot_tell", "disagree")
        if self.counted[0].result == "cannot_tell":
            return self.counted[-1]
        ordered = sorted(self.counted, key=_degree)
        return ordered[len(ordered) // 2]

    @property
    def onset_hip_flexion(self) -> Spread:
        return Spread.of([trial.onset_hip_flexion for trial in self.counted])

    @property
    def gap_change_cm(self) -> Spread:
        return Spread.of([trial.gap_change_cm for trial in self.counted])

    def sentence(self) -> str:
        """The outcome in one or two plain sentences."""
        trial, side = self.trial, self.side.capitalize()
        if trial.result == "clear":
            return f"{side}: clear. The leg lies straight on the floor and the back stayed flat."
        if trial.result == "cannot_tell":
            reason = selftest_limits().reasons[trial.reason]
            return f"{side}: cannot tell, {reason.explain}. {reason.mend.format(side=self.side)}."
        if trial.reason == "arched":
            flexion = self.onset_hip_flexion
            at = f" with the hip still {flexion.median:.0f}° bent" if flexion.count else ""
            knee = f", the knee at {trial.onset_knee:.0f}°" if trial.onset_knee > 0 else ""
            rose = f"{self.gap_change_cm.median:.0f} cm"
            return f"{side}: tight. The back rose from the floor{at}{knee}, by {rose} in the end."
        bent = f"hip {trial.end_hip_flexion:z.0f}°, knee {trial.end_knee:z.0f}°"
        return (
            f"{side}: tight. The back stayed flat, but the leg stopped short ({bent}). "
            "Weak control of the trunk can look the same."
        )

    def to_json(self) -> dict[str, Any]:
        """The promised keys, and behind them every trial."""
        trial, flexion = self.trial, self.onset_hip_flexion
        arched = trial.reason == "arched"
        return {
            "result": trial.result,
            "reason": trial.reason or None,
            "onset_s": _number(trial.onset_s, 2),
            "onset_hip_flexion": _number(flexion.median if arched else trial.onset_hip_flexion, 1),
            "onset_knee": _number(trial.onset_knee, 1),
            "gap_change_cm": _number(
                self.gap_change_cm.median if trial.reason != "disagree" else math.nan, 2
            ),
            "explanation": self.sentence(),
            "onset_hip_flexion_range": [_number(flexion.low, 1), _number(flexion.high, 1)],
            "trials": [
                {
                    "result": each.result,
                    "reason": each.reason or None,
                    "onset_s": _number(each.onset_s, 2),
                    "onset_hip_flexion": _number(each.onset_hip_flexion, 1),
                    "onset_knee": _number(each.onset_knee, 1),
                    "gap_change_cm": _number(each.gap_change_cm, 2),
                    "end_hip_flexion": _number(each.end_hip_flexion, 1),
                    "end_knee": _number(each.end_knee, 1),
                }
                for each in self.trials
            ],
        }


@dataclass(frozen=True)
class EarlierTest:
    """What an earlier test of one leg came to, as the history keeps it.

    Attributes:
        day: as the reader should see it, for example "2 Nov".
    """

    day: str
    side: Side
    result: Result
    onset_hip_flexion: float = math.nan
    gap_change_cm: float = math.nan


def to_json(outcomes: Mapping[Side, LegOutcome]) -> dict[str, Any]:
    """{left, right}, each None where it was not done."""
    return {side: outcomes[side].to_json() if side in outcomes else None for side in SIDES}


def real_difference_deg() -> float:
    """A difference of two onsets' hip flexion beyond this is real, nineteen times in twenty."""
    return 1.96 * math.sqrt(2) * selftest_limits().repeats.flexion_error_deg


def compare_sides(outcomes: Mapping[Side, LegOutcome]) -> str:
    """Left against right in one sentence; empty unless both were told."""
    if not all(side in outcomes for side in SIDES):
        return ""
    left, right = (outcomes[side] for side in SIDES)
    results = left.trial.result, right.trial.result
    if "cannot_tell" in results:
        return ""
    if results == ("clear", "clear"):
        return "No difference between the sides."
    if results[0] != results[1]:
        tight = "left" if results[0] == "tight" else "right"
        return f"The {tight} side is the tighter one."
    a, b = left.onset_hip_flexion.median, right.onset_hip_flexion.median
    if math.isnan(a) or math.isnan(b):
        return ""
    if abs(a - b) <= real_difference_deg():
        return f"Both sides are alike: {abs(a - b):.0f}° apart is within the measurement error."
    tighter = "left" if a > b else "right"
    return f"The {tighter} side is the tighter one: its back rises {abs(a - b):.0f}° earlier."


def compare_with_earlier(now: LegOutcome, earlier: Sequence[EarlierTest]) -> str:
    """This leg against its last earlier test that told something; empty without one.

    Args:
        earlier: any legs and days, the oldest first.
    """
    told = [e for e in earlier if e.side == now.side and e.result != "cannot_tell"]
    trial = now.trial
    if not told or trial.result == "cannot_tell":
        return ""
    last = told[-1]
    name = now.side.capitalize()
    if last.result != trial.result:
        return f"{name}: {last.result} on {last.day}, {trial.result} now."
    before, after = last.onset_hip_flexion, now.onset_hip_flexion.median
    if trial.result == "clear" or math.isnan(before) or math.isnan(after):
        return f"{name}: {trial.result}, as on {last.day}."
    change = before - after
    if abs(change) <= real_difference_deg():
        return f"{name}: no real change since {last.day} ({abs(change):.0f}°, within the error)."
    word = "better" if change > 0 else "tighter"
    return f"{name}: {word} by {abs(change):.0f}° since {last.day}."


def _degree(trial: Trial) -> float:
    """How tight a trial says the leg is: what the median goes by."""
    flexion = trial.onset_hip_flexion if trial.reason == "arched" else trial.end_hip_flexion
    return 0.0 if math.isnan(flexion) else flexion


def _number(value: float, digits: int) -> float | None:
    return None if math.isnan(value) else round(value, digits)
