"""The outline of drawn bodies: sub-pixel, on the image's edge, in frames of any size."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from posecheck.perception.back.outline import find_outline

HIP, SHOULDER = np.array([220.0, 200.0]), np.array([340.0, 200.0])
SUPER = 8


def drawn(hollow_px: float, light: int = 200, dark: int = 60, size=(640, 480)):
    """A body with a hollow underside, drawn eight times finer, and its mask."""
    x = np.linspace(140, 380, 200)
    under = 240.0 - hollow_px * np.exp(-(((x - 280) / 25) ** 2))
    shape = np.vstack([np.stack([x, under], 1), [(380, 160), (140, 160)]])
    big = np.zeros((size[1] * SUPER, size[0] * SUPER), np.uint8)
    cv2.fillPoly(big, [np.round((shape + 0.5) * SUPER - 0.5).astype(np.int32)], 255)
    cover = cv2.resize(big, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    image = (dark + (light - dark) * cover)[:, :, None].repeat(3, axis=2).astype(np.uint8)
    return image, cover


def coarse(mask: np.ndarray, factor: int = 4) -> np.ndarray:
    """The mask as a network gives it: a quarter of the resolution, enlarged again."""
    small = cv2.resize(mask, None, fx=1 / factor, fy=1 / factor, interpolation=cv2.INTER_AREA)
    return cv2.resize(small, mask.shape[::-1], interpolation=cv2.INTER_LINEAR)


@pytest.mark.parametrize("hollow", [0.0, 3.3, 9.6])
def test_the_underside_is_found_to_a_third_of_a_pixel(hollow):
    image, mask = drawn(hollow)
    found = find_outline(image, coarse(mask), HIP, SHOULDER)
    assert found is not None
    middle = np.abs(found.lower[:, 0] - 280) < 3
    assert found.lower[middle, 1].mean() == pytest.approx(240 - hollow, abs=0.35)
    flat = np.abs(found.lower[:, 0] - 200) < 5
    assert found.lower[flat, 1].mean() == pytest.approx(240, abs=0.35)
    assert found.upper[middle, 1].mean() == pytest.approx(160, abs=0.8)


def test_the_image_corrects_a_mask_that_includes_a_shadow():
    image, mask = drawn(0.0)
    swollen = cv2.warpAffine(mask, np.float32([[1, 0, 0], [0, 1, 2]]), mask.shape[::-1])
    found = find_outline(image, np.maximum(mask, swollen), HIP, SHOULDER)
    inside = np.abs(found.lower[:, 0] - 260) < 50
    assert found.lower[inside, 1].mean() == pytest.approx(240, abs=0.4)


def test_noise_without_an_edge_does_not_move_the_outline():
    _, mask = drawn(4.0)
    noise = np.random.default_rng(3).normal(120, 4, (480, 640, 3))
    found = find_outline(noise.astype(np.uint8), mask, HIP, SHOULDER)
    middle = np.abs(found.lower[:, 0] - 280) < 3
    assert found.lower[middle, 1].mean() == pytest.approx(236, abs=0.8)


def test_a_mask_smaller_than_the_frame_is_scaled():
    image, mask = drawn(6.0)
    small = cv2.resize(mask, (320, 240), interpolation=cv2.INTER_AREA)
    found = find_outline(image, small, HIP, SHOULDER)
    middle = np.abs(found.lower[:, 0] - 280) < 3
    assert found.lower[middle, 1].mean() == pytest.approx(234, abs=0.5)


def test_a_large_image_gives_the_same_outline():
    image, mask = drawn(6.0)
    large, large_mask = (cv2.resize(p, None, fx=3, fy=3) for p in (image, mask))
    found = find_outline(large, large_mask, HIP * 3 + 1, SHOULDER * 3 + 1)
    middle = np.abs(found.lower[:, 0] - 280 * 3 - 1) < 9
    assert found.lower[middle, 1].mean() / 3 - 1 / 3 == pytest.approx(234, abs=0.4)
    assert len(found.share) < 300  # costs no more than a small one


def test_the_head_may_be_at_the_left_and_the_camera_may_lean():
    image, mask = drawn(6.0)
    turn = cv2.getRotationMatrix2D((320, 240), 5.0, 1.0)
    leaning = cv2.warpAffine(image, turn, (640, 480), borderMode=cv2.BORDER_REPLICATE)
    leaning_mask = cv2.warpAffine(mask, turn, (640, 480))
    ends = [turn[:, :2] @ p + turn[:, 2] for p in (SHOULDER, HIP)]
    found = find_outline(leaning, leaning_mask, *ends)
    peak = turn[:, :2] @ [280, 234] + turn[:, 2]
    nearest = np.nanmin(np.linalg.norm(found.lower - peak, axis=1))
    assert nearest < 0.7


def test_columns_without_the_person_do_not_move_their_neighbours():
    image, mask = drawn(0.0)
    mask[:, 300:321] = 0.0
    printed = image.copy()
    printed[198:230, 285:321] = 20  # on the shirt, in the middle of the trunk
    plain, other = (
        find_outline(each, mask, HIP, SHOULDER).lower[:, 1] for each in (image, printed)
    )
    assert np.isnan(plain).sum() > 10
    np.testing.assert_allclose(other, plain, atol=1e-6)


def test_a_trunk_seen_from_its_end_has_no_outline():
    image, mask = drawn(0.0)
    assert find_outline(image, mask, HIP, HIP * 1.02) is None


def test_an_empty_mask_gives_no_outline_anywhere():
    image, mask = drawn(0.0)
    found = find_outline(image, np.zeros_like(mask), HIP, SHOULDER)
    assert np.isnan(found.lower).all()


def test_where_the_picture_cuts_the_body_off_there_is_no_outline():
    image, mask = drawn(6.0)
    cut = find_outline(image[:240], mask[:240], HIP, SHOULDER)
    over_hollow = np.abs(cut.lower[:, 0] - 280) < 3
    assert not np.isnan(cut.lower[over_hollow]).any()
    assert np.isnan(cut.lower[cut.lower[:, 1] > 238]).all()
    assert np.isnan(cut.lower[np.abs(cut.share) < 0.1]).all()  # there the body rests below it
