"""The overlay of a practice: the exercise's own, the header above it, pages, message, arm ring."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from posecheck.feedback.overlay.arm_ring import ArmRingAnnotator
from posecheck.feedback.overlay.mirroring import mirror_moment
from posecheck.feedback.overlay.overlay import Annotator, Overlay
from posecheck.feedback.overlay.practice_header import add_header, header_height
from posecheck.feedback.overlay.practice_message import PracticeMessageAnnotator
from posecheck.feedback.overlay.practice_page import PracticePageAnnotator
from posecheck.feedback.overlay.style import Sizes
from posecheck.feedback.overlay.text import Colour, Image8
from posecheck.feedback.overlay.waiting_page import waiting_page
from posecheck.moment import Moment
from posecheck.video.frame import Frame
from posecheck.video.report import Waiting


class PracticeOverlay:
    """The overlay of the exercise, and what belongs to a whole practice.

    Parameters
    ----------
    mirrored
        Show the picture as a mirror would; left and right in texts stay the person's own.
    """

    def __init__(self, *, mirrored: bool = False) -> None:
        self._overlay = Overlay(mirrored=mirrored)
        self._mirrored = mirrored
        self._annotators: tuple[Annotator, ...] = (
            PracticePageAnnotator(),
            PracticeMessageAnnotator(),
            ArmRingAnnotator(),
        )

    def draw(self, moment: Moment, flash: tuple[Colour, float] | None = None) -> Image8:
        """Draw the overlay on a copy of the frame, and the header above it.

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
        picture = self._overlay.draw(moment, flash)
        if moment.practice is None:
            return picture
        sizes = Sizes.of(*moment.frame.size)
        for annotator in self._annotators:
            annotator.annotate(picture, moment, sizes)
        return add_header(picture, moment.practice, sizes)

    def draw_waiting(self, moment: Moment, waiting: Waiting) -> Image8:
        """Draw that the camera is awaited, over the last picture.

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
        if self._mirrored:
            moment = mirror_moment(moment)
        sizes = Sizes.of(*moment.frame.size)
        picture = moment.frame.image.copy()
        waiting_page(waiting).draw(picture, sizes)
        return picture if moment.practice is None else add_header(picture, moment.practice, sizes)

    def to_frame_pixels(self, shown: NDArray[np.float64], frame: Frame) -> NDArray[np.float64]:
        """Convert places in the drawn picture to places in its frame.

        Parameters
        ----------
        shown
            (N, 2) pixels of the picture that :meth:`draw` returned.
        frame
            The frame that it was drawn from.

        Returns
        -------
        array
            (N, 2) pixels of the frame.
        """
        places = shown - (0.0, header_height(Sizes.of(*frame.size)))
        if self._mirrored:
            places[:, 0] = frame.size[0] - 1 - places[:, 0]
        return places
