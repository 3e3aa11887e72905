"""The window of a live command as a listener: shows the overlay, gives keys and drags as events."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from posecheck.cli.key_meanings import KEYS, key_meanings
from posecheck.cli.window import Window
from posecheck.coaching.practice.events import KeyPressed
from posecheck.engine.background import NewestOnly
from posecheck.engine.live import Closed, Listener
from posecheck.engine.recorder import Recorder
from posecheck.engine.session import Event, RollerDrawn
from posecheck.feedback.overlay.practice import PracticeOverlay
from posecheck.feedback.overlay.text import Colour, Image8
from posecheck.moment import Moment
from posecheck.video.frame import Frame
from posecheck.video.report import Report, Waiting
from posecheck.video.source import FrameSource

Flash = Callable[[float], tuple[Colour, float] | None]
"""Gives the colour that the screen takes on at a time, and how strongly."""


@dataclass(frozen=True, eq=False)
class _Picture:
    """What is to be drawn: a moment, or that the camera is awaited after it."""

    moment: Moment
    waiting: Waiting | None = None


class Screen(Listener):
    """Draws into a window and a recording, where they are wanted; a context manager.

    The moments of a recording are drawn one after another. A camera's pictures are drawn as they
    come, in a thread of their own, each under what is known of the last one that was looked at: the
    picture never waits for the numbers, nor they for the screen.

    Parameters
    ----------
    window
        None where there is no screen, or none is wanted.
    recorder
        Writes what is drawn.
    flash
        The announcer's flashes.
    source
        Where the frames come from.
    mirrored
        Whether to show the image as a mirror would.
    """

    def __init__(
        self,
        window: Window | None,
        recorder: Recorder,
        flash: Flash,
        source: FrameSource,
        *,
        mirrored: bool,
    ) -> None:
        self._window, self._recorder, self._flash = window, recorder, flash
        self._overlay = PracticeOverlay(mirrored=mirrored)
        self._last: Moment | None = None
        self._keys = KEYS
        self._events: deque[Event | Closed] = deque()
        self._display: NewestOnly[_Picture] | None = None
        if source.is_live and (window is not None or recorder.wanted):
            self._display = NewestOnly(self._draw, name="display")
            source.on_frame = self._see

    def hear(self, moment: Moment) -> Iterable[Event | Closed]:
        """Show a moment; give what the person did with keys and mouse."""
        self._last = moment
        if self._display is None:
            self._draw(_Picture(moment))
        else:
            self._display.check()
            if moment.awaits_camera:
                self._display.put(_Picture(moment))
        return self._take_events()

    def hear_camera(self, report: Report) -> Iterable[Event | Closed]:
        """Show that the camera is awaited; give the keys that were pressed."""
        if self._last is not None and isinstance(report, Waiting):
            picture = _Picture(self._last, report)
            if self._display is None:
                self._draw(picture)
            else:
                self._display.put(picture)
        return self._take_events()

    def __enter__(self) -> Screen:
        return self

    def __exit__(self, *_: object) -> None:
        if self._display is not None:
            self._display.finish()

    def _see(self, frame: Frame) -> None:
        """Take in a camera's new picture. Runs in the thread that reads the camera."""
        last, display = self._last, self._display
        if last is not None and display is not None and last.frame.size == frame.size:
            display.put(_Picture(replace(last, frame=frame, awaits_camera=False)))

    def _take_events(self) -> list[Event | Closed]:
        events = []
        while self._events:
            events.append(self._events.popleft())
        return events

    def _draw(self, picture: _Picture) -> None:
        """Draw and show. Runs in the display's thread where there is one."""
        if self._window is not None and self._window.lost:
            self._window = None
        if self._window is None and not self._recorder.wanted:
            return
        moment, frame = picture.moment, picture.moment.frame
        if picture.waiting is not None:
            frame = replace(frame, time_s=picture.waiting.time_s)
            image = self._overlay.draw_waiting(moment, picture.waiting)
        else:
            image = self._overlay.draw(moment, self._flash(frame.time_s))
        self._recorder.add(frame, image)
        if self._window is not None:
            self._show(self._window, image, frame)
            self._keys = KEYS if picture.waiting else key_meanings(moment)  # from now on

    def _show(self, window: Window, image: Image8, frame: Frame) -> None:
        if not window.show(image):
            self._events.append(Closed())
            return
        keys = self._keys  # of what was shown when they were pressed
        self._events.extend(KeyPressed(keys[key]) for key in window.keys if key in keys)
        if (drag := window.dragged()) is not None:
            ends = self._overlay.to_frame_pixels(drag, frame)
            if ((ends >= 0) & (ends < frame.size)).all():  # else it is not in the picture
                self._events.append(RollerDrawn(ends))
