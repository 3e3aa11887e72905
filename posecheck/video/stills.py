"""Single pictures of a film that posecheck has written, at chosen times."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import av
import numpy as np
from av.error import FFmpegError
from numpy.typing import NDArray

from posecheck.errors import InputError
from posecheck.readable import readable
from posecheck.video.ffmpeg_path import ffmpeg_path

HALF_TICK_S = 1e-4
"""A frame that begins so much later than the wanted time, in seconds, is still the wanted one:
times are rounded when they are written."""


def read_stills(path: Path, times_s: Iterable[float]) -> dict[float, NDArray[np.uint8]]:
    """Read the frame that is shown at each of some times.

    Parameters
    ----------
    path
        A film that :class:`~posecheck.video.writer.VideoWriter` has written.
    times_s
        Frame times.

    Returns
    -------
    dict
        Of each time the frame, (H, W, 3) uint8 RGB; none for a film without frames.

    Raises
    ------
    InputError
        The film cannot be read.
    """
    try:
        with av.open(ffmpeg_path(path)) as container:
            stream = container.streams.video[0]
            assert stream.time_base is not None
            found = {}
            for time_s in sorted(set(times_s)):
                container.seek(int(max(time_s, 0.0) / stream.time_base), stream=stream)
                last = None
                for frame in container.decode(stream):
                    if last is not None and (frame.time or 0.0) > time_s + HALF_TICK_S:
                        break
                    last = frame
                if last is not None:
                    found[time_s] = np.asarray(last.to_ndarray(format="rgb24"), np.uint8)
            return found
    except (FFmpegError, OSError) as error:
        raise InputError(f"Cannot read {readable(path)} again.") from error
