"""Running a session live in the terminal: camera, window, voice, and what ends it."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace

from posecheck.cli.camera_text import AbsenceTeller, CameraTeller
from posecheck.cli.console import complain, stdout
from posecheck.cli.screen import Screen
from posecheck.cli.speaking import SpeakingOptions, announcing
from posecheck.cli.window import window_if
from posecheck.engine.live import Listener, LiveRun, Speaking
from posecheck.engine.options import InputOptions
from posecheck.engine.recorder import Recorder
from posecheck.engine.session import Coach, Session
from posecheck.errors import SourceLostError
from posecheck.interruption import Interrupted, let_in
from posecheck.video.opening import open_source, refuse_photo


@dataclass(frozen=True, kw_only=True)
class LiveOptions:
    """Where the frames come from, and how the session is shown and heard."""

    camera: str
    input: InputOptions
    speaking: SpeakingOptions
    window: bool
    mirrored: bool


@dataclass(frozen=True)
class LiveEnd:
    """How a live session ended.

    Attributes
    ----------
    frames, skipped
        How many frames were taken, and how many were skipped because newer ones had come.
    seconds
        How long it took.
    lost
        One sentence if the camera was lost, else empty.
    unreadable
        How many pictures came damaged.
    waited_s
        For how many seconds the camera was awaited.
    signal
        Number of the signal that ended it, else None.
    unwritten
        How many of the sound file and the voice log could not be written.
    """

    frames: int
    skipped: int
    seconds: float
    lost: str
    unreadable: int = 0
    waited_s: float = 0.0
    signal: int | None = None
    unwritten: int = 0

    @property
    def status(self) -> int | None:
        """Exit status where a signal ended it; Ctrl-C is how a practice ends, so it has none."""
        stopped = self.signal not in (None, signal.SIGINT)
        return Interrupted(self.signal).status if stopped and self.signal else None


def run_live(
    coach: Coach,
    options: LiveOptions,
    recorder: Recorder,
    listeners: Sequence[Listener],
    introduce: Callable[[], None],
) -> LiveEnd:
    """Run a session until its end, Ctrl-C or another signal, or the loss of the camera.

    What was done by then is written; further signals wait for that if the caller is within
    :func:`posecheck.interruption.held`.

    Parameters
    ----------
    listeners
        Hear each moment first, before the voice and the screen.
    introduce
        Called when all is open, before the first frame.
    """
    lost, stopped_by = "", None
    troubles: list[str] = []
    with ExitStack() as stack:
        with let_in():  # a camera may take its time, and nothing is done yet
            source = stack.enter_context(open_source(options.camera, options.input.reading))
            refuse_photo(source)
            session = stack.enter_context(Session(coach, options.input))
            speaking = replace(options.speaking, live=source.is_live)
            announcer = stack.enter_context(announcing(speaking, troubles.append))
            window = stack.enter_context(window_if(options.window))
            stack.enter_context(recorder)
            introduce()
        screen = stack.enter_context(
            Screen(window, recorder, announcer.flash, source, mirrored=options.mirrored)
        )
        told = [*listeners, CameraTeller(), Speaking(announcer), screen, AbsenceTeller(session)]
        live = LiveRun(source, session, told)
        started_s = time.monotonic()
        try:
            live.run()
        except SourceLostError as error:
            lost = str(error)
        except KeyboardInterrupt as stop:
            stopped_by = getattr(stop, "number", signal.SIGINT)
            if stopped_by == signal.SIGINT:
                stdout.print("Stopped.")
        seconds = time.monotonic() - started_s
    for trouble in troubles:
        complain(trouble)
    return LiveEnd(
        frames=live.frames,
        skipped=source.skipped,
        seconds=seconds,
        lost=lost,
        unreadable=source.unreadable,
        waited_s=live.waited_s,
        signal=stopped_by,
        unwritten=len(troubles),
    )
