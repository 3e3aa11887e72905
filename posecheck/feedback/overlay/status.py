"""Draws in words where the person is: side and step, and the list of checks."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from posecheck.anatomy import SKELETON
from posecheck.coaching.exercise_session import Coaching
from posecheck.coaching.judge import Judgement
from posecheck.feedback.overlay.banner import max_banner_rows
from posecheck.feedback.overlay.drawing import Line, draw_panel, panel_size
from posecheck.feedback.overlay.style import ACCENT, FIX, VERDICT_COLOURS, WHITE, Sizes
from posecheck.feedback.overlay.text import Image8, fit_text, text_size
from posecheck.measures.table import unit_of
from posecheck.moment import Moment
from posecheck.perception.body.landmarks import Body
from posecheck.perception.breath.breath import Breath

VERDICT_SIGNS = {"good": "✓", "fix": "!", "cannot_see": "?"}
"""The sign of each verdict, so that colour is never the only difference."""

MAX_STEP_ROWS = 3
"""Most rows of the step; a longer step gets smaller letters."""

MAX_HIDDEN_SHARE = 0.15
"""Most of the person's bones, as a share of their length, that the list of checks may cover: about
a foot and a shank."""

MOVE_RATIO = 0.3
"""The list moves to another corner only if there it covers less than this share of what it covers
now; a smaller gain would make it jump to and fro."""

POINTS_PER_BONE = 8
"""Points along each bone at which it is tested whether the list covers it."""

MIN_BREATH_CONFIDENCE = 0.5
"""Lowest confidence, 0..1, at which the measured breath is shown."""

BREATH_WORDS = {"in": "Breathing in", "out": "Breathing out", "held": "Breath held", None: "Breath"}
"""Each phase of the measured breath in words; None stands for an unknown phase."""


class StatusAnnotator:
    """Top left the side and the step, and in a free corner the list of checks.

    The list has each check that can be seen, with its sign, value and tolerance, and the measured
    breath. It is in the corner where it hides least of the person. If it would still hide too much,
    only what must be corrected is listed.
    """

    def __init__(self) -> None:
        self._corner = 0

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None:
        """Draw both; nothing without an exercise."""
        coaching = moment.coaching
        if coaching is None:
            return
        below = _draw_side_and_step(image, coaching, sizes)
        checks = [
            (_describe_check(judgement), sizes.small, VERDICT_COLOURS[judgement.verdict])
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
            at, hidden = self._choose_place(image, moment.body, lines, below + sizes.margin, sizes)
            if hidden <= MAX_HIDDEN_SHARE or lines is to_fix:
                draw_panel(image, lines, at, sizes)
                break

    def _choose_place(
        self, image: Image8, body: Body | None, lines: list[Line], top: int, sizes: Sizes
    ) -> tuple[tuple[int, int], float]:
        """Choose the corner where the list hides least of the person.

        The place moves only to a much better one. It does not depend on whether the banner is
        there.

        Parameters
        ----------
        image
            The picture.
        body
            The person, None if there is none; then the list stays where it is.
        lines
            The lines of the list.
        top
            Lowest y that the two upper corners may have.
        sizes
            Sizes for this frame.

        Returns
        -------
        tuple of int, float
            Top-left corner of the list in pixels, and the share of the bones that it hides, 0..1.
        """
        height, width = image.shape[:2]
        panel_width, panel_height = panel_size(lines, sizes)
        banner_height = max_banner_rows(image) * text_size("X", sizes.banner)[1]
        bottom = height - banner_height - 3 * sizes.margin
        below_ring = 2 * sizes.ring + 4 * sizes.margin + text_size("X", sizes.small)[1]
        corners = (
            (0, bottom - panel_height),
            (width - panel_width, bottom - panel_height),
            (0, top),
            (width - panel_width, max(top, below_ring)),
        )
        hidden = [0] * len(corners)
        if body is not None:
            points = _sample_bones(body)
            extent = np.array((panel_width, panel_height))
            hidden = [
                int(((points > corner) & (points < corner + extent)).all(axis=1).sum())
                for corner in np.array(corners)
            ]
            best = min(range(len(corners)), key=hidden.__getitem__)
            if hidden[best] < MOVE_RATIO * hidden[self._corner]:
                self._corner = best
        return corners[self._corner], hidden[self._corner] / (POINTS_PER_BONE * len(SKELETON))


def breath_text(breath: Breath | None) -> str:
    """Return the measured breath in words; empty if it cannot be seen."""
    if breath is None or breath.confidence < MIN_BREATH_CONFIDENCE:
        return ""
    rate = "" if math.isnan(breath.rate_per_min) else f"{breath.rate_per_min:.0f} a minute"
    words = BREATH_WORDS[breath.phase]
    return f"{words}, {rate}" if rate else words


def _draw_side_and_step(image: Image8, coaching: Coaching, sizes: Sizes) -> int:
    """Draw the side and the step at the top left; return the y of their lower edge."""
    height, width = image.shape[:2]
    is_upright = height > width
    has_side = coaching.progress is None or coaching.progress.side is not None
    side = f"{coaching.side.capitalize()} side" if has_side else "Both sides"
    heading: Line = (side, sizes.label, ACCENT)
    room = width - 4 * sizes.margin - (0 if is_upright else 2 * sizes.ring)
    rows, size = fit_text(coaching.step, sizes.step, room, MAX_STEP_ROWS)
    step: list[Line] = [(row, size, WHITE) for row in rows]
    if not is_upright:
        return draw_panel(image, [heading, *step], (0, 0), sizes)
    # beside the ring there is no room for letters of this size: the step goes below it
    draw_panel(image, [heading], (0, 0), sizes)
    below_ring = 2 * sizes.ring + 4 * sizes.margin
    if coaching.message:  # there is no room for two sentences above a person who stands
        return below_ring
    return draw_panel(image, step, (0, below_ring), sizes)


def _describe_check(judgement: Judgement) -> str:
    """Sign, title, value and tolerance of a check."""
    sign, value = VERDICT_SIGNS[judgement.verdict], ""
    if not math.isnan(judgement.value):
        unit, digits = unit_of(judgement.check.measure)
        value = f" {judgement.value:z.{digits}f}{unit}"
        if not math.isnan(judgement.tolerance):
            value += f" ±{judgement.tolerance:.{digits}f}"
    return f"{sign} {judgement.check.title}{value}"


def _sample_bones(body: Body) -> NDArray[np.float64]:
    """(N, 2) points along the bones, in pixels."""
    shares = np.linspace(0.0, 1.0, POINTS_PER_BONE)[:, None]
    bones = [(body.image[start], body.image[end]) for start, end in SKELETON]
    return np.concatenate([start + shares * (end - start) for start, end in bones])
