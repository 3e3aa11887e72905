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
from posecheck.video.frame import Frame
from posecheck.video.rates import clamp_rate, header_rate, plausible_rate
from posecheck.video.reading import ReadingOptions
from posecheck.video.slow_motion import (
    CAPTURE_RATE_TAG,
    describe_speed,
    find_capture_rate,
    playing_speed,
)
from posecheck.video.source import FrameSource
from posecheck.video.timing import LOOK_AHEAD, Stamped, Timeline, describe_gaps
from posecheck.video.tracks import choose_video_track, promised_end_s, restarts_clock

MISSING_END_S = 1.0
"""A clip that ends more than this before the length in its header, in seconds, was cut off."""

LONGEST_GAP_S = 3600.0
"""A longer step of the stamps is a jump of the clock, in seconds of the file."""

LONGEST_STREAM_GAP_S = 10.0
"""The same in formats whose clock may restart midway, such as MPEG transport streams. FFmpeg's own
limit (dts_delta_threshold)."""

LOOK_AHEAD_BYTES = 64_000_000
"""Memory for the decoded pictures that are read ahead: 16 pictures of 1080p, 5 of 4K."""

MIN_LOOK_AHEAD = 4
"""Pictures that are read ahead however large they are."""


class VideoFile(FrameSource):
    """The frames of a recorded clip, upright, with the times at which they were filmed.

    Parameters
    ----------
    path
        The clip's file.
    reading
        What the file does not say itself.

    Raises
    ------
    InputError
        The file is not a video or has no picture. While iterating: no picture can be decoded.

    Notes
    -----
    Of several tracks the default one is read, never a cover. Times come from the stamps of the file
    (:class:`~posecheck.video.timing.Timeline`), in real seconds also where the film is slow motion,
    and count from its first frame. :attr:`damage` is judged by the track's own stamps: what is
    missing midway and at the end.
    """

    def __init__(self, path: Path, reading: ReadingOptions | None = None) -> None:
        self.name = str(path)
        self._reading = reading or ReadingOptions()
        self._in_use, self._closed = threading.Lock(), False
        try:
            self._container = av.open(str(path))
        except (FFmpegError, OSError, ValueError) as error:
            raise InputError(
                f"{path} is not a video that can be read: it is damaged, cut short or "
                "not a video at all."
            ) from error
        self._stream = self._choose_track()
        self._stream.thread_type = "AUTO"
        self._film_rate = header_rate(self._stream)
        self.frame_rate = self._film_rate
        self._promised_s, self._promise_is_own = promised_end_s(self._container, self._stream)
        self._sound_end_s, self._bad_packets = 0.0, 0
        self.frame_count = self._stream.frames or self._estimate_count()

    def __iter__(self) -> Iterator[Frame]:
        timeline: Timeline[tuple[av.VideoFrame, Fraction | None]] = Timeline(
            float(1 / self._film_rate) if self._film_rate else None,
            look_ahead=self._count_look_ahead(),
            longest_gap_s=(
                LONGEST_STREAM_GAP_S if restarts_clock(self._container) else LONGEST_GAP_S
            ),
            find_speed=self._find_speed,
        )
        index, size = 0, None
        for timed in timeline.time(self._decode()):
            if self._closed:
                return
            image = _to_upright_rgb(*timed.picture)
            size = size or image.shape[1::-1]
            if image.shape[1::-1] != size:
                image = np.asarray(cv2.resize(image, size), np.uint8)
            yield Frame(image, timed.time_s, index, timed.gap_s)
            index += 1
        if self._closed:
            return
        if index == 0:
            raise InputError(f"{self.name} holds no picture that can be decoded.")
        self.frame_count = index
        self._note_times(timeline)
        self._note_damage(timeline)

    def close(self) -> None:
        """Stop decoding and close the file, from any thread.

        It waits for a decoding step of another thread: FFmpeg crashes when it is closed during one.
        """
        with self._in_use:
            self._closed = True
            self._container.close()

    def _choose_track(self) -> Any:
        """The track to read; closes the file if it has none."""
        stream = choose_video_track(self._container)
        if stream is None:
            pictures = " and a cover" if self._container.streams.video else ""
            self._container.close()
            raise InputError(
                f"{self.name} holds no video, only sound{pictures} or other data: "
                "there is no picture to look at."
            )
        return stream

    def _decode(self) -> Iterator[Stamped[tuple[av.VideoFrame, Fraction | None]]]:
        """All pictures in the order in which they are shown, each with its pixels' shape."""
        streams = [self._stream]
        if not self._promise_is_own:
            streams += self._container.streams.audio
        packets = self._container.demux(*streams)
        while (pictures := self._decode_next(packets)) is not None:
            yield from pictures

    def _decode_next(
        self, packets: Iterator[Any]
    ) -> list[Stamped[tuple[av.VideoFrame, Fraction | None]]] | None:
        """The pictures of the next packet; None at the end of the file or after :meth:`close`."""
        with self._in_use:
            if self._closed:
                return None
            try:
                packet = next(packets)
            except (StopIteration, FFmpegError):
                return None
            if packet.stream is not self._stream and packet.stream.index != self._stream.index:
                self._note_sound(packet)
                return []
            try:
                pictures = packet.decode()
            except FFmpegError:
                self._bad_packets += 1
                return []
            aspect = self._stream.sample_aspect_ratio
            return [_stamp(picture, aspect) for picture in pictures]

    def _note_sound(self, packet: Any) -> None:
        if packet.pts is not None:
            end_s = float((packet.pts + (packet.duration or 0)) * packet.time_base)
            self._sound_end_s = max(self._sound_end_s, end_s)

    def _find_speed(self, step_s: float) -> float:
        """How fast the film plays, of which a picture usually lasts ``step_s``; sets the rate."""
        self._film_rate = plausible_rate(self._film_rate, step_s)
        speed = self._reading.speed
        if speed is None:
            capture_rate = find_capture_rate({**self._container.metadata, **self._stream.metadata})
            film_rate = max(float(self._film_rate), 1 / step_s)
            has_sound = bool(self._container.streams.audio)
            speed = playing_speed(capture_rate, film_rate, has_sound=has_sound)
            if speed != 1:
                self.notes += (
                    f"{self.name} plays {describe_speed(speed)}, by its own tag "
                    f"({CAPTURE_RATE_TAG} {capture_rate:g}, shown at {film_rate:.3g} pictures a "
                    "second): all times are real ones. --speed 1 keeps those of the file.",
                )
        elif speed != 1:
            self.notes += (
                f"{self.name} plays {describe_speed(speed)}, as --speed says: "
                "all times are real ones.",
            )
        self.frame_rate = clamp_rate(self._film_rate / Fraction(speed).limit_denominator(100_000))
        return speed

    def _count_look_ahead(self) -> int:
        pixels = max(1, (self._stream.width or 0) * (self._stream.height or 0))
        pictures = LOOK_AHEAD_BYTES // (pixels * 3 // 2 + 1)
        return min(LOOK_AHEAD, max(MIN_LOOK_AHEAD, pictures))

    def _estimate_count(self) -> int | None:
        if not self._promised_s or not self._film_rate:
            return None
        return round(self._promised_s * self._film_rate)

    def _note_times(self, timeline: Timeline[Any]) -> None:
        """Say in :attr:`notes` where the stamps were not taken as they are."""
        rate = f"{float(self._film_rate or 0):.3g} pictures a second"
        if timeline.was_rescaled:
            self.notes += (
                f"The times in {self.name} cannot be right: it is taken to have {rate}.",
            )
        elif not timeline.has_stamps and (self.frame_count or 0) > 1:
            self.notes += (
                f"{self.name} has no times for its pictures: it is taken to have {rate}. "
                "If that is wrong, --speed corrects it.",
            )
        if timeline.jumps_s:
            count = len(timeline.jumps_s)
            times = "" if count == 1 else f" {count} times, first"
            self.notes += (
                f"The clock of {self.name} jumps{times} at {timeline.jumps_s[0]:.1f} s, as where "
                "clips were joined: the pictures are taken to follow without a gap.",
            )

    def _note_damage(self, timeline: Timeline[Any]) -> None:
        """Set :attr:`damage` if pictures are missing, or packets could not be decoded."""
        faults = []
        if timeline.gaps:
            faults.append(describe_gaps(timeline.gaps))
        if timeline.has_stamps and not timeline.was_rescaled and self._ends_early(timeline):
            promised_s = (self._promised_s or 0.0) * timeline.speed
            faults.append(
                f"it should last {promised_s:.1f} s, "
                f"but only the first {timeline.last_s:.1f} s can be read"
            )
        if self._bad_packets and not faults:
            faults.append(f"{self._bad_packets} parts of it cannot be read")
        if faults:
            self.damage = f"{self.name} is damaged: {'; '.join(faults)}."

    def _ends_early(self, timeline: Timeline[Any]) -> bool:
        """Whether the track ends before it should. Sound that lasts longer says nothing."""
        if not self._promised_s:
            return False
        start = self._stream.start_time
        start_s = max(0.0, float(start * self._stream.time_base)) if start else 0.0
        end_s = start_s + timeline.last_s / timeline.speed
        if not self._promise_is_own:
            end_s = max(end_s, self._sound_end_s)
        return end_s < self._promised_s - MISSING_END_S / timeline.speed


def _stamp(
    picture: av.VideoFrame, aspect: Fraction | None
) -> Stamped[tuple[av.VideoFrame, Fraction | None]]:
    unit = picture.time_base
    if not unit:
        return Stamped((picture, aspect), None)
    pts_s, dts_s = (
        None if stamp is None else float(stamp * unit) for stamp in (picture.pts, picture.dts)
    )
    return Stamped((picture, aspect), pts_s, dts_s, float((picture.duration or 0) * unit))


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
