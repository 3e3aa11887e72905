"""The raised arm, frame by frame: when it counts, what may come between, when it counts again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_measurements import measured

from posecheck.coaching.practice.gesture import RaisedArmGesture
from posecheck.perception.placement import Placement


def placed(knees_px=0.0, scale=1.0):
    """Someone with a trunk of 100 pixels whose knees have moved by ``knees_px``."""
    joints = np.array([[[200.0, 100], [100, 100], [60, 60], [20, 100]]] * 2) * scale
    joints[:, 2, 1] += knees_px * scale
    return Placement(np.array([240.0, 100]) * scale, joints)


def follow(*frames):
    """The state at each (time, arm that is up, placement); "nobody" for no measurements."""
    gesture, found = RaisedArmGesture(), []
    for time_s, arm, *place in frames:
        seen = None
        if arm != "nobody":
            seen = replace(measured(), raised_arm=arm, placement=place[0] if place else placed())
        found.append(gesture.update(time_s, seen))
    return found


def test_it_is_made_after_a_second_and_a_half_in_one_frame():
    states = follow((10.0, "left"), (10.6, "left"), (11.4, "left"), (11.5, "left"), (11.6, "left"))
    assert [state.made for state in states] == [False, False, False, True, False]
    assert [state.progress for state in states] == pytest.approx([0, 0.4, 1.4 / 1.5, 1, 0])
    assert {state.side for state in states} == {"left"}


def test_no_arm_is_no_gesture():
    assert follow((0.0, None), (5.0, None)) == follow((0.0, "nobody"), (5.0, "nobody"))
    (first, _) = follow((0.0, None), (5.0, None))
    assert (first.side, first.progress, first.made) == (None, 0.0, False)


@pytest.mark.parametrize("between", [None, "nobody"])
def test_frames_that_miss_the_arm_for_four_tenths_of_a_second_do_not_matter(between):
    bridged = follow((10.0, "left"), (10.9, "left"), (11.25, between), (11.5, "left"))
    assert [state.made for state in bridged] == [False, False, False, True]
    lost = follow((10.0, "left"), (10.9, "left"), (11.35, between), (11.5, "left"))
    assert not lost[-1].made
    assert lost[2].side is None
    assert lost[-1].progress == 0.0


def test_it_is_made_only_in_a_frame_that_shows_the_arm():
    states = follow((10.0, "left"), (11.3, "left"), (11.6, None), (11.65, "left"))
    assert [state.made for state in states] == [False, False, False, True]
    assert states[2].progress == 1.0


def test_the_other_arm_begins_anew():
    states = follow(
        (10.0, "left"), (11.4, "left"), (11.5, "right"), (12.9, "right"), (13.0, "right")
    )
    assert [state.made for state in states] == [False, False, False, False, True]
    assert states[2].side == "right"


def test_it_can_be_made_again_only_after_half_a_second_with_the_arm_down():
    made = [(10.0, "left"), (11.5, "left")]
    kept_up = follow(*made, (12.0, "left"), (15.0, "left"))
    assert [state.made for state in kept_up] == [False, True, False, False]
    short = follow(*made, (11.9, None), (12.1, "left"), (13.7, "left"), (13.8, "left"))
    assert not any(state.made for state in short[2:])
    lowered = follow(*made, (12.01, None), (12.1, "left"), (13.6, "left"))
    assert [state.made for state in lowered] == [False, True, False, False, True]


def test_a_body_that_moves_by_an_eighth_of_its_trunk_begins_anew():
    still = follow((10.0, "left"), (10.8, "left", placed(11.9)), (11.5, "left"))
    assert still[-1].made
    moved = follow((10.0, "left"), (10.8, "left", placed(12.1)), (11.5, "left", placed(12.1)))
    assert not moved[-1].made
    assert moved[1].progress == 0.0
    later = follow(
        (10.0, "left"),
        (10.8, "left", placed(12.1)),
        *((t, "left", placed(12.1)) for t in (11.5, 12.3)),
    )
    assert later[-1].made


def test_what_moved_before_the_arm_was_up_does_not_count():
    states = follow((9.5, None, placed(50)), (10.0, "left"), (11.5, "left"))
    assert states[-1].made


def test_nearness_to_the_camera_does_not_matter():
    near = follow(
        (10.0, "left", placed(0, 3.0)),
        (10.8, "left", placed(11.9, 3.0)),
        (11.5, "left", placed(0, 3.0)),
    )
    assert near[-1].made


def test_ankles_and_head_may_move():
    kick = placed()
    kick.joints[:, 3] += 80
    kick.nose[:] += 80
    assert follow((10.0, "left"), (10.8, "left", kick), (11.5, "left"))[-1].made


def test_without_a_place_in_the_picture_it_counts_as_still():
    gesture = RaisedArmGesture()
    states = [gesture.update(t, replace(measured(), raised_arm="left")) for t in (10.0, 11.5)]
    assert states[-1].made
