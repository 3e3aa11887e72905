"""The one place that knows MediaPipe.

It runs in a process of its own (:mod:`posecheck.perception.body.landmarker` starts it), because
MediaPipe

* sends counts of its use to its maker. What stops it is the environment of its process
  (:mod:`posecheck.perception.body.offline`), which must not be the caller's;
* logs to the standard error of its process while it starts.
"""

from __future__ import annotations

from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from posecheck.libraries import explain_import_error
from posecheck.worker_process import receive_object, send_object

Mode = Literal["video", "photo"]


@dataclass(frozen=True)
class Open:
    """Open a landmarker under a number that the caller chooses.

    Answered by None, a :class:`Failure` or a :class:`NotLoaded`. ``model`` is the bytes of a
    bundle. The rest is as in :class:`~posecheck.perception.body.landmarker.Landmarker`.
    """

    number: int
    mode: Mode
    model: bytes
    max_people: int
    with_mask: bool


@dataclass(frozen=True, eq=False)
class Detect:
    """Find the people in an image (height, width, 3), RGB. Answered by a list of :class:`Pose`."""

    number: int
    image: NDArray[np.uint8]
    time_ms: int


@dataclass(frozen=True)
class Restart:
    """Forget the person followed so far. Answered by None."""

    number: int


@dataclass(frozen=True)
class Close:
    """Free a landmarker's threads and memory. Answered by None."""

    number: int


Request = Open | Detect | Restart | Close


@dataclass(frozen=True)
class Failure:
    """MediaPipe's own words about a model that it does not accept."""

    reason: str


@dataclass(frozen=True)
class NotLoaded:
    """One sentence on why MediaPipe itself cannot be loaded."""

    sentence: str


@dataclass(frozen=True, eq=False)
class Pose:
    """One person, as MediaPipe gives it.

    Attributes
    ----------
    image
        (33, 2) landmarks as shares of the image's width and height.
    world
        (33, 3) landmarks in metres.
    visibility
        (33,) in 0..1.
    mask
        (height, width) float32 in 0..1, or None.
    """

    image: NDArray[np.float64]
    world: NDArray[np.float64]
    visibility: NDArray[np.float64]
    mask: NDArray[np.float32] | None


def serve(connection: Connection) -> None:
    """Answer requests until the pipe is closed."""
    tasks: dict[int, _Task] = {}
    while True:
        try:
            request: Request = receive_object(connection)
        except EOFError:
            break
        send_object(connection, _answer(tasks, request))
    for task in tasks.values():
        task.close()


def _answer(tasks: dict[int, _Task], request: Request) -> object:
    if isinstance(request, Open):
        try:
            tasks[request.number] = _Task(request)
        except Exception as error:
            trouble = explain_import_error(error)
            if trouble is None and isinstance(error, ImportError | OSError | AttributeError):
                trouble = f"MediaPipe cannot be loaded: {error}"
            if trouble is not None:
                return NotLoaded(trouble)
            if not isinstance(error, RuntimeError | ValueError):
                raise
            return Failure(str(error))
    elif isinstance(request, Detect):
        return tasks[request.number].detect(request.image, request.time_ms)
    elif isinstance(request, Restart):
        tasks[request.number].restart()
    else:
        tasks.pop(request.number).close()
    return None


class _Task:
    """One of MediaPipe's pose landmarkers, which can be opened again."""

    def __init__(self, wanted: Open) -> None:
        self._wanted = wanted
        self._names = _MediaPipe()
        self._landmarker: Any = None
        self._open()

    def detect(self, image: NDArray[np.uint8], time_ms: int) -> list[Pose]:
        names = self._names
        picture = names.Image(image_format=names.ImageFormat.SRGB, data=image)
        try:
            if self._wanted.mode == "photo":
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
        names, wanted = self._names, self._wanted
        is_video = wanted.mode == "video"
        options = names.PoseLandmarkerOptions(
            base_options=names.BaseOptions(model_asset_buffer=wanted.model),
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
    """The names of MediaPipe that are used here. Importing them takes 1-2 s."""

    def __init__(self) -> None:
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
