"""Crops around a box: transforms there and back, and what lies outside the frame."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from posecheck.perception.crop import (
    FILL,
    crop_transform,
    extract_crop,
    network_input,
    to_crop,
    to_frame,
)

LOW, HIGH = np.array([100.0, 50.0]), np.array([300.0, 150.0])
SIZE = (128, 96)


def transform(**options):
    return crop_transform(LOW, HIGH, SIZE, padding=1.25, min_width_px=2.0, **options)


def test_the_box_is_in_the_middle_of_the_crop_with_its_padding():
    corners = to_crop(transform(), np.array([LOW, HIGH]))
    assert corners.mean(axis=0) == pytest.approx((63.5, 47.5))
    assert np.ptp(corners[:, 0]) == pytest.approx(SIZE[0] / 1.25)


def test_a_margin_shows_more_around_the_box_at_the_same_scale():
    crop_from_frame = transform(margin=1.5)
    assert crop_from_frame[0, 0] == pytest.approx(transform()[0, 0])
    assert to_crop(crop_from_frame, (LOW + HIGH)[None] / 2)[0] == pytest.approx((95.5, 71.5))


def test_points_are_taken_to_the_crop_and_back():
    points = np.array([[10.0, 20.0], [400.0, 90.0]])
    assert to_frame(transform(), to_crop(transform(), points)) == pytest.approx(points)


def test_a_crop_outside_the_frame_is_grey():
    image = np.zeros((100, 200, 3), np.uint8)
    crop = extract_crop(image, transform(), SIZE)
    assert crop.shape == (96, 128, 3)
    assert (crop[:, -1] == FILL).all()
    assert (crop[30, 5] == 0).all()


@pytest.mark.parametrize("frame_size", [(640, 480), (1920, 1080), (638, 361)])
@pytest.mark.parametrize("mirrored", [False, True])
def test_a_small_crop_shows_the_same_as_one_of_the_whole_frame_made_smaller(frame_size, mirrored):
    width, height = frame_size
    picture = np.random.default_rng(7).integers(0, 256, (height // 9, width // 9, 3), np.uint8)
    picture = np.asarray(cv2.resize(picture, frame_size), np.uint8)
    low, high = np.array([0.5 * width, 0.7 * height]), np.array([1.02 * width, 0.9 * height])
    crop_from_frame = crop_transform(low, high, (48, 36), padding=1.25, min_width_px=2.0)
    if mirrored:
        crop_from_frame[0] = -crop_from_frame[0]
        crop_from_frame[0, 2] += 47
    factor = 2 ** int(np.log2(1 / abs(crop_from_frame[0, 0])))
    small = np.asarray(
        cv2.resize(picture, (width // factor, height // factor), interpolation=cv2.INTER_AREA)
    )
    ratio = np.array([width / small.shape[1], height / small.shape[0]])
    crop_from_small = crop_from_frame.copy()
    crop_from_small[:, 2] += crop_from_frame[:, :2] @ ((ratio - 1) / 2)
    crop_from_small[:, :2] *= ratio
    expected = cv2.warpAffine(small, crop_from_small, (48, 36), borderValue=(FILL, FILL, FILL))
    np.testing.assert_array_equal(extract_crop(picture, crop_from_frame, (48, 36)), expected)


def test_the_network_gets_standardised_values_channels_first():
    crop = np.zeros((96, 128, 3), np.uint8)
    crop[..., 2] = 255
    values = network_input(crop, 0.5, 0.25)
    assert values.shape == (1, 3, 96, 128)
    assert values[0, :, 0, 0] == pytest.approx((-2.0, -2.0, 2.0))
