"""What the self-test draws: the gap under the back, the leg's angles, the step, the outcome."""

from __future__ import annotations

import math
from dataclasses import replace

import cv2
import numpy as np

from posecheck.anatomy import Landmark
from posecheck.feedback.overlay.drawing import arc, panel, pixel
from posecheck.feedback.overlay.style import ACCENT, DARK, FIX, GOOD, UNSEEN, WHITE, Sizes
from posecheck.feedback.overlay.text import (
    Colour,
    Image8,
    draw_text,
    fitting_size,
    shade,
    text_size,
    wrapped,
)
from posecheck.geometry import wrap_degrees
from posecheck.moment import Moment
from posecheck.perception.back.underside import Underside
from posecheck.perception.body.landmarks import Body
from posecheck.selftest.limits import selftest_limits
from posecheck.selftest.session import SelfTestState
from posecheck.selftest.trial import Step

STRIP_STRENGTH = 0.55

RESULT_COLOURS: dict[str, Colour] = {"clear": GOOD, "tight": FIX, "cannot_tell": UNSEEN}
RESULT_SIGNS = {"clear": "✓", "tight": "!", "cannot_tell": "?"}


class GapStripAnnotator:
    """The strip between the back's underside and the floor line, with its height."""

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None:
        state = moment.selftest
        if state is None or state.underside is None:
            return
        seen, colour = state.underside, self._colour(state)
        line = seen.outline[~np.isnan(seen.outline).any(axis=1)]
        low, high = sorted(seen.floor[:, 0])
        line = line[(line[:, 0] >= low) & (line[:, 0] <= high)]
        if len(line) < 2:
            return
        ends = seen.floor if seen.floor[0, 0] < seen.floor[1, 0] else seen.floor[::-1]
        line = line[np.argsort(line[:, 0])]
        strip = np.round(np.vstack([line, ends[::-1]])).astype(np.int32)
        painted = image.copy()
        cv2.fillPoly(painted, [strip], colour, cv2.LINE_AA)
        cv2.addWeighted(painted, STRIP_STRENGTH, image, 1 - STRIP_STRENGTH, 0.0, dst=image)
        cv2.polylines(image, [strip[: len(line)]], False, colour, sizes.line, cv2.LINE_AA)
        cv2.line(image, pixel(ends[0]), pixel(ends[1]), WHITE, max(1, sizes.line // 2), cv2.LINE_AA)
        if not math.isnan(state.gap_change_cm):
            self._label(image, seen, f"{state.gap_change_cm:+.1f} cm", colour, sizes)

    @staticmethod
    def _colour(state: SelfTestState) -> Colour:
        if state.arching:
            return FIX
        return ACCENT if math.isnan(state.gap_change_cm) else GOOD

    @staticmethod
    def _label(image: Image8, seen: Underside, text: str, colour: Colour, sizes: Sizes) -> None:
        width, height = text_size(text, sizes.label)
        x = round(float(seen.floor[:, 0].mean()) - width / 2)
        y = round(float(seen.floor[:, 1].max())) + sizes.margin
        pad = sizes.margin // 3
        shade(image, (x - pad, y - pad, x + width + pad, y + height + pad), 0.75, DARK)
        draw_text(image, text, (x, y), sizes.label, colour)


class TestedLegAnnotator:
    """The tested leg's angles at hip and knee, as arcs with their numbers."""

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None:
        state, body = moment.selftest, moment.body
        if state is None or body is None or state.step in (Step.SET_UP, Step.DONE):
            return
        limits = selftest_limits().straight
        flexion, knee = state.leg.hip_flexion, state.leg.knee
        reached = GOOD if flexion <= limits.hip_flexion else ACCENT
        self._draw(image, body, state, ("shoulder", "hip", "knee"), flexion, reached, sizes)
        reached = GOOD if knee >= limits.knee else ACCENT
        self._draw(image, body, state, ("hip", "knee", "ankle"), knee, reached, sizes)

    @staticmethod
    def _draw(
        image: Image8,
        body: Body,
        state: SelfTestState,
        parts: tuple[str, str, str],
        value: float,
        colour: Colour,
        sizes: Sizes,
    ) -> None:
        if math.isnan(value):
            return
        a, vertex, b = (body.point(Landmark.of(state.side, part)) for part in parts)
        start = math.degrees(math.atan2(*(a - vertex)[::-1]))
        sweep = wrap_degrees(math.degrees(math.atan2(*(b - vertex)[::-1])) - start)
        radius = round(sizes.ring * 0.55)
        arc(image, pixel(vertex), radius, start, sweep, colour, sizes.line)
        text = f"{value:z.0f}°"
        middle = math.radians(start + sweep / 2)
        width, height = text_size(text, sizes.small)
        x = round(vertex[0] + (radius + sizes.small) * math.cos(middle) - width / 2)
        y = round(vertex[1] + (radius + sizes.small) * math.sin(middle) - height / 2)
        pad = sizes.margin // 3
        shade(image, (x - pad, y - pad, x + width + pad, y + height + pad), 0.75, DARK)
        draw_text(image, text, (x, y), sizes.small, colour)


class SelfTestPanelAnnotator:
    """Top: the leg and what to do; below, the legs that are done. Bottom: what is in the way."""

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None:
        state = moment.selftest
        if state is None:
            return
        room = image.shape[1] - 4 * sizes.margin
        lines: list[tuple[str, int, Colour]] = []
        if state.step is not Step.DONE:
            lines.append((f"{state.side.capitalize()} leg", sizes.label, ACCENT))
        lines += [(t, sizes.small, WHITE) for t in wrapped(state.instruction, sizes.small, room)][
            :3
        ]
        for side, outcome in state.outcomes.items():
            words = outcome.result.replace("_", " ")
            if outcome.result == "tight":
                words += f", {outcome.reason.replace('_', ' ')}"
            text = f"{RESULT_SIGNS[outcome.result]} {side.capitalize()}: {words}"
            lines.append((text, sizes.label, RESULT_COLOURS[outcome.result]))
        panel(image, lines, (0, 0), sizes)
        if state.step is Step.BASELINE:
            self._bar(image, state.share, sizes)
        if state.message:
            self._banner(image, state.message, sizes)

    @staticmethod
    def _bar(image: Image8, share: float, sizes: Sizes) -> None:
        """How much of the quiet seconds is done."""
        height, width = image.shape[:2]
        top = height - 2 * sizes.margin
        shade(image, (0, top, width, height), 0.75, DARK)
        cv2.rectangle(image, (0, top), (round(width * share), height), GOOD, -1)

    @staticmethod
    def _banner(image: Image8, text: str, sizes: Sizes) -> None:
        height, width = image.shape[:2]
        room = width - 4 * sizes.margin
        lines = wrapped(text, sizes.banner, room)[:2]
        size = min(fitting_size(line, sizes.banner, room) for line in lines)
        line_height = text_size(lines[0], size)[1]
        top = height - len(lines) * line_height - 2 * sizes.margin
        shade(image, (0, top, width, height), 0.8, DARK)
        cv2.rectangle(image, (0, top), (sizes.margin, height), FIX, -1)
        for i, line in enumerate(lines):
            x = (width - text_size(line, size)[0]) // 2
            draw_text(image, line, (x, top + sizes.margin + i * line_height), size, WHITE)


def mirrored(state: SelfTestState, width: int) -> SelfTestState:
    """The state for a picture that is shown as a mirror shows it."""
    seen = state.underside
    if seen is None:
        return state
    flip, shift = np.array([-1.0, 1.0]), np.array([width - 1.0, 0.0])
    outline, floor, peak = (
        points * flip + shift for points in (seen.outline, seen.floor, seen.peak)
    )
    return replace(state, underside=replace(seen, outline=outline, floor=floor, peak=peak))
