"""Recorded clips, decoded with PyAV."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.error import FFmpegError

from posecheck.errors import InputError
from posecheck.readable import readable
from posecheck.video import gif
from posecheck.video.avi import IndexedTimes
from posecheck.video.ffmpeg_path import ffmpeg_path
from posecheck.video.frame import Frame
from posecheck.video.rates import clamp_rate, header_rate, plausible_rate
from posecheck.video.reading import AS_IT_IS, ReadingOptions
from posecheck.video.remarks import describe_damage, describe_speed, describe_times
from posecheck.video.slow_motion import find_capture_rate, playing_speed
from posecheck.video.source import FrameSource
from posecheck.video.source_sound import ClockComparison, SourceSound
from posecheck.video.stamps import Stamped
from posecheck.video.timing import LOOK_AHEAD, Timeline
from posecheck.video.tracks import (
    choose_video_track,
    has_own_times,
    missing_track,
    promised_end_s,
    restarts_clock,
)
from posecheck.video.upright import DisplayMatrix, Image, PixelAspect, fit, turn, upright_rgb

MISSING_END_S = 1.0
"""A clip that ends more than this before the length in its header, in seconds, was cut off."""

LONGEST_GAP_S = 3600.0
"""A longer step of the stamps is a jump of the clock, in seconds of the file."""

LONGEST_STREAM_GAP_S = 10.0
"""The same in formats whose clock may restart midway, such as MPEG transport streams. FFmpeg's own
limit (dts_delta_threshold)."""

LOOK_AHEAD_BYTES = 64_000_000
"""Memory for the decoded pictures that are read ahead: 20 pictures of 1080p, 5 of 4K."""

MIN_LOOK_AHEAD = 4
"""Pictures that are read ahead however large they are."""

Picture = tuple[av.VideoFrame, Fraction | None]
"""A decoded picture, and the width of its pixels divided by their height; None when unknown."""


class VideoFile(FrameSource):
    """The frames of a recorded clip, upright, with the times at which they were filmed.

    Parameters
    ----------
    path
        The clip's file.
    reading
        How it is read.

    Raises
    ------
    InputError
        The file is not a video or has no picture. While iterating: no picture can be decoded.

    Notes
    -----
    Of several tracks the default one is read, never a cover. Times come from the stamps of the file
    (:class:`~posecheck.video.timing.Timeline`), and count from its first frame. They are real
    seconds, also where the film is slow motion. :attr:`damage` is judged by the track's own stamps:
    what is missing midway, and at the end.

    Every frame has the first one's size. A picture of another size keeps its shape, with bars.
    """

    def __init__(self, path: Path, reading: ReadingOptions = AS_IT_IS) -> None:
        self.name, self._path, self._reading = readable(path), path, reading
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
        stream = choose_video_track(self._container)
        if stream is None:
            missing = missing_track(self._container)
            self._container.close()
            raise InputError(f"{self.name} {missing}.")
        self._stream: Any = stream
        self._stream.thread_type = "AUTO"
        self._aspect, self._matrix = PixelAspect(self._stream), DisplayMatrix()
        self._film_rate = self.frame_rate = header_rate(
            self._stream, own_times=has_own_times(self._container)
        )
        self._promised_s, self._promise_is_own = promised_end_s(self._container, self._stream, path)
        self._read_end_s, self._bad_packets = 0.0, 0
        is_gif = self._container.format.name == gif.FORMAT
        self._has_bad_part = is_gif and not gif.is_whole(path)
        self._index = IndexedTimes(self._container, self._stream)
        self.frame_count = self._stream.frames or self._estimate_count()

    def __iter__(self) -> Iterator[Frame]:
        joins = restarts_clock(self._container)
        timeline: Timeline[Picture] = Timeline(
            float(1 / self._film_rate) if self._film_rate else None,
            look_ahead=self._count_look_ahead(),
            longest_gap_s=LONGEST_STREAM_GAP_S if joins else LONGEST_GAP_S,
            find_speed=self._find_speed,
        )
        index, size, clocks = 0, None, ClockComparison()
        for timed in timeline.time(self._decode()):
            if self._closed:
                return
            image = self._show(*timed.picture)
            size = size or (image.shape[1], image.shape[0])
            clocks.add(_pts_s(timed.picture[0]), timed.time_s)
            yield Frame(fit(image, size), timed.time_s, index, gap_s=timed.gap_s)
            index += 1
        if self._closed:
            return
        if index == 0:
            raise InputError(f"{self.name} holds no picture that can be decoded.")
        self.frame_count = index
        start_s = clocks.start_s() if self._container.streams.audio else None
        self.sound = None if start_s is None else SourceSound(self._path, start_s)
        if index > 1:
            rate = float(self._film_rate or 0)
            own_times = has_own_times(self._container)
            self.notes += describe_times(self.name, timeline, rate, own_times=own_times)
        self.damage = describe_damage(
            self.name,
            timeline,
            promised_s=self._promised_s if self._ends_early(timeline) else None,
            bad_packets=max(self._bad_packets, self._has_bad_part),
        )

    def close(self) -> None:
        """Stop decoding and close the file, from any thread.

        It waits for a decoding step of another thread: FFmpeg crashes when it is closed during one.
        """
        with self._in_use:
            self._closed = True
            self._container.close()

    def _decode(self) -> Iterator[Stamped[Picture]]:
        """All pictures in the order in which they are shown."""
        with self._in_use:
            if self._closed:
                return
            # sound is read only where the header's length may be that of the sound
            sound = [] if self._promise_is_own else self._container.streams.audio
            packets = self._container.demux(self._stream, *sound)
        while (pictures := self._decode_next(packets)) is not None:
            yield from pictures

    def _decode_next(self, packets: Iterator[Any]) -> list[Stamped[Picture]] | None:
        """The pictures of the next packet; None at the end of the file or after :meth:`close`."""
        with self._in_use:
            if self._closed:
                return None
            try:
                packet = next(packets)
            except StopIteration:
                return None
            except FFmpegError:  # the rest cannot be read
                self._bad_packets += 1
                return None
            if packet.stream.index != self._stream.index:
                self._note_end(packet)
                return []
            self._index.correct(packet)
            try:
                pictures = packet.decode()
            except FFmpegError:
                self._bad_packets += 1
                return []
            for picture in pictures:
                self._note_end(picture)
            return [_stamp(picture, self._aspect.now) for picture in pictures]

    def _note_end(self, read: av.Packet[Any] | av.VideoFrame) -> None:
        """Note how far the file can be read; a picture that cannot be decoded does not count."""
        if read.pts is not None and read.time_base:
            self._read_end_s = max(self._read_end_s, float(read.pts * read.time_base))

    def _show(self, picture: av.VideoFrame, aspect: Fraction | None) -> Image:
        image = upright_rgb(picture, aspect, self._matrix.of(picture))
        return turn(image, self._reading.rotate, mirrored=self._reading.mirrored)

    def _find_speed(self, step_s: float) -> float:
        """How fast the film plays, of which a picture usually lasts ``step_s``; sets the rates."""
        film_rate = self._film_rate = plausible_rate(self._film_rate, step_s)
        speed, capture_rate = self._reading.speed, None
        if speed is None:
            capture_rate = find_capture_rate({**self._container.metadata, **self._stream.metadata})
            has_sound = bool(self._container.streams.audio)
            speed = playing_speed(capture_rate, float(film_rate), step_s, has_sound=has_sound)
        if speed != 1:
            self.notes += (describe_speed(self.name, speed, capture_rate, float(film_rate)),)
        self.frame_rate = clamp_rate(film_rate / Fraction(speed).limit_denominator(100_000))
        return speed

    def _count_look_ahead(self) -> int:
        pixels = max(1, (self._stream.width or 0) * (self._stream.height or 0))
        pictures = LOOK_AHEAD_BYTES // (pixels * 3 // 2 + 1)
        return min(LOOK_AHEAD, max(MIN_LOOK_AHEAD, pictures))

    def _estimate_count(self) -> int | None:
        if not self._promised_s or not self._film_rate:
            return None
        return round(self._promised_s * self._film_rate)

    def _ends_early(self, timeline: Timeline[Any]) -> bool:
        """Whether the track ends before it should. Sound that lasts longer says nothing."""
        if not self._promised_s or not timeline.has_stamps or timeline.was_rescaled:
            return False
        # a header counts from the film's first picture, or from the beginning of the file
        end_s = max(timeline.last_s / timeline.speed, self._read_end_s) + (timeline.step_s or 0.0)
        return end_s < self._promised_s - MISSING_END_S / timeline.speed


def _pts_s(picture: av.VideoFrame) -> float | None:
    if picture.pts is None or not picture.time_base:
        return None
    return float(picture.pts * picture.time_base)


def _stamp(picture: av.VideoFrame, aspect: Fraction | None) -> Stamped[Picture]:
    unit = picture.time_base
    if not unit:
        return Stamped((picture, aspect), None)
    dts_s = None if picture.dts is None else float(picture.dts * unit)
    duration_s = float((picture.duration or 0) * unit)
    return Stamped((picture, aspect), _pts_s(picture), dts_s, duration_s)
