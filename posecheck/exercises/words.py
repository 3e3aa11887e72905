"""An exercise's goal and the limits of its checks, in words."""

from __future__ import annotations

import math

from posecheck.exercises.schema import Breaths, Check, Circles, Exercise, Moving, Repetitions


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
    """The right postures, or the right values of the measure, without its unit."""
    if check.posture:
        return " or ".join(check.posture).replace("_", " ")
    low, high = math.isfinite(check.min), math.isfinite(check.max)
    if low and high:
        return f"{check.min:g} to {check.max:g}"
    return f"at least {check.min:g}" if low else f"at most {check.max:g}"
