"""The lower back's change from the motion of pelvis, belly and chest, on drawn trunks."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from posecheck.perception.back import trunk_motion
from posecheck.perception.back.trunk_motion import (
    FOLLOWED,
    HEIGHT,
    HIPS,
    PARTS,
    TRUNK_PX,
    WIDTH,
    compare,
    cut_out_trunk,
    measure_motion,
    trunk_transform,
)


def cloth(seed: int = 0) -> np.ndarray:
    """A picture with texture everywhere."""
    noise = np.random.default_rng(seed).integers(0, 255, (HEIGHT // 4, WIDTH // 4, 3), np.uint8)
    return cv2.resize(noise, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)


def moved(picture: np.ndarray, pelvis_px=(0.0, 0.0), belly_px=(0.0, 0.0)) -> np.ndarray:
    """The picture with pelvis and belly moved right and down; the chest stays."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    share = (x - HIPS[0]) / TRUNK_PX
    pelvis = np.clip((0.4 - share) / 0.1, 0, 1)
    belly = np.clip((share - 0.25) / 0.1, 0, 1) * np.clip((0.72 - share) / 0.1, 0, 1)
    right = pelvis * pelvis_px[0] + belly * belly_px[0]
    down = pelvis * pelvis_px[1] + belly * belly_px[1]
    shifted = cv2.remap(
        picture,
        (x - right).astype(np.float32),
        (y - down).astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REFLECT,
    )
    return np.asarray(shifted)


def test_nothing_moved_is_no_change():
    change, error = compare(cloth(), cloth())
    assert change == pytest.approx(0.0, abs=0.02)
    assert error < 0.6


def test_the_motion_of_each_part_is_measured():
    motion, trust = measure_motion(cloth(), moved(cloth(), (-4.0, 0.0), (0.0, -3.0)))
    pelvis, belly, chest = motion.reshape(len(PARTS), 2)
    assert pelvis == pytest.approx([-2.0, 0.0], abs=0.3)  # 2 px a cm
    assert belly == pytest.approx([0.0, 1.5], abs=0.3)
    assert chest == pytest.approx([0.0, 0.0], abs=0.2)
    assert trust > 0.6


def test_a_pelvis_that_slides_to_the_feet_under_a_rising_belly_is_an_arch():
    arched = moved(cloth(), (-4.0, 0.0), (-2.0, -3.0))
    change, _ = compare(cloth(), arched)
    assert change > 1.5
    back, _ = compare(arched, cloth())
    assert back == pytest.approx(-change, abs=0.4)


def test_what_has_moved_less_is_known_better():
    errors = [compare(cloth(), moved(cloth(), (-px, 0.0)))[1] for px in (0.0, 1.0, 2.0, 6.0)]
    assert errors == sorted(errors)
    assert errors[0] < 0.1
    assert errors[-1] > 0.4


def test_a_part_that_cannot_be_followed_is_not_trusted():
    other, end = cloth(), round(HIPS[0] + 0.35 * TRUNK_PX)
    other[:, :end] = np.random.default_rng(0).integers(225, 235, (HEIGHT, end, 3))  # a bare arm
    assert measure_motion(cloth(), other)[1] < FOLLOWED
    _, error = compare(cloth(), other)
    assert error > 1.5
    plain = np.full((HEIGHT, WIDTH, 3), 90, np.uint8)
    assert measure_motion(plain, plain)[1] == 0.0


def test_what_looks_otherwise_has_not_moved_there(monkeypatch):
    """Where nothing fits, the flow is often 0 there and back, as if nothing had moved."""
    other, end = cloth(), round(HIPS[0] + 0.35 * TRUNK_PX)
    other[:, :end] = np.random.default_rng(3).integers(0, 255, (HEIGHT, end, 3))
    trust = measure_motion(cloth(), other)[1]
    monkeypatch.setattr(trunk_motion, "ALIKE_GREY", 255.0)
    assert trust < 0.8 * measure_motion(cloth(), other)[1]


@pytest.mark.parametrize("head", [1.0, -1.0])
def test_the_trunk_is_cut_out_level_with_the_head_to_the_right(head):
    hip, shoulder = np.array([300.0, 200.0]), np.array([300.0 + head * 160, 216.0])
    transform = trunk_transform(hip, shoulder)
    ends = np.stack([hip, shoulder]) @ transform[:, :2].T + transform[:, 2]
    np.testing.assert_allclose(ends, [HIPS, (HIPS[0] + TRUNK_PX, HIPS[1])], atol=1e-6)
    above = transform[:, :2] @ (hip - (0, 50)) + transform[:, 2]
    assert above[1] < HIPS[1]
    assert cut_out_trunk(np.zeros((480, 640, 3), np.uint8), transform).shape == (HEIGHT, WIDTH, 3)
