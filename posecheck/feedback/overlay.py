"""The overlay: small annotators, each draws one thing on a frame."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Protocol

import cv2
import numpy as np

from posecheck.body.landmarks import SKELETON, Body, Landmark
from posecheck.body.reading import Side
from posecheck.coaching.checks import Judgement
from posecheck.coaching.session import Phase
from posecheck.feedback.breath_overlay import PacerAnnotator, breath_text
from posecheck.feedback.progress_ring import (
    ProgressRingAnnotator,
    all_is_well,
    done_so_far,
    draw_arc,
)
from posecheck.feedback.roller_overlay import RollerAnnotator
from posecheck.feedback.style import (
    ACCENT,
    DARK,
    FIX,
    GOOD,
    UNSEEN,
    VERDICT_COLOURS,
    WHITE,
    Sizes,
)
from posecheck.feedback.text import (
    Colour,
    Image8,
    draw_text,
    fitting_size,
    shade,
    text_size,
    wrapped,
)
from posecheck.measures.table import unit_of
from posecheck.pipeline import Moment

VERDICT_SIGNS = {"good": "✓", "fix": "!", "cannot_see": "?"}

ARC_LANDMARKS = {
    "knee": ("hip", "knee", "ankle"),
    "hip_flexion": ("shoulder", "hip", "knee"),
}
"""Measures that can be drawn as an arc: the points whose middle one is the vertex."""


FLASH_STRENGTH = 0.7
"""The banner can still be read through a flash."""


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
        sweep = math.degrees(math.atan2(*(b - vertex)[::-1])) - start
        sweep = (sweep + 180) % 360 - 180
        centre = _point(vertex)
        radius = round(sizes.ring * 0.55)
        low, high = self._band(judgement)
        turn = math.copysign(1.0, sweep)
        draw_arc(
            image,
            centre,
            radius + 2 * sizes.line,
            start + turn * low,
            turn * (high - low),
            GOOD,
            max(1, sizes.line // 2),
        )
        colour = VERDICT_COLOURS[judgement.verdict]
        draw_arc(image, centre, radius, start, sweep, colour, sizes.line)
        label = f"{judgement.value:.0f}°"
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


class StatusAnnotator:
    """Top left: side and step; below, each check that can be seen: sign, number, tolerance; and
    the measured breath."""

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None:
        coaching = moment.coaching
        if coaching is None:
            return
        room = image.shape[1] - 4 * sizes.margin - 2 * sizes.ring
        sided = coaching.progress is None or coaching.progress.side is not None
        heading = f"{coaching.side.capitalize()} side" if sided else "Both sides"
        lines = [(heading, sizes.label, ACCENT)]
        lines += [(t, sizes.small, WHITE) for t in wrapped(coaching.step, sizes.small, room)][:3]
        _panel(image, lines, (0, 0), sizes)
        checks = [
            (self._line(judgement), sizes.small, VERDICT_COLOURS[judgement.verdict])
            for judgement in coaching.judgements
            if judgement.verdict != "cannot_see"
        ]
        breath = moment.measurements.breath if moment.measurements else None
        if (text := breath_text(breath)) and coaching.pace is not None:
            checks.append((text, sizes.small, FIX if coaching.advice else WHITE))
        top = round(len(lines) * sizes.label * 1.25) + 2 * sizes.margin
        _panel(image, checks, (0, top), sizes)

    @staticmethod
    def _line(judgement: Judgement) -> str:
        sign, value = VERDICT_SIGNS[judgement.verdict], ""
        if not math.isnan(judgement.value):
            unit, digits = unit_of(judgement.check.measure)
            value = f" {judgement.value:.{digits}f}{unit}"
            if not math.isnan(judgement.tolerance):
                value += f" ±{judgement.tolerance:.{digits}f}"
        return f"{sign} {judgement.check.title}{value}"


class BannerAnnotator:
    """Bottom: the one thing to fix; while all is well, that the hold counts."""

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None:
        coaching = moment.coaching
        if coaching is None:
            return
        if coaching.message:
            text, colour = coaching.message, FIX
        elif coaching.advice:
            text, colour = coaching.advice, FIX
        elif coaching.phase is Phase.HOLDING and all_is_well(coaching):
            text, colour = done_so_far(coaching) or "Good. Hold, and breathe", GOOD
        elif coaching.phase is Phase.HOLDING:
            text, colour = "Hold, and breathe", UNSEEN
        elif coaching.phase is Phase.DONE:
            text, colour = "Done", GOOD
        else:
            return
        height, width = image.shape[:2]
        room = width - 4 * sizes.margin
        lines = wrapped(text, sizes.banner, room)[:3]
        size = min(fitting_size(line, sizes.banner, room) for line in lines)
        line_height = text_size(lines[0], size)[1]
        note = "not verified: " + ", ".join(coaching.unverified) if coaching.unverified else ""
        note_size = fitting_size(note, sizes.small, room) if note else 0
        note_height = text_size(note, note_size)[1] if note else 0
        top = height - len(lines) * line_height - note_height - 2 * sizes.margin
        shade(image, (0, top, width, height), 0.8, DARK)
        cv2.rectangle(image, (0, top), (sizes.margin, height), colour, -1)
        for i, line in enumerate(lines):
            x = (width - text_size(line, size)[0]) // 2
            draw_text(image, line, (x, top + sizes.margin + i * line_height), size, WHITE)
        if note:
            x = (width - text_size(note, note_size)[0]) // 2
            draw_text(image, note, (x, height - note_height - sizes.margin), note_size, UNSEEN)


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
            SkeletonAnnotator(),
            AngleAnnotator(),
            StatusAnnotator(),
            ProgressRingAnnotator(),
            PacerAnnotator(),
            BannerAnnotator(),
        )

    def draw(self, moment: Moment, flash: tuple[Colour, float] | None = None) -> Image8:
        """A new picture (H, W, 3) uint8 RGB: the frame with the overlay.

        Args:
            moment: what is known of the frame.
            flash: a colour that the whole picture takes on, and how strongly (0..1): what
                is seen from the corner of the eye where no voice can be heard.
        """
        if self._mirrored:
            moment = _mirrored(moment)
        image = moment.frame.image.copy()
        sizes = Sizes.of(*moment.frame.size)
        for annotator in self._annotators:
            annotator.annotate(image, moment, sizes)
        if flash is not None:
            colour, strength = flash
            shade(image, (0, 0, *moment.frame.size), FLASH_STRENGTH * strength, colour)
        return image


def _mirrored(moment: Moment) -> Moment:
    frame = replace(moment.frame, image=np.ascontiguousarray(moment.frame.image[:, ::-1]))
    body = moment.body
    if body is not None:
        image = body.image.copy()
        image[:, 0] = moment.frame.size[0] - 1 - image[:, 0]
        body = replace(body, image=image)
    roller = moment.roller
    if roller is not None:
        ends, square_ends = (
            np.column_stack([moment.frame.size[0] - 1 - places[:, 0], places[:, 1]])
            for places in (roller.ends, roller.square_ends)
        )
        roller = replace(roller, ends=ends, square_ends=square_ends)
    return replace(moment, frame=frame, body=body, roller=roller)


def _panel(
    image: Image8, lines: list[tuple[str, int, Colour]], at: tuple[int, int], sizes: Sizes
) -> None:
    """Lines of text on a dark panel with its corner at ``at``."""
    if not lines:
        return
    extents = [text_size(text, size) for text, size, _ in lines]
    width = max(w for w, _ in extents) + 2 * sizes.margin
    height = sum(h for _, h in extents) + sizes.margin
    x, y = at
    shade(image, (x, y, x + width, y + height), 0.75, DARK)
    y += sizes.margin // 2
    for (text, size, colour), (_, line_height) in zip(lines, extents, strict=True):
        draw_text(image, text, (x + sizes.margin, y), size, colour)
        y += line_height


def _pixel(body: Body, landmark: Landmark) -> tuple[int, int]:
    return _point(body.image[landmark])


def _point(xy: np.ndarray) -> tuple[int, int]:
    limit = 1 << 15
    return int(np.clip(xy[0], -limit, limit)), int(np.clip(xy[1], -limit, limit))


def _blend(a: Colour, b: Colour, share: float) -> Colour:
    x, y, z = (round(p + (q - p) * share) for p, q in zip(a, b, strict=True))
    return x, y, z
