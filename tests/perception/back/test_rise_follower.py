"""The lower back followed through a video: when the reference is taken, and when it is renewed."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from skeletons import lying, with_back

from posecheck.perception.back import looks
from posecheck.perception.back.rise_follower import (
    AWAY_S,
    SETTLING_PAUSE_S,
    STILL_CM,
    STILL_KNOWN_CM,
    STILL_S,
    BackRiseFollower,
)
from posecheck.perception.scene import scene_of

RATE = 10
SCENE = scene_of(with_back(lying(), 2.0))


def room(seed: int = 0) -> np.ndarray:
    noise = np.random.default_rng(seed).integers(0, 255, (60, 80, 3), np.uint8)
    return cv2.resize(noise, (640, 480), interpolation=cv2.INTER_CUBIC)


def shifted(scene, x):
    body = replace(scene.body, image=scene.body.image + np.array([x, 0.0]))
    return replace(scene, body=body)


def tilted(scene, deg, *, read):
    """Shoulders higher than the hips in the picture."""
    turn = np.radians(deg) * (-1 if scene.body.middle("shoulder")[0] > 320 else 1)
    c, s = np.cos(turn), np.sin(turn)
    middle = scene.body.image.mean(axis=0)
    image = (scene.body.image - middle) @ np.array([[c, s], [-s, c]]) + middle
    reading = scene.body.reading if read else None
    return replace(scene, body=replace(scene.body, image=image, reading=reading))


def follow(scenes, image=None):
    """What is told in each frame of a video."""
    follower, image = BackRiseFollower(), room() if image is None else image
    return [follower.update(i / RATE, image, scene) for i, scene in enumerate(scenes)]


def test_the_reference_counts_once_the_back_has_lain_still():
    found = follow([SCENE] * 12)
    first = next(i for i, rise in enumerate(found) if rise.settled)
    assert first == pytest.approx(STILL_S * RATE, abs=1)
    assert found[-1].change_cm == pytest.approx(0.0, abs=0.05)
    assert {rise.reference for rise in found} == {1}  # what is told before may count later


def test_it_does_not_count_while_the_back_moves(monkeypatch):
    monkeypatch.setattr(looks, "compare", lambda *_: (STILL_CM + 0.1, 0.3))
    found = follow([SCENE] * 12)
    assert not any(rise.settled for rise in found)
    assert found[-1].reference > 3


def test_it_does_not_count_while_the_motion_is_hardly_known(monkeypatch):
    monkeypatch.setattr(looks, "compare", lambda *_: (0.0, STILL_KNOWN_CM + 0.1))
    assert not any(rise.settled for rise in follow([SCENE] * 12))


def test_marks_that_wander_do_not_keep_it_from_counting():
    assert follow([shifted(SCENE, 4 * (i % 2)) for i in range(12)])[-1].settled


@pytest.mark.parametrize(
    "scene",
    [
        None,
        replace(SCENE, posture="prone"),
        replace(SCENE, off_side_deg=50.0),
        tilted(SCENE, 14.0, read=False),
        tilted(SCENE, -14.0, read=False),
    ],
)
def test_where_it_means_nothing_it_is_not_told(scene):
    assert follow([scene] * 12) == [None] * 12


def test_without_a_reading_the_picture_tells_that_somebody_lies_flat():
    assert follow([tilted(SCENE, 0.0, read=False)] * 12)[-1].settled


def test_who_moved_away_gets_a_new_reference():
    found = follow([SCENE] * 10 + [shifted(SCENE, -80)] * 10)
    assert (found[9].reference, found[9].settled) == (1, True)
    assert (found[10].reference, found[10].settled) == (2, False)
    assert (found[-1].reference, found[-1].settled) == (2, True)


def test_a_short_look_away_keeps_the_reference_and_a_long_one_does_not():
    away = round(AWAY_S * RATE)
    short = follow([SCENE] * 10 + [None] * (away - 5) + [SCENE] * 10)
    assert short[-1].reference == 1
    long = follow([SCENE] * 10 + [None] * (away + 5) + [SCENE] * 10)
    assert long[-1].reference == 2


@pytest.mark.parametrize(("gap_s", "reference"), [(AWAY_S - 0.1, 1), (AWAY_S + 0.1, 2)])
def test_after_a_gap_without_frames_there_is_a_new_reference(gap_s, reference):
    follower, last_s = BackRiseFollower(), 0.9
    for i in range(10):
        follower.update(i / RATE, room(), SCENE)
    rises = [follower.update(last_s + gap_s + i / RATE, room(), SCENE) for i in range(10)]
    assert rises[-1].reference == reference
    assert rises[-1].settled


def test_after_a_cut_there_is_a_new_reference():
    follower = BackRiseFollower()
    ramp = (np.arange(640)[None, :, None] % 64 * 4).astype(np.uint8)
    other = np.broadcast_to(ramp, (480, 640, 3)).copy()
    for i in range(10):
        follower.update(i / RATE, room() // 8 + 100, SCENE)
    found = [follower.update((10 + i) / RATE, other, SCENE) for i in range(12)]
    assert not all(rise.settled for rise in found)
    assert (found[-1].reference, found[-1].settled) == (2, True)


def test_it_looks_five_times_a_second(monkeypatch):
    looked = []
    monkeypatch.setattr(looks, "compare", lambda *_: looked.append(0) or (0.0, 0.5))
    follower = BackRiseFollower()
    for i in range(90):
        follower.update(i / 30, room(), SCENE)
    assert len(looked) == pytest.approx(STILL_S / SETTLING_PAUSE_S + 5 * (3 - STILL_S), abs=2)


def test_a_long_trunk_changes_by_more(monkeypatch):
    monkeypatch.setattr(looks, "compare", lambda *_: (1.0, 0.5))
    tall = replace(SCENE, body=replace(SCENE.body, world=SCENE.body.world * 1.2))
    usual, longer = follow([SCENE] * 8)[-1], follow([tall] * 8)[-1]
    assert longer.change_cm == pytest.approx(1.2 * usual.change_cm)
    assert longer.error_cm == pytest.approx(1.2 * usual.error_cm)
