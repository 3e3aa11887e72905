"""The overlay of an exercise or a self-test: all annotators, in the order in which they draw."""

from __future__ import annotations

from typing import Protocol

from posecheck.feedback.overlay.banner import BannerAnnotator
from posecheck.feedback.overlay.breath_pacer import BreathPacerAnnotator
from posecheck.feedback.overlay.checked_angles import CheckedAngleAnnotator
from posecheck.feedback.overlay.checks import ChecksAnnotator
from posecheck.feedback.overlay.drawing import shade
from posecheck.feedback.overlay.gap_strip import GapStripAnnotator
from posecheck.feedback.overlay.layout import Area, Layout
from posecheck.feedback.overlay.progress_ring import ProgressRingAnnotator
from posecheck.feedback.overlay.roller import RollerAnnotator
from posecheck.feedback.overlay.selftest_texts import (
    SelfTestInstructionAnnotator,
    SelfTestLegAnnotator,
    SelfTestMessageAnnotator,
    SelfTestNumbersAnnotator,
    SelfTestResultsAnnotator,
)
from posecheck.feedback.overlay.shown import ShownPicture
from posecheck.feedback.overlay.skeleton import SkeletonAnnotator
from posecheck.feedback.overlay.step import SideAnnotator, StepAnnotator
from posecheck.feedback.overlay.style import Sizes
from posecheck.feedback.overlay.tested_leg import TestedLegAnnotator
from posecheck.feedback.overlay.text import Colour, Image8
from posecheck.moment import Moment

FLASH_STRENGTH = 0.8
"""How strongly a flash colours the panels at its start, 0..1."""


class Annotator(Protocol):
    """Draws one thing.

    Attributes
    ----------
    area
        The part of the canvas that it draws in.
    """

    area: Area

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None:
        """Draw into ``image``, (H, W, 3) uint8 RGB, in place.

        Parameters
        ----------
        image
            The annotator's part of the canvas; nothing that is drawn reaches beyond it.
        moment
            What is known of the frame. Its places are those of the picture as it is shown.
        sizes
            Of letters and lines.
        """


class Overlay:
    """All annotators together. On the picture they draw lines; every text stands beside or below.

    Parameters
    ----------
    mirrored
        Show the picture as a mirror would. Only the display changes: left and right in texts and
        numbers stay the person's own.
    """

    def __init__(self, *, mirrored: bool = False) -> None:
        self._mirrored = mirrored
        self._annotators: tuple[Annotator, ...] = (
            RollerAnnotator(),
            GapStripAnnotator(),
            SkeletonAnnotator(),
            CheckedAngleAnnotator(),
            TestedLegAnnotator(),
            SideAnnotator(),
            StepAnnotator(),
            ProgressRingAnnotator(),
            BreathPacerAnnotator(),
            ChecksAnnotator(),
            BannerAnnotator(),
            SelfTestLegAnnotator(),
            SelfTestInstructionAnnotator(),
            SelfTestNumbersAnnotator(),
            SelfTestResultsAnnotator(),
            SelfTestMessageAnnotator(),
        )

    def draw(self, moment: Moment, flash: tuple[Colour, float] | None = None) -> Image8:
        """Draw the frame and the overlay on a canvas.

        Parameters
        ----------
        moment
            What is known of the frame.
        flash
            A colour for the panels, and how strongly, 0..1; None for no flash. It can be seen from
            the corner of the eye where no voice can be heard.

        Returns
        -------
        array
            (H, W, 3) uint8 RGB, both even. The size depends on the frame's size only:
            :class:`~posecheck.feedback.overlay.layout.Layout`.
        """
        layout = Layout.of(*moment.frame.size)
        canvas = layout.make_canvas()
        if flash is not None:  # before the texts, which say what the flash means
            tint(canvas, flash)
        place = layout.areas[Area.PICTURE]
        moment = ShownPicture(moment.frame.size, (place.width, place.height), self._mirrored).show(
            moment
        )
        place.cut(canvas)[:] = moment.frame.image
        for annotator in self._annotators:
            image = layout.areas[annotator.area].cut(canvas)
            annotator.annotate(image, moment, layout.sizes)
        return canvas


def tint(image: Image8, flash: tuple[Colour, float]) -> None:
    """Colour an image with a flash: its colour, and how strongly, 0..1."""
    colour, strength = flash
    shade(image, FLASH_STRENGTH * strength, colour)
