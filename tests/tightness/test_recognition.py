"""The course of a self-test is told from what only resembles it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from made_measurements import measured

from posecheck.perception.placement import Placement
from posecheck.tightness.recognition import GAP_S, SelfTestCandidate

STEP_S = 0.25


def frame(hip: float, knee: float, other_hip: float = 55.0):
    """One frame; the left knee and foot are where the angles put them, roughly."""
    thigh = 40 * np.exp(1j * np.radians(hip))
    shank = 40 * np.exp(1j * np.radians(hip - (180 - knee)))
    points = np.array([0, 50, 50 + thigh, 50 + thigh + shank])
    joints = np.array([np.column_stack([points.real, -points.imag])] * 2)
    joints[1, 2:] = [[70, -30], [95, 0]]
    angles = {"hip_flexion_left": hip, "knee_left": knee, "hip_flexion_right": other_hip}
    seen = measured(knee_right=80.0, **angles)
    return replace(seen, placement=Placement(np.array([-20.0, 0.0]), joints))


REST, CHEST, STRAIGHT = (55.0, 80.0), (110.0, 65.0), (2.0, 175.0)


def run(*stages: tuple[tuple[float, float], float, float], gap_s: float = 0.0, other=None) -> float:
    """Evidence of a course of stages: (hip, knee), seconds on the way there, seconds held."""
    candidate, time_s, before = SelfTestCandidate(), 0.0, stages[0][0]
    for number, (to, way_s, held_s) in enumerate(stages):
        time_s += gap_s if number == 2 else 0.0
        for i in range(round((way_s + held_s) / STEP_S)):
            done = min(1.0, i * STEP_S / way_s) if way_s else 1.0
            hip, knee = (a + done * (b - a) for a, b in zip(before, to, strict=True))
            other_hip = 55.0 if other is None else other(hip)
            candidate.update(time_s, frame(hip, knee, other_hip), False)
            time_s += STEP_S
        before = to
    return candidate.evidence


TEST = ((REST, 0.0, 4.0), (CHEST, 1.0, 1.5), (STRAIGHT, 5.0, 4.0))


def test_the_course_of_the_test_weighs_much():
    assert run(*TEST) > 4.5


def test_a_leg_that_stops_short_is_a_test_too():
    assert run(*TEST[:2], ((30.0, 155.0), 4.0, 5.0)) > 4.5


def test_the_beginning_alone_decides_nothing():
    assert run(*TEST[:2]) < 2.5
    assert run(TEST[0]) < 0.5


def test_what_only_resembles_the_test_is_none():
    repeated = ((STRAIGHT, 0.0, 1.0), *((CHEST, 1.5, 0.5), (STRAIGHT, 1.5, 1.0)) * 4)
    assert run(*repeated) < 0.5
    assert run(TEST[0], TEST[1], (STRAIGHT, 0.5, 4.0)) < 2.5, "the leg drops"
    assert run(*TEST, other=lambda hip: hip) < 2.5, "both legs go together"


def test_a_part_that_was_left_out_begins_the_test_anew():
    assert run(*TEST, gap_s=GAP_S + 1) < 2.5
