"""How many pictures a second this machine looks at, as in a live session."""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import chain, pairwise

from posecheck.engine.perceiver import known_ahead
from posecheck.engine.session import Session
from posecheck.video.frame import Frame

WARM_UP_FRAMES = 5
"""Frames that are looked at before the clock runs: the first ones load networks."""


def measure_rate(session: Session, frames: Sequence[Frame]) -> float:
    """Look at frames as fast as this machine can; frames a second.

    Parameters
    ----------
    session
        A session that has taken no frame yet.
    frames
        More than :data:`WARM_UP_FRAMES` frames of one clip.
    """
    start_s = 0.0
    for number, (frame, following) in enumerate(pairwise(chain(frames, (None,)))):
        if number == WARM_UP_FRAMES:
            start_s = time.perf_counter()
        assert frame is not None, "only the last one's next is none"
        session.take(frame, known_ahead(following))
    return (len(frames) - WARM_UP_FRAMES) / (time.perf_counter() - start_s)
