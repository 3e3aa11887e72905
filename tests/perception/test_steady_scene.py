"""Posture and view hold still when the body does, and follow when it moves."""

from __future__ import annotations

from skeletons import lying, standing

from posecheck.perception.steady_scene import DWELL_S, POSTURE_DWELL_S, SteadyLabel, SteadyScenes


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

    def test_the_confidence_grows_with_what_is_seen_and_falls_with_what_is_not(self):
        label = SteadyLabel(10.0)
        for i in range(40):
            label.update(i / 10, "supine")
        assert label.confidence > 0.95
        for i in range(40, 55):
            label.update(i / 10, "prone")
        assert label.confidence < 0.3


def test_nobody_is_nothing_and_somebody_else_starts_afresh():
    scenes = SteadyScenes()
    assert scenes.update(0.0, lying()).posture == "supine"
    assert scenes.update(0.1, None) is None
    assert scenes.update(0.15, standing()).posture == "supine"
    assert scenes.update(3.0, standing()).posture == "standing"
