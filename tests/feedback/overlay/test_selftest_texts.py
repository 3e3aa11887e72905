"""The self-test in words: what the person must know is in the picture, at any size."""

from __future__ import annotations

from dataclasses import replace

import pytest
from drawn import annotated, count_colour, empty_canvas, find_text
from made_coaching import make_moment
from made_selftest import UNDERSIDE, run_selftest
from skeletons import lying

from posecheck.feedback.overlay.layout import Layout
from posecheck.feedback.overlay.overlay import Overlay
from posecheck.feedback.overlay.selftest_texts import SelfTestInstructionAnnotator as Instruction
from posecheck.feedback.overlay.selftest_texts import SelfTestLegAnnotator as Leg
from posecheck.feedback.overlay.selftest_texts import SelfTestMessageAnnotator as Message
from posecheck.feedback.overlay.selftest_texts import SelfTestNumbersAnnotator as Numbers
from posecheck.feedback.overlay.selftest_texts import SelfTestResultsAnnotator as Results
from posecheck.feedback.overlay.style import ACCENT, DARK, FIX, GOOD, UNSEEN
from posecheck.tightness.outcome import LegOutcome, Trial
from posecheck.tightness.session import SelfTestState
from posecheck.tightness.signs import LegAngles
from posecheck.tightness.trial import Step

SIZES = Layout.of(640, 480).sizes
STATE = SelfTestState(Step.LOWERING, "left", "Slowly straighten that leg and lower it")


def drawn(annotator, **changes):
    return annotated(annotator(), make_moment(selftest=replace(STATE, **changes)))


def test_the_leg_and_what_to_do_are_named():
    assert find_text(drawn(Leg, side="right"), "Right leg", SIZES.label, ACCENT)
    assert (drawn(Leg, step=Step.DONE) == DARK).all()
    assert find_text(drawn(Instruction), STATE.instruction, SIZES.step)


def test_each_angle_has_its_degrees_in_the_colour_of_its_arc():
    image = drawn(Numbers, leg=LegAngles(3.0, 90.0))
    assert find_text(image, "Hip 3°", SIZES.label, GOOD)
    assert find_text(image, "Knee 90°", SIZES.label, ACCENT)
    assert (drawn(Numbers, leg=LegAngles(3.0, 90.0), step=Step.SET_UP) == DARK).all()


@pytest.mark.parametrize(
    ("change_cm", "arching", "colour"),
    [(0.34, False, GOOD), (2.34, False, ACCENT), (2.34, True, FIX)],
)
def test_it_says_how_far_the_back_has_risen_and_calls_only_a_flat_back_good(
    change_cm, arching, colour
):
    changes = {"gap_change_cm": change_cm, "arching": arching}
    text = f"Back {change_cm:+.1f} cm"
    assert find_text(drawn(Numbers, underside=UNDERSIDE, **changes), text, SIZES.label, colour)
    assert (drawn(Numbers, **changes) == DARK).all()


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
    outcomes = {"left": LegOutcome.from_trials("left", [trial])}
    image = drawn(Results, side="right", outcomes=outcomes)
    assert find_text(image, text, SIZES.label, colour)


def test_while_the_back_is_measured_a_bar_shows_how_much_of_the_wait_is_over():
    image = drawn(Message, step=Step.BASELINE, step_progress=0.25)
    assert count_colour(image[-1:], GOOD) == pytest.approx(image.shape[1] / 4, abs=2)
    assert (drawn(Message, step_progress=0.5) == DARK).all()


def test_what_is_in_the_way_stands_in_the_banner():
    image = drawn(Message, message="Your lower back is lifting")
    assert find_text(image, "Your lower back is lifting", SIZES.banner)
    assert tuple(image[-5, 2]) == FIX


@pytest.mark.parametrize("size", [(320, 240), (640, 480), (480, 854), (1920, 1080)])
def test_every_state_can_be_drawn_on_any_frame(size):
    _, found = run_selftest(rise_cm=6.0)
    for _, state in found[::8]:
        moment = make_moment(body=lying(), size=size, selftest=state)
        assert Overlay().draw(moment).shape == empty_canvas(Layout.of(*size)).shape
