"""Draws the list of checks."""

from __future__ import annotations

import math

from posecheck.coaching.judge import Judgement
from posecheck.feedback.overlay.drawing import Entries, Line, draw_rows
from posecheck.feedback.overlay.layout import Area
from posecheck.feedback.overlay.panel import Panel
from posecheck.feedback.overlay.style import FIX, UNSEEN, VERDICT_COLOURS, WHITE, Sizes
from posecheck.feedback.overlay.text import Image8, text_size, wrap_indented
from posecheck.measures.table import unit_of
from posecheck.moment import Moment
from posecheck.perception.breath.breath import Breath

VERDICT_SIGNS = {"good": "✓", "fix": "!", "cannot_see": "?"}
"""The sign of each verdict, so that colour is never the only difference."""

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
"""Keeps a value and its tolerance in one row."""

MIN_BREATH_CONFIDENCE = 0.5
"""Lowest confidence, 0..1, at which the measured breath is shown."""

BREATH_WORDS = {"in": "Breathing in", "out": "Breathing out", "held": "Breath held", None: "Breath"}
"""Each phase of the measured breath in words; None stands for an unknown phase."""


class ChecksAnnotator(Panel[Entries]):
    """Each check that can be seen, with its sign, value and tolerance, and the measured breath.

    Below it stand the checks that count as not verified. In the picture the arc of an angle has the
    colour of its check here.
    """

    area = Area.CHECKS

    def content(self, moment: Moment) -> Entries | None:
        """The list; nothing without an exercise."""
        coaching = moment.coaching
        if coaching is None:
            return None
        entries = [
            (_describe_check(judgement), VERDICT_COLOURS[judgement.verdict])
            for judgement in coaching.judgements
            if judgement.verdict != "cannot_see"
        ]
        breath = moment.measurements.breath if moment.measurements else None
        if (text := breath_text(breath)) and coaching.pace is not None:
            entries.append((text, FIX if coaching.advice else WHITE))
        if coaching.unverified:
            text = f"? not verified: {', '.join(coaching.unverified)}"
            entries.append((text, UNSEEN))
        return tuple(entries)

    def draw(self, image: Image8, content: Entries, sizes: Sizes) -> None:
        """Draw the list."""
        lines = [(text, sizes.small, colour) for text, colour in content]
        draw_rows(image, _choose_rows(lines, image.shape[1], image.shape[0], sizes), sizes)


def _choose_rows(lines: list[Line], width: int, height: int, sizes: Sizes) -> list[Line]:
    """Break the lines into rows; without room for all, what must be corrected stays."""
    room = width - 2 * sizes.margin
    rows: list[list[Line]] = [
        [(row, size, colour) for row in wrap_indented(text, size, room)]
        for text, size, colour in lines
    ]
    most = (height - sizes.margin // 2) // text_size("X", sizes.small)[1]
    while sum(map(len, rows)) > most:
        spare = next((i for i in reversed(range(len(rows))) if rows[i][0][2] != FIX), None)
        if spare is None:
            break
        del rows[spare]
    return [row for line in rows for row in line]


def breath_text(breath: Breath | None) -> str:
    """Return the measured breath in words; empty if it cannot be seen."""
    if breath is None or breath.confidence < MIN_BREATH_CONFIDENCE:
        return ""
    rate = "" if math.isnan(breath.rate_per_min) else f"{breath.rate_per_min:.0f} a minute"
    words = BREATH_WORDS[breath.phase]
    return f"{words}, {rate}" if rate else words


def _describe_check(judgement: Judgement) -> str:
    """Sign, title, value and tolerance of a check."""
    sign, value = VERDICT_SIGNS[judgement.verdict], ""
    if not math.isnan(judgement.value):
        unit, digits = unit_of(judgement.check.measure)
        value = f" {judgement.value:z.{digits}f}{unit}"
        if not math.isnan(judgement.tolerance):
            value += f"{NO_BREAK_SPACE}±{judgement.tolerance:.{digits}f}"
    return f"{sign} {judgement.check.title}{value}"
