"""MediaPipe's pose landmarker as the rest of the program sees it: images in, :class:`Body` out.

MediaPipe itself runs in a process of its own (:mod:`posecheck.perception.body.mediapipe_process`),
so nothing of it reaches the caller's process: no environment variable, no log line, and no
connection to its maker. ``tests/perception/body/test_privacy.py`` traces the system calls.
"""

from __future__ import annotations

import itertools
import signal
from pathlib import Path
from types import TracebackType
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from posecheck.errors import LibraryError, ModelError
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.mediapipe_messages import (
    Close,
    CloseAll,
    Detect,
    Mode,
    NotLoaded,
    Open,
    Pose,
    Refused,
    Request,
    Restart,
    Wanted,
)
from posecheck.perception.body.mediapipe_worker import are_kept, give_back, take_worker
from posecheck.perception.crop import shrink

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
        self._worker = take_worker()
        self._numbers = itertools.count()
        self._closed = False
        self._last: Answer | None = None
        self._in_step = True

    def new_number(self) -> int:
        """A number for a further landmarker."""
        return next(self._numbers)

    def ask(self, request: Request) -> object:
        """Send a request, and wait for its answer. Raises as :meth:`send`."""
        return self.send(request).wait()

    def send(self, request: Request) -> Answer:
        """Send a request. The process works on it while the caller does something else.

        Raises
        ------
        ModelError
            The process has ended by itself.
        RuntimeError
            It was closed before.
        """
        if self._closed:
            raise RuntimeError("the landmarker is closed")
        if self._last is not None:
            self._last.wait()  # else each end of the pipe might wait until the other one reads
        self._in_step = False
        try:
            self._worker.send(request)
        except OSError as error:
            raise self._ended() from error
        self._in_step = True
        self._last = Answer(self)
        return self._last

    def receive(self) -> object:
        """Wait for what the process says next. Raises as :meth:`send`."""
        self._in_step = False
        try:
            answer: object = self._worker.receive()
        except (EOFError, OSError) as error:
            raise self._ended() from error
        self._in_step = True
        return answer

    def _ended(self) -> ModelError | LibraryError:
        if self._worker.ended_by == ILLEGAL_INSTRUCTION:
            return LibraryError(NO_AVX)
        return ModelError(
            "MediaPipe's process has ended unexpectedly: try again; `posecheck doctor` "
            "checks the model."
        )

    def close(self) -> None:
        """End the process, or keep it for the next use. May be called more than once."""
        if self._closed:
            return
        try:
            if self._in_step and are_kept():  # else a message was cut in two, as by Ctrl-C
                self.ask(CloseAll())
                give_back(self._worker)
                return
        except (ModelError, LibraryError):
            pass  # it has ended
        finally:
            self._closed = True
        self._worker.close()


class Answer:
    """What MediaPipe's process says to a request, once it has worked on it."""

    def __init__(self, mediapipe: MediaPipe) -> None:
        self._mediapipe = mediapipe
        self._came = False
        self._answer: object = None

    def wait(self) -> object:
        """The answer. Raises as :meth:`MediaPipe.send`."""
        if not self._came:
            self._answer, self._came = self._mediapipe.receive(), True
        return self._answer


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
        A process to share; by default one of its own, which ends with :meth:`close`. It opens what
        is wanted while the caller does something else: :meth:`wait_until_open` must follow.

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
        self._own = None if mediapipe else MediaPipe()
        self._mediapipe = mediapipe or self._own
        self._number = self._process.new_number()
        self._last_ms = -1
        wanted = Wanted(mode, model, max_people, with_mask)
        self._opened = self._process.send(Open(self._number, wanted))
        if self._own is not None:
            try:
                self.wait_until_open()
            except BaseException:
                self._own.close()
                raise

    def wait_until_open(self) -> None:
        """Wait until it is open. Raises as the class says."""
        answer = self._opened.wait()
        if isinstance(answer, NotLoaded):
            raise LibraryError(answer.sentence)
        if isinstance(answer, Refused):
            raise ModelError(answer.sentence)

    def detect(self, image: NDArray[np.uint8], time_s: float = 0.0) -> list[Body]:
        """Find the people in an image.

        Parameters and result as of :meth:`begin` and :meth:`Search.bodies`.
        """
        return self.begin(image, time_s).bodies()

    def begin(self, image: NDArray[np.uint8], time_s: float = 0.0) -> Search:
        """Begin to find the people in an image: MediaPipe works while the caller does.

        Parameters
        ----------
        image
            (H, W, 3) uint8, RGB.
        time_s
            The frame's own time in seconds. MediaPipe needs whole milliseconds that strictly
            increase; a time that does not is moved to one millisecond after the last.
        """
        height, width = image.shape[:2]
        self._last_ms = max(round(time_s * 1000), self._last_ms + 1)
        image = np.ascontiguousarray(shrink(image))
        request = Detect(self._number, image, self._last_ms)
        return Search(self._process.send(request), (width, height))

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


class Search:
    """The people in one image, as far as MediaPipe has found them."""

    def __init__(self, answer: Answer, frame_size: tuple[int, int]) -> None:
        self._answer, self._frame_size = answer, frame_size

    def bodies(self) -> list[Body]:
        """Wait for them; in MediaPipe's order, empty when it finds nobody."""
        poses = self._answer.wait()
        assert isinstance(poses, list)
        return [_body_of(pose, self._frame_size) for pose in poses]


def _body_of(pose: Pose, frame_size: tuple[int, int]) -> Body:
    return Body(
        image=pose.image * frame_size,
        world=pose.world,
        visibility=pose.visibility,
        mask=pose.mask,
        frame_size=frame_size,
    )
