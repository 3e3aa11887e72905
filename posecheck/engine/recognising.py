"""A first look at a recorded clip: what is practised in it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from pathlib import Path

from posecheck.coaching.recognition.recogniser import (
    Recogniser,
    Recognition,
    library_candidates,
)
from posecheck.engine.background import read_ahead
from posecheck.engine.looks import look_through
from posecheck.engine.options import InputOptions
from posecheck.engine.perceiver import Perceiver
from posecheck.engine.smoothing import MomentSmoother
from posecheck.engine.turning import stop_if_turned
from posecheck.interruption import check
from posecheck.tightness.recognition import SelfTestCandidate
from posecheck.video.frame import Frame
from posecheck.video.opening import open_file
from posecheck.video.source import FrameSource

AUTO = "auto"
"""The name under which an analysis is asked to recognise the exercise."""

UNRECOGNISED = "movement"
"""The exercise as which a clip is analysed where none is recognised: it judges nothing."""

STEP_S = 0.25
"""A frame is looked at this often, in seconds of the film: the shortest repetition that counts as
an exercise takes 0.8 s, a breath 2 s."""

WHOLE_S = 60.0
"""The film is looked at throughout up to this time, in seconds."""

LATER_S = 10.0
"""After that, this many seconds of each minute are looked at: two repetitions, or a hold."""

LAST_S = 600.0
"""After this time nothing more is looked at, in seconds: so the look takes 600 frames at most for a
film of any length, and the decoding of ten minutes."""

ENOUGH = 0.9
"""From this probability on, no more is looked at after :data:`WHOLE_S`."""


def recognise(path: Path, options: InputOptions) -> Recognition:
    """Look at a few frames a second of a clip, and say which exercise it shows.

    Raises
    ------
    InputError
        The clip cannot be read.
    PictureTurnedError
        It is upside down, or on its side.
    """
    recogniser = Recogniser([*library_candidates(), SelfTestCandidate()])
    smoother = MomentSmoother()
    with (
        open_file(path, options.reading) as source,
        Perceiver(options, with_mask=False) as perceiver,
        closing(_choose_frames(source, recogniser)) as frames,
    ):
        moments = map(smoother.smooth, look_through(perceiver, frames))
        # a turn that shows only at the end is for the analysis itself to find
        for moment in stop_if_turned(source.name, moments, lambda: 0):
            roller_seen = moment.roller is not None if options.looks_for_roller else None
            recogniser.update(moment.frame.time_s, moment.measurements, roller_seen)
            check()
    return recogniser.result()


def _choose_frames(source: FrameSource, recogniser: Recogniser) -> Generator[Frame]:
    """The frames to look at, until that is enough."""
    next_s = 0.0
    with closing(read_ahead(source)) as frames:
        for frame in frames:
            check()
            if frame.time_s < next_s - 1e-6:
                continue
            yield frame
            next_s = max(next_s, frame.time_s - STEP_S / 2) + STEP_S
            in_minute_s = next_s % 60
            if next_s >= WHOLE_S and in_minute_s > LATER_S:
                next_s += 60 - in_minute_s
                first = recogniser.result().guesses[0]
                if first.probability >= ENOUGH or next_s > LAST_S:
                    return
