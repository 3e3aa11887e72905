"""Cameras: only the newest frame is given; older ones are dropped and counted."""

from __future__ import annotations

import threading
import time
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import suppress

import av
import cv2
import numpy as np
from av.error import FFmpegError
from numpy.typing import NDArray

from posecheck.errors import InputError, SourceLostError
from posecheck.interruption import LOOK_S, check, wait_in_thread
from posecheck.video.frame import Frame
from posecheck.video.source import FrameSource

OPEN_TIMEOUT_S = 10.0
"""Longest wait for a network camera to answer, in seconds."""

FIRST_FRAME_TIMEOUT_S = 10.0
"""Longest wait for the first frame of a camera, in seconds."""

SILENCE_TIMEOUT_S = 5.0
"""Longest wait for any later frame, in seconds; after that the camera counts as unplugged. Also the
longest wait for data of a network camera."""

MIN_STEP_S = 1e-3
"""Smallest step between the times of two frames, in seconds, so that times strictly increase."""

Image = NDArray[np.uint8]
"""(H, W, 3) uint8, RGB."""


class LiveSource(FrameSource):
    """Base of cameras. A thread reads frames as fast as they come and keeps only the newest.

    Parameters
    ----------
    name
        The camera's name in messages.
    """

    is_live = True

    def __init__(self, name: str) -> None:
        self.name = name
        self._changed = threading.Condition()
        self._newest: Frame | None = None
        self._ended = False
        self._closing = threading.Event()
        self._reader = threading.Thread(target=self._read_all, name="camera", daemon=True)

    @abstractmethod
    def _read(self) -> Image | None:
        """Wait for the next picture; None when the camera has stopped."""

    @abstractmethod
    def _release(self) -> None:
        """Release the device or the connection."""

    def __iter__(self) -> Iterator[Frame]:
        self._reader.start()
        last_index = -1
        while True:
            timeout = FIRST_FRAME_TIMEOUT_S if last_index < 0 else SILENCE_TIMEOUT_S
            with self._changed:
                self._wait(timeout)
                frame, self._newest = self._newest, None
            if frame is None:
                if self._closing.is_set():
                    return
                if last_index < 0:
                    raise InputError(f"{self.name} is open but gives no frames: check the camera.")
                raise SourceLostError(
                    f"{self.name} stopped giving frames; the results so far are kept."
                )
            self.skipped += frame.index - last_index - 1
            last_index = frame.index
            yield frame

    def _wait(self, timeout_s: float) -> None:
        """Wait for a frame or the end; a signal ends the wait too."""
        end_s = time.monotonic() + timeout_s
        while self._newest is None and not self._ended and time.monotonic() < end_s:
            self._changed.wait(LOOK_S)
            check()

    def close(self) -> None:
        """Stop reading and release the camera. May be called more than once."""
        self._closing.set()
        if self._reader.is_alive():
            self._reader.join(timeout=SILENCE_TIMEOUT_S + 1.0)
        with suppress(Exception):
            self._release()

    def _read_all(self) -> None:
        """Read frames until the camera stops or is closed. Runs in the reader's thread."""
        start_s: float | None = None
        last_s, index = -1.0, 0
        while not self._closing.is_set():
            image = self._read()
            if image is None:
                break
            now_s = time.monotonic()
            start_s = now_s if start_s is None else start_s
            time_s = max(now_s - start_s, last_s + MIN_STEP_S)
            with self._changed:
                self._newest = Frame(image, time_s, index)
                self._changed.notify()
            last_s, index = time_s, index + 1
        with self._changed:
            self._ended = True
            self._changed.notify()


class Camera(LiveSource):
    """A camera of this machine.

    Parameters
    ----------
    device
        Its index (0, 1, ...) or its device path (/dev/video0).

    Raises
    ------
    InputError
        The camera cannot be opened.
    """

    def __init__(self, device: int | str) -> None:
        super().__init__(f"camera {device}" if isinstance(device, int) else device)
        # the error below says what is wrong; OpenCV's own warnings would only repeat it
        cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
        self._capture = cv2.VideoCapture(device)
        if not self._capture.isOpened():
            raise InputError(
                f"Cannot open {self.name}: check that it is plugged in, not in use by another "
                "program, and allowed for this one; --camera picks another."
            )
        self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)

    def _read(self) -> Image | None:
        ok, image = self._capture.read()
        return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8) if ok else None

    def _release(self) -> None:
        self._capture.release()


class NetworkCamera(LiveSource):
    """A network camera.

    Parameters
    ----------
    url
        Its address: MJPEG over HTTP, RTSP, or any other stream that FFmpeg reads.

    Raises
    ------
    InputError
        The camera cannot be opened, or its stream has no picture.
    """

    def __init__(self, url: str) -> None:
        super().__init__(url)
        options = {"rtsp_transport": "tcp"} if url.lower().startswith("rtsp") else {}
        options |= {"fflags": "nobuffer"}
        try:
            self._container = wait_in_thread(
                lambda: av.open(url, options=options, timeout=(OPEN_TIMEOUT_S, SILENCE_TIMEOUT_S))
            )
        except (FFmpegError, OSError, ValueError) as error:
            raise InputError(
                f"Cannot open the camera at {url}: check the address and that it is switched on."
            ) from error
        if not self._container.streams.video:
            self._container.close()
            raise InputError(f"{url} gives no picture, only sound or other data.")
        self._pictures = self._container.decode(video=0)

    def _read(self) -> Image | None:
        """Decode the next picture; None when the stream has ended or is broken: it is lost."""
        try:
            picture = next(self._pictures)
            return np.asarray(picture.to_ndarray(format="rgb24"), np.uint8)
        except (FFmpegError, StopIteration, OSError):
            return None

    def _release(self) -> None:
        self._container.close()
