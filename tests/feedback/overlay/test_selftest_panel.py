"""The self-test in words: what the person must know is in the picture, at any size."""

from __future__ import annotations

from dataclasses import replace

import pytest
from drawn import annotated, count_colour, find_text
from made_coaching import make_moment
from made_selftest import run_selftest
from skeletons import lying

from posecheck.feedback.overlay.overlay import Overlay
from posecheck.feedback.overlay.selftest_panel import SelfTestPanelAnnotator
from posecheck.feedback.overlay.style import ACCENT, FIX, GOOD, UNSEEN, Sizes
from posecheck.feedback.overlay.text import wrap_text
from posecheck.tightness.outcome import LegOutcome, Trial
from posecheck.tightness.session import SelfTestState
from posecheck.tightness.trial import Step

SIZES = Sizes.of(640, 480)
STATE = SelfTestState(Step.LOWERING, "left", "Slowly straighten that leg and lower it")


def panel(**changes):
    state = replace(STATE, **changes)
    return annotated(SelfTestPanelAnnotator(), make_moment(selftest=state))


def test_top_left_stand_the_leg_and_what_to_do():
    image = panel(side="right")
    assert find_text(image, "Right leg", SIZES.label, ACCENT)
    room = 640 - 4 * SIZES.margin
    assert all(
        find_text(image, row, SIZES.small)
        for row in wrap_text(STATE.instruction, SIZES.small, room)
    )
    assert not find_text(panel(step=Step.DONE), "Left leg", SIZES.label, ACCENT)


@pytest.mark.parametrize(
    ("trial", "text", "colour"),
    [
        (Trial("clear"), "✓ Left: clear", GOOD),
        (Trial("tight", "arched", onset_hip_flexion=40.0), "! Left: tight, arched", FIX),
        (Trial("tight", "stopped_short"), "! Left: tight, stopped short", FIX),
        (Trial("cannot_tell", "no_rest"), "? Left: cannot tell", UNSEEN),
    ],
)
def test_the_legs_that_are_done_have_their_result(trial, text, colour):
    image = panel(side="right", outcomes={"left": LegOutcome.from_trials("left", [trial])})
    assert find_text(image, text, SIZES.label, colour)


def test_while_the_back_is_measured_a_bar_shows_how_much_of_the_wait_is_over():
    bar = [
        count_colour(panel(step=Step.BASELINE, step_progress=share)[-1:], GOOD)
        for share in (0.25, 0.75)
    ]
    assert bar == [160 + 1, 480 + 1]
    assert count_colour(panel(step_progress=0.5)[-1:], GOOD) == 0


def test_what_is_in_the_way_stands_at_the_bottom():
    image = panel(message="Your lower back is lifting")
    _, y = find_text(image, "Your lower back is lifting", SIZES.banner)
    assert y > 400
    assert tuple(image[-5, 2]) == FIX


@pytest.mark.parametrize("size", [(320, 240), (640, 480), (480, 854), (1920, 1080)])
def test_every_state_can_be_drawn_on_any_frame(size):
    _, found = run_selftest(rise_cm=6.0)
    for _, state in found[::8]:
        moment = make_moment(body=lying(), size=size, selftest=state)
        assert Overlay().draw(moment).shape == (size[1], size[0], 3)
