"""Looks that find a roller now here, now there, are none of a roller."""

from __future__ import annotations

import numpy as np

from posecheck.perception.roller.evidence import Evidence
from posecheck.perception.roller.roller import Roller

LIES = np.array([[340.0, 300.0], [360.0, 250.0]])
ELSEWHERE = LIES + np.array([90.0, 0.0])


def lies_still(places, step_s=0.2) -> bool:
    """What is told after the last look."""
    evidence = Evidence(2.0)
    told = [evidence.lies_still(i * step_s, Roller(at, 40.0, 0.9)) for i, at in enumerate(places)]
    return told[-1]


def test_one_that_lies_or_rolls_slowly_is_steady_whichever_end_is_called_the_nearer():
    assert lies_still([LIES] * 5)
    assert lies_still([LIES, LIES[::-1]] * 3)
    assert lies_still([LIES + np.array([25.0 * i, 0.0]) for i in range(6)])


def test_what_is_somewhere_else_in_each_look_is_not():
    assert not lies_still([LIES, ELSEWHERE] * 4)
    turned = np.array([[340.0, 300.0], [420.0, 300.0]])
    assert not lies_still([LIES, turned] * 4)


def test_one_jump_does_not_lose_it_and_old_looks_are_forgotten():
    assert lies_still([LIES] * 4 + [ELSEWHERE] * 4)
    assert lies_still([LIES, ELSEWHERE] * 4 + [LIES] * 16)


def test_one_look_is_enough_where_there_is_no_other():
    assert lies_still([LIES])
