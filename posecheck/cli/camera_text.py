"""What the live commands print about the camera."""

from __future__ import annotations

from collections.abc import Iterable

from posecheck.cli.console import stdout
from posecheck.coaching.camera_report import BACK, report_text
from posecheck.engine.live import Closed, Listener
from posecheck.engine.session import Event
from posecheck.moment import Moment
from posecheck.video.report import Report, Waiting


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
