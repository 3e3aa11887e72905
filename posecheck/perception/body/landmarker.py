"""The one place that knows MediaPipe: pictures in, :class:`Body` out.

Two things are unlike MediaPipe's own examples, both on purpose:

* **Nothing leaves the machine.** See :mod:`posecheck.perception.body.offline`;
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

from posecheck.errors import ModelError
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.offline import block_metrics
from posecheck.perception.model_files import load_model

MAX_SIDE_PX = 1280
"""Larger pictures are scaled down to this longest side for the estimate: the networks see
224 and 256 pixels, so more only costs time (a 4K mask is 33 MB a frame)."""

Mode = Literal["video", "photo"]


class Landmarker:
    """MediaPipe's pose landmarker, for frames that come one after another or for photos.

    In ``video`` mode MediaPipe follows one person from frame to frame and smooths the
    landmarks (One-Euro filter on the frames' time); in ``photo`` mode every picture
    stands alone and may show several people.

    Args:
        mode: "video" or "photo".
        model: path of another bundle; None for the one that comes with posecheck.
        max_people: how many to look for; in video mode only with 1 it smooths.
        with_mask: whether to give each person's mask as well.

    Raises:
        ModelError: the model is missing, damaged or not accepted by MediaPipe.
    """

    def __init__(
        self,
        mode: Mode,
        *,
        model: Path | None = None,
        max_people: int = 1,
        with_mask: bool = False,
    ) -> None:
        if mode not in get_args(Mode):
            raise ValueError(f"mode is video or photo, not {mode}")
        self._mode = mode
        self._model_path = model
        self._model_data = load_model(model)
        self._max_people = max_people
        self._with_mask = with_mask
        self._last_ms = -1
        self._warm = False
        self._landmarker: Any = None
        self._open()

    def detect(self, image: NDArray[np.uint8], time_s: float = 0.0) -> list[Body]:
        """The people in ``image``, in MediaPipe's order; empty when it finds nobody.

        Args:
            image: (H, W, 3) uint8, RGB.
            time_s: the frame's own time in seconds. MediaPipe wants whole milliseconds
                that strictly increase; a time that does not is moved up by one.
        """
        if self._landmarker is None:
            raise RuntimeError("the landmarker is closed")
        height, width = image.shape[:2]
        scale = min(1.0, MAX_SIDE_PX / max(width, height))
        if scale < 1.0:
            size = (max(1, round(width * scale)), max(1, round(height * scale)))
            # averaging costs 8 ms a 1080p frame and tells only where much is left out
            how = cv2.INTER_LINEAR if scale > 0.5 else cv2.INTER_AREA
            image = np.asarray(cv2.resize(image, size, interpolation=how), np.uint8)
        result = self._detect(np.ascontiguousarray(image), time_s)
        if result is None:
            return []
        count = len(result.pose_landmarks)
        return [self._to_body(result, i, (width, height)) for i in range(count)]

    def restart(self) -> None:
        """Forget the person followed so far."""
        self.close()
        self._warm = False
        self._open()

    def close(self) -> None:
        """Free MediaPipe's threads and memory. May be called more than once."""
        if self._landmarker is not None:
            with _quiet_native_stderr():
                self._landmarker.close()
            self._landmarker = None

    def __enter__(self) -> Landmarker:
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
            num_poses=self._max_people,
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
            self.restart()
            return None
        self._warm = self._warm or bool(result.pose_landmarks)
        return result

    def _to_body(self, result: Any, i: int, frame_size: tuple[int, int]) -> Body:
        landmarks = result.pose_landmarks[i]
        mask = None
        if result.segmentation_masks:
            # The view dangles once the result is gone: it must be copied.
            view = result.segmentation_masks[i].numpy_view()
            mask = np.array(view, dtype=np.float32, copy=True).reshape(view.shape[:2])
        return Body(
            image=np.array([(p.x, p.y) for p in landmarks], float) * frame_size,
            world=np.array([(p.x, p.y, p.z) for p in result.pose_world_landmarks[i]], float),
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
