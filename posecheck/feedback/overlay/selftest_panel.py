"""Draws the self-test in words: the leg, what to do, the results, what is in the way."""

from __future__ import annotations

import cv2

from posecheck.feedback.overlay.drawing import (
    PANEL_STRENGTH,
    Line,
    draw_banner,
    draw_panel,
    shade,
)
from posecheck.feedback.overlay.style import ACCENT, DARK, FIX, GOOD, UNSEEN, WHITE, Sizes
from posecheck.feedback.overlay.text import Colour, Image8, fit_font_size, wrap_text
from posecheck.moment import Moment
from posecheck.tightness.session import SelfTestState
from posecheck.tightness.trial import Step

RESULT_COLOURS: dict[str, Colour] = {"clear": GOOD, "tight": FIX, "cannot_tell": UNSEEN}
"""The colour of each result."""

RESULT_SIGNS = {"clear": "✓", "tight": "!", "cannot_tell": "?"}
"""The sign of each result, so that colour is never the only difference."""

MAX_INSTRUCTION_ROWS = 3
"""Most rows of the instruction; the rest of a longer one is not shown."""

MAX_MESSAGE_ROWS = 2
"""Most rows of the message in the banner; the rest of a longer one is not shown."""


class SelfTestPanelAnnotator:
    """Top left: the leg, what to do now, and the results of the legs that are done.

    Bottom: a banner with what is in the way, or a bar for how much is over of the quiet seconds in
    which the flat back is measured (the baseline).
    """

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None:
        """Draw the texts. Without a self-test in the moment nothing is drawn."""
        state = moment.selftest
        if state is None:
            return
        room = image.shape[1] - 4 * sizes.margin
        lines: list[Line] = []
        if state.step is not Step.DONE:
            lines.append((f"{state.side.capitalize()} leg", sizes.label, ACCENT))
        rows = wrap_text(state.instruction, sizes.small, room)[:MAX_INSTRUCTION_ROWS]
        lines += [(row, sizes.small, WHITE) for row in rows]
        lines += _describe_results(state, sizes)
        draw_panel(image, lines, (0, 0), sizes)
        if state.step is Step.BASELINE:
            _draw_wait_bar(image, state.step_progress, sizes)
        if state.message:
            rows = wrap_text(state.message, sizes.banner, room)[:MAX_MESSAGE_ROWS]
            size = min(fit_font_size(row, sizes.banner, room) for row in rows)
            draw_banner(image, rows, size, FIX, sizes)


def _describe_results(state: SelfTestState, sizes: Sizes) -> list[Line]:
    lines: list[Line] = []
    for side, outcome in state.outcomes.items():
        words = outcome.result.replace("_", " ")
        if outcome.result == "tight":
            words += f", {outcome.reason.replace('_', ' ')}"
        text = f"{RESULT_SIGNS[outcome.result]} {side.capitalize()}: {words}"
        lines.append((text, sizes.label, RESULT_COLOURS[outcome.result]))
    return lines


def _draw_wait_bar(image: Image8, share: float, sizes: Sizes) -> None:
    """Draw a bar along the bottom for how much of the quiet seconds is over, 0..1."""
    height, width = image.shape[:2]
    top = height - 2 * sizes.margin
    shade(image, (0, top, width, height), PANEL_STRENGTH, DARK)
    cv2.rectangle(image, (0, top), (round(width * share), height), GOOD, -1)
