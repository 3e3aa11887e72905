"""Where everything stands: the picture is extended by panels, and every text has its place there.

Nothing that is written lies on the picture, wherever the person is in it. The places depend on the
size of the frames alone, so that nothing jumps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from posecheck.feedback.overlay.style import Sizes
from posecheck.feedback.overlay.text import Image8

SCREEN_ASPECT = 16 / 9
"""Width of a screen divided by its height. The canvas is made to fill it."""

PICTURE_SHARE = 0.73
"""Height of a picture in landscape format as a share of the screen's height. The rest is the strip
below it: two rows for the step, two for the banner."""

COLUMN_SHARE = (1 - PICTURE_SHARE) * SCREEN_ASPECT
"""Smallest width of the column beside a picture, as a share of the screen's height: what is left
beside a picture of 16:9."""

HEADING_SHARE, RING_SHARE = 0.07, 0.25
"""Heights of the heading and of the ring's place as shares of the screen's height. The rest of the
column is for the checks."""

STEP_SHARE = 0.11
"""Height of the step's place under a picture in landscape format, as a share of the screen's
height: two rows."""

UPRIGHT_STEP_SHARE, UPRIGHT_BANNER_SHARE = 0.20, 0.25
"""The same for step and banner beside an upright or square picture: the rows are shorter, so there
are more of them."""

SMALLEST_SCREEN_PX = 320
"""Smallest height of the screen that the canvas is made for. Of a tinier picture it is larger than
it need be, because letters of fewer pixels cannot be read."""

LARGEST_CANVAS_PX = (1920, 1080)
"""Largest width and height of the canvas, unless a height is asked for. A larger picture is made
smaller: phones do not play larger films, and writing them takes too long."""


class Area(StrEnum):
    """A part of the canvas that something is drawn in."""

    PICTURE = "picture"
    HEADING = "heading"
    RING = "ring"
    CHECKS = "checks"
    STEP = "step"
    BANNER = "banner"
    STRIP = "strip"
    """Step and banner together, for what has no step."""

    PAGE = "page"
    PAGE_PICTURE = "page_picture"
    """While a page is shown: where the picture stands then, made smaller."""

    PAGE_RING = "page_ring"


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels: its top-left corner and its size."""

    x: int
    y: int
    width: int
    height: int

    def cut(self, canvas: Image8) -> Image8:
        """Return this part of the canvas, not a copy. What is drawn outside it is lost."""
        return canvas[self.y : self.y + self.height, self.x : self.x + self.width]

    def fit(self, width: int, height: int) -> Box:
        """The largest box of the shape ``width`` x ``height`` in this one, in its middle."""
        scale = min(self.width / width, self.height / height)
        w, h = max(1, round(width * scale)), max(1, round(height * scale))
        return Box(self.x + (self.width - w) // 2, self.y + (self.height - h) // 2, w, h)


@dataclass(frozen=True)
class Layout:
    """The canvas for frames of one size.

    Attributes
    ----------
    width, height
        Of the canvas in pixels; even, as H.264 asks.
    sizes
        Of letters and lines, for the screen that the canvas fills.
    areas
        Where everything stands.
    """

    width: int
    height: int
    sizes: Sizes
    areas: Mapping[Area, Box]

    @staticmethod
    @lru_cache(maxsize=16)
    def of(width: int, height: int, canvas_height: int | None = None) -> Layout:
        """Lay out the canvas for frames of ``width`` x ``height`` pixels.

        A picture in landscape format has a column at its right, and a strip below both. An upright
        or square one has all of it at its right.

        Parameters
        ----------
        width, height
            Of the frames.
        canvas_height
            Height of the canvas, at least :data:`SMALLEST_SCREEN_PX`; an odd one is lowered by one.
            The picture is never enlarged for it. None for :data:`LARGEST_CANVAS_PX` at most.
        """
        layout = _arrange(width, height)
        if canvas_height is not None:
            return _arrange_in_height(layout, (width, height), canvas_height - canvas_height % 2)
        most_width, most_height = LARGEST_CANVAS_PX
        scale = min(most_width / layout.width, most_height / layout.height)
        if scale >= 1:
            return layout
        return _arrange(max(1, int(width * scale)), max(1, int(height * scale)))


def _arrange_in_height(layout: Layout, size: tuple[int, int], canvas_height: int) -> Layout:
    """Make the picture smaller until its canvas is so high, unless ``layout`` is that low."""
    if layout.height <= canvas_height:
        return layout
    width, height = size
    shown = max(1, int(height * canvas_height / layout.height))
    while (layout := _arrange(max(1, int(width * shown / height)), shown)).height < canvas_height:
        shown += 1
    while layout.height > canvas_height and shown > 1:
        shown -= 1
        layout = _arrange(max(1, int(width * shown / height)), shown)
    return layout


def _arrange(width: int, height: int) -> Layout:
    """Lay out the canvas around a picture that is ``width`` x ``height`` pixels on it."""
    if width > height:
        needed = max(height, width / SCREEN_ASPECT) / PICTURE_SHARE
        screen = max(SMALLEST_SCREEN_PX, round(needed))
        room = max(height, round(SMALLEST_SCREEN_PX * PICTURE_SHARE))
        canvas_width = _even(max(screen * SCREEN_ASPECT, width + screen * COLUMN_SHARE))
        canvas_height = _even(room + screen * (1 - PICTURE_SHARE))
        column = Box(width, 0, canvas_width - width, room)
        strip = Box(0, room, canvas_width, canvas_height - room)
        step_height = round(STEP_SHARE * screen)
    else:
        screen = room = max(SMALLEST_SCREEN_PX, height)
        canvas_width, canvas_height = _even(screen * SCREEN_ASPECT), _even(screen)
        step_height = round(UPRIGHT_STEP_SHARE * screen)
        top = canvas_height - step_height - round(UPRIGHT_BANNER_SHARE * screen)
        column = Box(width, 0, canvas_width - width, top)
        strip = Box(width, top, column.width, canvas_height - top)
    checks = round((HEADING_SHARE + RING_SHARE) * screen)
    heading = round(HEADING_SHARE * screen)
    page_x = canvas_width - round(screen * COLUMN_SHARE)
    page_ring = canvas_height - round(RING_SHARE * screen)
    beside_page = Box(page_x, 0, canvas_width - page_x, page_ring)
    areas = {
        Area.PICTURE: Box(0, (room - height) // 2, width, height),
        Area.HEADING: Box(column.x, 0, column.width, heading),
        Area.RING: Box(column.x, heading, column.width, checks - heading),
        Area.CHECKS: Box(column.x, checks, column.width, column.height - checks),
        Area.STEP: Box(strip.x, strip.y, strip.width, step_height),
        Area.BANNER: Box(strip.x, strip.y + step_height, strip.width, strip.height - step_height),
        Area.STRIP: strip,
        Area.PAGE: Box(0, 0, page_x, canvas_height),
        Area.PAGE_PICTURE: beside_page.fit(width, height),
        Area.PAGE_RING: Box(page_x, page_ring, canvas_width - page_x, canvas_height - page_ring),
    }
    return Layout(canvas_width, canvas_height, Sizes.of(screen), areas)


def _even(pixels: float) -> int:
    return 2 * round(pixels / 2)
