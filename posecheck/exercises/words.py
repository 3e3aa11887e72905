"""An exercise's goal and the limits of its checks, in words."""

from __future__ import annotations

import math

from posecheck.exercises.schema import Breaths, Check, Circles, Exercise, Moving, Repetitions
from posecheck.measures.names import SCALES, UNITS


def describe_goal(exercise: Exercise) -> str:
    """Say in a few words what to do."""
    goal, sides = exercise.goal, " on each side" if len(exercise.sides) == 2 else ""
    if isinstance(goal, Repetitions):
        return f"Do: {goal.target} times{sides}."
    if isinstance(goal, Circles):
        return f"Do: {goal.target} circles outward and {goal.target} inward{sides}."
    if isinstance(goal, Breaths):
        return f"Do: {goal.target} breaths, {goal.in_s:g} s in, {goal.out_s:g} s and longer out."
    if isinstance(goal, Moving):
        return f"Do: roll {goal.target_s:.0f} s{sides}, up to {goal.longest_s:.0f} s."
    passes = f", {goal.passes} times" if goal.passes > 1 else ""
    return f"Hold: {goal.target_s:.0f} s{sides}{passes}, up to {goal.longest_s:.0f} s."


def describe_range(check: Check) -> str:
    """The right postures, or the right values of the measure: ``at least 20°``."""
    if check.posture:
        return " or ".join(check.posture).replace("_", " ")
    unit, scale = UNITS.get(check.measure or "", ""), SCALES.get(check.measure or "", "")
    explained = f" ({scale})" if scale else ""
    low, high = f"{check.min:g}{unit}", f"{check.max:g}{unit}"
    if math.isfinite(check.min) and math.isfinite(check.max):
        return f"{low} to {high}{explained}"
    return (f"at least {low}" if math.isfinite(check.min) else f"at most {high}") + explained
