"""Fitting a cylinder to drawn pictures of one."""

import math
from dataclasses import replace

import cv2
import numpy as np
import pytest

from posecheck.perception.roller.fit import fitted
from posecheck.perception.roller.network import HEIGHT, MARK_PX, WIDTH, Finding, window_about
from posecheck.perception.roller.perspective import Camera, Cylinder

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
        clearest_mark=1.0,
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
    fit = fitted(picture, found(shows, guess), CAMERA, lain_on=True, tilt_error_deg=1.0)
    assert off(fit.cylinder.azimuth_deg) < 3.0
    assert np.linalg.norm(fit.cylinder.near - TRUE.near) < 2.0
    assert fit.cylinder.radius_px == pytest.approx(TRUE.radius_px, rel=0.06)
    assert fit.azimuth_error_deg < 5.0


@pytest.mark.parametrize("guess", GUESSES)
def test_with_its_far_half_under_a_body_it_turns_towards_the_truth(guess):
    picture, shows = drawn(TRUE, covered=(100, 200, 540, 330))
    fit = fitted(picture, found(shows, guess), CAMERA, lain_on=True, tilt_error_deg=1.0)
    assert off(fit.cylinder.azimuth_deg) < off(guess.azimuth_deg)
    assert np.linalg.norm(fit.cylinder.near - TRUE.near) < 3.0


@pytest.mark.parametrize("pitch_off_deg", [-10.0, 10.0])
@pytest.mark.parametrize("covered", [None, (100, 200, 540, 330)])
def test_a_pitch_that_is_guessed_wrongly_does_not_turn_the_axis_in_the_picture(
    pitch_off_deg, covered
):
    picture, shows = drawn(TRUE, covered)
    finding = found(shows, replace(TRUE, azimuth_deg=TRUE.azimuth_deg + 5.0))
    wrong = CAMERA.tilted(pitch_off_deg, 0.0)
    fit = fitted(picture, finding, wrong, lain_on=True)
    assert slope_off(fit.ends) < (2.5 if covered is None else 4.0)
    stiff = fitted(picture, finding, wrong, lain_on=True, tilt_error_deg=0.1)
    assert slope_off(stiff.ends) > slope_off(fit.ends)


def slope_off(ends: np.ndarray) -> float:
    slopes = [math.degrees(math.atan2(*(e[1] - e[0])[::-1])) for e in (ends, TRUE.ends(CAMERA))]
    return abs((slopes[1] - slopes[0] + 90) % 180 - 90)


def test_where_ends_contradict_the_marks_of_a_roller_that_lies_apart_the_marks_stand():
    picture, shows = drawn(TRUE)
    aside = TRUE.near + np.array([60.0, -40.0])
    elsewhere = replace(TRUE, near=aside, azimuth_deg=-70.0, length=3.0)
    finding = found(shows, elsewhere)
    fit = fitted(picture, finding, CAMERA, lain_on=False)
    assert slope_off(fit.ends) < 3.0
    assert np.linalg.norm(fit.ends[0] - TRUE.near) < 0.4 * TRUE.radius_px
    lain_on = fitted(picture, finding, CAMERA, lain_on=True)
    assert slope_off(lain_on.ends) > 10.0


@pytest.mark.parametrize("radius_px", [0.5, 1.0, 1.5, 2.5])
def test_a_tiny_roller_does_no_harm(radius_px):
    tiny = Cylinder(np.array([330.0, 340.0]), radius_px, 28.0, 8.0)
    picture, shows = drawn(tiny)
    for lain_on in (True, False):
        fit = fitted(picture, found(shows, tiny), CAMERA, lain_on=lain_on)
        assert np.linalg.norm(fit.ends[0] - tiny.near) < 20.0


def test_without_edges_the_network_stands():
    picture = np.full((SIZE[1], SIZE[0], 3), 128, np.uint8)
    _, shows = drawn(TRUE)
    guess = GUESSES[0]
    fit = fitted(picture, found(shows, guess), CAMERA, lain_on=True, tilt_error_deg=1.0)
    assert fit.edges == 0
    assert fit.cylinder.azimuth_deg == pytest.approx(guess.azimuth_deg)
    assert fit.azimuth_error_deg == pytest.approx(12.0)
    assert not math.isnan(fit.cylinder.length)
    assert fit.ends == pytest.approx(guess.ends(CAMERA))
    assert fit.camera is CAMERA
