"""MediaPipe's pose landmarker as the rest of the program sees it: images in, :class:`Body` out.

MediaPipe itself runs in a process of its own (:mod:`posecheck.perception.body.mediapipe_process`),
so nothing of it reaches the caller's process: no environment variable, no log line, and no
connection to its maker. ``tests/perception/body/test_privacy.py`` traces the system calls.
"""

from __future__ import annotations

import itertools
import os
import signal
from pathlib import Path
from types import TracebackType
from typing import get_args

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.errors import LibraryError, ModelError
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.mediapipe_process import (
    Close,
    Detect,
    Failure,
    Mode,
    NotLoaded,
    Open,
    Pose,
    Request,
    Restart,
)
from posecheck.perception.body.offline import offline_environment
from posecheck.perception.model_files import load_model
from posecheck.worker_process import WorkerProcess, receive_object, send_object

MAX_SIDE_PX = 1280
"""Longest side of the image that MediaPipe is given. Its networks see 224 and 256 pixels, so a
larger image only costs time (a 4K mask is 33 MB a frame)."""

MEDIAPIPE_PROCESS = "posecheck.perception.body.mediapipe_process"
"""The module that runs in the process of its own."""

ILLEGAL_INSTRUCTION = getattr(signal, "SIGILL", None)
"""What ends a process whose code is made for a newer processor."""

NO_AVX = (
    "This processor lacks instructions that MediaPipe needs (AVX): use a newer one, or in a "
    "virtual machine pass the host's processor through."
)
"""Said where MediaPipe's process ended so."""


class MediaPipe:
    """The process that MediaPipe runs in. Several landmarkers may share one."""

    def __init__(self) -> None:
        self._worker = WorkerProcess(MEDIAPIPE_PROCESS, offline_environment(os.environ))
        self._numbers = itertools.count()
        self._closed = False

    def new_number(self) -> int:
        """A number for a further landmarker."""
        return next(self._numbers)

    def ask(self, request: Request) -> object:
        """Send a request, and wait for its answer.

        Raises
        ------
        ModelError
            The process has ended by itself.
        RuntimeError
            It was closed before.
        """
        if self._closed:
            raise RuntimeError("the landmarker is closed")
        try:
            send_object(self._worker.connection, request)
            answer: object = receive_object(self._worker.connection)
        except (EOFError, OSError) as error:
            if self._worker.ended_by == ILLEGAL_INSTRUCTION:
                raise LibraryError(NO_AVX) from error
            raise ModelError(
                "MediaPipe's process has ended unexpectedly: try again; `posecheck doctor` "
                "checks the model."
            ) from error
        return answer

    def close(self) -> None:
        """End the process. May be called more than once."""
        self._closed = True
        self._worker.close()


class Landmarker:
    """Finds people in frames that come one after another, or in photos.

    In ``video`` mode MediaPipe follows one person from frame to frame and smooths the
    landmarks (One-Euro filter on the frames' time). In ``photo`` mode each image stands
    alone and may show several people.

    Parameters
    ----------
    mode
        "video" or "photo".
    model
        Path of another bundle; None for the one that comes with posecheck.
    max_people
        How many people to look for. In video mode MediaPipe smooths only with 1.
    with_mask
        Whether to give each person's mask as well.
    mediapipe
        A process to share; by default one of its own, which ends with :meth:`close`.

    Raises
    ------
    ModelError
        The model is missing, damaged or not accepted by MediaPipe.
    LibraryError
        MediaPipe cannot be loaded.
    """

    def __init__(
        self,
        mode: Mode,
        *,
        model: Path | None = None,
        max_people: int = 1,
        with_mask: bool = False,
        mediapipe: MediaPipe | None = None,
    ) -> None:
        if mode not in get_args(Mode):
            raise ValueError(f"mode is video or photo, not {mode}")
        data = load_model(model)
        self._own = None if mediapipe else MediaPipe()
        self._mediapipe = mediapipe or self._own
        self._number = self._process.new_number()
        self._last_ms = -1
        answer = self._process.ask(Open(self._number, mode, data, max_people, with_mask))
        if isinstance(answer, Failure | NotLoaded):
            if self._own is not None:
                self._own.close()
            if isinstance(answer, NotLoaded):
                raise LibraryError(answer.sentence)
            name = model or "that comes with posecheck"
            raise ModelError(f"MediaPipe does not accept the model {name}: {answer.reason}")

    def detect(self, image: NDArray[np.uint8], time_s: float = 0.0) -> list[Body]:
        """Find the people in an image.

        Parameters
        ----------
        image
            (H, W, 3) uint8, RGB.
        time_s
            The frame's own time in seconds. MediaPipe needs whole milliseconds that strictly
            increase; a time that does not is moved to one millisecond after the last.

        Returns
        -------
        list of Body
            In MediaPipe's order; empty when it finds nobody.
        """
        height, width = image.shape[:2]
        scale = min(1.0, MAX_SIDE_PX / max(width, height))
        if scale < 1.0:
            size = (max(1, round(width * scale)), max(1, round(height * scale)))
            # area averaging costs 8 ms a 1080p frame, and shows only in stronger reductions
            how = cv2.INTER_LINEAR if scale > 0.5 else cv2.INTER_AREA
            image = np.asarray(cv2.resize(image, size, interpolation=how), np.uint8)
        self._last_ms = max(round(time_s * 1000), self._last_ms + 1)
        image = np.ascontiguousarray(image)
        poses = self._process.ask(Detect(self._number, image, self._last_ms))
        assert isinstance(poses, list)
        return [_body_of(pose, (width, height)) for pose in poses]

    def restart(self) -> None:
        """Forget the person followed so far."""
        self._process.ask(Restart(self._number))

    def close(self) -> None:
        """Free MediaPipe's threads and memory. May be called more than once."""
        if self._mediapipe is None:
            return
        if self._own is not None:
            self._own.close()
        else:
            self._mediapipe.ask(Close(self._number))
        self._mediapipe = None

    def __enter__(self) -> Landmarker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def _process(self) -> MediaPipe:
        if self._mediapipe is None:
            raise RuntimeError("the landmarker is closed")
        return self._mediapipe


def _body_of(pose: Pose, frame_size: tuple[int, int]) -> Body:
    return Body(
        image=pose.image * frame_size,
        world=pose.world,
        visibility=pose.visibility,
        mask=pose.mask,
        frame_size=frame_size,
    )
