"""Looks that find a roller now here, now there, are none of a roller."""

from __future__ import annotations

import numpy as np
import pytest

from posecheck.perception.roller.evidence import Evidence
from posecheck.perception.roller.roller import Roller

LIES = np.array([[340.0, 300.0], [360.0, 250.0]])
ELSEWHERE = LIES + np.array([90.0, 0.0])


def evidence_of(ends, step_s=0.2) -> Evidence:
    evidence = Evidence(2.0)
    for i, at in enumerate(ends):
        evidence.place(i * step_s, Roller(np.asarray(at), 40.0, 0.9))
    return evidence


def test_one_that_lies_or_rolls_slowly_is_steady_whichever_end_is_called_the_nearer():
    assert evidence_of([LIES] * 5).is_steady
    assert evidence_of([LIES, LIES[::-1]] * 3).is_steady
    assert evidence_of([LIES + np.array([25.0 * i, 0.0]) for i in range(6)]).is_steady


def test_what_is_somewhere_else_in_each_look_is_not():
    assert not evidence_of([LIES, ELSEWHERE] * 4).is_steady
    turned = np.array([[340.0, 300.0], [420.0, 300.0]])
    assert not evidence_of([LIES, turned] * 4).is_steady


def test_one_jump_does_not_lose_it_and_old_looks_are_forgotten():
    assert evidence_of([LIES] * 4 + [ELSEWHERE] * 4).is_steady
    assert evidence_of([LIES, ELSEWHERE] * 4 + [LIES] * 16).is_steady


@pytest.mark.parametrize("looks", [0, 1])
def test_one_look_is_steady(looks):
    assert evidence_of([LIES] * looks).is_steady
