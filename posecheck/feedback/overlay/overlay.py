"""The overlay of an exercise or a self-test: all annotators, in the order in which they draw."""

from __future__ import annotations

from typing import Protocol

from posecheck.feedback.overlay.banner import BannerAnnotator
from posecheck.feedback.overlay.breath_pacer import BreathPacerAnnotator
from posecheck.feedback.overlay.canvas import Canvas, Canvases
from posecheck.feedback.overlay.checked_angles import CheckedAngleAnnotator
from posecheck.feedback.overlay.checks import ChecksAnnotator
from posecheck.feedback.overlay.drawing import blend
from posecheck.feedback.overlay.gap_strip import GapStripAnnotator
from posecheck.feedback.overlay.layout import Area, Box, Layout
from posecheck.feedback.overlay.panel import AnyPanel
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
from posecheck.feedback.overlay.style import DARK, Sizes
from posecheck.feedback.overlay.tested_leg import TestedLegAnnotator
from posecheck.feedback.overlay.text import Colour, Image8
from posecheck.moment import Moment

Flash = tuple[Colour, float]
"""Its colour, and how strongly it is seen, 0..1."""

FLASH_STRENGTH = 0.8
"""How strongly a flash colours the panels at its start, 0..1."""


class Annotator(Protocol):
    """Draws one thing. What stands beside the picture is a :class:`Panel`.

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
    height
        Height of the canvas, see :meth:`Layout.of`.
    panels
        More that is drawn beside the picture, over the others.

    Attributes
    ----------
    changed
        Where the picture that was drawn last differs from the one before; None for everywhere.
    """

    def __init__(
        self,
        *,
        mirrored: bool = False,
        height: int | None = None,
        panels: tuple[AnyPanel, ...] = (),
    ) -> None:
        self._mirrored, self._height = mirrored, height
        self._canvases = Canvases()
        self._last: Canvas | None = None
        self.changed: list[Box] | None = None
        self._annotators: tuple[Annotator, ...] = (
            RollerAnnotator(),
            GapStripAnnotator(),
            SkeletonAnnotator(),
            CheckedAngleAnnotator(),
            TestedLegAnnotator(),
        )
        self._panels: tuple[AnyPanel, ...] = (
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
            *panels,
        )

    def draw(self, moment: Moment, flash: Flash | None = None) -> Image8:
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
            (H, W, 3) uint8 RGB, both even. The size depends on the frame's size and ``height``:
            :class:`~posecheck.feedback.overlay.layout.Layout`. It stays as it is while somebody
            holds it, and must not be changed: what has not changed is not drawn again.
        """
        canvas = self._canvases.take(Layout.of(*moment.frame.size, self._height))
        self.draw_on(canvas, moment, flash)
        self.changed = canvas.drawn if canvas is self._last else None
        self._last = canvas
        return canvas.image

    def draw_on(self, canvas: Canvas, moment: Moment, flash: Flash | None = None) -> None:
        """Draw as :meth:`draw` does, on a canvas for frames of this size."""
        canvas.prepare(Area.PICTURE, flashed(DARK, flash))
        image = canvas.open(Area.PICTURE)
        shown = ShownPicture(moment.frame.size, (image.shape[1], image.shape[0]), self._mirrored)
        shown.put_image(moment.frame.image, image)
        shown_moment = shown.show_places(moment)
        for annotator in self._annotators:
            annotator.annotate(image, shown_moment, canvas.layout.sizes)
        canvas.draw_panels(self._panels, moment)


def flashed(background: Colour, flash: Flash | None) -> Colour:
    """The background while there is a flash. The texts on it, which say what it means, stay."""
    if flash is None:
        return background
    colour, strength = flash
    return blend(background, FLASH_STRENGTH * strength, colour)
