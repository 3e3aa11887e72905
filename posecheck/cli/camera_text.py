"""What the live commands print about the camera."""

from __future__ import annotations

from collections.abc import Iterable

from posecheck.cli.console import complain, stdout
from posecheck.coaching.camera_report import BACK, report_text
from posecheck.engine.live import Closed, Listener
from posecheck.engine.session import Event, Session
from posecheck.moment import Moment
from posecheck.video.report import Report, Waiting

ABSENT_S = 5.0
"""After how many seconds it is said that the person with the wanted number is not there."""


class CameraTeller(Listener):
    """A listener that prints that the camera is awaited, is back, or is slow."""

    def __init__(self) -> None:
        self._waiting = ""

    def hear(self, moment: Moment) -> Iterable[Event | Closed]:
        """Print that the camera is back."""
        if self._waiting and not moment.awaits_camera:
            self._waiting = ""
            stdout.print(BACK)
        return ()

    def hear_camera(self, report: Report) -> Iterable[Event | Closed]:
        """Print what it tells, once."""
        text = report_text(report)
        if text != self._waiting:
            stdout.print(text, markup=False)
        if isinstance(report, Waiting):
            self._waiting = text
        return ()


class AbsenceTeller(Listener):
    """A listener that says once if the person with the wanted number is not there."""

    def __init__(self, session: Session) -> None:
        self._session, self._is_told = session, False

    def hear(self, moment: Moment) -> Iterable[Event | Closed]:
        """Say it when it has been so for a while."""
        if moment.frame.time_s > ABSENT_S and not self._is_told:
            self._is_told = True
            if missing := self._session.missing_person:
                complain(f"So far {missing}.")
        return ()


def tell_camera(unreadable: int, waited_s: float) -> None:
    """At the end: how many pictures could not be read, and how long the camera was awaited."""
    if unreadable:
        pictures = "1 picture" if unreadable == 1 else f"{unreadable} pictures"
        stdout.print(f"{pictures} could not be read.")
    if waited_s >= 0.5:
        stdout.print(f"The camera was awaited for {waited_s:.0f} s; that time does not count.")
