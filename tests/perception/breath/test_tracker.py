"""Breath from images: a textured belly that rises by a part of a pixel, and a sample clip."""

from __future__ import annotations

import math
from dataclasses import replace

import cv2
import numpy as np
import pytest
from skeletons import lying

from posecheck.perception.body.estimator import PoseEstimator
from posecheck.perception.breath.tracker import BreathTracker
from posecheck.perception.scene import scene_of
from posecheck.video.opening import open_file

BODY = lying()  # trunk from x 320 (hips) to 445 (shoulders), y 240, belly up
SIZE = (640, 480)
BASE_Y, HEIGHT = 262.0, 55.0
LEFT, RIGHT = 300.0, 470.0


def texture(seed: int, grain_px: float) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(0, 1, SIZE[::-1]).astype(np.float32)
    smooth = cv2.GaussianBlur(noise, (0, 0), grain_px)
    return 110 + 14 * smooth / smooth.std()


ROOM, SKIN = texture(1, 3.0), texture(2, 2.5)
PART = np.s_[130:312, 240:512]
"""The part of the image that is used."""
SCENE = scene_of(BODY)
XS, YS = (grid.astype(np.float32)[PART] for grid in np.meshgrid(range(SIZE[0]), range(SIZE[1])))


def picture(out_px: float, index: int, noise: float = 3.0, shake=(0.0, 0.0)) -> np.ndarray:
    """An image of a person whose belly is ``out_px`` higher than at rest."""
    x, y = XS - shake[0], YS - shake[1]
    across = np.clip(1 - ((x - (LEFT + RIGHT) / 2) / ((RIGHT - LEFT) / 2)) ** 2, 0, 1) ** 0.5
    height = across * (HEIGHT + out_px)
    up = (BASE_Y - y) / np.maximum(height, 1e-3)  # 0 at the floor, 1 at the skin
    skin = cv2.remap(SKIN, x, BASE_Y - up * across * HEIGHT, cv2.INTER_LINEAR)
    room = cv2.remap(ROOM, x, y, cv2.INTER_LINEAR)
    share = np.clip((1 - up) * height + 0.5, 0, 1) * (y < BASE_Y)
    grey = room * (1 - share) + skin * share
    grey = grey + np.random.default_rng(index).normal(0, noise, grey.shape)
    image = np.full((*SIZE[::-1], 3), 110, np.uint8)
    image[PART] = np.clip(grey, 0, 255).astype(np.uint8)[..., None]
    return image


def breaths(time_s: float, cycle_s: float) -> float:
    return (1 - math.cos(2 * math.pi * time_s / cycle_s)) / 2


def tracked(course, seconds: float, fps: float = 10.0, body=lambda _: BODY, **more):
    """[(time, breath)] of a belly that is ``course(time)`` pixels higher than at rest."""
    tracker, found = BreathTracker(), []
    for index in range(round(seconds * fps)):
        time_s = index / fps
        image = picture(course(time_s), index, **more)
        found.append((time_s, tracker.update(time_s, image, scene_of(body(time_s)))))
    return found


@pytest.mark.parametrize(("cycle_s", "depth_px", "fps"), [(4.0, 0.8, 10.0), (6.0, 3.0, 8.0)])
def test_rate_phase_and_count_of_a_breath_below_a_pixel(cycle_s, depth_px, fps):
    found = tracked(lambda t: depth_px * breaths(t, cycle_s), 5.3 * cycle_s, fps)
    last = found[-1][1]
    assert last.rate_per_min == pytest.approx(60 / cycle_s, abs=1)
    assert last.breaths == 5
    assert last.breath_ends_s == pytest.approx(cycle_s * np.arange(1, 6), abs=0.15 * cycle_s)
    known = [(t, b.phase) for t, b in found if b.phase and t > cycle_s]
    true = ["in" if t % cycle_s < cycle_s / 2 else "out" for t, _ in known]
    assert len(known) > 0.9 * len([t for t, _ in found if t > cycle_s])
    assert np.mean([p == q for (_, p), q in zip(known, true, strict=True)]) > 0.6
    assert "held" not in {phase for _, phase in known}


def test_a_held_breath_is_noticed_and_ends_with_the_next_one():
    def course(time_s):
        return 2 * breaths(time_s, 4.0) if time_s < 12 or time_s > 24 else 0.0

    found = tracked(course, 27)
    held = [t for t, b in found if b.phase == "held"]
    assert 12 + 3 < min(held) < 12 + 8
    assert max(held) < 24 + 1.5
    assert max(b.held_s for _, b in found) >= 10


def test_stillness_without_a_breath_before_is_not_held():
    found = tracked(lambda _: 0.0, 12)
    assert {b.phase for _, b in found} <= {None, "in", "out"}
    assert sum(b.phase is not None for _, b in found) < 0.2 * len(found)
    assert found[-1][1].breaths == 0


def test_the_shaking_of_the_camera_is_removed():
    def shaken(time_s):
        return 1.5 * math.sin(9 * time_s), 1.5 * math.cos(7 * time_s)

    tracker = BreathTracker()
    for index in range(160):
        time_s = index / 10
        image = picture(1.5 * breaths(time_s, 4.0), index, shake=shaken(time_s))
        breath = tracker.update(time_s, image, SCENE)
    assert breath.rate_per_min == pytest.approx(15, abs=1)


def test_while_the_body_moves_the_phase_is_unknown_and_the_count_stays():
    tracker, phases = BreathTracker(), []
    for index in range(240):
        time_s = index / 10
        slide = 6 * math.sin(3 * time_s) if 12 <= time_s < 16 else 0.0
        image = picture(2 * breaths(time_s, 4.0), index)
        if slide:  # half a trunk length to and fro
            image = np.roll(image, round(4 * slide), axis=1)
        breath = tracker.update(time_s, image, SCENE)
        phases.append((time_s, breath.phase))
    moving = [phase for t, phase in phases if 12.5 < t < 16]
    assert moving.count(None) > 0.8 * len(moving)
    assert breath.breath_ends_s == pytest.approx([4, 8, 20], abs=0.4)


def test_no_breath_without_a_person_who_lies():
    tracker = BreathTracker()
    assert tracker.update(0.0, picture(0, 0), None) is None
    for index in range(100):
        out = 3 * breaths(index / 10, 4.0)
        breath = tracker.update(index / 10, picture(out, index), replace(SCENE, posture="standing"))
    assert breath.phase is None
    assert math.isnan(breath.rate_per_min)


def test_straight_from_above_the_phase_is_unknown():
    world = BODY.world.copy()
    world[:, 1], world[:, 2] = BODY.world[:, 2], BODY.world[:, 1]  # the belly faces the camera
    from_above = replace(BODY, world=world)
    found = tracked(lambda t: 3 * breaths(t, 4.0), 10, body=lambda _: from_above)
    assert {b.phase for _, b in found} == {None}


def test_the_sample_clip(release_clip):
    """4 in, 7 out, then held from 11 s."""
    tracker, found = BreathTracker(), []
    with open_file(release_clip.with_name("breathing.mp4")) as source:
        with PoseEstimator(with_mask=False) as estimator:
            body = None
            for frame in source:
                if frame.index % 24 == 0:
                    body = estimator.estimate(frame.image, frame.time_s) or body
                found.append(
                    (
                        frame.time_s,
                        tracker.update(frame.time_s, frame.image, scene_of(body) if body else None),
                    )
                )
    held = [t for t, b in found if b and b.phase == "held"]
    assert 11 < min(held) <= 11 + 8
    assert found[-1][1].rate_per_min == pytest.approx(60 / 11, abs=1)
    assert found[-1][1].breaths == 1
