"""What is seen in a recording: each frame once, the first minute ahead of its use if asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from types import TracebackType

import numpy as np

from posecheck.engine.background import read_ahead
from posecheck.engine.looks import look_through
from posecheck.engine.options import InputOptions
from posecheck.engine.perceiver import Perceiver
from posecheck.engine.turning import stop_if_turned
from posecheck.errors import InputError
from posecheck.interruption import check
from posecheck.moment import Moment
from posecheck.video.frame import Frame
from posecheck.video.source import FrameSource

Progress = Callable[[FrameSource], None]
"""Called once for each frame, with the source that tells how many there are."""


class PerceivedRecording:
    """The moments of a recording, in order, before any smoothing or judgement. A context manager.

    What is practised may be known only once a part was seen (:meth:`look_ahead`). Of that part the
    numbers are kept, about 10 kB a frame, and not the pictures: these are decoded again.

    Parameters
    ----------
    source
        The recording; it is read from its beginning.
    options
        How to look.
    progress
        Called for each frame when it has been looked at.
    reopen
        Opens the recording once more, for the pictures of what was seen ahead; None where these
        are not wanted: then their images are black.

    Attributes
    ----------
    source, perceiver
        The recording, and what looks at its frames.
    is_over
        Whether all frames were looked at.

    Raises
    ------
    ModelError
        A model is missing or damaged.
    PictureTurnedError
        While iterating, and by :meth:`look_ahead`: it is upside down, or on its side.
    InputError
        While iterating: the recording cannot be read, or has changed since it was looked at.
    """

    def __init__(
        self,
        source: FrameSource,
        options: InputOptions,
        *,
        progress: Progress | None = None,
        reopen: Callable[[], FrameSource] | None = None,
    ) -> None:
        self.source, self.perceiver = source, Perceiver(options)
        self._progress, self._reopen = progress or (lambda _: None), reopen
        self._frames = read_ahead(source)
        seen = look_through(self.perceiver, self._frames)
        self._coming = stop_if_turned(source.name, seen, self.perceiver.turned_at_end)
        self._kept: list[Moment] = []
        self.is_over = False

    def look_ahead(self, until_s: float) -> Iterator[Moment]:
        """What is seen up to a time of the film in seconds; it is given again by iterating."""
        for moment in self._look():
            self._kept.append(_without_pictures(moment))
            yield moment
            if moment.frame.time_s >= until_s:
                return

    def __iter__(self) -> Iterator[Moment]:
        kept, self._kept = self._kept, []
        if self._reopen is None:
            yield from kept
        elif kept:
            with self._reopen() as source, closing(read_ahead(source)) as frames:
                yield from self._with_pictures(kept, frames)
        yield from self._look()

    def leave_out_roller(self) -> bool:
        """Look for no roller from now on; whether none was seen so far."""
        self.perceiver.leave_out_roller()
        return all(moment.roller is None for moment in self._kept)

    def _with_pictures(
        self, moments: Iterable[Moment], frames: Iterator[Frame]
    ) -> Iterator[Moment]:
        """Give moments their pictures back, from the frames of the same recording."""

        def again(frame: Frame) -> Frame:
            found = next(frames, None)
            if found is None or found.size != frame.size:
                raise InputError(
                    f"{self.source.name} has changed while it was read: analyse it again."
                )
            return replace(frame, image=found.image)

        for moment in moments:
            left_out = tuple(map(again, moment.left_out))
            yield replace(moment, left_out=left_out, frame=again(moment.frame))

    def _look(self) -> Iterator[Moment]:
        for moment in self._coming:
            for _ in (*moment.left_out, moment):
                self._progress(self.source)
            check()
            yield moment
        self.is_over = True

    def close(self) -> None:
        """Free what was opened, but for the source. May be called more than once."""
        self._frames.close()
        self.perceiver.close()

    def __enter__(self) -> PerceivedRecording:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _without_pictures(moment: Moment) -> Moment:
    """The moment as it can be kept: its images take no memory, mask and outline are left out."""
    body = moment.body and replace(moment.body, mask=None, outline=None)
    left_out = tuple(_black(frame) for frame in moment.left_out)
    return replace(moment, frame=_black(moment.frame), left_out=left_out, body=body)


def _black(frame: Frame) -> Frame:
    """The frame with a black image of the same shape, all of whose pixels are one byte."""
    return replace(frame, image=np.broadcast_to(np.uint8(0), frame.image.shape))
