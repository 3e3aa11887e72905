"""Fit a cylinder to drawn images of one."""

from __future__ import annotations

import math
from dataclasses import replace

import cv2
import numpy as np
import pytest

from posecheck.perception.roller.edges import BlurredImage
from posecheck.perception.roller.fit import fit_cylinder
from posecheck.perception.roller.network import (
    CELL_PX,
    HEIGHT,
    WIDTH,
    Detection,
    body_crop_transform,
)
from posecheck.perception.roller.perspective import Camera, Cylinder

SIZE = (640, 480)
CAMERA = Camera.for_frame(SIZE, pitch_deg=14.0)
TRUE = Cylinder(np.array([330.0, 340.0]), 21.0, 28.0, 8.0)
BOX = (100.0, 180.0, 540.0, 360.0)


def drawn(cylinder: Cylinder, covered: tuple[int, int, int, int] | None = None):
    """The image of a blue roller on a grey floor, and a mask (h, w) of where it shows."""
    rng = np.random.default_rng(0)
    picture = np.full((SIZE[1], SIZE[0], 3), (120, 116, 110), np.uint8)
    shows = np.zeros((SIZE[1], SIZE[0]), np.uint8)
    cv2.fillConvexPoly(shows, np.round(cylinder.outline(CAMERA) * 16).astype(int), 1, shift=4)
    picture[shows == 1] = (60, 90, 190)
    if covered:
        x1, y1, x2, y2 = covered
        picture[y1:y2, x1:x2] = (180, 60, 60)
        shows[y1:y2, x1:x2] = 0
    picture = cv2.GaussianBlur(picture, (0, 0), 0.8)
    noisy = picture + rng.normal(0, 4, picture.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8), shows


def detected(shows: np.ndarray, guess: Cylinder, error_deg: float = 12.0) -> Detection:
    """A detection whose heatmap is right and whose ends are those of ``guess``."""
    crop_from_frame = body_crop_transform(BOX)
    size = (WIDTH // CELL_PX, HEIGHT // CELL_PX)
    cells_from_frame = crop_from_frame.copy()
    cells_from_frame[:, :2] /= CELL_PX
    cells_from_frame[:, 2] = (cells_from_frame[:, 2] + 0.5) / CELL_PX - 0.5
    soft = cv2.GaussianBlur(shows.astype(np.float32), (0, 0), 3.0)
    heatmap = cv2.warpAffine(soft, cells_from_frame, size, flags=cv2.INTER_LINEAR)
    return Detection(
        probability=1.0,
        heatmap=heatmap,
        peak=1.0,
        crop_from_frame=crop_from_frame,
        ends=guess.ends(CAMERA),
        diameter_px=2 * guess.radius_px,
        azimuth_deg=guess.azimuth_deg - guess.between_sights_deg(CAMERA),
        trunk_azimuth_deg=90.0,
        turn_error_deg=error_deg,
        position=0.4,
        position_error=0.05,
        under_body_probability=1.0,
    )


def off(azimuth: float) -> float:
    return abs((azimuth - TRUE.azimuth_deg + 90) % 180 - 90)


GUESSES = [
    Cylinder(np.array([334.0, 337.0]), 19.0, 38.0, 7.0),
    Cylinder(np.array([325.0, 342.0]), 23.0, 16.0, 10.0),
]


@pytest.mark.parametrize("guess", GUESSES)
def test_a_roller_in_full_view_is_fitted(guess):
    picture, shows = drawn(TRUE)
    fit = fit_cylinder(picture, detected(shows, guess), CAMERA, under_body=True, tilt_error_deg=1.0)
    assert off(fit.cylinder.azimuth_deg) < 3.0
    assert np.linalg.norm(fit.cylinder.near - TRUE.near) < 2.0
    assert fit.cylinder.radius_px == pytest.approx(TRUE.radius_px, rel=0.06)


@pytest.mark.parametrize("guess", GUESSES)
def test_a_roller_with_its_far_half_under_a_body_turns_towards_the_truth(guess):
    picture, shows = drawn(TRUE, covered=(100, 200, 540, 330))
    fit = fit_cylinder(picture, detected(shows, guess), CAMERA, under_body=True, tilt_error_deg=1.0)
    assert off(fit.cylinder.azimuth_deg) < off(guess.azimuth_deg)
    assert np.linalg.norm(fit.cylinder.near - TRUE.near) < 3.0


@pytest.mark.parametrize("pitch_off_deg", [-10.0, 10.0])
@pytest.mark.parametrize("covered", [None, (100, 200, 540, 330)])
def test_a_wrong_pitch_does_not_turn_the_axis_in_the_image(pitch_off_deg, covered):
    picture, shows = drawn(TRUE, covered)
    detection = detected(shows, replace(TRUE, azimuth_deg=TRUE.azimuth_deg + 5.0))
    wrong = CAMERA.tilted(pitch_off_deg, 0.0)
    fit = fit_cylinder(picture, detection, wrong, under_body=True)
    assert slope_off(fit.ends) < (2.5 if covered is None else 4.0)
    stiff = fit_cylinder(picture, detection, wrong, under_body=True, tilt_error_deg=0.1)
    assert slope_off(stiff.ends) > slope_off(fit.ends)


def slope_off(ends: np.ndarray) -> float:
    slopes = [math.degrees(math.atan2(*(e[1] - e[0])[::-1])) for e in (ends, TRUE.ends(CAMERA))]
    return abs((slopes[1] - slopes[0] + 90) % 180 - 90)


def test_the_heatmap_wins_over_ends_that_contradict_it_unless_somebody_lies_there():
    picture, shows = drawn(TRUE)
    aside = TRUE.near + np.array([60.0, -40.0])
    elsewhere = replace(TRUE, near=aside, azimuth_deg=-70.0, length=3.0)
    detection = detected(shows, elsewhere)
    fit = fit_cylinder(picture, detection, CAMERA, under_body=False)
    assert slope_off(fit.ends) < 3.0
    assert np.linalg.norm(fit.ends[0] - TRUE.near) < 0.4 * TRUE.radius_px
    under_body = fit_cylinder(picture, detection, CAMERA, under_body=True)
    assert slope_off(under_body.ends) > 10.0


@pytest.mark.parametrize("radius_px", [0.5, 1.0, 1.5, 2.5])
def test_a_tiny_roller_does_no_harm(radius_px):
    tiny = Cylinder(np.array([330.0, 340.0]), radius_px, 28.0, 8.0)
    picture, shows = drawn(tiny)
    for under_body in (True, False):
        fit = fit_cylinder(picture, detected(shows, tiny), CAMERA, under_body=under_body)
        assert np.linalg.norm(fit.ends[0] - tiny.near) < 20.0


@pytest.mark.parametrize("down", [-1, 1])
def test_a_heatmap_of_one_thin_line_is_fitted(down):
    picture, shows = drawn(TRUE)
    detection = detected(shows, replace(TRUE, near=TRUE.near + 150.0))
    line = np.zeros_like(detection.heatmap)
    for k in range(12):
        line[24 + down * k, 20 + k] = 1.0
    fit = fit_cylinder(picture, replace(detection, heatmap=line), CAMERA, under_body=False)
    assert np.isfinite(fit.ends).all()


def test_without_edges_the_networks_estimate_stands():
    picture = np.full((SIZE[1], SIZE[0], 3), 128, np.uint8)
    _, shows = drawn(TRUE)
    guess = GUESSES[0]
    fit = fit_cylinder(picture, detected(shows, guess), CAMERA, under_body=True, tilt_error_deg=1.0)
    assert fit.cylinder.azimuth_deg == pytest.approx(guess.azimuth_deg)
    assert not math.isnan(fit.cylinder.length)
    assert fit.ends == pytest.approx(guess.ends(CAMERA))
    assert fit.camera is CAMERA


def test_a_large_picture_is_blurred_as_a_small_one():
    """It is made smaller first: that is a hundred times as fast."""
    picture, _ = drawn(TRUE)
    large = cv2.resize(picture, None, fx=12, fy=12, interpolation=cv2.INTER_CUBIC)
    places = np.stack(np.meshgrid(np.arange(250.0, 450, 3), np.arange(280.0, 400, 3)), -1)
    small_radius = replace(TRUE, radius_px=40.0)
    small = BlurredImage(picture, small_radius).sample(places)
    of_large = BlurredImage(large, replace(TRUE, radius_px=480.0)).sample(places * 12 + 5.5)
    assert np.abs(of_large - small).mean() < 0.5
    assert np.abs(of_large - small).max() < 12.0
