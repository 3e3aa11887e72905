"""A camera elsewhere, such as that of a browser or a phone, whose pictures are handed over."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator

import cv2
import numpy as np

from posecheck.errors import InputError
from posecheck.video.frame import Frame
from posecheck.video.live_source import LiveSource, UnreadablePictureError
from posecheck.video.reading import AS_IT_IS, ReadingOptions
from posecheck.video.report import Report
from posecheck.video.upright import Image

MOST_PIXELS = 1920 * 1088
"""Largest picture that is decoded. A JPEG of some kilobytes can claim gigabytes."""

LATEST_S = 10.0
"""A picture that came later than this after it was taken, in seconds, has a clock that jumped."""

EARLIEST_S = 1.0
"""The same for one that was taken after it came: the first picture may have been this late."""

REORDERED_S = 1.0
"""Pictures can overtake each other by less than this, in seconds. One whose time lies further back
is of another clock."""

LOOK_S = 0.2
"""How often, in seconds, a wait for a picture looks whether the source is closed."""

KEPT_TAGS = 64
"""For how many of the last pictures it is known which they were."""

FRAME_MARKERS = frozenset({0xC0, 0xC1, 0xC2})
"""The markers of a JPEG before its size: baseline, extended, progressive."""


class PushedSource(LiveSource):
    """A live source whose pictures somebody else hands over, with the times of that camera.

    Parameters
    ----------
    name
        The camera's name in messages.
    reading
        How its pictures are to be turned or mirrored.

    Attributes
    ----------
    on_wanted : callable or None
        Called, in any thread, when a picture was taken and the next one is wanted. Whoever makes
        one each time makes none in vain. It must not wait.
    """

    def __init__(self, name: str, reading: ReadingOptions = AS_IT_IS) -> None:
        super().__init__(name, reading)
        self._came = threading.Condition()
        self._waiting: tuple[bytes, float, float] | None = None  # JPEG, camera's time, arrival
        self._anchor_s: float | None = None
        self._pushed_camera_s = -math.inf
        self._read_taken_s = self._read_camera_s = 0.0
        self._tags: dict[int, float] = {}
        self._refused = False
        self.on_wanted: Callable[[], None] | None = None

    def with_reports(self) -> Iterator[Frame | Report]:
        """See :meth:`FrameSource.with_reports`."""
        taken = -1
        for given in super().with_reports():
            if isinstance(given, Frame):
                if given.index > taken:
                    self._want()
                taken = given.index
            else:
                self._want()  # what was pushed may have been lost on its way
            yield given
            if self._ahead is not None:
                taken = self._ahead.index

    def look_ahead(self) -> Frame | None:
        """The newest frame, if it was not given yet: it is then given next."""
        before = self._ahead
        found = super().look_ahead()
        if found is not None and found is not before:
            self._want()
        return found

    def push(self, jpeg: bytes, camera_s: float) -> bool:
        """Hand over a picture; one that nobody has taken yet is dropped. It never waits.

        One that another has overtaken on its way is not taken: time does not go back.

        Parameters
        ----------
        jpeg
            The picture.
        camera_s
            When it was taken, in seconds of the camera's own clock.

        Returns
        -------
        bool
            Whether it was taken.
        """
        with self._came:
            back_s = self._pushed_camera_s - camera_s
            if 0 <= back_s < REORDERED_S:
                return False
            if back_s > 0:
                self._anchor_s = None
            self._pushed_camera_s = camera_s
            self._waiting = jpeg, camera_s, time.monotonic()
            self._came.notify()
        return True

    def begin_anew(self) -> None:
        """From the next picture on the camera's clock is another one: its page was loaded again."""
        with self._came:
            self._waiting = self._anchor_s = None
            self._pushed_camera_s = -math.inf

    def camera_s(self, index: int) -> float | None:
        """The camera's own time of a frame; None for one of long ago."""
        return self._tags.get(index)

    def _open(self) -> None:
        """There is nothing to open: the pictures come."""

    def _release(self) -> None:
        """There is nothing to release."""

    def _read(self) -> Image | None:
        if self._refused:  # the last picture was damaged, or no new one
            self._want()
        self._refused = True
        with self._came:
            end_s = time.monotonic() + self.patience_s
            while self._waiting is None:
                if self._closing.is_set() or time.monotonic() >= end_s:
                    return None
                self._came.wait(LOOK_S)
            (jpeg, camera_s, arrived_s), self._waiting = self._waiting, None
            self._read_camera_s = camera_s
            self._read_taken_s = self._to_our_clock(camera_s, arrived_s)
        return decode_jpeg(jpeg)

    def _taken_s(self) -> float:
        if self._index not in self._tags:
            self._tags.pop(self._index - KEPT_TAGS, None)
        self._tags[self._index] = self._read_camera_s
        return self._read_taken_s

    def _accept(self, now_s: float, image: Image) -> None:
        self._refused = False
        super()._accept(now_s, image)

    def _want(self) -> None:
        if self.on_wanted is not None:
            self.on_wanted()

    def _to_our_clock(self, camera_s: float, arrived_s: float) -> float:
        """The camera's time on this machine's clock: as if its first picture had come at once."""
        if self._anchor_s is None:
            self._anchor_s = arrived_s - camera_s
        taken_s = camera_s + self._anchor_s
        if not -LATEST_S <= taken_s - arrived_s <= EARLIEST_S:
            self._anchor_s, taken_s = arrived_s - camera_s, arrived_s
        return taken_s


def decode_jpeg(jpeg: bytes) -> Image:
    """Decode a picture to (H, W, 3) RGB.

    Raises
    ------
    UnreadablePictureError
        It is no JPEG, is damaged, or is larger than :data:`MOST_PIXELS`.
    """
    try:
        width, height = jpeg_size(jpeg)
        if not 0 < width * height <= MOST_PIXELS:
            raise UnreadablePictureError
        image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    except (InputError, cv2.error) as error:
        raise UnreadablePictureError from error
    if image is None:
        raise UnreadablePictureError
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8)


def jpeg_size(jpeg: bytes) -> tuple[int, int]:
    """(width, height) that a JPEG claims.

    Raises
    ------
    InputError
        It is no JPEG, or has no size.
    """
    at = 2
    while jpeg[:2] == b"\xff\xd8" and at + 9 <= len(jpeg) and jpeg[at] == 0xFF:
        if jpeg[at + 1] in FRAME_MARKERS:
            height, width = (int.from_bytes(jpeg[at + k : at + k + 2], "big") for k in (5, 7))
            return width, height
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    raise InputError("This is no JPEG picture.")
