"""How well a recording fits an exercise with one working side, as far as its file says."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

from posecheck.anatomy import Side, opposite
from posecheck.coaching.goals.counters import make_counter
from posecheck.coaching.goals.rolling import RollingDetector
from posecheck.coaching.judge import Judge, Judgement
from posecheck.coaching.recognition.evidence import Tally, weigh
from posecheck.coaching.recognition.stillness import Stillness, Travel
from posecheck.exercises.recognition import Mark, RollerPlace
from posecheck.exercises.schema import Breaths, Check, Circles, Exercise, Hold, Moving, Repetitions
from posecheck.measures.names import SIDED_NAMES
from posecheck.measures.table import Measurements

SUPINE_ELSEWHERE = 0.5
"""Roughly the share of exercise clips in which the person lies on the back."""

POSTURE_ELSEWHERE: Mapping[str, float] = {"supine": SUPINE_ELSEWHERE, "standing": 0.3, "lunge": 0.1}
"""Roughly the share of exercise clips in which a posture is taken, for the frequent ones."""

RARE_POSTURE = 0.1
"""The same for each of the other postures."""

POSTURE_MISSED = 0.03
"""The share of an exercise's recordings that show another posture."""

HELD_ELSEWHERE = 0.2
"""The share of other movements of which a part looks like a hold of the exercise."""

HELD_ENOUGH = 0.4
"""The share of a recording in which the position is held, from which on it is a hold: a position is
taken up first, corrected, and left again."""

SIDE_ENOUGH = 0.4
"""The share of a recording in which a check or a mark is right on one side, from which on it fits
in full: both sides may be done in turn, and a position is taken up first."""

PART_ENOUGH = 0.15
"""A posture that is only a part of the exercise, as the lunge between two times of standing, is
taken for at least this share of a recording."""

STILL_ELSEWHERE = 0.25
"""The share of other recordings in which the body rests for most of the time."""

COUNTED_ELSEWHERE = 0.25
"""The share of other movements in the same posture of which the goal counts some."""

SLOW_BREATH_ELSEWHERE = 0.2
"""The share of other recordings of a resting person who breathes as slowly as an exercise asks."""

UNKNOWN_BREATH = 0.25
"""A breath whose rate is not known counts as slow to this degree, 0 to 1: many people rest on their
backs, and rest alone is no breathing exercise."""

PACE_LEEWAY = 1.3
"""A breath is slow up to so many times the rate that is asked for."""

COUNTED_ENOUGH = 0.4
"""The share of the time that repetitions or circles fill, from which on a movement is repeated."""

REPEATED_TIMES = 2
"""With fewer repetitions or circles, no movement is repeated: one knee to the chest, and that leg
straightened, is the self-test."""

FULL_AT_S = 5.0
"""What is counted weighs fully once the posture was seen for so many seconds; less, in
proportion."""

LONGEST_STEP_S = 1.0
"""A longer step between two frames, in seconds, is a part of the recording that was left out."""

ROLLING_ELSEWHERE = 0.3
"""The share of other movements in the same posture in which the trunk goes to and fro."""

ROLLER_ELSEWHERE: Mapping[RollerPlace, float] = {"under_trunk": 0.02, "near": 0.08, "none": 0.9}
"""The share of other recordings in which the roller is seen there. What lies by the body is taken
for one more often than what somebody lies on."""

ROLLER_MISSED = 0.05
"""The share of recordings with a roller in which it is not found."""


class SideFit:
    """How well a recording fits an exercise with one working side.

    Attributes
    ----------
    counted
        Start and end of each repetition or circle, in seconds.
    """

    def __init__(self, exercise: Exercise, side: Side) -> None:
        self._exercise = exercise
        self._judge = Judge(exercise.checks, side)
        self._stillness = Stillness()
        goal = exercise.goal
        self._rolling = (
            RollingDetector(goal.least_cm, goal.slowest_s) if isinstance(goal, Moving) else None
        )
        self._counter = (
            make_counter(goal, side if exercise.sides else None)
            if isinstance(goal, Repetitions | Circles)
            else None
        )
        self.counted: list[tuple[float, float]] = []
        self._posed_s, self._last_s = 0.0, -math.inf
        enough = SIDE_ENOUGH if exercise.sides else 1.0
        self._posture = Tally(_posture_elsewhere(exercise), POSTURE_MISSED)
        self._checks = {
            check.name: Tally(check.elsewhere, enough=enough)
            for check in exercise.checks
            if check.kind == "defining" and check.measure
        }
        self._in_parts = {
            check.name: Tally(_share_of(check.only_in), enough=PART_ENOUGH)
            for check in exercise.checks
            if check.kind == "defining" and check.only_in
        }
        self._marks = [_MarkTally(mark, side, enough) for mark in exercise.recognition.marks]
        self._roller = Tally(ROLLER_ELSEWHERE[exercise.roller_place], ROLLER_MISSED)
        self._done = _goal_tally(exercise)
        self._slow_breath = Tally(SLOW_BREATH_ELSEWHERE)

    def update(
        self, time_s: float, measurements: Measurements | None, roller_seen: bool | None
    ) -> None:
        """Take in one frame; see :class:`posecheck.coaching.recognition.candidate.Candidate`."""
        step_s, self._last_s = time_s - self._last_s, time_s
        still = self._stillness.update(time_s, measurements)
        judgements = self._judge.judge(measurements, time_s)
        if measurements is None:
            return
        posed = _in_posture(judgements)
        self._posture.add(posed)
        if not posed:
            return
        self._posed_s += step_s if step_s <= LONGEST_STEP_S else 0.0
        for judgement in judgements:
            if tally := self._checks.get(judgement.check.name):
                tally.add(_verdict(judgement))
            if part := self._in_parts.get(judgement.check.name):
                part.add(judgement.applies)
        for mark in self._marks:
            mark.update(time_s, measurements)
        if roller_seen is not None:
            self._roller.add(self._is_roller_right(measurements, roller_seen))
        self._follow_goal(time_s, measurements, judgements, still)

    def _follow_goal(
        self,
        time_s: float,
        measurements: Measurements,
        judgements: tuple[Judgement, ...],
        still: bool | None,
    ) -> None:
        defining = [_verdict(j) for j in judgements if j.check.kind == "defining" and j.applies]
        good = None if None in defining and False not in defining else all(defining)
        if self._rolling is not None:
            self._done.add(self._rolling.update(time_s, measurements.placement))
        elif self._counter is not None:
            done = self._counter.update(time_s, measurements if good else None)
            if done is not None:
                self.counted.append((done.start_s, done.end_s))
        elif isinstance(self._exercise.goal, Breaths):
            self._done.add(still)
            self._slow_breath.add(_is_breath_slow(self._exercise.goal, measurements))
        elif still is not None:
            self._done.add(good and still)

    def _is_roller_right(self, measurements: Measurements, roller_seen: bool) -> bool:
        under = not math.isnan(measurements.value("roller_position"))
        match self._exercise.roller_place:
            case "under_trunk":
                return under
            case "near":
                return roller_seen
        return not under

    def _weigh_breath(self) -> float:
        if isinstance(self._exercise.goal, Breaths) and not self._slow_breath.judged:
            return weigh(UNKNOWN_BREATH, SLOW_BREATH_ELSEWHERE)
        return self._slow_breath.weight

    def weigh_parts(self, counted_beside: Sequence[tuple[float, float]]) -> dict[str, float]:
        """The evidence of each mark by its name.

        Parameters
        ----------
        counted_beside
            Start and end of what was counted on the other side, in seconds. What both legs do at
            once is not the exercise of one leg.
        """
        found = {
            "posture": self._posture.weight,
            "roller": self._roller.weight,
            "slow breath": self._weigh_breath(),
        }
        found |= {name: tally.weight for name, tally in self._checks.items()}
        found |= {f"{name} part": tally.weight for name, tally in self._in_parts.items()}
        found |= {f"mark {i}": mark.tally.weight for i, mark in enumerate(self._marks, 1)}
        if self._counter is None:
            return found | {"goal": self._done.weight}
        counted_s = sum(
            end_s - start_s - _overlap_s(start_s, end_s, counted_beside)
            for start_s, end_s in self.counted
        )
        share = min(1.0, counted_s / max(self._posed_s, 1e-9) / COUNTED_ENOUGH)
        share = share if len(self.counted) >= REPEATED_TIMES else 0.0
        known = min(1.0, self._posed_s / FULL_AT_S)
        return found | {"goal": known * weigh(share, COUNTED_ELSEWHERE)}


class _MarkTally:
    """In how many frames one mark of the exercise's file is shown."""

    def __init__(self, mark: Mark, side: Side, enough: float) -> None:
        self._mark, self.tally = mark, Tally(mark.elsewhere, mark.missed, enough)
        legs: dict[str, tuple[Side | None, ...]] = {
            "working": (side,),
            "other": (opposite(side),),
            "both": (side, opposite(side)),
        }
        self._legs = legs[mark.leg] if mark.measure in SIDED_NAMES else (None,)
        self._travel = {leg: Travel(mark.within_s) for leg in self._legs if mark.within_s}

    def update(self, time_s: float, measurements: Measurements) -> None:
        values = []
        for leg in self._legs:
            value = measurements.value(self._mark.measure, leg)
            values.append(self._travel[leg].update(time_s, value) if self._travel else value)
        inside = [self._mark.min <= v <= self._mark.max for v in values if not math.isnan(v)]
        if inside:
            self.tally.add(all(inside))


def _overlap_s(start_s: float, end_s: float, others: Sequence[tuple[float, float]]) -> float:
    """For how many seconds a span of time overlaps with others, which do not overlap themselves."""
    return sum(max(0.0, min(end_s, last_s) - max(start_s, first_s)) for first_s, last_s in others)


def _goal_tally(exercise: Exercise) -> Tally:
    match exercise.goal:
        case Hold():
            return Tally(HELD_ELSEWHERE, enough=HELD_ENOUGH)
        case Moving():
            return Tally(ROLLING_ELSEWHERE, enough=HELD_ENOUGH)
    return Tally(STILL_ELSEWHERE)


def _is_breath_slow(goal: Breaths, measurements: Measurements) -> bool | None:
    """Whether the breath is about as slow as asked for; None while its rate is unknown."""
    rate = measurements.breath.rate_per_min if measurements.breath else math.nan
    return None if math.isnan(rate) else rate <= PACE_LEEWAY * 60 / (goal.in_s + goal.out_s)


def _posture_elsewhere(exercise: Exercise) -> float:
    """Roughly the share of exercise clips in a posture that the exercise allows."""
    return _share_of({posture for check in exercise.checks for posture in check.posture})


def _share_of(postures: Collection[str]) -> float:
    """Roughly the share of exercise clips in some postures."""
    return min(0.9, sum(POSTURE_ELSEWHERE.get(posture, RARE_POSTURE) for posture in postures))


def _in_posture(judgements: tuple[Judgement, ...]) -> bool | None:
    """Whether all checks of the posture are good; None where it cannot be judged."""
    verdicts = [_verdict(j) for j in judgements if _is_defining_posture(j.check)]
    return None if None in verdicts else all(verdicts)


def _is_defining_posture(check: Check) -> bool:
    return bool(check.posture) and check.kind == "defining"


def _verdict(judgement: Judgement) -> bool | None:
    """True for good, False for fix, None for cannot see."""
    return {"good": True, "fix": False}.get(judgement.verdict)
