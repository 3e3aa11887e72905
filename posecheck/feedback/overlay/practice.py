"""The overlay of a practice: the exercise's own, the header above it, pages, message, arm ring."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from posecheck.coaching.practice.state import PracticeState
from posecheck.feedback.overlay.arm_ring import ArmRingAnnotator
from posecheck.feedback.overlay.layout import Area, Box, Layout
from posecheck.feedback.overlay.overlay import Annotator, Overlay, tint
from posecheck.feedback.overlay.practice_header import add_header, header_height
from posecheck.feedback.overlay.practice_message import PracticeMessageAnnotator
from posecheck.feedback.overlay.practice_page import Page, choose_page
from posecheck.feedback.overlay.shown import ShownPicture
from posecheck.feedback.overlay.text import Colour, Image8
from posecheck.feedback.overlay.waiting_page import waiting_page
from posecheck.moment import Moment
from posecheck.video.frame import Frame
from posecheck.video.report import Waiting


class PracticeOverlay:
    """The overlay of the exercise, and what belongs to a whole practice.

    While a page is shown, the picture stands beside it, made smaller: a page covers nobody.

    Parameters
    ----------
    mirrored
        Show the picture as a mirror would; left and right in texts stay the person's own.
    """

    def __init__(self, *, mirrored: bool = False) -> None:
        self._overlay = Overlay(mirrored=mirrored)
        self._mirrored = mirrored
        self._arm_ring = ArmRingAnnotator()
        self._annotators: tuple[Annotator, ...] = (PracticeMessageAnnotator(), self._arm_ring)
        self._place = Box(0, 0, 1, 1)

    def draw(self, moment: Moment, flash: tuple[Colour, float] | None = None) -> Image8:
        """Draw the frame, the overlay of the exercise or a page, and the header above.

        Parameters
        ----------
        moment
            What is known of the frame.
        flash
            See :meth:`Overlay.draw`.

        Returns
        -------
        array
            (H + header height, W, 3) uint8 RGB. The size depends on the frame size only. Without a
            practice in the moment there is no header.
        """
        page = choose_page(moment.practice) if moment.practice else None
        if page is not None:
            return self._draw_page(page, moment, flash)
        layout = Layout.of(*moment.frame.size)
        canvas = self._overlay.draw(moment, flash)
        for annotator in self._annotators:
            image = layout.areas[annotator.area].cut(canvas)
            annotator.annotate(image, moment, layout.sizes)
        return self._finish(canvas, Area.PICTURE, layout, moment.practice)

    def draw_waiting(self, moment: Moment, waiting: Waiting) -> Image8:
        """Draw that the camera is awaited, beside the last picture.

        Parameters
        ----------
        moment
            The last one.
        waiting
            What the camera tells.

        Returns
        -------
        array
            As large as what :meth:`draw` made of the moment.
        """
        return self._draw_page(waiting_page(waiting), moment)

    def to_frame_pixels(self, shown: NDArray[np.float64], frame: Frame) -> NDArray[np.float64]:
        """Convert places in what was drawn last to places in its frame.

        Parameters
        ----------
        shown
            (N, 2) pixels of the array that :meth:`draw` returned.
        frame
            The frame that it was drawn from.

        Returns
        -------
        array
            (N, 2) pixels of the frame.
        """
        return self._shown(frame, self._place).to_frame(shown - (self._place.x, self._place.y))

    def _draw_page(
        self, page: Page, moment: Moment, flash: tuple[Colour, float] | None = None
    ) -> Image8:
        layout = Layout.of(*moment.frame.size)
        canvas = layout.make_canvas()
        canvas[:] = page.background
        if flash is not None:
            tint(canvas, flash)
        page.draw(layout.areas[Area.PAGE].cut(canvas), layout.sizes)
        place = layout.areas[Area.PAGE_PICTURE]
        place.cut(canvas)[:] = self._shown(moment.frame, place).show_image(moment.frame.image)
        ring = layout.areas[Area.PAGE_RING].cut(canvas)
        self._arm_ring.annotate(ring, moment, layout.sizes)
        return self._finish(canvas, Area.PAGE_PICTURE, layout, moment.practice)

    def _finish(
        self, canvas: Image8, area: Area, layout: Layout, practice: PracticeState | None
    ) -> Image8:
        """Keep where the picture stands, and add the header."""
        place = layout.areas[area]
        if practice is None:
            self._place = place
            return canvas
        y = place.y + header_height(layout.sizes)
        self._place = Box(place.x, y, place.width, place.height)
        return add_header(canvas, practice, layout.sizes)

    def _shown(self, frame: Frame, place: Box) -> ShownPicture:
        return ShownPicture(frame.size, (place.width, place.height), self._mirrored)
