"""The network tells which side of a picture is up, from pieces in which the person is."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from skeletons import standing

from posecheck.perception.body.estimator import PoseEstimator
from posecheck.perception.body.which_way_up import SIDE, WhichWayUp, cut_out, squares_about
from posecheck.video import open_source


def body_in(box, frame_size):
    """A body whose landmarks fill a box of the frame."""
    image = standing().image.copy()
    low, high = image.min(0), image.max(0)
    image = (image - low) / (high - low) * np.subtract(box[2:], box[:2]) + box[:2]
    return replace(
        standing(), image=image, frame_size=frame_size, visibility=np.ones(len(image)), mask=None
    )


@pytest.mark.parametrize(
    ("box", "frame_size", "expected"),
    [
        ((200, 200, 400, 300), (640, 480), [(160, 110, 280)]),  # around the person
        ((200, 200, 240, 220), (640, 480), [(112, 102, 216)]),  # not too small
        ((0, 300, 100, 479), (640, 480), [(0, 229, 250)]),  # inside the picture
        ((20, 200, 620, 300), (640, 480), [(20, 0, 480), (140, 0, 480)]),  # both ends
        ((100, 10, 200, 630), (480, 640), [(0, 10, 480), (0, 150, 480)]),
    ],
)
def test_the_pieces_show_the_person(box, frame_size, expected):
    assert squares_about(body_in(box, frame_size)) == expected


@pytest.mark.parametrize("place", [(0, 0), (639, 479), (639, 0)])
def test_a_person_at_the_very_edge(place):
    (square,) = squares_about(body_in((*place, *place), (640, 480)))
    piece = cut_out(np.zeros((480, 640, 3), np.uint8), square)
    assert piece.shape == (SIDE, SIDE, 3)


@pytest.fixture(scope="module")
def seen(release_clip):
    """A frame of somebody who lies, and the body in it."""
    with open_source(release_clip) as source, PoseEstimator("photo") as found:
        image = next(iter(source)).image
        return image, found.estimate(image)


def turn(image, body, quarters):
    """The picture and the body in it, turned clockwise."""
    points, size = body.image, body.frame_size
    for _ in range(quarters):
        points = np.column_stack((size[1] - 1 - points[:, 1], points[:, 0]))
        size = size[::-1]
    turned = replace(body, image=points, frame_size=size, mask=None)
    return np.ascontiguousarray(np.rot90(image, -quarters)), turned


@pytest.mark.parametrize("height", [480, 360])
@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_each_turn_is_seen_in_pictures_of_any_shape(seen, quarters, height):
    """Whether the picture is broad or high tells nothing."""
    image, body = seen
    top = (480 - height) // 2
    low = replace(body, image=body.image - [0, top], frame_size=(640, height))
    image, turned = turn(image[top : top + height], low, quarters)
    given = WhichWayUp().probabilities(image, turned)
    assert given.sum() == pytest.approx(1.0)
    assert np.argmax(given) == -quarters % 4
    assert given.max() > 0.9


def test_of_a_long_person_one_end_at_a_time_can_be_looked_at(seen):
    image, body = seen
    image = np.ascontiguousarray(image[180:400])
    body = replace(body, image=body.image - [0, 180], frame_size=(640, 220), mask=None)
    assert len(squares_about(body)) == 2
    network = WhichWayUp()
    first, other = (network.probabilities(image, body, only) for only in (0, 1))
    both = np.sqrt(first * other)
    np.testing.assert_allclose(network.probabilities(image, body), both / both.sum(), rtol=1e-4)
    np.testing.assert_allclose(network.probabilities(image, body, 2), first)


def test_the_mirror_image_is_the_same_way_up(seen):
    image, body = seen
    mirrored = np.ascontiguousarray(cv2.flip(image, 1))
    points = np.column_stack((639 - body.image[:, 0], body.image[:, 1]))
    given = WhichWayUp().probabilities(mirrored, replace(body, image=points, mask=None))
    assert np.argmax(given) == 0


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_before_a_plain_background_nothing_tells(seen, quarters):
    """Somebody cut out before white, with a small sign in the corner, may lie or stand."""
    image, body = seen
    x1, y1, x2, y2 = (round(edge) for edge in body.box())
    plain = np.full_like(image, 255)
    plain[y1:y2, x1:x2] = image[y1:y2, x1:x2]
    plain[-8:-4, 4:12] = 0
    given = WhichWayUp().probabilities(*turn(plain, body, quarters))
    assert given == pytest.approx([0.25] * 4)
