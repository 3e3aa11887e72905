"""A question answered from the floor: right arm yes, left arm no."""

from __future__ import annotations

import pytest
from skeletons import UP, lying, observed

from posecheck.coaching.practice.arm_answer import WAIT_S, ArmAnswer
from posecheck.coaching.practice.gesture import HOLD_S
from posecheck.measures.table import Measurements

DOWN, LEFT_UP, RIGHT_UP = lying(), lying(arms={"left": UP}), lying(arms={"right": UP})


def feed(*parts, step_s=0.1):
    """Feed (seconds, body or None); gives the state in which it was over, and when."""
    question, time_s, state = ArmAnswer(), 0.0, None
    for seconds, body in parts:
        for _ in range(round(seconds / step_s)):
            seen = Measurements("supine", "side", 0.0, "left", {}, {}) if body is not None else None
            state = question.update(time_s, observed(body, seen))
            if state.over:
                return state, time_s
            time_s += step_s
    return state, time_s


@pytest.mark.parametrize(("arm", "answer"), [(RIGHT_UP, True), (LEFT_UP, False)])
def test_the_right_arm_says_yes_and_the_left_one_no(arm, answer):
    state, time_s = feed((2, DOWN), (4, arm))
    assert state.answer is answer
    assert time_s == pytest.approx(2 + HOLD_S, abs=0.2)


def test_an_arm_that_is_up_already_is_no_answer_until_it_was_lowered():
    state, _ = feed((8, RIGHT_UP))
    assert not state.over
    state, time_s = feed((8, RIGHT_UP), (1, DOWN), (4, RIGHT_UP))
    assert state.answer is True
    assert time_s > 9.0


@pytest.mark.parametrize("body", [DOWN, None])
def test_without_an_answer_it_is_passed_over(body):
    state, time_s = feed((WAIT_S + 5, body))
    assert state.over
    assert state.answer is None
    assert time_s == pytest.approx(WAIT_S, abs=0.2)
