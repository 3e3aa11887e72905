"""What every source of frames looks like to the rest of the program."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from fractions import Fraction
from types import TracebackType

from posecheck.video.frame import Frame


class FrameSource(ABC):
    """An iterable of frames: a clip, a photo, a camera. A context manager.

        with open_source("clip.mp4") as source:
            for frame in source:
                ...

    Iterating raises :class:`posecheck.errors.InputError` if no frame at all can be read,
    and :class:`posecheck.errors.SourceLostError` if a live source stops.

    Attributes:
        name: what to call it in messages: a path, a URL, "camera 0".
        is_live: whether frames come in real time and must be kept up with.
        is_photo: whether it is a single picture.
        frame_rate: nominal frames a second, for progress and for a writer's header; the
            frames' own times are what counts. None when unknown.
        frame_count: how many frames to expect, for progress. None when unknown.
        skipped: frames of a live source that were passed over because newer ones had come.
        damage: after iterating, one sentence if the source ended before it should have.
    """

    name: str
    is_live: bool = False
    is_photo: bool = False
    frame_rate: Fraction | None = None
    frame_count: int | None = None
    skipped: int = 0
    damage: str | None = None

    @abstractmethod
    def __iter__(self) -> Iterator[Frame]: ...

    def close(self) -> None:  # noqa: B027 - not every source holds something open
        """Let go of files, devices and threads. May be called more than once."""

    def __enter__(self) -> FrameSource:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
