"""The overlay of an exercise or a self-test: all annotators, in the order in which they draw."""

from __future__ import annotations

from typing import Protocol

from posecheck.feedback.overlay.banner import BannerAnnotator
from posecheck.feedback.overlay.breath_pacer import BreathPacerAnnotator
from posecheck.feedback.overlay.checked_angles import CheckedAngleAnnotator
from posecheck.feedback.overlay.drawing import shade
from posecheck.feedback.overlay.gap_strip import GapStripAnnotator
from posecheck.feedback.overlay.mirroring import mirror_moment
from posecheck.feedback.overlay.progress_ring import ProgressRingAnnotator
from posecheck.feedback.overlay.roller import RollerAnnotator
from posecheck.feedback.overlay.selftest_panel import SelfTestPanelAnnotator
from posecheck.feedback.overlay.skeleton import SkeletonAnnotator
from posecheck.feedback.overlay.status import StatusAnnotator
from posecheck.feedback.overlay.style import Sizes
from posecheck.feedback.overlay.tested_leg import TestedLegAnnotator
from posecheck.feedback.overlay.text import Colour, Image8
from posecheck.moment import Moment

FLASH_STRENGTH = 0.8
"""How strongly a flash covers the picture at its start, 0..1. The person stays visible."""


class Annotator(Protocol):
    """Draws one thing."""

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None:
        """Draw into ``image``, (H, W, 3) uint8 RGB, in place."""


class Overlay:
    """All annotators together.

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
            StatusAnnotator(),
            ProgressRingAnnotator(),
            BreathPacerAnnotator(),
            BannerAnnotator(),
            TestedLegAnnotator(),
            SelfTestPanelAnnotator(),
        )

    def draw(self, moment: Moment, flash: tuple[Colour, float] | None = None) -> Image8:
        """Draw the overlay on a copy of the frame.

        Parameters
        ----------
        moment
            What is known of the frame.
        flash
            A colour that covers the picture, and how strongly, 0..1; None for no flash. It can be
            seen from the corner of the eye where no voice can be heard.

        Returns
        -------
        array
            (H, W, 3) uint8 RGB.
        """
        if self._mirrored:
            moment = mirror_moment(moment)
        image = moment.frame.image.copy()
        sizes = Sizes.of(*moment.frame.size)
        if flash is not None:  # before the texts, which say what the flash means
            colour, strength = flash
            shade(image, (0, 0, *moment.frame.size), FLASH_STRENGTH * strength, colour)
        for annotator in self._annotators:
            annotator.annotate(image, moment, sizes)
        return image
