"""The page of a live session as a listener: shows moments, gives keys and drags as events."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace

import cv2

from posecheck.app.live.lines import make_lines
from posecheck.app.live.mailbox import Mailbox
from posecheck.app.live.shown import Shown, Words, show, show_waiting, to_json
from posecheck.coaching.camera_advice import advise_camera
from posecheck.coaching.practice.texts import CAMERA_GOOD
from posecheck.coaching.unseen import NOBODY_SEEN
from posecheck.engine.background import NewestOnly
from posecheck.engine.live import Closed, Listener
from posecheck.engine.session import Event, RollerDrawn
from posecheck.exercises.schema import Exercise
from posecheck.feedback.overlay.text import Colour
from posecheck.moment import Moment
from posecheck.video.frame import Frame
from posecheck.video.live_source import GIVE_UP_S
from posecheck.video.pushed_source import PushedSource
from posecheck.video.report import Report, Waiting
from posecheck.video.source import FrameSource

JPEG_QUALITY = 80
"""Quality of the pictures of this machine's camera, 0..100: nothing is measured in them."""

Flash = Callable[[float], tuple[Colour, float] | None]
"""Gives the colour that the screen takes on at a time, and how strongly."""


class PageScreen(Listener):
    """Shows on the page what a session gives; a context manager.

    Pictures of the page's own camera are there already. Those of this machine's camera go to the
    page as they come.

    Parameters
    ----------
    mailbox
        The way to the page.
    source
        Where the frames come from.
    flash
        The announcer's flashes.
    """

    def __init__(self, mailbox: Mailbox, source: FrameSource, flash: Flash) -> None:
        self._mailbox, self._source, self._flash = mailbox, source, flash
        self._last: Moment | None = None
        self._alone_since_s: float | None = None
        self._pictures: NewestOnly[Frame] | None = None
        if not isinstance(source, PushedSource):
            self._pictures = NewestOnly(self._send_picture, name="pictures")
            source.on_frame = self._pictures.put

    def hear(self, moment: Moment) -> Iterable[Event | Closed]:
        """Show a moment; give what the person did."""
        self._last = moment
        self._mailbox.show(to_json(self._shown(moment)))
        return self._take_events()

    def hear_camera(self, report: Report) -> Iterable[Event | Closed]:
        """Show that the camera is awaited; give what the person did."""
        if isinstance(report, Waiting):
            self._mailbox.show(to_json(show_waiting(self._last, report)))
        return self._take_events()

    def __enter__(self) -> PageScreen:
        return self

    def __exit__(self, *_: object) -> None:
        self._source.on_frame = None
        if self._pictures is not None:
            self._pictures.finish()

    def _shown(self, moment: Moment) -> Shown:
        frame, taken_s = moment.frame, None
        if isinstance(self._source, PushedSource):
            taken_s = self._source.camera_s(frame.index)
        taken_ms = None if taken_s is None else round(1000 * taken_s, 2)
        return show(moment, taken_ms, self._flash(frame.time_s))

    def _take_events(self) -> list[Event | Closed]:
        events = [e for e in self._mailbox.take_events() if self._is_in_picture(e)]
        if self._mailbox.has_page:
            self._alone_since_s = None
        elif self._alone_since_s is None:
            self._alone_since_s = time.monotonic()
        elif time.monotonic() - self._alone_since_s > GIVE_UP_S:
            events.append(Closed())  # this machine's camera goes on, but nobody looks any more
        return events

    def _is_in_picture(self, event: Event | Closed) -> bool:
        """Whether a roller that was drawn lies in the picture; True for all else."""
        if not isinstance(event, RollerDrawn):
            return True
        size = self._last.frame.size if self._last is not None else (0, 0)
        return bool(((event.ends >= 0) & (event.ends < size)).all())

    def _send_picture(self, frame: Frame) -> None:
        """Runs in a thread of its own."""
        image = cv2.cvtColor(frame.image, cv2.COLOR_RGB2BGR)
        done, jpeg = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
        if done:
            self._mailbox.show_picture(jpeg.tobytes())


class LookScreen(PageScreen):
    """Shows how the camera stands, in place of an exercise.

    Parameters
    ----------
    exercise
        The one for which the camera is to stand well.
    """

    def __init__(
        self, mailbox: Mailbox, source: FrameSource, flash: Flash, exercise: Exercise
    ) -> None:
        super().__init__(mailbox, source, flash)
        self._exercise = exercise

    def _shown(self, moment: Moment) -> Shown:
        bare = replace(moment, coaching=None)
        if moment.measurements is None:
            banner = Words(f"{NOBODY_SEEN}. {self._exercise.camera}", "unseen")
        else:
            advice = advise_camera(self._exercise, moment.measurements)
            banner = Words(advice, "fix") if advice else Words(CAMERA_GOOD, "good")
        return replace(super()._shown(bare), lines=make_lines(bare), banner=banner)
