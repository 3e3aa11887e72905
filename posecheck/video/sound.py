"""Add a sound track to a finished MP4 without changing its pictures."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.error import FFmpegError
from numpy.typing import NDArray

from posecheck.errors import OutputError
from posecheck.private_files import create_private


def add_sound(path: Path, samples: NDArray[np.int16], rate: int) -> None:
    """Add a mono AAC track to an MP4. The file is replaced when the new one is complete.

    Parameters
    ----------
    path
        An MP4 without sound.
    samples
        (N,) int16. The first sample is played with the first picture.
    rate
        Samples a second.

    Raises
    ------
    OutputError
        It cannot be written. The file stays as it was.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        create_private(partial)
        with (
            av.open(str(path)) as source,
            av.open(str(partial), "w", format="mp4", options={"movflags": "+faststart"}) as target,
        ):
            pictures = source.streams.video[0]
            copied = target.add_stream_from_template(pictures)
            sound = target.add_stream("aac", rate=rate, layout="mono")
            frame = av.AudioFrame.from_ndarray(samples[None, :], format="s16", layout="mono")
            frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
            for encoded in (frame, None):
                for packet in sound.encode(encoded):
                    target.mux(packet)
            for packet in source.demux(pictures):
                if packet.dts is not None:
                    packet.stream = copied
                    target.mux(packet)
        os.replace(partial, path)
    except (FFmpegError, OSError) as error:
        raise OutputError(f"Cannot write the sound into {path}: is the disk full?") from error
    finally:
        partial.unlink(missing_ok=True)
