"""From the course of a trial to its outcome; when in doubt, cannot tell."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Literal

from posecheck.selftest.course import Course, Seen
from posecheck.selftest.limits import selftest_limits
from posecheck.selftest.outcome import Trial

Ending = Literal["arched", "straight", "short", "unfinished"]
"""How the trial ended: with a plain arch, the leg lying straight and still, the leg still but not
straight, or none of these."""


def verdict(course: Course, ending: Ending, *, both_legs: bool = False) -> Trial:
    """What a trial came to.

    Args:
        both_legs: whether the other leg moved as well.
    """
    limits, last = selftest_limits(), course.frames[-1].leg
    rise_cm = course.most_rise_cm()
    told = partial(
        Trial, gap_change_cm=rise_cm, end_hip_flexion=last.hip_flexion, end_knee=last.knee
    )
    if reason := "both_legs" if both_legs else _doubt(course, ending, rise_cm):
        return told("cannot_tell", reason)
    if rise_cm >= limits.arch.arched_above_cm:
        onset_s = course.onset_s()
        leg = course.leg_at(onset_s)
        return told("tight", "arched", onset_s, leg.hip_flexion, leg.knee)
    return told("clear") if ending == "straight" else told("tight", "stopped_short")


def _doubt(course: Course, ending: Ending, rise_cm: float) -> str:
    """Why the outcome cannot be told, a name in the limits' reasons; empty when it can."""
    limits, lowering = selftest_limits(), course.lowering()
    if not lowering:
        return "unfinished"
    if reason := _hidden(lowering, limits.arch.most_unseen):
        return reason
    if math.isnan(rise_cm):
        return "back_hidden"
    too_fast = course.came_down_s() < limits.lowering.least_s
    if rise_cm >= limits.arch.arched_above_cm:
        # a rise that flickers has no onset
        return "too_fast" if too_fast else "between" if math.isnan(course.onset_s()) else ""
    if rise_cm > limits.arch.flat_below_cm:
        return "between"
    if ending in ("arched", "unfinished"):
        return "unfinished"
    return "too_fast" if too_fast else _doubt_of_flat(course, ending)


def _doubt_of_flat(course: Course, ending: Ending) -> str:
    """Why a back that looks flat cannot be called so, or the leg not straight or short."""
    limits, last = selftest_limits(), course.frames[-1].leg
    if course.belly_rise_cm() > limits.belly.most_rise_cm:
        return "loose_shirt"
    for part in (course.lowering(), course.at_rest()):
        if reason := _hidden(part, limits.arch.most_unseen_flat):
            return reason
    clearly_short = last.knee < limits.short.knee or last.hip_flexion > limits.short.hip_flexion
    return "nearly_straight" if ending == "short" and not clearly_short else ""


def _hidden(frames: Sequence[Seen], most_share: float) -> str:
    """Why more than that share of the frames cannot be used; empty when they can."""
    unfit = Counter(seen.signs.unfit for seen in frames if seen.signs.unfit)
    return unfit.most_common(1)[0][0] if unfit.total() > most_share * len(frames) else ""
