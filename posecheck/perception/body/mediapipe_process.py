"""The one place that knows MediaPipe.

It runs in a process of its own (:mod:`posecheck.perception.body.landmarker` starts it), because
MediaPipe

* sends counts of its use to its maker. What stops it is the environment of its process
  (:mod:`posecheck.perception.body.offline`), which must not be the caller's;
* logs to the standard error of its process while it starts.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from posecheck.errors import ModelError
from posecheck.libraries import explain_import_error
from posecheck.object_pipe import child_pipe
from posecheck.perception.body.mediapipe_messages import (
    Close,
    CloseAll,
    Detect,
    NotLoaded,
    Open,
    Pose,
    Prepare,
    Refused,
    Request,
    Restart,
    Wanted,
)
from posecheck.perception.model_files import load_model

UNUSED = ("matplotlib", "matplotlib.pyplot", "sounddevice")
"""What MediaPipe imports for plots and for the microphone, which are not used here. Loading these
takes 0.4 s of processor time, MediaPipe with all else 0.25 s."""


def serve(connection: Connection) -> None:
    """Answer requests until the pipe is closed. MediaPipe is loaded at once."""
    with suppress(Exception):  # it is told when a landmarker is opened
        _MediaPipe()
    tasks, pipe = _Tasks(), child_pipe(connection)
    while True:
        try:
            request: Request = pipe.receive()
        except EOFError:
            break
        if isinstance(request, Prepare):
            with suppress(Exception):  # it is told when the landmarker is opened
                tasks.ready.append(_Task(request.wanted))
        else:
            pipe.send(_answer(tasks, request))
    tasks.close()


class _Tasks:
    """The landmarkers in use, by number, and those that are ready for use."""

    def __init__(self) -> None:
        self.used: dict[int, _Task] = {}
        self.ready: list[_Task] = []

    def open(self, number: int, wanted: Wanted) -> None:
        found = next((task for task in self.ready if task.wanted == wanted), None)
        if found is not None:
            self.ready.remove(found)
        self.used[number] = found or _Task(wanted)

    def release_all(self) -> None:
        while self.used:
            _, task = self.used.popitem()
            if task.wanted.mode == "photo":
                self.ready.append(task)
            else:
                task.close()

    def close(self) -> None:
        for task in (*self.used.values(), *self.ready):
            task.close()


def _answer(tasks: _Tasks, request: Request) -> object:
    if isinstance(request, Open):
        try:
            tasks.open(request.number, request.wanted)
        except Exception as error:
            return _explain(error, request.wanted.model)
    elif isinstance(request, Detect):
        return tasks.used[request.number].detect(request.image, request.time_ms)
    elif isinstance(request, Restart):
        tasks.used[request.number].restart()
    elif isinstance(request, CloseAll):
        tasks.release_all()
    elif isinstance(request, Close):
        tasks.used.pop(request.number).close()
    return None


def _explain(error: Exception, model: Path | None) -> Refused | NotLoaded:
    """Why a landmarker cannot be opened."""
    if isinstance(error, ModelError):
        return Refused(str(error))
    trouble = explain_import_error(error)
    if trouble is None and isinstance(error, ImportError | OSError | AttributeError):
        trouble = f"MediaPipe cannot be loaded: {error}"
    if trouble is not None:
        return NotLoaded(trouble)
    if not isinstance(error, RuntimeError | ValueError):
        raise error
    return Refused(
        f"MediaPipe does not accept the model {model or 'that comes with posecheck'}: {error}"
    )


class _Task:
    """One of MediaPipe's pose landmarkers, which can be opened again."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self._model = load_model(wanted.model)
        self._names = _MediaPipe()
        self._landmarker: Any = None
        self._open()

    def detect(self, image: NDArray[np.uint8], time_ms: int) -> list[Pose]:
        names = self._names
        picture = names.Image(image_format=names.ImageFormat.SRGB, data=image)
        try:
            if self.wanted.mode == "photo":
                result = self._landmarker.detect(picture)
            else:
                result = self._landmarker.detect_for_video(picture, time_ms)
        except (RuntimeError, ValueError):
            # In video mode MediaPipe does not recover from an error: a bad frame must cost no
            # more than itself.
            self.restart()
            return []
        return [_pose(result, i) for i in range(len(result.pose_landmarks))]

    def restart(self) -> None:
        self.close()
        self._open()

    def close(self) -> None:
        self._landmarker.close()

    def _open(self) -> None:
        names, wanted = self._names, self.wanted
        is_video = wanted.mode == "video"
        options = names.PoseLandmarkerOptions(
            base_options=names.BaseOptions(model_asset_buffer=self._model),
            running_mode=names.RunningMode.VIDEO if is_video else names.RunningMode.IMAGE,
            num_poses=wanted.max_people,
            output_segmentation_masks=wanted.with_mask,
        )
        self._landmarker = names.PoseLandmarker.create_from_options(options)


def _pose(result: Any, i: int) -> Pose:
    landmarks = result.pose_landmarks[i]
    mask = None
    if result.segmentation_masks:
        # The view dangles once the result is gone: it must be copied.
        view = result.segmentation_masks[i].numpy_view()
        mask = np.array(view, dtype=np.float32, copy=True).reshape(view.shape[:2])
    return Pose(
        image=np.array([(p.x, p.y) for p in landmarks], float),
        world=np.array([(p.x, p.y, p.z) for p in result.pose_world_landmarks[i]], float),
        visibility=np.array([p.visibility for p in landmarks], float),
        mask=mask,
    )


class _MediaPipe:
    """The names of MediaPipe that are used here. Importing them takes a quarter of a second."""

    def __init__(self) -> None:
        try:
            with _left_out(UNUSED):
                self._load()
        except Exception:  # another version may need them
            for name in [name for name in sys.modules if name.split(".")[0] == "mediapipe"]:
                del sys.modules[name]
            self._load()

    def _load(self) -> None:
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


@contextmanager
def _left_out(names: tuple[str, ...]) -> Iterator[None]:
    """Within the block an import of these modules gives an empty one."""
    empty = {name: ModuleType(name) for name in names if name not in sys.modules}
    for name, module in empty.items():
        package, _, last = name.rpartition(".")
        if package in empty:
            setattr(empty[package], last, module)
    sys.modules.update(empty)
    try:
        yield
    finally:
        for name in empty:
            sys.modules.pop(name, None)
