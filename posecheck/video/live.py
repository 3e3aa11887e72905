"""Cameras of this machine, and network cameras."""

from __future__ import annotations

import time

import av
import cv2
import numpy as np
from av.error import (
    FFmpegError,
    HTTPForbiddenError,
    HTTPNotFoundError,
    HTTPUnauthorizedError,
)

from posecheck.errors import InputError
from posecheck.interruption import wait_in_thread
from posecheck.readable import readable
from posecheck.video.live_source import (
    MOST_PATIENCE_S,
    LiveSource,
    UnreadablePictureError,
)
from posecheck.video.reading import AS_IT_IS, ReadingOptions
from posecheck.video.upright import DisplayMatrix, Image, PixelAspect, upright_rgb

READ_TRIES = 5
"""A camera of this machine that fails to give a picture so many times in a row has stopped."""

RETRY_S = 0.1
"""Seconds between two such tries."""

PICTURE_FORMATS = ("image2", "_pipe")
"""Ends of FFmpeg's names for pictures without a film around them; one, where its size is known."""

STRICT_S = 6.0
"""When a network camera has given no whole picture this many seconds after the first, parts of
pictures are taken too from then on: some cameras never write one quite as the format asks. Shorter
than the wait for the first frame."""


class Camera(LiveSource):
    """A camera of this machine.

    Parameters
    ----------
    device
        Its index (0, 1, ...) or its device path (/dev/video0).
    reading
        How it is read.

    Raises
    ------
    InputError
        The camera cannot be opened.
    """

    def __init__(self, device: int | str, reading: ReadingOptions = AS_IT_IS) -> None:
        super().__init__(f"camera {device}" if isinstance(device, int) else device, reading)
        # the error below says what is wrong; OpenCV's own warnings would only repeat it
        cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
        self._device = device
        self._open()

    def _open(self) -> None:
        self._capture = cv2.VideoCapture(self._device)
        if not self._capture.isOpened():
            raise InputError(
                f"Cannot open {self.name}: check that it is plugged in, not in use by another "
                "program, and allowed for this one; --camera picks another."
            )
        self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)

    def _read(self) -> Image | None:
        """Wait for the next picture; a read that fails once is a damaged picture."""
        for failed in range(READ_TRIES):
            try:
                ok, image = self._capture.read()
            except cv2.error:
                ok, image = False, None
            if ok and image is not None:
                self.unreadable += failed
                return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8)
            if self._closing.wait(RETRY_S):
                break
        return None

    def _release(self) -> None:
        self._capture.release()


class NetworkCamera(LiveSource):
    """A network camera.

    Parameters
    ----------
    url
        Its address: MJPEG over HTTP, RTSP, or any other stream that FFmpeg reads.
    reading
        How it is read.

    Raises
    ------
    InputError
        The camera cannot be opened, or its stream has no picture.
    """

    def __init__(self, url: str, reading: ReadingOptions = AS_IT_IS) -> None:
        super().__init__(readable(url), reading)
        self._url = url
        self._is_strict = self._is_first = True
        self._begun_s: float | None = None
        self._open()

    def _open(self) -> None:
        options = {"rtsp_transport": "tcp"} if self._url.lower().startswith("rtsp") else {}
        options |= {"fflags": "nobuffer"}
        timeout = (self.patience_s, self.patience_s)
        try:
            self._container = wait_in_thread(
                lambda: av.open(self._url, options=options, timeout=timeout)
            )
        except (HTTPUnauthorizedError, HTTPForbiddenError) as error:
            raise InputError(
                f"The camera at {self.name} asks for a user name and a password, or refuses those "
                "that were given: after http:// write NAME:PASSWORD@ and then the rest."
            ) from error
        except HTTPNotFoundError as error:
            raise InputError(
                f"There is a camera, but not at {self.name}: check the part of the address after "
                "the host's name."
            ) from error
        except (FFmpegError, OSError, ValueError) as error:
            raise InputError(
                f"Cannot open the camera at {self.name}: check the address and that it is "
                "switched on."
            ) from error
        if self._container.format.name.endswith(PICTURE_FORMATS) and self._container.size > 0:
            self._container.close()
            raise InputError(
                f"{self.name} is a single picture: look for the address of the camera's video, "
                "which often ends in /video or .mjpg."
            )
        if not self._container.streams.video:
            self._container.close()
            raise InputError(f"{self.name} gives no picture, only sound or other data.")
        self._stream = self._container.streams.video[0]
        self._aspect, self._matrix = PixelAspect(self._stream), DisplayMatrix()
        self._packets = self._container.demux(self._stream)
        is_jpeg = self._stream.codec_context.name == "mjpeg"
        self._jpegs = _make_jpeg_decoder(is_strict=self._is_strict) if is_jpeg else None
        self._pictures: list[av.VideoFrame] = []
        self._opened_s, self._has_picture = time.monotonic(), False

    def _read(self) -> Image | None:
        """Decode the next picture; None when the stream has ended or is broken: it is lost."""
        while not self._pictures:
            try:
                packet = next(self._packets)
            except (FFmpegError, StopIteration, OSError):
                return None
            is_damaged = self._decode(packet)
            if self._closing.is_set():
                return None
            # a stream of differences is joined in its middle: nothing is damaged until it begins
            joins = self._jpegs is None and not self._has_picture
            if joins and time.monotonic() - self._opened_s > MOST_PATIENCE_S:
                return None
            if is_damaged and not joins:
                raise UnreadablePictureError
        picture = self._pictures.pop(0)
        self._has_picture, self._is_first = True, False
        return upright_rgb(picture, self._aspect.now, self._matrix.of(picture))

    def _decode(self, packet: av.Packet[av.VideoStream]) -> bool:
        """Add the pictures of a packet; return whether one of them is damaged."""
        self._read_leniently_if_all_fail()
        try:
            found = packet.decode() if self._jpegs is None else self._jpegs.decode(packet)
        except FFmpegError:
            return True
        whole = [picture for picture in found if not picture.is_corrupt]
        self._pictures += whole
        return len(whole) < len(found)

    def _read_leniently_if_all_fail(self) -> None:
        now_s = time.monotonic()
        self._begun_s = now_s if self._begun_s is None else self._begun_s
        is_late = now_s - self._begun_s > STRICT_S
        if self._is_strict and self._is_first and self._jpegs is not None and is_late:
            self._is_strict, self.unreadable = False, 0
            self._jpegs = _make_jpeg_decoder(is_strict=False)

    def _release(self) -> None:
        self._container.close()


def _make_jpeg_decoder(*, is_strict: bool) -> av.VideoCodecContext:
    """A decoder of single pictures. A strict one refuses those that came only in part."""
    decoder = av.VideoCodecContext.create("mjpeg", "r")
    assert isinstance(decoder, av.VideoCodecContext)
    decoder.options = {"err_detect": "explode"} if is_strict else {}
    return decoder
