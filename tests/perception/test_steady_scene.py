"""Posture and view hold still when the body does, and follow when it moves."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from skeletons import PIXELS_PER_METRE, lying, standing, with_back

from posecheck.anatomy import Landmark
from posecheck.perception.steady_scene import (
    ARM_NEAR_S,
    DWELL_S,
    POSTURE_DWELL_S,
    SteadyLabel,
    SteadyScenes,
)


class TestSteadyLabel:
    def test_one_odd_frame_changes_nothing(self):
        label = SteadyLabel(0.2)
        seen = ["supine"] * 5 + ["prone"] + ["supine"] * 5
        assert {label.update(i / 10, one) for i, one in enumerate(seen)} == {"supine"}

    def test_it_changes_once_the_other_has_been_seen_for_long_enough(self):
        label = SteadyLabel(0.15, {"kneeling": 0.35})
        label.update(0.0, "supine")
        assert [label.update(t, "prone") for t in (0.1, 0.2, 0.3)] == ["supine", "supine", "prone"]
        said = [label.update(t, "kneeling") for t in (0.4, 0.6, 0.8)]
        assert said == ["prone", "prone", "kneeling"]

    def test_the_bottom_of_a_walking_lunge_is_no_half_kneeling(self):
        label = SteadyLabel(DWELL_S, POSTURE_DWELL_S)
        label.update(0.0, "lunge")
        assert {label.update(0.1 * i, "half_kneeling") for i in range(1, 7)} == {"lunge"}

    def test_two_others_that_take_turns_do_not_keep_it_for_ever(self):
        label = SteadyLabel(0.5)
        label.update(0.0, "side")
        times = [0.1 * i for i in range(1, 60)]
        said = [label.update(t, "front" if i % 2 else "oblique") for i, t in enumerate(times)]
        kept_s = next(t for t, one in zip(times, said, strict=True) if one != "side")
        assert 1.5 < kept_s < 2.5
        assert len(set(said[-30:])) == 1  # and the one of them does not flicker
        assert label.confidence == pytest.approx(0.5, abs=0.1)

    def test_the_confidence_grows_with_what_is_seen_and_falls_with_what_is_not(self):
        label = SteadyLabel(10.0)
        for i in range(40):
            label.update(i / 10, "supine")
        assert label.confidence > 0.95
        for i in range(40, 55):
            label.update(i / 10, "prone")
        assert label.confidence < 0.3

    def test_the_confidence_starts_at_a_half_and_has_a_time_constant_of_a_second(self):
        label = SteadyLabel(0.2)
        assert label.confidence == 0.0
        label.update(0.0, "supine")
        assert label.confidence == 0.5
        label.update(1.0, "supine")
        assert label.confidence == pytest.approx(1 - 0.5 / math.e)
        label.update(1.0 + math.log(2), "prone")  # half of it is lost in 0.69 s
        assert label.confidence == pytest.approx((1 - 0.5 / math.e) / 2)

    def test_the_confidence_starts_at_a_half_whenever_that_is(self):
        label = SteadyLabel(0.2)
        label.update(50.0, "supine")
        assert label.confidence == 0.5
        label.reset()
        label.update(90.0, "prone")
        assert label.confidence == 0.5


def test_nobody_is_nothing_and_somebody_else_starts_afresh():
    scenes = SteadyScenes()
    assert scenes.update(0.0, lying()).posture == "supine"
    assert scenes.update(0.1, None) is None
    assert scenes.update(0.15, standing()).posture == "supine"
    assert scenes.update(3.0, standing()).posture == "standing"


def test_the_scene_has_the_confidence_of_its_labels():
    scenes = SteadyScenes()
    first = scenes.update(0.0, lying())
    assert (first.posture_confidence, first.view_confidence) == (0.5, 0.5)
    odd = scenes.update(0.05, standing())
    assert odd.posture_confidence < 0.5
    assert odd.view_confidence == pytest.approx(1 - 0.5 * math.exp(-0.05), abs=1e-9)


def test_after_a_gap_of_half_a_second_labels_still_hold():
    scenes = SteadyScenes()
    scenes.update(0.0, lying())
    assert scenes.update(0.5, standing()).posture == "supine"
    assert scenes.update(1.01, standing()).posture == "standing"


def test_the_roller_is_the_frames():
    scenes, roller = SteadyScenes(), object()
    assert scenes.update(0.0, lying(), roller).roller is roller
    assert scenes.update(0.1, lying()).roller is None


def test_an_arm_beside_the_back_stays_there_for_a_moment():
    """Where it flickers, what looks like the underside of the back is the arm's."""
    clear, hip = with_back(lying(), 2.0), with_back(lying(), 2.0).middle("hip")
    line = clear.middle("shoulder") - hip
    image = clear.image.copy()
    for part, share in (("elbow", 0.5), ("wrist", 0.1)):
        image[Landmark.of("left", part)] = hip + share * line + (0.0, 0.09 * PIXELS_PER_METRE)
    hidden, scenes = replace(clear, image=image), SteadyScenes()

    def seen(time_s, body):
        return scenes.hide_behind_arm(time_s, scenes.update(time_s, body)).lumbar_view

    assert seen(0.0, clear).underside is not None
    assert seen(0.1, hidden).hidden_by == "arm"
    assert seen(0.2, clear).hidden_by == "arm"
    assert seen(0.3 + ARM_NEAR_S, clear).underside is not None
