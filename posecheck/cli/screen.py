"""The window of a live command as a listener: shows the overlay, gives keys and drags as events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from posecheck.cli.window import Window
from posecheck.coaching.practice.events import Key, KeyPressed
from posecheck.engine.live import Closed, Listener
from posecheck.engine.recorder import Recorder
from posecheck.engine.session import Event, RollerDrawn
from posecheck.feedback.overlay.practice import PracticeOverlay
from posecheck.feedback.overlay.text import Colour, Image8
from posecheck.moment import Moment
from posecheck.video.frame import Frame
from posecheck.video.report import Report, Waiting

KEYS: Mapping[int, Key] = {
    ord(" "): Key.PAUSE,
    ord("n"): Key.NEXT,
    ord("b"): Key.BACK,
    ord("s"): Key.SKIP_SIDE,
    ord("h"): Key.HELP,
    ord("d"): Key.DANGER,
}
"""What each key of the window asks a practice for."""

Flash = Callable[[float], tuple[Colour, float] | None]
"""Gives the colour that the screen takes on at a time, and how strongly."""


class Screen(Listener):
    """Draws each moment into a window and a recording, where they are wanted.

    Parameters
    ----------
    window
        None where there is no screen, or none is wanted.
    recorder
        Writes what is drawn.
    flash
        The announcer's flashes.
    mirrored
        Whether to show the image as a mirror would.
    """

    def __init__(
        self, window: Window | None, recorder: Recorder, flash: Flash, *, mirrored: bool
    ) -> None:
        self._window, self._recorder, self._flash = window, recorder, flash
        self._overlay = PracticeOverlay(mirrored=mirrored)
        self._last: Moment | None = None

    def hear(self, moment: Moment) -> Iterable[Event | Closed]:
        """Show a moment; give what the person did with keys and mouse."""
        if self._window is not None and self._window.lost:
            self._window = None
        if self._window is None and not self._recorder.wanted:
            return
        self._last = moment
        yield from self._show(
            self._overlay.draw(moment, self._flash(moment.frame.time_s)), moment.frame
        )
        if self._window is not None and (drag := self._window.dragged()) is not None:
            ends = self._overlay.to_frame_pixels(drag, moment.frame)
            if ((ends >= 0) & (ends < moment.frame.size)).all():  # else it is not in the picture
                yield RollerDrawn(ends)

    def hear_camera(self, report: Report) -> Iterable[Event | Closed]:
        """Show that the camera is awaited; give the keys that were pressed."""
        if self._last is None or not isinstance(report, Waiting):
            return
        frame = replace(self._last.frame, time_s=report.time_s)
        yield from self._show(self._overlay.draw_waiting(self._last, report), frame)

    def _show(self, image: Image8, frame: Frame) -> Iterable[Event | Closed]:
        self._recorder.add(frame, image)
        if self._window is None:
            return
        if not self._window.show(image):
            yield Closed()
            return
        yield from (KeyPressed(KEYS[key]) for key in self._window.keys if key in KEYS)
