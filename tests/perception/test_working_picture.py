"""Large pictures are looked at as smaller ones; what is found lies in the frame."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from skeletons import lying

from posecheck.perception.back.lumbar_view import LumbarView
from posecheck.perception.back.underside import Underside
from posecheck.perception.roller.roller import Roller
from posecheck.perception.working_picture import WorkingPicture


def picture(width: int, height: int) -> WorkingPicture:
    return WorkingPicture.of(np.zeros((height, width, 3), np.uint8))


@pytest.mark.parametrize(
    ("frame", "looked_at"),
    [
        ((640, 480), (640, 480)),
        ((1280, 720), (1280, 720)),
        ((1920, 1080), (1280, 720)),
        ((1080, 1920), (720, 1280)),
        ((3840, 2160), (1280, 720)),
        ((5000, 2), (1280, 1)),
    ],
)
def test_the_picture_that_is_looked_at_is_bounded_and_keeps_its_shape(frame, looked_at):
    assert picture(*frame).image.shape[1::-1] == looked_at


def test_a_small_picture_is_not_copied():
    image = np.zeros((480, 640, 3), np.uint8)
    assert WorkingPicture.of(image).image is image


def test_places_go_there_and_back():
    seen = picture(3840, 2160)
    points = np.array([[0.0, 0.0], [3839.0, 2159.0], [100.5, 7.0]])
    assert seen.to_frame(seen.from_frame(points)) == pytest.approx(points)
    # the middle of the whole stays the middle
    assert seen.to_frame(np.array([639.5, 359.5])) == pytest.approx([1919.5, 1079.5])


def test_a_body_lies_where_it_lies_in_the_frame():
    seen = picture(2560, 1920)
    body = replace(lying(), frame_size=(1280, 960))
    moved = seen.body_to_frame(body)
    assert moved.frame_size == (2560, 1920)
    assert moved.image == pytest.approx(2 * body.image + 0.5)
    assert moved.world is body.world
    assert moved.box()[2] == pytest.approx(2 * body.box()[2], abs=1)


def test_a_roller_and_the_back_lie_where_they_lie_in_the_frame():
    seen = picture(2560, 1920)
    roller = Roller(np.array([[10.0, 20.0], [50.0, 20.0]]), 12.0, 0.9)
    moved = seen.roller_to_frame(roller)
    assert moved.ends == pytest.approx(2 * roller.ends + 0.5)
    assert moved.diameter_px == pytest.approx(24.0)
    flat = Underside(np.ones((3, 2)), np.ones((2, 2)), np.ones(2), 1.0, 8.0, 0.4)
    view = seen.lumbar_view_to_frame(LumbarView(flat, ""))
    assert view.underside.peak == pytest.approx([2.5, 2.5])
    assert view.underside.cm_per_px == pytest.approx(0.2)
    assert view.underside.hollow_cm == 1.0
    hidden = LumbarView(None, "arm")
    assert seen.lumbar_view_to_frame(hidden) is hidden


def test_in_a_small_picture_nothing_is_touched():
    seen, body = picture(640, 480), lying()
    roller = Roller(np.array([[10.0, 20.0], [50.0, 20.0]]), 12.0, 0.9)
    assert seen.body_to_frame(body) is body
    assert seen.roller_to_frame(roller) is roller
