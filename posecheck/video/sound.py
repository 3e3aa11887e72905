"""Put a sound track into a finished MP4 without changing its pictures."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.error import FFmpegError
from numpy.typing import NDArray

from posecheck.errors import OutputError
from posecheck.output.files import replace_when_complete
from posecheck.readable import readable
from posecheck.video.ffmpeg_path import ffmpeg_path
from posecheck.video.source_sound import SourceSound
from posecheck.video.tracks import choose_sound_track
from posecheck.video.writer import AT_ONCE

COPIED_CODECS = frozenset({"aac", "mp3", "opus"})
"""Sound that is copied as it is: MP4 may hold it, and browsers play it. Other sound is encoded
again; AC-3, which MP4 may hold too, is silent in most browsers."""

ENCODED_RATE = 48_000
"""Samples a second of sound that is encoded again."""

MAX_SLIP_S = 0.02
"""Sound that is encoded again is put back to its place by silence, or by leaving samples out, when
its stamps are this much off, in seconds. Stamps are rounded; less than this is no gap."""

Samples = NDArray[np.int16]
"""(N, channels) int16."""


def add_sound(path: Path, sound: Iterable[NDArray[np.int16]], rate: int) -> None:
    """Add a mono AAC track to an MP4. The file is replaced when the new one is complete.

    Parameters
    ----------
    path
        An MP4 without sound.
    sound
        Parts of (N,) int16, one after the other. The first sample is played with the first picture.
    rate
        Samples a second.

    Raises
    ------
    OutputError
        It cannot be written. The file stays as it was.
    """
    parts = (samples[:, None] for samples in sound)
    try:
        _replace_with_sound(path, lambda target: _encode(target, parts, rate, "mono"))
    except FFmpegError as error:
        raise OutputError(
            f"Cannot write the sound into {readable(path)}: is the disk full?"
        ) from error


def copy_sound(path: Path, sound: SourceSound, end_s: float) -> None:
    """Copy a recording's sound into the MP4 of its frames, where it has some.

    It never fails: of sound that is damaged, or cannot be read at all, is copied what can be.

    Parameters
    ----------
    path
        An MP4 without sound. The file is replaced when the new one is complete.
    sound
        The recording, and where its frames begin.
    end_s
        Sound from there on is left out, in seconds of the frames.
    """
    with (
        suppress(FFmpegError, OSError, ValueError, OutputError),
        av.open(ffmpeg_path(sound.path)) as source,
    ):
        track: Any = choose_sound_track(source)
        if track is None:
            return
        if track.codec_context.name in COPIED_CODECS:
            _replace_with_sound(
                path, lambda target: _copy(source, track, target, sound.start_s, end_s)
            )
            return
        layout = "mono" if track.codec_context.channels == 1 else "stereo"
        parts = _decode(source, track, sound.start_s, end_s, layout)
        _replace_with_sound(path, lambda target: _encode(target, parts, ENCODED_RATE, layout))


def _replace_with_sound(path: Path, make_packets: Callable[[Any], Iterator[Any]]) -> None:
    """Write the pictures again, with the packets of sound that ``make_packets`` gives."""
    with (
        replace_when_complete(path) as hidden,
        av.open(ffmpeg_path(path)) as source,
        av.open(ffmpeg_path(hidden), "w", format="mp4", options=AT_ONCE) as target,
    ):
        pictures = source.streams.video[0]
        copied = target.add_stream_from_template(pictures)
        sound = make_packets(target)
        for packet in heapq.merge(_packets_of(source, pictures, copied), sound, key=_time_of):
            target.mux(packet)


def _packets_of(source: Any, stream: Any, target: Any) -> Iterator[Any]:
    for packet in source.demux(stream):
        if packet.dts is not None:
            packet.stream = target
            yield packet


def _time_of(packet: Any) -> float:
    return float(packet.dts * packet.time_base)


def _encode(target: Any, parts: Iterable[Samples], rate: int, layout: str) -> Iterator[Any]:
    """Packets of AAC. The first sample is at time 0."""
    encoder = target.add_stream("aac", rate=rate, layout=layout)

    def packets() -> Iterator[Any]:
        at = 0
        for samples in parts:
            if not samples.size:
                continue
            packed = np.ascontiguousarray(samples).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(packed, format="s16", layout=layout)
            frame.sample_rate, frame.pts, frame.time_base = rate, at, Fraction(1, rate)
            yield from encoder.encode(frame)
            at += len(samples)
        yield from encoder.encode(None)

    return packets()


def _copy(source: Any, track: Any, target: Any, start_s: float, end_s: float) -> Iterator[Any]:
    """Packets as the recording has them, at the times of its frames."""
    copied = target.add_stream_from_template(track)

    def packets() -> Iterator[Any]:
        last = None
        for packet in _read(source, track):
            if packet.is_corrupt or packet.dts is None:
                continue
            shift = round(start_s / packet.time_base)
            packet.pts, packet.dts = (packet.pts or packet.dts) - shift, packet.dts - shift
            begins_s = _time_of(packet)
            if begins_s >= end_s:
                return
            is_over = begins_s + float((packet.duration or 0) * packet.time_base) <= 0
            if is_over or (last is not None and packet.dts <= last):
                continue
            last, packet.stream = packet.dts, copied
            yield packet

    return packets()


def _read(source: Any, track: Any) -> Iterator[Any]:
    """The packets of a track, as far as they can be read."""
    with suppress(FFmpegError):
        yield from source.demux(track)


def _decode(
    source: Any, track: Any, start_s: float, end_s: float, layout: str
) -> Iterator[Samples]:
    """Samples from the time of the first frame on; where there is no sound, silence."""
    resampler = av.AudioResampler("s16", layout, ENCODED_RATE)
    channels = 1 if layout == "mono" else 2
    at, end = 0, round(end_s * ENCODED_RATE)
    for packet in _read(source, track):
        for frame in _decode_packet(packet):
            begins = at
            if frame.pts is not None:
                begins = round((frame.pts * frame.time_base - start_s) * ENCODED_RATE)
            for part in resampler.resample(frame):
                samples = np.asarray(part.to_ndarray(), np.int16).reshape(-1, channels)
                slip = begins - at
                if abs(slip) > MAX_SLIP_S * ENCODED_RATE or at == 0:
                    if slip > 0:
                        silent = min(slip, end - at)
                        yield np.zeros((silent, channels), np.int16)
                        at += silent
                    else:
                        samples = samples[-slip:]
                samples = samples[: max(0, end - at)]
                yield samples
                at += len(samples)
                begins = at
        if at >= end:
            return


def _decode_packet(packet: Any) -> Iterable[Any]:
    try:
        return list(packet.decode())
    except FFmpegError:
        return ()
