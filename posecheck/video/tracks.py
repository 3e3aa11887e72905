"""Which of a file's tracks is the film, and how long it promises to be."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import av
from av.format import Flags
from av.stream import Disposition

from posecheck.video.asf import read_asf_length_s

PICTURES = Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image
"""Tracks that are no film: covers, thumbnails of chapters, stills."""

STILL_CODECS = frozenset({"mjpeg", "png", "bmp", "webp", "tiff"})
"""Codecs of covers. Beside sound, a track of one such picture is a cover, flagged or not."""

NO_TIMES = Flags.no_timestamps.value
"""Formats that hold pictures but no times, such as H.264 or MJPEG by itself. FFmpeg may make some
up."""

UNTIMED_FORMATS = Flags.ts_discont.value | NO_TIMES
"""Formats whose header says nothing about the length: FFmpeg guesses it from the stamps at the end
or from the size of the file."""

_TAG = re.compile(r"^(\d+):(\d\d):(\d\d(?:\.\d+)?)$")


def choose_video_track(container: Any) -> Any | None:
    """The track that a player would show: the default one, or the largest where nothing says.

    Parameters
    ----------
    container
        PyAV's opened file.

    Returns
    -------
    stream or None
        None where the file holds no film; a cover is none, nor is a track of an unknown codec.
    """
    has_sound = bool(container.streams.audio)
    known = [s for s in container.streams.video if s.codec_context is not None]
    films = [s for s in known if not _is_picture(s, has_sound=has_sound)]
    films = [s for s in films if s.frames != 1] or films  # a thumbnail beside a film
    defaults = [s for s in films if s.disposition & Disposition.default]
    return max(defaults or films, key=lambda s: (s.width or 0) * (s.height or 0), default=None)


def choose_sound_track(container: Any) -> Any | None:
    """The track of sound that a player would play: the default one, or the first.

    Returns
    -------
    stream or None
        None where there is no sound that can be decoded.
    """
    known = [s for s in container.streams.audio if s.codec_context is not None]
    defaults = [s for s in known if s.disposition & Disposition.default]
    return next(iter(defaults or known), None)


def missing_track(container: Any) -> str:
    """What a file without a film holds instead: the end of a sentence that names it."""
    kinds = container.streams
    if any(stream.codec_context is None for stream in kinds.video):
        return "holds a video of a kind that cannot be decoded: save it as MP4 (H.264)"
    if kinds.audio and kinds.video:
        return "holds no video, only sound and a cover picture"
    if kinds.video:
        return "holds no video, only a still picture"
    what = "sound" if kinds.audio else "other data"
    return f"holds no video, only {what}: there is no picture to look at"


def promised_end_s(container: Any, stream: Any, path: Path) -> tuple[float | None, bool]:
    """When the film should end by the file's header.

    Parameters
    ----------
    container, stream
        PyAV's opened file, and the track of the film.
    path
        The file.

    Returns
    -------
    seconds, is_own
        The length in seconds, None when unknown; and whether it is the track's own. Otherwise it is
        that of the longest track.
    """
    if container.format.flags & UNTIMED_FORMATS:
        return None, False
    if container.format.name == "avi" and stream.frames and stream.average_rate:
        # the length that FFmpeg gives is lowered by what a file that was cut off has lost
        return float(stream.frames / stream.average_rate), True
    if container.format.name == "asf" and (length_s := read_asf_length_s(path)):
        return length_s, False  # the same
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base), True
    tag = next((v for k, v in stream.metadata.items() if k.upper() == "DURATION"), "")
    if found := _TAG.match(tag):
        hours, minutes, seconds = (float(part) for part in found.groups())
        return 3600 * hours + 60 * minutes + seconds, True
    if container.duration:
        return container.duration / av.time_base, False
    return None, False


def restarts_clock(container: Any) -> bool:
    """Whether the format's clock may restart midway, as in MPEG streams that were joined."""
    return bool(container.format.flags & Flags.ts_discont.value)


def has_own_times(container: Any) -> bool:
    """Whether the format holds times at all."""
    return not container.format.flags & NO_TIMES


def _is_picture(stream: Any, *, has_sound: bool) -> bool:
    if stream.disposition & PICTURES:
        return True
    return has_sound and stream.frames == 1 and stream.codec_context.name in STILL_CODECS
