"""A first look at a recorded clip: what is practised in it."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
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
from posecheck.engine.perceived import PerceivedRecording
from posecheck.engine.perceiver import Perceiver
from posecheck.engine.smoothing import MomentSmoother
from posecheck.engine.turning import stop_if_turned
from posecheck.interruption import check
from posecheck.moment import Moment
from posecheck.tightness.recognition import SelfTestCandidate
from posecheck.video.frame import Frame
from posecheck.video.opening import open_file
from posecheck.video.source import FrameSource

AUTO = "auto"
"""The name under which an analysis is asked to recognise the exercise."""

UNRECOGNISED = "movement"
"""The exercise as which a clip is analysed where none is recognised: it judges nothing."""

STEP_S = 0.25
"""A moment counts this often, in seconds of the film: the shortest repetition that counts as
an exercise takes 0.8 s, a breath 2 s."""

WHOLE_S = 60.0
"""The film is looked at throughout up to this time, in seconds."""

LATER_S = 10.0
"""After that, this many seconds of each minute are looked at: two repetitions, or a hold."""

LAST_S = 600.0
"""After this time nothing more is looked at, in seconds: so the later look takes 360 frames at most
for a film of any length, and the decoding of ten minutes."""

ENOUGH = 0.9
"""From this probability on, no more is looked at after :data:`WHOLE_S`."""


def recognise(perceived: PerceivedRecording, path: Path, options: InputOptions) -> Recognition:
    """Look ahead in a recording, and say which exercise it shows.

    Of the first minute the analysis needs every moment anyway: it keeps what is seen there. What
    comes later is looked at separately, a few frames a second, where the first minute does not say
    enough.

    Parameters
    ----------
    perceived
        The recording.
    path, options
        Its file, and how it is looked at.

    Raises
    ------
    InputError
        The clip cannot be read.
    PictureTurnedError
        It is upside down, or on its side.
    """
    recogniser = Recogniser([*library_candidates(), SelfTestCandidate()])
    smoother = MomentSmoother()

    def take_in(moments: Iterable[Moment]) -> None:
        for moment in moments:
            moment = smoother.smooth(moment)
            roller_seen = moment.roller is not None if options.looks_for_roller else None
            recogniser.update(moment.frame.time_s, moment.measurements, roller_seen)

    take_in(_every_step(perceived.look_ahead(WHOLE_S)))
    if not perceived.is_over and not _is_enough(recogniser):
        with (
            open_file(path, options.reading) as source,
            Perceiver(options, with_mask=False) as perceiver,
            closing(_choose_later(source, recogniser)) as frames,
        ):
            seen = look_through(perceiver, frames)
            # a turn that shows only at the end is for the analysis itself to find
            take_in(stop_if_turned(source.name, seen, lambda: 0))
    return recogniser.result()


def _every_step(moments: Iterable[Moment]) -> Iterator[Moment]:
    """Those of the moments that count."""
    next_s = 0.0
    for moment in moments:
        if moment.frame.time_s >= next_s - 1e-6:
            yield moment
            next_s = _step_on(next_s, moment.frame.time_s)


def _step_on(due_s: float, time_s: float) -> float:
    """When the next frame is due, after the one at ``time_s`` that was due at ``due_s``."""
    return max(due_s, time_s - STEP_S / 2) + STEP_S


def _is_enough(recogniser: Recogniser) -> bool:
    return recogniser.result().guesses[0].probability >= ENOUGH


def _choose_later(source: FrameSource, recogniser: Recogniser) -> Generator[Frame]:
    """The frames to look at after the first minute, until that is enough."""
    next_s = WHOLE_S
    with closing(read_ahead(source)) as frames:
        for frame in frames:
            check()
            if frame.time_s < next_s - 1e-6:
                continue
            yield frame
            next_s = _step_on(next_s, frame.time_s)
            in_minute_s = next_s % 60
            if in_minute_s > LATER_S:
                next_s += 60 - in_minute_s
                if next_s > LAST_S or _is_enough(recogniser):
                    return
