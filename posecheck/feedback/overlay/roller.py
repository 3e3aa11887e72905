"""Draws the roller: its axis, the line of the spine, and where the roller should be."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from posecheck.coaching.judge import Judgement
from posecheck.feedback.overlay.drawing import to_pixel
from posecheck.feedback.overlay.layout import Area
from posecheck.feedback.overlay.style import FIX, GOOD, UNSEEN, VERDICT_COLOURS, WHITE, Sizes
from posecheck.feedback.overlay.text import Colour, Image8
from posecheck.geometry import Array
from posecheck.moment import Moment

TURN = "roller_turn"
"""The measure of the roller's angle."""

POSITION = "roller_position"
"""The measure of the roller's place under the trunk."""


@dataclass(frozen=True, eq=False)
class RollerLines:
    """What is drawn of a roller; each (2, 2) pixels.

    Attributes
    ----------
    axis
        Its two ends, the nearer one first.
    colour
        That of its verdict.
    spine
        The middle of the shoulders and of the hips; None unless the roller must be moved.
    target
        Where its axis should be; None unless it must be moved and that is known.
    """

    axis: Array
    colour: Colour
    spine: Array | None = None
    target: Array | None = None


class RollerAnnotator:
    """The axis of the roller in the colour of its verdict, a dot on its nearer end.

    While the roller must be moved, also a dashed green line where it should be, and the spine, to
    which it should be perpendicular.
    """

    area = Area.PICTURE

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None:
        """Draw the roller; nothing without a roller and a person."""
        lines = roller_lines(moment)
        if lines is None:
            return
        if lines.spine is not None:
            ends = to_pixel(lines.spine[0]), to_pixel(lines.spine[1])
            cv2.line(image, *ends, WHITE, max(1, sizes.line // 2), cv2.LINE_AA)
        if lines.target is not None:
            _draw_dashed(image, lines.target, sizes)
        near, far = to_pixel(lines.axis[0]), to_pixel(lines.axis[1])
        cv2.line(image, near, far, lines.colour, 2 * sizes.line, cv2.LINE_AA)
        cv2.circle(image, near, 2 * sizes.line, WHITE, -1, cv2.LINE_AA)
        cv2.circle(image, near, 2 * sizes.line, lines.colour, sizes.line, cv2.LINE_AA)


def roller_lines(moment: Moment) -> RollerLines | None:
    """What is drawn of the roller; None without a roller and a person."""
    roller, body = moment.roller, moment.body
    if roller is None or body is None:
        return None
    judgements = _find_roller_judgements(moment)
    verdicts = {judgement.verdict for judgement in judgements.values()}
    colour = next((VERDICT_COLOURS[v] for v in ("fix", "good") if v in verdicts), UNSEEN)
    if colour != FIX:
        return RollerLines(roller.ends, colour)
    shoulders, hips = body.middle("shoulder"), body.middle("hip")
    shift = _compute_shift(judgements.get(POSITION))
    target = roller.perpendicular_ends + shift * (hips - shoulders)
    is_known = bool(np.isfinite(target).all())
    spine = np.stack([shoulders, hips])
    return RollerLines(roller.ends, colour, spine, target if is_known else None)


def _find_roller_judgements(moment: Moment) -> dict[str, Judgement]:
    """Find the judgements on the roller, by measure."""
    if moment.coaching is None:
        return {}
    return {
        judgement.check.measure: judgement
        for judgement in moment.coaching.judgements
        if judgement.check.measure in (TURN, POSITION)
    }


def _compute_shift(judgement: Judgement | None) -> float:
    """Compute how far the roller must move along the trunk to the middle of its range.

    In trunk lengths, positive towards the hips; 0 if its position is not to fix.
    """
    if judgement is None or judgement.verdict != "fix" or math.isnan(judgement.value):
        return 0.0
    check = judgement.check
    middle = (check.min + check.max) / 2
    return middle - judgement.value if math.isfinite(middle) else 0.0


def _draw_dashed(image: Image8, ends: Array, sizes: Sizes) -> None:
    dash = 4 * sizes.line
    count = max(1, round(float(np.linalg.norm(ends[1] - ends[0])) / dash))
    points = [ends[0] + (ends[1] - ends[0]) * i / count for i in range(count + 1)]
    for start, end in list(pairwise(points))[::2]:
        cv2.line(image, to_pixel(start), to_pixel(end), GOOD, sizes.line, cv2.LINE_AA)
