"""The overlay of a practice: the exercise's own, the header above it, pages, message, arm ring."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from posecheck.coaching.practice.state import PracticeState
from posecheck.feedback.overlay.arm_ring import ArmRingAnnotator
from posecheck.feedback.overlay.canvas import Canvas, Canvases
from posecheck.feedback.overlay.layout import Area, Box, Layout
from posecheck.feedback.overlay.overlay import Flash, Overlay, flashed
from posecheck.feedback.overlay.practice_header import Header, header_height
from posecheck.feedback.overlay.practice_message import PracticeMessageAnnotator
from posecheck.feedback.overlay.practice_page import Page, choose_page
from posecheck.feedback.overlay.shown import ShownPicture
from posecheck.feedback.overlay.text import Image8
from posecheck.feedback.overlay.waiting_page import waiting_page
from posecheck.moment import Moment
from posecheck.video.frame import Frame
from posecheck.video.report import Waiting

HEADER = "header"
"""The name under which a canvas remembers its header."""


class PracticeOverlay:
    """The overlay of the exercise, and what belongs to a whole practice.

    While a page is shown, the picture stands beside it, made smaller: a page covers nobody.

    Parameters
    ----------
    mirrored
        Show the picture as a mirror would; left and right in texts stay the person's own.
    """

    def __init__(self, *, mirrored: bool = False) -> None:
        self._mirrored = mirrored
        self._arm_ring = ArmRingAnnotator()
        self._overlay = Overlay(
            mirrored=mirrored, panels=(PracticeMessageAnnotator(), self._arm_ring)
        )
        self._canvases = Canvases()
        self._place = Box(0, 0, 1, 1)

    def draw(self, moment: Moment, flash: Flash | None = None) -> Image8:
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
            practice in the moment there is no header. As with :meth:`Overlay.draw`, it stays as it
            is while somebody holds it, and must not be changed.
        """
        page = choose_page(moment.practice) if moment.practice else None
        if page is not None:
            return self._draw_page(page, moment, flash)
        canvas = self._take(moment)
        self._overlay.draw_on(canvas, moment, flash)
        return self._finish(canvas, Area.PICTURE, moment.practice)

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

    def _draw_page(self, page: Page, moment: Moment, flash: Flash | None = None) -> Image8:
        canvas = self._take(moment)
        arm = self._arm_ring.content(moment)
        canvas.prepare((page, arm), flashed(page.background, flash))
        sizes = canvas.layout.sizes
        if not canvas.shows(Area.PAGE, page):
            page.draw(canvas.cut(Area.PAGE), sizes)
            if arm is not None:
                self._arm_ring.draw(canvas.cut(Area.PAGE_RING), arm, sizes)
            canvas.note(Area.PAGE, page)
        shown = self._shown(moment.frame, canvas.layout.areas[Area.PAGE_PICTURE])
        shown.put_image(moment.frame.image, canvas.cut(Area.PAGE_PICTURE))
        return self._finish(canvas, Area.PAGE_PICTURE, moment.practice)

    def _take(self, moment: Moment) -> Canvas:
        """A canvas for a moment: with a header in a practice."""
        layout = Layout.of(*moment.frame.size)
        height = header_height(layout.sizes) if moment.practice is not None else 0
        return self._canvases.take(layout, height)

    def _finish(self, canvas: Canvas, area: Area, practice: PracticeState | None) -> Image8:
        """Keep where the picture stands, and draw the header."""
        self._place = canvas.place(area)
        if practice is not None:
            sizes = canvas.layout.sizes
            header = Header.of(practice, canvas.image.shape[1], sizes)
            if not canvas.shows(HEADER, header):
                header.draw(canvas.header, sizes)
                canvas.note(HEADER, header)
        return canvas.image

    def _shown(self, frame: Frame, place: Box) -> ShownPicture:
        return ShownPicture(frame.size, (place.width, place.height), self._mirrored)
