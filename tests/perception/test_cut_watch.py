"""A cut of the film is told from motion, from a lamp, and from a scene that fades."""

from __future__ import annotations

import numpy as np

from posecheck.perception.cut_watch import CutWatch

RNG = np.random.default_rng(4)


def room(number: int, size: tuple[int, int] = (480, 640)) -> np.ndarray:
    """A room of large grey and white pieces, each room another one."""
    pieces = np.random.default_rng(number).integers(40, 200, (6, 8, 3))
    scale = (size[0] // 6, size[1] // 8, 1)
    return np.kron(pieces, np.ones(scale)).astype(np.uint8)


def with_person(picture: np.ndarray, left: int) -> np.ndarray:
    """The picture with a dark body in it."""
    picture = picture.copy()
    picture[260:360, left : left + 260] = 20
    return picture


def cuts(pictures) -> list[int]:
    watch = CutWatch()
    return [i for i, picture in enumerate(pictures) if watch.is_cut(picture)]


def test_another_room_is_a_cut_once():
    assert cuts([room(1)] * 3 + [room(2)] * 3) == [3]


def test_somebody_who_turned_round_while_the_camera_was_stopped_is_a_cut():
    here, there = with_person(room(1), 20), with_person(room(1), 340)
    assert cuts([here] * 3 + [there] * 3) == [3]


def test_somebody_who_moves_is_none():
    assert cuts(with_person(room(1), left) for left in range(0, 360, 12)) == []


def test_a_lamp_and_noise_are_none():
    noisy = [np.clip(room(1) + RNG.normal(0, 8, room(1).shape), 0, 255) for _ in range(4)]
    lighter = [picture + 30 for picture in noisy]
    assert cuts(picture.astype(np.uint8) for picture in noisy + lighter) == []


def test_a_scene_that_fades_into_another_is_none():
    shares = np.linspace(0, 1, 12)
    assert cuts(((1 - s) * room(1) + s * room(2)).astype(np.uint8) for s in shares) == []


def test_tiny_pictures_are_compared_too():
    assert cuts([room(1, (24, 32)), room(2, (24, 32))]) == [1]
