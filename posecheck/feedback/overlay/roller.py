"""Drawing the roller: its axis, the spine's line, and where it should lie."""

from __future__ import annotations

import math
from itertools import pairwise

import cv2
import numpy as np

from posecheck.coaching.judge import Judgement
from posecheck.feedback.overlay.drawing import pixel
from posecheck.feedback.overlay.style import FIX, GOOD, UNSEEN, VERDICT_COLOURS, WHITE, Sizes
from posecheck.feedback.overlay.text import Image8
from posecheck.geometry import Array
from posecheck.moment import Moment

TURN, POSITION = "roller_turn", "roller_position"


class RollerAnnotator:
    """The roller's axis in the colour of its verdict; while it is to be moved, a dashed green
    line where it should lie, and the spine that it should lie square to."""

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None:
        roller, body = moment.roller, moment.body
        if roller is None or body is None:
            return
        judged = _judged(moment)
        verdicts = {judgement.verdict for judgement in judged.values()}
        colour = next((VERDICT_COLOURS[v] for v in ("fix", "good") if v in verdicts), UNSEEN)
        shoulders, hips = body.middle("shoulder"), body.middle("hip")
        if colour == FIX:
            cv2.line(
                image, pixel(shoulders), pixel(hips), WHITE, max(1, sizes.line // 2), cv2.LINE_AA
            )
            wanted = roller.perpendicular_ends + _shift(judged.get(POSITION)) * (hips - shoulders)
            if np.isfinite(wanted).all():
                _dashed(image, wanted, sizes)
        near, far = pixel(roller.ends[0]), pixel(roller.ends[1])
        cv2.line(image, near, far, colour, 2 * sizes.line, cv2.LINE_AA)
        cv2.circle(image, near, 2 * sizes.line, WHITE, -1, cv2.LINE_AA)
        cv2.circle(image, near, 2 * sizes.line, colour, sizes.line, cv2.LINE_AA)


def _judged(moment: Moment) -> dict[str, Judgement]:
    """The verdicts on the roller, by measure."""
    if moment.coaching is None:
        return {}
    return {
        judgement.check.measure: judgement
        for judgement in moment.coaching.judgements
        if judgement.check.measure in (TURN, POSITION)
    }


def _shift(judgement: Judgement | None) -> float:
    """How far along the trunk, in its lengths, the roller must move to be within its limits."""
    if judgement is None or judgement.verdict != "fix" or math.isnan(judgement.value):
        return 0.0
    check = judgement.check
    middle = (check.min + check.max) / 2
    return middle - judgement.value if math.isfinite(middle) else 0.0


def _dashed(image: Image8, ends: Array, sizes: Sizes) -> None:
    dash = 4 * sizes.line
    count = max(1, round(float(np.linalg.norm(ends[1] - ends[0])) / dash))
    points = [ends[0] + (ends[1] - ends[0]) * i / count for i in range(count + 1)]
    for start, end in list(pairwise(points))[::2]:
        cv2.line(image, pixel(start), pixel(end), GOOD, sizes.line, cv2.LINE_AA)
