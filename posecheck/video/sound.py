"""Add a sound track to a finished MP4 without changing its pictures."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.error import FFmpegError
from numpy.typing import NDArray

from posecheck.errors import OutputError
from posecheck.output.files import replace_when_complete
from posecheck.readable import readable
from posecheck.video.ffmpeg_path import ffmpeg_path
from posecheck.video.writer import AT_ONCE


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
    try:
        with (
            replace_when_complete(path) as hidden,
            av.open(ffmpeg_path(path)) as source,
            av.open(ffmpeg_path(hidden), "w", format="mp4", options=AT_ONCE) as target,
        ):
            pictures = source.streams.video[0]
            copied = target.add_stream_from_template(pictures)
            encoder = target.add_stream("aac", rate=rate, layout="mono")
            at = 0
            for samples in sound:
                frame = av.AudioFrame.from_ndarray(samples[None, :], format="s16", layout="mono")
                frame.sample_rate, frame.pts, frame.time_base = rate, at, Fraction(1, rate)
                target.mux(encoder.encode(frame))
                at += samples.size
            target.mux(encoder.encode(None))
            for packet in source.demux(pictures):
                if packet.dts is not None:
                    packet.stream = copied
                    target.mux(packet)
    except FFmpegError as error:
        raise OutputError(
            f"Cannot write the sound into {readable(path)}: is the disk full?"
        ) from error
