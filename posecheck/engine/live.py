"""The loop of live work: frames to a session, its moments to listeners, their events back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from posecheck.coaching.camera_report import CameraPrompts
from posecheck.coaching.practice.events import SpeechPending
from posecheck.engine.session import Event, Session, moments_and_reports
from posecheck.feedback.voice.announcer import Announcer
from posecheck.interruption import check, held
from posecheck.moment import Moment
from posecheck.video.report import Report, Waiting
from posecheck.video.source import FrameSource


class Closed:
    """The person has closed the window, or pressed the key that ends the session."""


class Listener(Protocol):
    """Shows, says or keeps what a session gives; may answer with events.

    One that has nothing to do with the camera inherits ``hear_camera``.
    """

    def hear(self, moment: Moment) -> Iterable[Event | Closed]:
        """Take in a moment; give what the person or the voice answers to it."""
        ...

    def hear_camera(self, report: Report) -> Iterable[Event | Closed]:
        """Take in what the camera has to tell; give what the person answers to it."""
        return ()


class LiveRun:
    """Frames of a source to a session, its moments to the listeners, their events back.

    Attributes
    ----------
    frames
        How many frames were taken so far.
    waited_s
        For how many seconds the camera was awaited so far.
    """

    def __init__(
        self, source: FrameSource, session: Session, listeners: Sequence[Listener]
    ) -> None:
        self._source, self._session, self._listeners = source, session, listeners
        self.frames = 0
        self._waited_s, self._waits_s = 0.0, 0.0

    @property
    def waited_s(self) -> float:
        """For how many seconds the camera was awaited, the present wait included."""
        return self._waited_s + self._waits_s

    def run(self) -> None:
        """Go on until the session is over, a listener closes it, or the source ends.

        Raises
        ------
        SourceLostError
            The camera has gone and does not come back.
        Interrupted
            A signal came; every listener has heard the last moment whole.
        """
        with held():
            self._run()

    def _run(self) -> None:
        for given in moments_and_reports(self._source, self._session):
            if isinstance(given, Moment):
                if not given.awaits_camera:
                    self.frames += 1
                    self._waited_s, self._waits_s = self._waited_s + given.frame.waited_s, 0.0
                is_closed = self._pass_on(given)
            else:
                is_closed = self._pass_on_report(given)
            if is_closed or self._session.over:
                return
            check()

    def _pass_on(self, moment: Moment) -> bool:
        """To all listeners; return whether one of them closes the session."""
        return self._handle([e for listener in self._listeners for e in listener.hear(moment)])

    def _pass_on_report(self, report: Report) -> bool:
        """To all listeners. A key that was pressed while the camera is awaited counts at once."""
        events = [e for listener in self._listeners for e in listener.hear_camera(report)]
        is_closed = self._handle(events)
        if isinstance(report, Waiting):
            self._waits_s = report.seconds
            if events and not is_closed:
                return self._pass_on(self._session.take_no_picture(report.time_s))
        return is_closed

    def _handle(self, events: Sequence[Event | Closed]) -> bool:
        for event in events:
            if not isinstance(event, Closed):
                self._session.handle(event)
        return any(isinstance(event, Closed) for event in events)


class Speaking(Listener):
    """A listener that says what a session gives, and tells it while something is unsaid."""

    def __init__(self, announcer: Announcer) -> None:
        self._announcer = announcer
        self._camera = CameraPrompts()

    def hear(self, moment: Moment) -> Iterable[Event | Closed]:
        """Say what is due."""
        prompts = moment.practice.prompts if moment.practice is not None else ()
        about_camera = () if moment.awaits_camera else self._camera.see(moment.frame.time_s)
        self._announcer.announce(moment, prompts, also=about_camera)
        if moment.selftest is not None:
            prompts = moment.selftest.prompts
        elif moment.practice is None:
            return ()
        return (SpeechPending(self._announcer.has_unsaid(prompts)),)

    def hear_camera(self, report: Report) -> Iterable[Event | Closed]:
        """Say once that the camera is awaited, or slow."""
        if isinstance(report, Waiting):
            self._announcer.interrupt(report.time_s, self._camera.wait(report))
        else:
            self._camera.be_slow(report)
        return ()
