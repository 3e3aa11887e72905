"""The lying reader: its input, its output, and when a reading is accepted."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from golden.recorded import frames_of
from skeletons import knees_marked_in_front, lying, one_leg_raised, read_as, standing

from posecheck.anatomy import Landmark
from posecheck.measures import leg
from posecheck.measures.table import measure
from posecheck.perception.body.lying import extract_lying_crop, mirror_body, network_features
from posecheck.perception.body.orientation import orientation_from_reading
from posecheck.perception.body.posture import is_lying
from posecheck.perception.body.reading_match import attach_reading
from posecheck.perception.scene import scene_of


def test_mirroring_exchanges_the_sides_and_mirroring_twice_changes_nothing():
    body = lying(fallout={"left": 50.0})
    twice = mirror_body(mirror_body(body))
    assert twice.image == pytest.approx(body.image)
    assert twice.world == pytest.approx(body.world)
    knee = mirror_body(body).world[Landmark.RIGHT_KNEE]
    assert knee == pytest.approx(body.world[Landmark.LEFT_KNEE] * (-1, 1, 1))


@pytest.mark.parametrize("head_left", [False, True])
def test_the_joints_lie_where_the_crop_shows_them(head_left):
    body = lying()
    if head_left:
        body = mirror_body(body)
    image = np.zeros((480, 640, 3), np.uint8)
    x, y = np.round(body.image[Landmark.LEFT_KNEE]).astype(int)
    image[y - 3 : y + 4, x - 3 : x + 4] = 255
    seen = mirror_body(body) if head_left else body
    crop, crop_from_frame = extract_lying_crop(image, seen, mirrored=head_left)
    shown = Landmark.RIGHT_KNEE if head_left else Landmark.LEFT_KNEE
    expected = crop_from_frame[:, :2] @ seen.image[shown] + crop_from_frame[:, 2]
    ys, xs = np.nonzero(crop[..., 0] > 200)
    assert (xs.mean(), ys.mean()) == pytest.approx(expected, abs=1.0)


def test_a_large_image_gives_the_same_crop_as_its_small_copy():
    body = lying()
    rng = np.random.default_rng(0)
    small = np.kron(rng.integers(0, 255, (24, 32, 3)), np.ones((20, 20, 1))).astype(np.uint8)
    large = np.repeat(np.repeat(small, 5, axis=0), 5, axis=1)
    of_large = replace(body, image=(body.image + 0.5) * 5 - 0.5, frame_size=(3200, 2400))
    first, _ = extract_lying_crop(small, body, mirrored=False)
    second, _ = extract_lying_crop(large, of_large, mirrored=False)
    assert np.abs(first.astype(float) - second).mean() < 6


def test_the_features_do_not_depend_on_size_or_place():
    body = lying()
    other = replace(body, image=body.image * 2 + 7)
    image = np.zeros((480, 640, 3), np.uint8)
    features = [
        network_features(b, extract_lying_crop(image, b, mirrored=False)[1]) for b in (body, other)
    ]
    assert features[0] == pytest.approx(features[1], abs=1e-3)


def test_who_lies():
    assert is_lying(lying())
    assert not is_lying(standing())


def with_swapped_legs(body):
    order = np.arange(len(Landmark))
    for part in ("knee", "ankle", "heel", "foot_index"):
        left, right = Landmark.of("left", part), Landmark.of("right", part)
        order[[left, right]] = right, left
    return replace(body, image=body.image[order], world=body.world[order])


def test_a_reading_that_took_one_leg_for_the_other_is_corrected():
    true = one_leg_raised()
    swapped = read_as(with_swapped_legs(true))
    corrected = attach_reading(true, swapped).reading
    assert corrected.joints["left"] == pytest.approx(read_as(true).joints["left"])
    assert corrected.legs["left"] is swapped.legs["right"]
    assert attach_reading(true, read_as(true)).legs_swapped is False


def test_the_legs_of_a_reading_are_not_swapped_while_they_lie_together():
    true = lying(fallout={"left": 25.0})
    reading = read_as(with_swapped_legs(true))
    assert attach_reading(true, reading).reading is reading


def test_a_reading_that_finds_the_legs_elsewhere_is_rejected():
    body = lying()
    reading = read_as(body)
    elsewhere = replace(
        reading, joints={side: places + 60.0 for side, places in reading.joints.items()}
    )
    assert attach_reading(body, reading).reading is reading
    assert attach_reading(body, elsewhere).reading is None


@pytest.mark.parametrize(
    ("trunk_lengths", "at_first", "once_accepted"),
    [(1.4, True, True), (1.6, False, True), (1.95, False, True), (2.05, False, False)],
)
def test_a_reading_is_accepted_up_to_a_distance_from_mediapipe_s_joints(
    trunk_lengths, at_first, once_accepted
):
    """The distance is the sum over knees, ankles and feet; a reading that was accepted in the last
    frame may be half a trunk length farther off."""
    body = lying()
    trunk = np.linalg.norm(body.middle("shoulder") - body.middle("hip"))
    shift = np.array([0.0, trunk_lengths * trunk / 6])
    reading = read_as(body)
    moved = replace(
        reading, joints={side: joints + shift for side, joints in reading.joints.items()}
    )
    accepted = replace(body, reading=reading)
    assert (attach_reading(body, moved).reading is moved) == at_first
    assert (attach_reading(body, moved, body).reading is moved) == at_first
    assert (attach_reading(body, moved, accepted).reading is moved) == once_accepted


def test_measures_in_space_use_the_reading():
    true = lying(knee=70.0, fallout={"left": 50.0})
    flat = lying(knee=70.0)  # as MediaPipe folds the knee back
    image = knees_marked_in_front(true).image
    read = replace(flat, image=image, reading=read_as(true))
    assert leg.fall_out(scene_of(read), "left") == pytest.approx(50.0, abs=1.5)
    assert leg.fall_out(scene_of(read), "right") == pytest.approx(0.0, abs=1.5)
    assert measure(read).value("knee", "left") == pytest.approx(70.0, abs=1.0)


def test_a_camera_that_looks_down_does_not_change_the_view():
    body = lying()
    reading = replace(read_as(body), camera_pitch_deg=20.0)
    sight = orientation_from_reading(reading).sight
    assert np.linalg.norm(sight) == pytest.approx(1.0)
    assert sight[1] == pytest.approx(np.sin(np.radians(20.0)))
    assert measure(replace(body, reading=reading)).view == "side"
    steep = replace(reading, camera_pitch_deg=75.0)
    assert measure(replace(body, reading=steep)).view == "top"


def test_the_lowered_knee_of_the_demo_clip_is_measured_right(release_clip):
    """By the recorded results; ``test_golden.py`` shows that the program gives them."""
    truth = json.loads(release_clip.with_suffix(".json").read_text())["frames"]
    names = ("fallout_left", "knee_left")
    errors = [
        [float(row[name]) - true["angles"][name] for name in names]
        for row, true in zip(frames_of(release_clip.stem), truth, strict=True)
        if true["angles"]["fallout_left"] > 20  # all of them are given
    ]
    assert len(errors) > 100
    assert (np.median(np.abs(errors), axis=0) < 10.0).all()
