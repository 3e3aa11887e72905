"""Recorded clips, decoded with PyAV."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from av.error import FFmpegError
from numpy.typing import NDArray

from posecheck.errors import InputError
from posecheck.readable import readable
from posecheck.video.ffmpeg_path import ffmpeg_path
from posecheck.video.frame import Frame
from posecheck.video.source import FrameSource

FALLBACK_RATE = Fraction(25)
"""Frames a second, assumed only for frames without a timestamp in a file without a frame rate."""

MISSING_END_S = 1.0
"""A clip that ends more than this before the length in its header, in seconds, was cut off."""


class VideoFile(FrameSource):
    """The frames of a recorded clip, upright, with the times at which they are shown.

    Parameters
    ----------
    path
        The clip's file.

    Raises
    ------
    InputError
        The file is not a video or has no picture. While iterating: no picture can be decoded.

    Notes
    -----
    Times are the stream's presentation timestamps, counted from its first frame, so a variable
    frame rate keeps its rhythm. A timestamp that does not increase (joined or damaged clips) is
    moved to one frame interval after the frame before, and all later ones are moved with it.
    """

    def __init__(self, path: Path) -> None:
        self.name = readable(path)
        self._in_use, self._closed = threading.Lock(), False
        try:
            self._container = av.open(ffmpeg_path(path))
        except PermissionError as error:
            raise InputError(
                f"{self.name} cannot be read: you have no right to; change its rights."
            ) from error
        except (FFmpegError, OSError, ValueError) as error:
            raise InputError(
                f"{self.name} is not a video that can be read: it is damaged, cut short or "
                "not a video at all."
            ) from error
        if not self._container.streams.video:
            self._container.close()
            raise InputError(f"{self.name} has no picture, only sound or other data.")
        self._stream = self._container.streams.video[0]
        self._stream.thread_type = "AUTO"
        self.frame_rate = self._stream.average_rate or self._stream.guessed_rate
        self.frame_count = self._stream.frames or self._estimate_count()

    def __iter__(self) -> Iterator[Frame]:
        times = _IncreasingTimes(1 / (self.frame_rate or FALLBACK_RATE))
        bad_packets, index, size = 0, 0, None
        packets = self._container.demux(self._stream)
        while (pictures := self._decode_next(packets)) is not None:
            if isinstance(pictures, FFmpegError):
                bad_packets += 1
                continue
            for image, time_s in pictures:
                size = size or image.shape[1::-1]
                if image.shape[1::-1] != size:
                    image = np.asarray(cv2.resize(image, size), np.uint8)
                yield Frame(image, times.next(time_s), index)
                index += 1
        if self._closed:
            return
        if index == 0:
            raise InputError(f"{self.name} holds no picture that can be decoded.")
        self.frame_count = index
        self._note_damage(times.last_s, bad_packets)

    def close(self) -> None:
        """Stop decoding and close the file, from any thread.

        It waits for a decoding step of another thread: FFmpeg crashes when it is closed during one.
        """
        with self._in_use:
            self._closed = True
            self._container.close()

    def _decode_next(
        self, packets: Iterator[Any]
    ) -> list[tuple[NDArray[np.uint8], float | None]] | FFmpegError | None:
        """Decode the next packet.

        Returns
        -------
        list of (image, time_s), FFmpegError or None
            Its upright pictures with their timestamps in seconds, which may be None; the error if
            it cannot be decoded; None at the end of the stream or after :meth:`close`.
        """
        with self._in_use:
            if self._closed:
                return None
            try:
                packet = next(packets)
            except (StopIteration, FFmpegError):
                return None
            try:
                pictures = packet.decode()
            except FFmpegError as error:
                return error
            aspect = self._stream.sample_aspect_ratio
            return [(_to_upright_rgb(picture, aspect), picture.time) for picture in pictures]

    def _duration_s(self) -> float | None:
        """The length in seconds that the stream or the file promises; None when unknown."""
        if self._stream.duration and self._stream.time_base:
            return float(self._stream.duration * self._stream.time_base)
        return self._container.duration / av.time_base if self._container.duration else None

    def _estimate_count(self) -> int | None:
        duration = self._duration_s()
        return round(duration * self.frame_rate) if duration and self.frame_rate else None

    def _note_damage(self, last_s: float, bad_packets: int) -> None:
        """Set :attr:`damage` if the last frame came too early or packets could not be decoded."""
        duration = self._duration_s()
        if duration and last_s < duration - MISSING_END_S:
            self.damage = (
                f"{self.name} is damaged: it should last {duration:.1f} s, "
                f"but only the first {last_s:.1f} s can be read."
            )
        elif bad_packets:
            self.damage = f"{self.name} is damaged: {bad_packets} parts of it cannot be read."


class _IncreasingTimes:
    """Turns presentation timestamps into times that start at zero and strictly increase.

    Parameters
    ----------
    interval_s
        The nominal time from one frame to the next, in seconds.

    Attributes
    ----------
    last_s : float
        The last time given; -1 before the first.
    """

    def __init__(self, interval_s: Fraction) -> None:
        self._interval_s = float(interval_s)
        self._offset_s: float | None = None
        self.last_s = -1.0

    def next(self, stamp_s: float | None) -> float:
        """Convert the next timestamp, in seconds; None when the frame has none."""
        if self._offset_s is None:
            self._offset_s = -(stamp_s or 0.0)
            self.last_s = 0.0
            return 0.0
        time_s = self.last_s if stamp_s is None else stamp_s + self._offset_s
        if time_s <= self.last_s:
            expected = self.last_s + self._interval_s
            if stamp_s is not None:
                self._offset_s += expected - time_s
            time_s = expected
        self.last_s = time_s
        return time_s


def _to_upright_rgb(picture: av.VideoFrame, aspect: Fraction | None) -> NDArray[np.uint8]:
    """Convert a decoded picture to RGB with square pixels, rotated by the file's display matrix.

    Parameters
    ----------
    picture
        The decoded picture.
    aspect
        Width of a pixel divided by its height; None when unknown.
    """
    width = picture.width
    if aspect and aspect > 0 and aspect != 1:
        width = round(width * aspect)
    image = np.asarray(picture.to_ndarray(format="rgb24", width=width), np.uint8)
    quarter_turns = round(picture.rotation / 90) % 4
    return np.ascontiguousarray(np.rot90(image, quarter_turns)) if quarter_turns else image
