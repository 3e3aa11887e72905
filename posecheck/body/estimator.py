"""The one place that knows MediaPipe: frames in, :class:`Body` out.

Two things are unlike MediaPipe's own examples, both on purpose:

* **Nothing leaves the machine.** See :mod:`posecheck.body.offline`;
  ``tests/body/test_privacy.py`` traces the system calls.
* **Nothing is written to the terminal.** Its native libraries log to file descriptor 2
  while they start up. That descriptor is turned away until the first person was
  found; Python's own ``sys.stderr`` keeps working meanwhile.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, get_args

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.body.landmarks import Body
from posecheck.body.model import load_model
from posecheck.body.offline import block_metrics
from posecheck.errors import ModelError

MAX_SIDE_PX = 1280
"""Larger pictures are scaled down to this longest side for the estimate: the networks see
224 and 256 pixels, so more only costs time (a 4K mask is 33 MB a frame)."""

Mode = Literal["video", "photo"]


class PoseEstimator:
    """Finds one person's landmarks in frames that come one after another, or in photos.

        with PoseEstimator("video") as estimator:
            for frame in source:
                body = estimator.estimate(frame.image, frame.time_s)

    In ``video`` mode MediaPipe follows the person from frame to frame and smooths the
    landmarks (One-Euro filter on the frames' time); in ``photo`` mode every picture
    stands alone.

    Args:
        mode: "video" or "photo".
        model: path of another bundle; None for the one that comes with posecheck.
        with_mask: whether to give the person's mask as well.

    Raises:
        ModelError: the model is missing, damaged or not accepted by MediaPipe.
    """

    def __init__(
        self, mode: Mode = "video", *, model: Path | None = None, with_mask: bool = True
    ) -> None:
        if mode not in get_args(Mode):
            raise ValueError(f"mode is video or photo, not {mode}")
        self._mode = mode
        self._model_path = model
        self._model_data = load_model(model)
        self._with_mask = with_mask
        self._last_ms = -1
        self._warm = False
        self._landmarker: Any = None
        self._open()

    def estimate(self, image: NDArray[np.uint8], time_s: float = 0.0) -> Body | None:
        """The person in ``image``, or None.

        Args:
            image: (H, W, 3) uint8, RGB.
            time_s: the frame's own time in seconds. MediaPipe wants whole milliseconds
                that strictly increase; a time that does not is moved up by one.
        """
        if self._landmarker is None:
            raise RuntimeError("the estimator is closed")
        height, width = image.shape[:2]
        scale = min(1.0, MAX_SIDE_PX / max(width, height))
        if scale < 1.0:
            size = (max(1, round(width * scale)), max(1, round(height * scale)))
            image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
        result = self._detect(np.ascontiguousarray(image), time_s)
        if result is None or not result.pose_landmarks:
            return None
        return self._to_body(result, (width, height))

    def close(self) -> None:
        """Free MediaPipe's threads and memory. May be called more than once."""
        if self._landmarker is not None:
            with _quiet_native_stderr():
                self._landmarker.close()
            self._landmarker = None

    def __enter__(self) -> PoseEstimator:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _open(self) -> None:
        block_metrics()
        tasks = _import_mediapipe()
        running_mode = tasks.RunningMode.VIDEO if self._mode == "video" else tasks.RunningMode.IMAGE
        options = tasks.PoseLandmarkerOptions(
            base_options=tasks.BaseOptions(model_asset_buffer=self._model_data),
            running_mode=running_mode,
            num_poses=1,
            output_segmentation_masks=self._with_mask,
        )
        try:
            with _quiet_native_stderr():
                self._landmarker = tasks.PoseLandmarker.create_from_options(options)
        except (RuntimeError, ValueError) as error:
            name = self._model_path or "that comes with posecheck"
            raise ModelError(f"MediaPipe does not accept the model {name}: {error}") from error

    def _detect(self, image: NDArray[np.uint8], time_s: float) -> Any:
        tasks = _import_mediapipe()
        picture = tasks.Image(image_format=tasks.ImageFormat.SRGB, data=image)
        quiet = contextlib.nullcontext() if self._warm else _quiet_native_stderr()
        try:
            with quiet:
                if self._mode == "photo":
                    result = self._landmarker.detect(picture)
                else:
                    self._last_ms = max(round(time_s * 1000), self._last_ms + 1)
                    result = self._landmarker.detect_for_video(picture, self._last_ms)
        except (RuntimeError, ValueError):
            # In video mode MediaPipe does not recover from an error: start afresh, so that
            # one bad frame costs one frame.
            self.close()
            self._warm = False
            self._open()
            return None
        self._warm = self._warm or bool(result.pose_landmarks)
        return result

    def _to_body(self, result: Any, frame_size: tuple[int, int]) -> Body:
        landmarks = result.pose_landmarks[0]
        mask = None
        if result.segmentation_masks:
            # The view dangles once the result is gone: it must be copied.
            view = result.segmentation_masks[0].numpy_view()
            mask = np.array(view, dtype=np.float32, copy=True).reshape(view.shape[:2])
        return Body(
            image=np.array([(p.x, p.y) for p in landmarks], float) * frame_size,
            world=np.array([(p.x, p.y, p.z) for p in result.pose_world_landmarks[0]], float),
            visibility=np.array([p.visibility for p in landmarks], float),
            mask=mask,
            frame_size=frame_size,
        )


class _Tasks:
    """The names of MediaPipe that are used here, imported when first needed (1-2 s)."""

    def __init__(self) -> None:
        # Matplotlib, which MediaPipe imports, would announce that it builds a font cache.
        logging.getLogger("matplotlib").setLevel(logging.ERROR)
        from mediapipe.tasks.python.core.base_options import BaseOptions
        from mediapipe.tasks.python.vision.core.image import Image, ImageFormat
        from mediapipe.tasks.python.vision.core.vision_task_running_mode import (
            VisionTaskRunningMode,
        )
        from mediapipe.tasks.python.vision.pose_landmarker import (
            PoseLandmarker,
            PoseLandmarkerOptions,
        )

        self.Image, self.ImageFormat = Image, ImageFormat
        self.RunningMode = VisionTaskRunningMode
        self.PoseLandmarker = PoseLandmarker
        self.PoseLandmarkerOptions = PoseLandmarkerOptions
        self.BaseOptions = BaseOptions


_tasks: _Tasks | None = None


def _import_mediapipe() -> _Tasks:
    global _tasks
    if _tasks is None:
        _tasks = _Tasks()
    return _tasks


@contextlib.contextmanager
def _quiet_native_stderr() -> Iterator[None]:
    """Send what native code writes to descriptor 2 to nowhere; Python's stderr stays."""
    try:
        real = os.dup(2)
    except OSError:  # no stderr at all: nothing to keep quiet
        yield
        return
    python_stderr = sys.stderr
    on_real = None
    try:
        sink = os.open(os.devnull, os.O_WRONLY)
        os.dup2(sink, 2)
        os.close(sink)
        if python_stderr is sys.__stderr__ and python_stderr is not None:
            python_stderr.flush()
            on_real = os.fdopen(os.dup(real), "w", buffering=1, encoding="utf-8", errors="replace")
            sys.stderr = on_real
        yield
    finally:
        if on_real is not None:
            sys.stderr = python_stderr
            on_real.close()
        os.dup2(real, 2)
        os.close(real)
