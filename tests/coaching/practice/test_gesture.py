"""The raised arm: on skeletons built by hand, and on clips that show it and that do not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from conftest import REPOSITORY
from skeletons import TO_THE_RIGHT, UP, lying, observed, read_as, standing

from posecheck.coaching.practice.gesture import HOLD_S, RaisedArmGesture
from posecheck.measures.table import Measurements, measure_scene
from posecheck.perception.body.estimator import PoseEstimator
from posecheck.perception.steady_scene import SteadyScenes
from posecheck.video import open_source


def supine(posture="supine") -> Measurements:
    return Measurements(posture, "side", 0.0, "left", {}, {})


def leaning(degrees: float) -> np.ndarray:
    turn = np.radians(degrees)
    return UP * np.cos(turn) - TO_THE_RIGHT * np.sin(turn)


def made(parts, posture="supine", step_s=0.1):
    """Feed (seconds, body or None); gives the times at which the gesture was made."""
    arm, time_s, found = RaisedArmGesture(), 0.0, []
    for seconds, body in parts:
        for _ in range(round(seconds / step_s)):
            measurements = supine(posture) if body is not None else None
            if arm.update(time_s, observed(body, measurements)).made:
                found.append(round(time_s, 1))
            time_s += step_s
    return found


DOWN, LEFT_UP = lying(), lying(arms={"left": UP})


def test_one_straight_arm_up_is_the_sign_once_and_again_when_lowered_between():
    assert made([(1, DOWN), (4, LEFT_UP)]) == [pytest.approx(1 + HOLD_S, abs=0.11)]
    again = made([(1, DOWN), (2.5, LEFT_UP), (1, DOWN), (2.5, lying(arms={"right": UP}))])
    assert again == [pytest.approx(2.5, abs=0.11), pytest.approx(6.0, abs=0.11)]


@pytest.mark.parametrize(
    "body",
    [
        lying(arms={"left": UP, "right": UP}),  # both
        lying(arms={"left": leaning(50)}),  # not upright
        lying(arms={"left": UP}, elbow=100),  # bent
        lying(arms={"left": UP, "right": leaning(45)}),  # the other one half up
        replace(LEFT_UP, visibility=np.full(33, 0.2)),  # not seen
        DOWN,
    ],
)
def test_anything_else_is_not(body):
    assert made([(1, DOWN), (5, body)]) == []


def test_a_short_lift_is_not_and_a_frame_that_misses_the_arm_does_not_matter():
    assert made([(1, DOWN), (1.3, LEFT_UP), (1, DOWN)]) == []
    assert made([(1, LEFT_UP), (0.2, DOWN), (1, LEFT_UP)]) == [pytest.approx(1.5, abs=0.11)]


def test_only_someone_who_lies_or_sits_makes_it():
    assert made([(3, LEFT_UP)], posture="sitting")
    for posture in ("prone", "standing", "half_kneeling", "quadruped", "unknown"):
        assert made([(3, LEFT_UP)], posture=posture) == []
    assert made([(3, standing())]) == []


def test_a_body_that_moves_is_exercising():
    def moved(share):
        image = LEFT_UP.image.copy()
        image[23:29] += (0, -share * 125)  # the trunk is 125 pixels long
        return replace(LEFT_UP, image=image)

    swinging = [(0.1, moved(0.25 * (1 + np.sin(0.4 * i)))) for i in range(60)]
    breathing = [(0.1, moved(0.02 * (1 + np.sin(0.15 * i)))) for i in range(60)]
    assert made(swinging) == []
    assert len(made(breathing)) == 1


@pytest.mark.parametrize("pitch", [-35, 20, 40])
def test_upright_is_against_gravity_however_the_camera_looks(pitch):
    """World landmarks are in the axes of a camera that may look down or up."""
    turn = np.radians(pitch)
    tilt = np.array([[1, 0, 0], [0, np.cos(turn), -np.sin(turn)], [0, np.sin(turn), np.cos(turn)]])

    def seen(body):
        reading = replace(read_as(body), camera_pitch_deg=pitch)
        world = body.world @ tilt.T  # level axes into the camera's
        image = world[:, :2] * 250 + (320, 240)
        return replace(body, world=world, image=image, reading=reading)

    assert len(made([(3, seen(LEFT_UP))])) == 1
    # straight along the camera's own vertical, but not against gravity
    if abs(pitch) >= 35:
        tilted = lying(arms={"left": UP @ tilt})
        assert made([(3, seen(tilted))]) == []


def _in_clip(name: str, minimum_step_s: float = 0.09) -> list[tuple[float, str | None]]:
    found, arm, scenes, last_s = [], RaisedArmGesture(), SteadyScenes(), -1.0
    with (
        open_source(str(REPOSITORY / "sample_videos" / f"{name}.mp4")) as source,
        PoseEstimator("video", with_mask=False) as estimator,
    ):
        for frame in source:
            if frame.time_s - last_s < minimum_step_s:
                continue
            last_s = frame.time_s
            body = estimator.estimate(frame.image, frame.time_s)
            scene = scenes.update(frame.time_s, body)
            state = arm.update(frame.time_s, measure_scene(scene) if scene else None)
            if state.made:
                found.append((frame.time_s, state.side))
    return found


def test_the_clip_with_two_raised_arms_shows_two():
    found = _in_clip("arm_raised")
    assert [side for _, side in found] == ["left", "right"]
    (first_s, _), (second_s, _) = found
    assert first_s == pytest.approx(1.8 + HOLD_S, abs=0.5)
    assert second_s == pytest.approx(7.2 + HOLD_S, abs=0.5)
