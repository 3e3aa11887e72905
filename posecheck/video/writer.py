"""Write H.264 in an MP4 that browsers and phones play."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path
from types import TracebackType

import av
import cv2
import numpy as np
from av.error import FFmpegError

from posecheck.errors import OutputError
from posecheck.private_files import create_private
from posecheck.video.frame import Frame

TIME_BASE = Fraction(1, 90_000)
"""Seconds per tick of the written timestamps: the MPEG clock, fine enough to keep the timestamps of
any source."""

ENCODER = {"crf": "21", "preset": "superfast", "threads": "1"}
"""Options of x264. The files are small enough to send, and encoding is fast enough to keep up. One
thread, because the other threads need the cores: on two cores the whole pipeline is 8 % faster than
with x264's own choice."""


class VideoWriter:
    """Writes frames to an MP4 (H.264, yuv420p, even sizes) at the frames' own times.

    A context manager. Only its owner can read the file. It appears under its name only when it is
    complete; after an error nothing is left.

    Parameters
    ----------
    path
        Where to write. An existing file is replaced when the new one is complete.
    size
        (width, height) of the frames in pixels. An odd size is padded by one pixel.
    frame_rate
        Nominal frames a second, for the header; 25 when unknown.

    Raises
    ------
    OutputError
        The file cannot be written.
    """

    def __init__(
        self, path: Path, size: tuple[int, int], frame_rate: Fraction | None = None
    ) -> None:
        self._path = path
        self._partial = path.with_name(f".{path.name}.{os.getpid()}.part")
        self._even_size = (size[0] + size[0] % 2, size[1] + size[1] % 2)
        self._last_pts = -1
        try:
            create_private(self._partial)
            self._container = av.open(
                str(self._partial), "w", format="mp4", options={"movflags": "+faststart"}
            )
        except (FFmpegError, OSError) as error:
            raise OutputError(f"Cannot write {path}: check the folder and its rights.") from error
        self._stream = self._container.add_stream("libx264", rate=frame_rate or 25, options=ENCODER)
        self._stream.width, self._stream.height = self._even_size
        self._stream.pix_fmt = "yuv420p"
        self._stream.time_base = TIME_BASE
        self._stream.codec_context.time_base = TIME_BASE

    def write(self, frame: Frame) -> None:
        """Append a frame. A time that is not later than the last frame's is moved just behind it.

        Raises
        ------
        OutputError
            The file cannot be written.
        """
        pad_x = self._even_size[0] - frame.size[0]
        pad_y = self._even_size[1] - frame.size[1]
        image = frame.image
        if pad_x or pad_y:
            image = np.asarray(
                cv2.copyMakeBorder(image, 0, pad_y, 0, pad_x, cv2.BORDER_REPLICATE), np.uint8
            )
        yuv = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2YUV_I420), np.uint8)
        picture = av.VideoFrame.from_ndarray(yuv, format="yuv420p")
        self._last_pts = max(round(frame.time_s / TIME_BASE), self._last_pts + 1)
        picture.pts, picture.time_base = self._last_pts, TIME_BASE
        self._mux(picture)

    def _mux(self, picture: av.VideoFrame | None) -> None:
        """Encode a picture and write what the encoder has ready; None writes all that is left."""
        try:
            for packet in self._stream.encode(picture):
                self._container.mux(packet)
        except (FFmpegError, OSError) as error:
            raise OutputError(f"Cannot write {self._path}: is the disk full?") from error

    def close(self) -> None:
        """Finish the file and give it its name.

        Raises
        ------
        OutputError
            The file cannot be written; nothing is left.
        """
        try:
            self._mux(None)
            self._container.close()
            os.replace(self._partial, self._path)
        except (FFmpegError, OSError) as error:
            raise OutputError(f"Cannot write {self._path}: is the disk full?") from error
        finally:
            self._partial.unlink(missing_ok=True)

    def discard(self) -> None:
        """Stop writing and leave nothing on the disk."""
        try:
            self._container.close()
        except (FFmpegError, OSError):
            pass
        finally:
            self._partial.unlink(missing_ok=True)

    def __enter__(self) -> VideoWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.discard()
