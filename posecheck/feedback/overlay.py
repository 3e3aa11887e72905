"""The overlay: small annotators, each draws one thing on a frame."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.body.landmarks import SKELETON, Body, Landmark
from posecheck.body.reading import Side
from posecheck.coaching.checks import Judgement
from posecheck.coaching.session import Phase
from posecheck.feedback.breath_overlay import PacerAnnotator, breath_text
from posecheck.feedback.drawing import Line, arc, panel, panel_size, pixel
from posecheck.feedback.progress_ring import (
    ProgressRingAnnotator,
    all_is_well,
    done_so_far,
)
from posecheck.feedback.roller_overlay import RollerAnnotator
from posecheck.feedback.selftest_overlay import (
    GapStripAnnotator,
    SelfTestPanelAnnotator,
    TestedLegAnnotator,
    mirrored,
)
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
    fitted,
    fitting_size,
    shade,
    text_size,
)
from posecheck.measures.table import unit_of
from posecheck.pipeline import Moment

VERDICT_SIGNS = {"good": "✓", "fix": "!", "cannot_see": "?"}

ARC_LANDMARKS = {
    "knee": ("hip", "knee", "ankle"),
    "hip_flexion": ("shoulder", "hip", "knee"),
}
"""Measures that can be drawn as an arc: the points whose middle one is the vertex."""


FLASH_STRENGTH = 0.8
"""How much of the picture a flash takes at first; the person stays visible."""


MOST_HIDDEN = 0.15
"""Of the person's bones, behind the list of checks: about a foot and a shank."""

BANNER_ROWS, UPRIGHT_BANNER_ROWS = 2, 4
"""At most so many in a wide frame and in an upright one; longer sentences get smaller letters."""


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
    """Top left: side and step. In a corner where the person is not: each check that can be seen,
    with sign, number, tolerance; and the measured breath. Where all of them would hide the
    person, only what is to be fixed."""

    def __init__(self) -> None:
        self._corner = 0

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None:
        coaching = moment.coaching
        if coaching is None:
            return
        height, width = image.shape[:2]
        upright = height > width
        sided = coaching.progress is None or coaching.progress.side is not None
        heading = (
            f"{coaching.side.capitalize()} side" if sided else "Both sides",
            sizes.label,
            ACCENT,
        )
        room = width - 4 * sizes.margin - (0 if upright else 2 * sizes.ring)
        rows, size = fitted(coaching.step, sizes.step, room, 3)
        step = [(row, size, WHITE) for row in rows]
        if upright:  # beside the ring there is no room for letters of this size
            panel(image, [heading], (0, 0), sizes)
            under = 2 * sizes.ring + 4 * sizes.margin
            if not coaching.message:  # nor for two sentences over someone who stands
                under = panel(image, step, (0, under), sizes)
        else:
            under = panel(image, [heading, *step], (0, 0), sizes)
        checks = [
            (self._line(judgement), sizes.small, VERDICT_COLOURS[judgement.verdict])
            for judgement in coaching.judgements
            if judgement.verdict != "cannot_see"
        ]
        to_fix = [line for line in checks if line[2] == FIX]
        breath = moment.measurements.breath if moment.measurements else None
        if (text := breath_text(breath)) and coaching.pace is not None:
            checks.append((text, sizes.small, FIX if coaching.advice else WHITE))
        for lines in (checks, to_fix):
            if not lines:
                continue
            place, hides = self._place(image, moment.body, lines, under + sizes.margin, sizes)
            if hides <= MOST_HIDDEN or lines is to_fix:
                panel(image, lines, place, sizes)
                break

    def _place(
        self, image: Image8, body: Body | None, lines: list[Line], under: int, sizes: Sizes
    ) -> tuple[tuple[int, int], float]:
        """Over the banner left or right, or under the step: where the list hides least of the
        person, and how much (0..1). It moves only for a much better place, and not as the banner
        comes and goes."""
        height, width = image.shape[:2]
        panel_width, panel_height = panel_size(lines, sizes)
        low = height - _banner_rows(image) * text_size("X", sizes.banner)[1] - 3 * sizes.margin
        below_ring = 2 * sizes.ring + 4 * sizes.margin + text_size("X", sizes.small)[1]
        corners = (
            (0, low - panel_height),
            (width - panel_width, low - panel_height),
            (0, under),
            (width - panel_width, max(under, below_ring)),
        )
        hidden = [0] * len(corners)
        if body is not None:
            points = _along_bones(body)
            room = np.array((panel_width, panel_height))
            hidden = [
                int(((points > corner) & (points < corner + room)).all(axis=1).sum())
                for corner in np.array(corners)
            ]
            best = min(range(len(corners)), key=hidden.__getitem__)
            if hidden[best] < 0.3 * hidden[self._corner]:
                self._corner = best
        return corners[self._corner], hidden[self._corner] / (8 * len(SKELETON))

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
        lines, size = fitted(text, sizes.banner, room, _banner_rows(image))
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


def _banner_rows(image: Image8) -> int:
    return UPRIGHT_BANNER_ROWS if image.shape[0] > image.shape[1] else BANNER_ROWS


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
        ends, square_ends = (
            np.column_stack([moment.frame.size[0] - 1 - places[:, 0], places[:, 1]])
            for places in (roller.ends, roller.square_ends)
        )
        roller = replace(roller, ends=ends, square_ends=square_ends)
    return replace(moment, frame=frame, body=body, selftest=state, roller=roller)


def _along_bones(body: Body) -> NDArray[np.float64]:
    """(N, 2) points along the bones, in pixels."""
    shares = np.linspace(0.0, 1.0, 8)[:, None]
    bones = [(body.image[start], body.image[end]) for start, end in SKELETON]
    return np.concatenate([start + shares * (end - start) for start, end in bones])


def _pixel(body: Body, landmark: Landmark) -> tuple[int, int]:
    return pixel(body.image[landmark])


def _blend(a: Colour, b: Colour, share: float) -> Colour:
    x, y, z = (round(p + (q - p) * share) for p, q in zip(a, b, strict=True))
    return x, y, z
