"""The canvases that pictures are drawn on: each remembers what it shows, and is used again."""

from __future__ import annotations

import sys
from collections.abc import Hashable, Sequence

import numpy as np

from posecheck.feedback.overlay.drawing import fill
from posecheck.feedback.overlay.layout import Area, Box, Layout
from posecheck.feedback.overlay.panel import AnyPanel
from posecheck.feedback.overlay.style import DARK
from posecheck.feedback.overlay.text import Colour, Image8
from posecheck.moment import Moment

MOST_CANVASES = 4
"""Canvases that are kept to be used again. A window and a recording that keep up hold two or three;
where they fall behind, the others are made anew, as many as wait."""

IDLE_REFERENCES = 2
"""References to a canvas's pixels that nobody else holds: the canvas's own, and that of the call
which counts them. A picture, a part of it, or its bytes that someone holds are one more each."""

ROOMS = {Area.STEP: Area.STRIP, Area.BANNER: Area.STRIP}
"""Areas that share their place with others, and the area that holds them all. That is cleared and
drawn as one."""


class Canvas:
    """A canvas, with a header above it where one is wanted.

    Parameters
    ----------
    layout
        Where everything stands below the header.
    header_height
        In pixels; 0 for none.

    Attributes
    ----------
    image
        (H, W, 3) uint8 RGB, header and all.
    layout, header_height
        As given.
    drawn
        The boxes of the image that the last drawing has changed.
    """

    def __init__(self, layout: Layout, header_height: int = 0) -> None:
        self.layout, self.header_height = layout, header_height
        self.image: Image8 = np.empty((header_height + layout.height, layout.width, 3), np.uint8)
        self._scene: Hashable = None
        self._background = DARK
        self._shown: dict[Hashable, Hashable] = {}
        self.drawn: list[Box] = []

    @property
    def header(self) -> Image8:
        """The header's part of the image."""
        return self.image[: self.header_height]

    def cut(self, area: Area) -> Image8:
        """Return an area's part of the image, not a copy."""
        return self.layout.areas[area].cut(self.image[self.header_height :])

    def place(self, area: Area) -> Box:
        """Where an area stands in the image."""
        box = self.layout.areas[area]
        return Box(box.x, box.y + self.header_height, box.width, box.height)

    def open(self, area: Area) -> Image8:
        """The same as :meth:`cut`, and note that it is drawn in."""
        self.drawn.append(self.place(area))
        return self.cut(area)

    def prepare(self, scene: Hashable, background: Colour) -> None:
        """Begin a drawing. Everything is empty, unless the last one was of the same scene.

        Parameters
        ----------
        scene
            What decides which areas are drawn in.
        background
            Colour of all that is empty.
        """
        self.drawn = []
        if (scene, background) == (self._scene, self._background):
            return
        self.drawn.append(Box(0, 0, self.image.shape[1], self.image.shape[0]))
        fill(self.image, background)
        self._scene, self._background = scene, background
        self._shown.clear()

    def shows(self, area: Hashable, content: Hashable) -> bool:
        """Whether an area shows this already."""
        return area in self._shown and self._shown[area] == content

    def note(self, area: Hashable, content: Hashable) -> None:
        """Note what an area shows now."""
        self._shown[area] = content

    def draw_panels(self, panels: Sequence[AnyPanel], moment: Moment) -> None:
        """Draw panels where they have changed; later ones over earlier ones of the same place."""
        rooms: dict[Area, list[tuple[AnyPanel, Hashable]]] = {}
        for panel in panels:
            room = ROOMS.get(panel.area, panel.area)
            rooms.setdefault(room, []).append((panel, panel.content(moment)))
        for room, drawn in rooms.items():
            contents = tuple(content for _, content in drawn)
            if self.shows(room, contents):
                continue
            self._shown.pop(room, None)  # where drawing fails, it is drawn again
            fill(self.open(room), self._background)
            for panel, content in drawn:
                if content is not None:
                    panel.draw(self.cut(panel.area), content, self.layout.sizes)
            self.note(room, contents)


class Canvases:
    """Gives canvases to draw on: those whose pictures nobody holds any more, else new ones.

    A picture stays as it is for as long as somebody holds it: a window, the queue of a recording.
    """

    def __init__(self) -> None:
        self._kept: list[Canvas] = []

    def take(self, layout: Layout, header_height: int = 0) -> Canvas:
        """Give a canvas of this layout; it may still show an earlier drawing."""
        kept = self._kept
        if kept and (kept[0].layout is not layout or kept[0].header_height != header_height):
            kept.clear()  # pictures have another size now
        for canvas in kept:
            if sys.getrefcount(canvas.image) <= IDLE_REFERENCES:
                return canvas
        canvas = Canvas(layout, header_height)
        if len(kept) < MOST_CANVASES:
            kept.append(canvas)
        return canvas
