"""Coaching made by hand, for tests of what is drawn and said."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from posecheck.coaching.frame_coaching import Coaching, Phase
from posecheck.coaching.goals.hold import HoldState
from posecheck.coaching.goals.progress import Progress
from posecheck.coaching.judge import Judgement, Verdict
from posecheck.exercises.library import find_exercise
from posecheck.measures.names import SIDED_NAMES
from posecheck.moment import Moment
from posecheck.perception.body.landmarks import Body
from posecheck.perception.roller.roller import Roller
from posecheck.video.frame import Frame

GREY = 128
"""Value of every pixel of a made frame."""


def make_coaching(**changes: Any) -> Coaching:
    """A hold of 30 s on the left side, 5 s of it done, all well, with some things changed."""
    values: dict[str, Any] = {
        "phase": Phase.HOLDING,
        "side": "left",
        "step": "Hold",
        "message": "",
        "correction": None,
        "hold": HoldState("counting", 5.0, 30.0, 0.0, None),
        "judgements": (),
        "unverified": (),
        "progress": Progress("hold", "left", 5.0, 30.0, False),
    }
    return Coaching(**values | changes)


def make_judgement(
    check: str,
    verdict: Verdict,
    value: float = math.nan,
    tolerance: float = math.nan,
    exercise: str = "supine_release",
) -> Judgement:
    """The verdict of one check of an exercise, on the left side."""
    found = next(c for c in find_exercise(exercise).checks if c.name == check)
    side = "left" if found.measure in SIDED_NAMES else None
    return Judgement(found, side, verdict, value, tolerance)


def make_moment(
    coaching: Coaching | None = None,
    body: Body | None = None,
    size: tuple[int, int] = (640, 480),
    roller: Roller | None = None,
    **more: Any,
) -> Moment:
    """A moment of a grey frame."""
    frame = Frame(np.full((size[1], size[0], 3), GREY, np.uint8), 1.0, 0)
    return Moment(frame, body, None, coaching, roller=roller, **more)
