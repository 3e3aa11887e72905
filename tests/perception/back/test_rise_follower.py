"""The lower back followed through a video: when the reference is taken, and when it is renewed."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from skeletons import lying, with_back

from posecheck.perception.back import rise_follower
from posecheck.perception.back.rise_follower import AWAY_S, STILL_S, BackRiseFollower
from posecheck.perception.scene import scene_of

RATE = 10
SCENE = scene_of(with_back(lying(), 2.0))


def room(seed: int = 0) -> np.ndarray:
    noise = np.random.default_rng(seed).integers(0, 255, (60, 80, 3), np.uint8)
    return cv2.resize(noise, (640, 480), interpolation=cv2.INTER_CUBIC)


def shifted(scene, x):
    body = replace(scene.body, image=scene.body.image + np.array([x, 0.0]))
    return replace(scene, body=body)


def follow(scenes, image=None):
    """What is told in each frame of a video."""
    follower, image = BackRiseFollower(), room() if image is None else image
    return [follower.update(i / RATE, image, scene) for i, scene in enumerate(scenes)]


def test_the_reference_is_taken_once_the_person_lies_still():
    found = follow([SCENE] * 12)
    first = next(i for i, rise in enumerate(found) if rise is not None)
    assert first == pytest.approx(STILL_S * RATE, abs=1)
    assert found[-1].change_cm == pytest.approx(0.0, abs=0.05)
    assert found[-1].reference == found[first].reference == 1


def test_nobody_who_moves_gets_a_reference():
    assert follow([shifted(SCENE, 8 * i) for i in range(12)]) == [None] * 12


@pytest.mark.parametrize(
    "scene",
    [
        None,
        replace(SCENE, posture="prone"),
        replace(SCENE, off_side_deg=50.0),
        replace(SCENE, body=replace(SCENE.body, reading=None)),
    ],
)
def test_where_it_means_nothing_it_is_not_told(scene):
    assert follow([scene] * 12) == [None] * 12


def test_who_moved_away_gets_a_new_reference():
    found = follow([SCENE] * 10 + [shifted(SCENE, -80)] * 10)
    assert found[9].reference == 1
    assert found[10] is None
    assert found[-1].reference == 2


def test_a_short_look_away_keeps_the_reference_and_a_long_one_does_not():
    away = round(AWAY_S * RATE)
    short = follow([SCENE] * 10 + [None] * (away - 5) + [SCENE] * 10)
    assert short[-1].reference == 1
    long = follow([SCENE] * 10 + [None] * (away + 5) + [SCENE] * 10)
    assert long[-1].reference == 2


def test_after_a_cut_there_is_a_new_reference():
    follower = BackRiseFollower()
    ramp = (np.arange(640)[None, :, None] % 64 * 4).astype(np.uint8)
    other = np.broadcast_to(ramp, (480, 640, 3)).copy()
    for i in range(10):
        follower.update(i / RATE, np.full((480, 640, 3), 120, np.uint8), SCENE)
    found = [follower.update((10 + i) / RATE, other, SCENE) for i in range(12)]
    assert None in found
    assert found[-1].reference == 2


def test_it_looks_five_times_a_second(monkeypatch):
    looks = []
    monkeypatch.setattr(rise_follower, "compare", lambda *_: looks.append(0) or (0.0, 0.5))
    follower = BackRiseFollower()
    for i in range(90):
        follower.update(i / 30, room(), SCENE)
    assert len(looks) == pytest.approx(5 * (3 - STILL_S), abs=2)


def test_a_long_trunk_changes_by_more(monkeypatch):
    monkeypatch.setattr(rise_follower, "compare", lambda *_: (1.0, 0.5))
    tall = replace(SCENE, body=replace(SCENE.body, world=SCENE.body.world * 1.2))
    usual, longer = follow([SCENE] * 8)[-1], follow([tall] * 8)[-1]
    assert longer.change_cm == pytest.approx(1.2 * usual.change_cm)
    assert longer.error_cm == pytest.approx(1.2 * usual.error_cm)


def test_what_cannot_be_compared_with_the_reference_is_chained_to_the_last_look(monkeypatch):
    """A raised leg hides the pelvis of the reference, but moves little between two looks."""
    reference, half, raised = room(), room(1) // 2 + room() // 2, room(1)
    answers = {(0, 0): (0.0, 0.5), (0, 1): (1.0, 0.6), (0, 2): (9.0, 3.0), (1, 2): (1.0, 0.6)}
    pieces = {}

    def compare(before, now):
        return answers[pieces[before.tobytes()], pieces[now.tobytes()]]

    monkeypatch.setattr(rise_follower, "compare", compare)
    follower = BackRiseFollower()
    cut_out = rise_follower.cut_out_trunk
    for number, image in enumerate((reference, half, raised)):
        transform = rise_follower.trunk_transform(
            SCENE.body.middle("hip"), SCENE.body.middle("shoulder")
        )
        pieces[cut_out(image, transform).tobytes()] = number
    monkeypatch.setattr(rise_follower, "_is_other_scene", lambda *_: False)
    found = [
        follower.update(0.21 * i, image, SCENE)
        for i, image in enumerate([reference] * 6 + [half, raised])
    ]
    scale = found[6].change_cm
    assert found[7].change_cm == pytest.approx(2 * scale)
    assert found[7].error_cm == pytest.approx(np.hypot(0.6, 0.6) * scale)
