"""The overlay: small annotators, each draws one thing on a frame."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Protocol

import cv2
import numpy as np

from posecheck.anatomy import SKELETON, Landmark, Side
from posecheck.coaching.judge import Judgement
from posecheck.feedback.overlay.breath import PacerAnnotator
from posecheck.feedback.overlay.drawing import arc, pixel
from posecheck.feedback.overlay.progress_ring import ProgressRingAnnotator
from posecheck.feedback.overlay.roller import RollerAnnotator
from posecheck.feedback.overlay.selftest import (
    GapStripAnnotator,
    SelfTestPanelAnnotator,
    TestedLegAnnotator,
    mirrored,
)
from posecheck.feedback.overlay.status import BannerAnnotator, StatusAnnotator
from posecheck.feedback.overlay.style import (
    ACCENT,
    DARK,
    GOOD,
    UNSEEN,
    VERDICT_COLOURS,
    WHITE,
    Sizes,
)
from posecheck.feedback.overlay.text import Colour, Image8, draw_text, shade, text_size
from posecheck.geometry import wrap_degrees
from posecheck.moment import Moment
from posecheck.perception.body.landmarks import Body

ARC_LANDMARKS = {
    "knee": ("hip", "knee", "ankle"),
    "hip_flexion": ("shoulder", "hip", "knee"),
}
"""Measures that can be drawn as an arc: the points whose middle one is the vertex."""

FLASH_STRENGTH = 0.8
"""How much of the picture a flash takes at first; the person stays visible."""


class Annotator(Protocol):
    """Draws into ``image`` (H, W, 3) uint8 RGB, in place."""

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None: ...


class SkeletonAnnotator:
    """Bones, bright where seen, grey and thin where more likely hidden."""

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None:
        body = moment.body
        if body is None:
            return
        for start, end in SKELETON:
            sure = float(min(body.visibility[start], body.visibility[end]))
            colour = _blend(UNSEEN, ACCENT, sure)
            width = sizes.line if sure >= 0.5 else max(1, sizes.line // 2)
            cv2.line(image, _pixel(body, start), _pixel(body, end), colour, width, cv2.LINE_AA)
        for landmark in {point for bone in SKELETON for point in bone}:
            if body.visibility[landmark] >= 0.5:
                cv2.circle(image, _pixel(body, landmark), sizes.line, WHITE, -1, cv2.LINE_AA)


@dataclass
class AngleAnnotator:
    """The angles that the exercise checks: an arc in the verdict's colour, the band of
    right angles beside it, the number at the joint."""

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None:
        if moment.body is None or moment.coaching is None:
            return
        for judgement in moment.coaching.judgements:
            parts = ARC_LANDMARKS.get(judgement.check.measure or "")
            if parts and judgement.side and not math.isnan(judgement.value):
                self._draw(image, moment.body, judgement, judgement.side, parts, sizes)

    def _draw(
        self,
        image: Image8,
        body: Body,
        judgement: Judgement,
        side: Side,
        parts: tuple[str, str, str],
        sizes: Sizes,
    ) -> None:
        a, vertex, b = (body.point(Landmark.of(side, part)) for part in parts)
        start = math.degrees(math.atan2(*(a - vertex)[::-1]))
        sweep = wrap_degrees(math.degrees(math.atan2(*(b - vertex)[::-1])) - start)
        centre = pixel(vertex)
        radius = round(sizes.ring * 0.55)
        low, high = self._band(judgement)
        turn = math.copysign(1.0, sweep)
        arc(
            image,
            centre,
            radius + 2 * sizes.line,
            start + turn * low,
            turn * (high - low),
            GOOD,
            max(1, sizes.line // 2),
        )
        colour = VERDICT_COLOURS[judgement.verdict]
        arc(image, centre, radius, start, sweep, colour, sizes.line)
        label = f"{judgement.value:z.0f}°"
        middle = math.radians(start + sweep / 2)
        reach = radius + sizes.small
        width, height = text_size(label, sizes.small)
        x = centre[0] + reach * math.cos(middle) - width / 2
        y = centre[1] + reach * math.sin(middle) - height / 2
        pad = sizes.margin // 3
        box = (round(x) - pad, round(y) - pad, round(x) + width + pad, round(y) + height + pad)
        shade(image, box, 0.75, DARK)
        draw_text(image, label, (round(x), round(y)), sizes.small, colour)

    @staticmethod
    def _band(judgement: Judgement) -> tuple[float, float]:
        """The right angles as included angles at the joint, within 0..180."""
        low = max(judgement.check.min, 0.0)
        high = min(judgement.check.max, 180.0)
        if judgement.check.measure == "hip_flexion":
            low, high = 180.0 - high, 180.0 - low
        return low, high


class Overlay:
    """All annotators together.

    Args:
        mirrored: show the picture as a mirror would. Only the display: left and right in
            texts and numbers stay the person's own.
    """

    def __init__(self, *, mirrored: bool = False) -> None:
        self._mirrored = mirrored
        self._annotators: tuple[Annotator, ...] = (
            RollerAnnotator(),
            GapStripAnnotator(),
            SkeletonAnnotator(),
            AngleAnnotator(),
            StatusAnnotator(),
            ProgressRingAnnotator(),
            PacerAnnotator(),
            BannerAnnotator(),
            TestedLegAnnotator(),
            SelfTestPanelAnnotator(),
        )

    def draw(self, moment: Moment, flash: tuple[Colour, float] | None = None) -> Image8:
        """A new picture (H, W, 3) uint8 RGB: the frame with the overlay.

        Args:
            moment: what is known of the frame.
            flash: a colour that the picture takes on, under the texts, and how strongly
                (0..1): what is seen from the corner of the eye where no voice can be heard.
        """
        if self._mirrored:
            moment = _mirrored(moment)
        image = moment.frame.image.copy()
        sizes = Sizes.of(*moment.frame.size)
        if flash is not None:  # under the texts, which say what it means
            colour, strength = flash
            shade(image, (0, 0, *moment.frame.size), FLASH_STRENGTH * strength, colour)
        for annotator in self._annotators:
            annotator.annotate(image, moment, sizes)
        return image


def _mirrored(moment: Moment) -> Moment:
    frame = replace(moment.frame, image=np.ascontiguousarray(moment.frame.image[:, ::-1]))
    body = moment.body
    if body is not None:
        image = body.image.copy()
        image[:, 0] = moment.frame.size[0] - 1 - image[:, 0]
        body = replace(body, image=image)
    state = moment.selftest and mirrored(moment.selftest, moment.frame.size[0])
    roller = moment.roller
    if roller is not None:
        ends, perpendicular_ends = (
            np.column_stack([moment.frame.size[0] - 1 - places[:, 0], places[:, 1]])
            for places in (roller.ends, roller.perpendicular_ends)
        )
        roller = replace(roller, ends=ends, perpendicular_ends=perpendicular_ends)
    return replace(moment, frame=frame, body=body, selftest=state, roller=roller)


def _pixel(body: Body, landmark: Landmark) -> tuple[int, int]:
    return pixel(body.image[landmark])


def _blend(a: Colour, b: Colour, share: float) -> Colour:
    x, y, z = (round(p + (q - p) * share) for p, q in zip(a, b, strict=True))
    return x, y, z
