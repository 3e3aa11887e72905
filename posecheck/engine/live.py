"""The loop of live work: frames to a session, its moments to listeners, their events back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from posecheck.coaching.practice.events import SpeechPending
from posecheck.engine.session import Event, Session, moments
from posecheck.feedback.voice.announcer import Announcer
from posecheck.interruption import check, held
from posecheck.moment import Moment
from posecheck.video.source import FrameSource


class Closed:
    """The person has closed the window, or pressed the key that ends the session."""


class Listener(Protocol):
    """Shows, says or keeps what a session gives; may answer with events."""

    def hear(self, moment: Moment) -> Iterable[Event | Closed]:
        """Take in a moment; give what the person or the voice answers to it."""
        ...


class LiveRun:
    """Frames of a source to a session, its moments to the listeners, their events back.

    Attributes
    ----------
    frames
        How many frames were taken so far.
    """

    def __init__(
        self, source: FrameSource, session: Session, listeners: Sequence[Listener]
    ) -> None:
        self._source, self._session, self._listeners = source, session, listeners
        self.frames = 0

    def run(self) -> None:
        """Go on until the session is over, a listener closes it, or the source ends.

        Raises
        ------
        SourceLostError
            The camera stopped giving frames.
        Interrupted
            A signal came; every listener has heard the last moment whole.
        """
        with held():
            self._run()

    def _run(self) -> None:
        for moment in moments(self._source, self._session):
            self.frames += 1
            events = [event for listener in self._listeners for event in listener.hear(moment)]
            for event in events:
                if not isinstance(event, Closed):
                    self._session.handle(event)
            if self._session.over or any(isinstance(event, Closed) for event in events):
                return
            check()


class Speaking:
    """A listener that says what a session gives, and tells it while something is unsaid."""

    def __init__(self, announcer: Announcer) -> None:
        self._announcer = announcer

    def hear(self, moment: Moment) -> Iterable[Event | Closed]:
        """Say what is due."""
        prompts = moment.practice.prompts if moment.practice is not None else ()
        self._announcer.announce(moment, prompts)
        if moment.practice is None:
            return ()
        return (SpeechPending(self._announcer.has_unsaid(prompts)),)
