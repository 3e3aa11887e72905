"""From the time course of a trial to its outcome. In doubt the outcome is cannot_tell."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import Literal

from posecheck.tightness.arch import HIDDEN_S
from posecheck.tightness.course import Course, TrialFrame
from posecheck.tightness.limits import selftest_limits
from posecheck.tightness.outcome import Trial

HIDDEN = ("arm_in_way", "back_hidden")
"""Reasons why the back itself is not seen, while the motion of the trunk may still tell."""

FEW_PICTURES = "few_pictures"
"""The reason where one picture came more than HIDDEN_S after the other."""

Ending = Literal["arched", "straight", "short", "unfinished"]
"""How the trial ended: the back plainly arched, the leg straight and still, the leg still but not
straight, or none of these."""


def judge_trial(course: Course, ending: Ending, *, both_legs: bool = False) -> Trial:
    """Decide the outcome of one trial.

    Parameters
    ----------
    course
        The trial's frames; at least one.
    ending
        How the trial ended.
    both_legs
        Whether the other leg moved as well.
    """
    last = course.last_leg
    rise_cm = course.largest_rise_cm()
    make_trial = partial(
        Trial, gap_change_cm=rise_cm, end_hip_flexion=last.hip_flexion, end_knee=last.knee
    )
    if reason := "both_legs" if both_legs else _reason_for_doubt(course, ending, rise_cm):
        return make_trial("cannot_tell", reason)
    if course.is_arched:
        onset_s = course.onset_s()
        leg = course.interpolate_leg(onset_s)
        return make_trial("tight", "arched", onset_s, leg.hip_flexion, leg.knee)
    return make_trial("clear") if ending == "straight" else make_trial("tight", "stopped_short")


def _reason_for_doubt(course: Course, ending: Ending, rise_cm: float) -> str:
    """Why the trial has no result, a name in the limits' reasons; empty when it has one."""
    limits, lowering = selftest_limits(), course.lowering_frames()
    if not lowering:
        return "unfinished"
    # an arch counts wherever it is seen
    overlooked = HIDDEN if course.is_arched else ()
    if reason := _reason_for_unseen(course, lowering, limits.arch.most_unseen, overlooked):
        return reason
    if math.isnan(rise_cm):
        return "back_hidden"
    too_fast = course.lowering_duration_s() < limits.lowering.least_s
    if course.is_arched:
        return "too_fast" if too_fast else _reason_against_onset(course)
    if not course.is_flat:
        return "between"
    if ending in ("arched", "unfinished"):
        return "unfinished"
    return "too_fast" if too_fast else _reason_against_flat(course, ending)


def _reason_against_onset(course: Course) -> str:
    """Why it is not known when a back that arched began to rise."""
    onset_s = course.onset_s()
    if math.isnan(onset_s):  # the rise flickers
        return "between"
    return FEW_PICTURES if course.is_between_pictures(onset_s) else ""


def _reason_against_flat(course: Course, ending: Ending) -> str:
    """Why a back that looks flat is not called flat, or the leg neither straight nor short."""
    limits, last = selftest_limits(), course.last_leg
    if course.largest_belly_rise_cm() > limits.belly.most_rise_cm:
        return "loose_shirt"
    for part in (course.lowering_frames(), course.resting_frames()):
        if reason := _reason_for_unseen(course, part, limits.arch.most_unseen_flat):
            return reason
    clearly_short = last.knee < limits.short.knee or last.hip_flexion > limits.short.hip_flexion
    return "nearly_straight" if ending == "short" and not clearly_short else ""


def _reason_for_unseen(
    course: Course,
    frames: Sequence[TrialFrame],
    most_share: float,
    overlooked: Sequence[str] = (),
) -> str:
    """Why too large a share of the time of these last frames cannot be used; empty when it can.

    Each frame stands for the time since the one before it.
    """
    unfit_s: dict[str, float] = defaultdict(float)
    steps_s = course.steps_s(frames)
    for frame, step_s in zip(frames, steps_s, strict=True):
        reason = FEW_PICTURES if step_s > HIDDEN_S else frame.signs.unfit
        if reason and reason not in overlooked:
            unfit_s[reason] += step_s
    too_much = sum(unfit_s.values()) > most_share * sum(steps_s)
    return max(unfit_s, key=lambda reason: unfit_s[reason]) if too_much else ""
