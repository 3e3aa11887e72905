"""Where everything stands: nothing on the picture, nothing on another, on a canvas for a screen."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from posecheck.feedback.overlay.layout import LARGEST_CANVAS_PX, SCREEN_ASPECT, Area, Layout

SIZES = [
    (640, 480),
    (640, 352),
    (320, 240),
    (161, 121),
    (64, 64),
    (240, 426),
    (720, 720),
    (848, 478),
    (1280, 720),
    (1920, 800),
    (1920, 1080),
    (1080, 1920),
    (3840, 2160),
]
WHILE_EXERCISING = (Area.PICTURE, Area.HEADING, Area.RING, Area.CHECKS, Area.STEP, Area.BANNER)
BESIDE_A_PAGE = (Area.PAGE, Area.PAGE_PICTURE, Area.PAGE_RING)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("areas", [WHILE_EXERCISING, (Area.PICTURE, Area.STRIP), BESIDE_A_PAGE])
def test_the_areas_lie_on_the_canvas_and_not_on_each_other(size, areas):
    layout = Layout.of(*size)
    times = np.zeros((layout.height, layout.width), int)
    for area in areas:
        box = layout.areas[area]
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= layout.width
        assert box.y + box.height <= layout.height
        box.cut(times)[:] += 1
    assert times.max() == 1, list(combinations(areas, 2))


@pytest.mark.parametrize("size", SIZES)
def test_the_canvas_fills_a_screen_and_can_be_played_anywhere(size):
    layout = Layout.of(*size)
    assert layout.width % 2 == layout.height % 2 == 0
    assert layout.width <= LARGEST_CANVAS_PX[0]
    assert layout.height <= LARGEST_CANVAS_PX[1]
    wider = max(1.0, size[0] / size[1] / SCREEN_ASPECT)  # than a screen
    assert layout.width / layout.height == pytest.approx(
        SCREEN_ASPECT * wider, rel=0.25 * (wider - 1) + 0.01
    )


@pytest.mark.parametrize("size", SIZES)
def test_the_picture_keeps_its_shape_and_its_size_unless_it_is_very_large(size):
    box = Layout.of(*size).areas[Area.PICTURE]
    if max(size) <= 1280 and size[1] <= 1080:
        assert (box.width, box.height) == size
    assert box.width / box.height == pytest.approx(size[0] / size[1], rel=0.01)
    assert box.width >= 0.6 * min(size[0], LARGEST_CANVAS_PX[0]) or box.height >= 1078


@pytest.mark.parametrize("size", SIZES)
def test_the_picture_takes_most_of_the_screen(size):
    layout = Layout.of(*size)
    box = layout.areas[Area.PICTURE]
    if min(size) >= 240:
        assert max(box.width / layout.width, box.height / layout.height) > 0.7


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("height", [320, 481, 720, 1080, 2160])
def test_a_canvas_of_a_height_is_that_high_and_never_enlarges_the_picture(size, height):
    layout, own = Layout.of(*size, height), Layout.of(*size, 10_000)
    box = layout.areas[Area.PICTURE]
    assert layout.height == min(height - height % 2, own.height)
    assert layout.width % 2 == layout.height % 2 == 0
    assert box.width <= size[0]
    assert box.height <= size[1]
    if box.height >= 64:
        assert box.width / box.height == pytest.approx(size[0] / size[1], rel=0.02)
    assert own.areas[Area.PICTURE].width == size[0]
    assert layout.sizes.small >= 10  # texts and lines are those of a screen of this height
