"""The interface of all sources of frames."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from fractions import Fraction
from types import TracebackType

from posecheck.video.frame import Frame
from posecheck.video.report import Report
from posecheck.video.source_sound import SourceSound


class FrameSource(ABC):
    """An iterable of frames (a clip, a photo, a camera), and a context manager that closes it.

    ::

        with open_source("clip.mp4") as source:
            for frame in source:
                ...

    Attributes
    ----------
    name : str
        Its name in messages: a path, a URL, "camera 0".
    is_live : bool
        Whether frames come in real time. A reader that is too slow misses some.
    is_photo : bool
        Whether it is a single picture.
    frame_rate : Fraction or None
        Nominal frames a second, for progress and for a writer's header; None when unknown. Times
        come from the frames themselves.
    frame_count : int or None
        Number of frames to expect, for progress; None when unknown.
    skipped : int
        Number of frames of a live source that were dropped because newer ones had come.
    unreadable : int
        Number of pictures of a live source that came damaged and were left out.
    damage : str or None
        After iterating: one sentence if the source is damaged or ended too early.
    notes : tuple of str
        After iterating: how the source was read where that is not plain, a sentence each, such as
        that it is slow motion. They are no faults.
    sound : SourceSound or None
        After iterating: the sound that was recorded with the frames; None where there is none, or
        it does not fit them, as in slow motion.
    on_frame : callable or None
        Called by a live source with each new frame at once, in the thread that reads the camera: to
        show it. It must not wait.

    Raises
    ------
    InputError
        While iterating, if no frame at all can be read.
    SourceLostError
        While iterating, if a live source stops and does not come back.
    """

    name: str
    is_live: bool = False
    is_photo: bool = False
    frame_rate: Fraction | None = None
    frame_count: int | None = None
    skipped: int = 0
    unreadable: int = 0
    damage: str | None = None
    notes: tuple[str, ...] = ()
    sound: SourceSound | None = None
    on_frame: Callable[[Frame], None] | None = None

    @abstractmethod
    def __iter__(self) -> Iterator[Frame]: ...

    def with_reports(self) -> Iterator[Frame | Report]:
        """The frames, and between them what a camera has to tell; only frames in recordings.

        While a live source waits for its camera it gives a
        :class:`~posecheck.video.report.Waiting` several times a second, so that its reader can
        show that, and take in keys. Plain iteration leaves the reports out.
        """
        return iter(self)

    def look_ahead(self) -> Frame | None:
        """The frame that comes next, if it is there already; None in recordings."""
        return None

    def close(self) -> None:  # noqa: B027 - not every source holds something open
        """Release files, devices and threads. May be called more than once."""

    def __enter__(self) -> FrameSource:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
