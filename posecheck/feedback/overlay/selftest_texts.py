"""Draws the self-test in words: the leg, what to do, numbers, results, what is in the way."""

from __future__ import annotations

import math

import cv2

from posecheck.feedback.overlay.drawing import Line, draw_banner, draw_rows
from posecheck.feedback.overlay.layout import Area
from posecheck.feedback.overlay.step import draw_step
from posecheck.feedback.overlay.style import ACCENT, FIX, GOOD, UNSEEN, Sizes
from posecheck.feedback.overlay.tested_leg import leg_angles
from posecheck.feedback.overlay.text import Colour, Image8, wrap_indented
from posecheck.moment import Moment
from posecheck.tightness.session import SelfTestState
from posecheck.tightness.trial import Step

RESULT_COLOURS: dict[str, Colour] = {"clear": GOOD, "tight": FIX, "cannot_tell": UNSEEN}
"""The colour of each result."""

RESULT_SIGNS = {"clear": "✓", "tight": "!", "cannot_tell": "?"}
"""The sign of each result, so that colour is never the only difference."""


class SelfTestLegAnnotator:
    """The leg that is tested."""

    area = Area.HEADING

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None:
        """Draw the leg; nothing outside a self-test, or once it is done."""
        state = moment.selftest
        if state is not None and state.step is not Step.DONE:
            text = f"{state.side.capitalize()} leg"
            draw_rows(image, [(text, sizes.label, ACCENT)], sizes)


class SelfTestInstructionAnnotator:
    """What to do now."""

    area = Area.STEP

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None:
        """Draw the instruction; nothing outside a self-test."""
        if moment.selftest is not None:
            draw_step(image, moment.selftest.instruction, sizes)


class SelfTestNumbersAnnotator:
    """The angles of the tested leg, and how far the lower back has risen.

    Each has the colour of its arc or strip in the picture.
    """

    area = Area.RING

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None:
        """Draw what is seen; nothing outside a self-test."""
        state = moment.selftest
        if state is None:
            return
        lines: list[Line] = [
            (f"{angle.title} {angle.degrees:z.0f}°", sizes.label, angle.colour)
            for angle in leg_angles(state)
        ]
        if state.underside is not None and not math.isnan(state.gap_change_cm):
            colour = FIX if state.arching else GOOD
            lines.append((f"Back {state.gap_change_cm:+z.1f} cm", sizes.label, colour))
        draw_rows(image, lines, sizes)


class SelfTestResultsAnnotator:
    """The results of the legs that are done."""

    area = Area.CHECKS

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None:
        """Draw the results; nothing outside a self-test."""
        if moment.selftest is None:
            return
        room = image.shape[1] - 2 * sizes.margin
        lines: list[Line] = [
            (row, sizes.label, colour)
            for text, colour in _describe_results(moment.selftest)
            for row in wrap_indented(text, sizes.label, room)
        ]
        draw_rows(image, lines, sizes)


class SelfTestMessageAnnotator:
    """What is in the way; during the baseline a bar for how much of its quiet seconds is over."""

    area = Area.BANNER

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None:
        """Draw both; nothing outside a self-test."""
        state = moment.selftest
        if state is None:
            return
        if state.message:
            draw_banner(image, state.message, FIX, sizes)
        if state.step is Step.BASELINE:
            height, width = image.shape[:2]
            corners = (0, height - sizes.margin), (round(width * state.step_progress), height)
            cv2.rectangle(image, *corners, GOOD, -1)


def _describe_results(state: SelfTestState) -> list[tuple[str, Colour]]:
    results: list[tuple[str, Colour]] = []
    for side, outcome in state.outcomes.items():
        words = outcome.result.replace("_", " ")
        if outcome.result == "tight":
            words += f", {outcome.reason.replace('_', ' ')}"
        text = f"{RESULT_SIGNS[outcome.result]} {side.capitalize()}: {words}"
        results.append((text, RESULT_COLOURS[outcome.result]))
    return results
