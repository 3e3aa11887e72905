"""Fitting a cylinder to drawn pictures of one."""

import math

import cv2
import numpy as np
import pytest

from posecheck.roller.fit import fitted
from posecheck.roller.network import HEIGHT, MARK_PX, WIDTH, Finding, window_about
from posecheck.roller.perspective import Camera, Cylinder

SIZE = (640, 480)
CAMERA = Camera.of(SIZE, pitch_deg=14.0)
TRUE = Cylinder(np.array([330.0, 340.0]), 21.0, 28.0, 8.0)
BOX = (100.0, 180.0, 540.0, 360.0)


def drawn(cylinder: Cylinder, covered: tuple[int, int, int, int] | None = None):
    """The picture of a blue roller on a grey floor, and (h, w) where it shows."""
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


def found(shows: np.ndarray, guess: Cylinder, error_deg: float = 12.0) -> Finding:
    """What a network would say that marks what shows and is off by as much as ``guess``."""
    to_picture = window_about(BOX)
    size = (WIDTH // MARK_PX, HEIGHT // MARK_PX)
    coarse = to_picture.copy()
    coarse[:, :2] /= MARK_PX
    coarse[:, 2] = (coarse[:, 2] + 0.5) / MARK_PX - 0.5
    soft = cv2.GaussianBlur(shows.astype(np.float32), (0, 0), 3.0)
    marks = cv2.warpAffine(soft, coarse, size, flags=cv2.INTER_LINEAR)
    return Finding(
        there=1.0,
        marks=marks,
        to_picture=to_picture,
        ends=guess.ends(CAMERA),
        diameter_px=2 * guess.radius_px,
        azimuth_deg=guess.azimuth_deg,
        trunk_azimuth_deg=90.0,
        turn_error_deg=error_deg,
        position=0.4,
        position_error=0.05,
        lain_on=1.0,
    )


def off(azimuth: float) -> float:
    return abs((azimuth - TRUE.azimuth_deg + 90) % 180 - 90)


GUESSES = [
    Cylinder(np.array([334.0, 337.0]), 19.0, 38.0, 7.0),
    Cylinder(np.array([325.0, 342.0]), 23.0, 16.0, 10.0),
]


@pytest.mark.parametrize("guess", GUESSES)
def test_a_roller_in_full_view_is_found_again(guess):
    picture, shows = drawn(TRUE)
    fit = fitted(picture, found(shows, guess), CAMERA)
    assert off(fit.cylinder.azimuth_deg) < 3.0
    assert np.linalg.norm(fit.cylinder.near - TRUE.near) < 2.0
    assert fit.cylinder.radius_px == pytest.approx(TRUE.radius_px, rel=0.06)
    assert fit.azimuth_error_deg < 5.0


@pytest.mark.parametrize("guess", GUESSES)
def test_with_its_far_half_under_a_body_it_turns_towards_the_truth(guess):
    picture, shows = drawn(TRUE, covered=(100, 200, 540, 330))
    fit = fitted(picture, found(shows, guess), CAMERA)
    assert off(fit.cylinder.azimuth_deg) < off(guess.azimuth_deg)
    assert np.linalg.norm(fit.cylinder.near - TRUE.near) < 3.0


def test_without_edges_the_network_stands():
    picture = np.full((SIZE[1], SIZE[0], 3), 128, np.uint8)
    _, shows = drawn(TRUE)
    guess = GUESSES[0]
    fit = fitted(picture, found(shows, guess), CAMERA)
    assert fit.edges == 0
    assert fit.cylinder.azimuth_deg == pytest.approx(guess.azimuth_deg)
    assert fit.azimuth_error_deg == pytest.approx(12.0)
    assert not math.isnan(fit.cylinder.length)
