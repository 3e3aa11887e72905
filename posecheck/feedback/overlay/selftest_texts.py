"""Draws the self-test in words: the leg, what to do, numbers, results, what is in the way."""

from __future__ import annotations

import math

import cv2

from posecheck.feedback.overlay.drawing import Entries, Line, draw_banner, draw_rows
from posecheck.feedback.overlay.gap_strip import back_colour
from posecheck.feedback.overlay.layout import Area
from posecheck.feedback.overlay.panel import Panel
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


NO_BAR = -1.0
"""In place of the progress of the baseline, 0..1: there is no bar."""


class SelfTestLegAnnotator(Panel[str]):
    """The leg that is tested."""

    area = Area.HEADING

    def content(self, moment: Moment) -> str | None:
        """The leg; nothing outside a self-test, or once it is done."""
        state = moment.selftest
        if state is None or state.step is Step.DONE:
            return None
        return f"{state.side.capitalize()} leg"

    def draw(self, image: Image8, content: str, sizes: Sizes) -> None:
        """Draw the leg."""
        draw_rows(image, [(content, sizes.label, ACCENT)], sizes)


class SelfTestInstructionAnnotator(Panel[str]):
    """What to do now."""

    area = Area.STEP

    def content(self, moment: Moment) -> str | None:
        """The instruction; nothing outside a self-test."""
        return moment.selftest.instruction if moment.selftest is not None else None

    def draw(self, image: Image8, content: str, sizes: Sizes) -> None:
        """Draw the instruction."""
        draw_step(image, content, sizes)


class SelfTestNumbersAnnotator(Panel[Entries]):
    """The angles of the tested leg, and how far the lower back has risen.

    Each has the colour of its arc or strip in the picture.
    """

    area = Area.RING

    def content(self, moment: Moment) -> Entries | None:
        """What is seen; nothing outside a self-test."""
        state = moment.selftest
        if state is None:
            return None
        entries = [
            (f"{angle.title} {angle.degrees:z.0f}°", angle.colour) for angle in leg_angles(state)
        ]
        if state.underside is not None and not math.isnan(state.gap_change_cm):
            entries.append((f"Back {state.gap_change_cm:+z.1f} cm", back_colour(state)))
        return tuple(entries)

    def draw(self, image: Image8, content: Entries, sizes: Sizes) -> None:
        """Draw what is seen."""
        draw_rows(image, [(text, sizes.label, colour) for text, colour in content], sizes)


class SelfTestResultsAnnotator(Panel[Entries]):
    """The results of the legs that are done."""

    area = Area.CHECKS

    def content(self, moment: Moment) -> Entries | None:
        """The results; nothing outside a self-test."""
        return _describe_results(moment.selftest) if moment.selftest is not None else None

    def draw(self, image: Image8, content: Entries, sizes: Sizes) -> None:
        """Draw the results."""
        room = image.shape[1] - 2 * sizes.margin
        lines: list[Line] = [
            (row, sizes.label, colour)
            for text, colour in content
            for row in wrap_indented(text, sizes.label, room)
        ]
        draw_rows(image, lines, sizes)


class SelfTestMessageAnnotator(Panel[tuple[str, float]]):
    """What is in the way; during the baseline a bar for how much of its quiet seconds is over."""

    area = Area.BANNER

    def content(self, moment: Moment) -> tuple[str, float] | None:
        """The message, and how much of the baseline is over; nothing outside a self-test."""
        state = moment.selftest
        if state is None:
            return None
        return state.message, state.step_progress if state.step is Step.BASELINE else NO_BAR

    def draw(self, image: Image8, content: tuple[str, float], sizes: Sizes) -> None:
        """Draw both."""
        message, progress = content
        if message:
            draw_banner(image, message, FIX, sizes)
        if progress != NO_BAR:
            height, width = image.shape[:2]
            corners = (0, height - sizes.margin), (round(width * progress), height)
            cv2.rectangle(image, *corners, GOOD, -1)


def _describe_results(state: SelfTestState) -> Entries:
    results: list[tuple[str, Colour]] = []
    for side, outcome in state.outcomes.items():
        words = outcome.result.replace("_", " ")
        if outcome.result == "tight":
            words += f", {outcome.reason.replace('_', ' ')}"
        text = f"{RESULT_SIGNS[outcome.result]} {side.capitalize()}: {words}"
        results.append((text, RESULT_COLOURS[outcome.result]))
    return tuple(results)
