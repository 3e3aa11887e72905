"""Write H.264 in an MP4 that browsers and phones play."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import IO

import av
import cv2
import numpy as np
from av.error import FFmpegError

from posecheck.errors import OutputError
from posecheck.interruption import held
from posecheck.output.files import is_stream, open_stream, resolve
from posecheck.output.partial import Claim
from posecheck.readable import readable
from posecheck.video.ffmpeg_path import ffmpeg_path
from posecheck.video.fragments import cut_to_whole_fragments
from posecheck.video.frame import Frame
from posecheck.video.planes import Part, PlanarPicture, describe_colours

TIME_BASE = Fraction(1, 90_000)
"""Seconds per tick of the written timestamps: the MPEG clock, fine enough to keep the timestamps of
any source."""

ENCODER = {
    "crf": "22",
    "preset": "ultrafast",
    "threads": "1",
    "x264-params": "cabac=1:bframes=3:b-adapt=0:deblock=0,0",
}
"""Options of x264. The fastest preset, with three things that it leaves out, because they save bits
for little time: arithmetic coding, B-frames at fixed places, and smooth block edges. Against
``superfast`` at crf 21, in seven runs on four bundled clips at 480p and 1080p, two with noise:
about three quarters of the time on clean pictures and half on noisy ones; files of 0.90 to
1.13 of the size, of noisy pictures 0.36 to 0.44; PSNR 0.1 to 1.5 dB higher; SSIM 0.0004 to 0.003
lower, which is noise that is not kept. One thread, because the other threads need the cores: on two
cores the whole pipeline is 8 % faster than with x264's own choice."""

FRAGMENT_S = 1.0
"""Length of a fragment of a recording, in seconds: about so much is lost when the disk is full."""

AT_ONCE = {"movflags": "+faststart"}
"""Options of the MP4 for a result that is whole or not there: its index is moved to the front, so
that a browser plays it while it loads."""

IN_FRAGMENTS = {
    "movflags": "+hybrid_fragmented",
    "frag_duration": f"{FRAGMENT_S * 1e6:.0f}",
    "flush_packets": "1",
}
"""Options of the MP4 for a recording: what is on the disk can be played at any time. At the end it
becomes an ordinary MP4 in place, with its index at the end, which takes no time and no room."""


IN_PIECES = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}
"""Options of an MP4 into a pipe or device: written forward only, each piece with its index."""


class VideoWriter:
    """Writes frames to an MP4 (H.264, yuv420p, even sizes) at the frames' own times.

    A context manager. Only its owner can read the file. It appears under its name only when it is
    complete; after an error nothing is left.

    Parameters
    ----------
    path
        Where to write. An existing file is replaced when the new one is complete. A pipe or a
        device is written to as frames come.
    size
        (width, height) of the frames in pixels. An odd size is padded by one pixel.
    frame_rate
        Nominal frames a second, for the header; 25 when unknown.
    in_fragments
        For a recording that cannot be made again: :meth:`salvage` keeps what was written before an
        error.

    Raises
    ------
    OutputError
        The file cannot be written.
    """

    def __init__(
        self,
        path: Path,
        size: tuple[int, int],
        frame_rate: Fraction | None = None,
        *,
        in_fragments: bool = False,
    ) -> None:
        self._path, self._in_fragments = path, in_fragments
        self._claim: Claim | None = None
        self._stream_file: IO[bytes] | None = None
        self._even_size = (size[0] + size[0] % 2, size[1] + size[1] % 2)
        self._picture = PlanarPicture(self._even_size)
        self._last_pts = -1
        try:
            if is_stream(path):
                target = self._stream_file = open_stream(path)
                self._container = av.open(target, "w", format="mp4", options=IN_PIECES)
            else:
                self._claim = Claim(resolve(path))
                options = IN_FRAGMENTS if in_fragments else AT_ONCE
                hidden = ffmpeg_path(self._claim.hidden)
                self._container = av.open(hidden, "w", format="mp4", options=options)
        except (FFmpegError, OSError) as error:
            self._release()
            raise OutputError(
                f"Cannot write {readable(path)}: check the folder and its rights."
            ) from error
        self._stream = self._container.add_stream("libx264", rate=frame_rate or 25, options=ENCODER)
        self._stream.width, self._stream.height = self._even_size
        self._stream.pix_fmt = "yuv420p"
        self._stream.time_base = TIME_BASE
        self._stream.codec_context.time_base = TIME_BASE
        describe_colours(self._stream.codec_context)

    def write(self, frame: Frame, changed: Sequence[Part] | None = None) -> None:
        """Append a frame. A time that is not later than the last frame's is moved just behind it.

        Parameters
        ----------
        frame
            A frame of the video's size.
        changed
            Where its image differs from the one that was written before; None for all of it.

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
        picture = self._picture.fill(image, changed)
        self._last_pts = max(round(frame.time_s / TIME_BASE), self._last_pts + 1)
        picture.pts, picture.time_base = self._last_pts, TIME_BASE
        self._mux(picture)

    def _mux(self, picture: av.VideoFrame | None) -> None:
        """Encode a picture and write what the encoder has ready; None writes all that is left."""
        try:
            for packet in self._stream.encode(picture):
                self._container.mux(packet)
        except (FFmpegError, OSError) as error:
            raise self._cannot_write() from error

    def close(self) -> None:
        """Finish the file and give it its name.

        Raises
        ------
        OutputError
            The file cannot be written; nothing is left, unless it is a recording in fragments,
            which waits for :meth:`salvage` or :meth:`discard`.
        """
        try:
            self._mux(None)
            self._container.close()
            self._publish()
        except (FFmpegError, OSError) as error:
            raise self._cannot_write() from error
        finally:
            if not self._in_fragments:
                self._release()
        self._release()

    def salvage(self) -> bool:
        """After an error: keep what is whole of a recording in fragments, under its name.

        Returns
        -------
        bool
            False where nothing could be kept; then nothing is left on the disk.
        """
        try:
            self._close_container()
            if self._claim is None or not cut_to_whole_fragments(self._claim.hidden):
                return False
            self._publish()
        except (FFmpegError, OSError):
            return False
        finally:
            self._release()
        return True

    def discard(self) -> None:
        """Stop writing and leave nothing on the disk; does nothing once it is finished."""
        try:
            self._close_container()
        finally:
            self._release()

    def _close_container(self) -> None:
        with suppress(FFmpegError, OSError):
            self._container.close()

    def _publish(self) -> None:
        if self._stream_file is not None:
            self._stream_file.close()
        if self._claim is not None:
            with held():
                self._claim.publish()

    def _release(self) -> None:
        if self._stream_file is not None:
            with suppress(OSError):
                self._stream_file.close()
        if self._claim is not None:
            self._claim.close()

    def _cannot_write(self) -> OutputError:
        return OutputError(f"Cannot write {readable(self._path)}: is the disk full?")

    def __enter__(self) -> VideoWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self.close()
        finally:
            self.discard()
