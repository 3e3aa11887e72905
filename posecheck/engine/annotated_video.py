"""The annotated video of a recorded clip: drawn and encoded in a thread of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from posecheck.engine.background import BackgroundSink
from posecheck.moment import Moment
from posecheck.video.frame import Frame
from posecheck.video.source import FrameSource
from posecheck.video.writer import VideoWriter

if TYPE_CHECKING:
    from posecheck.feedback.overlay.overlay import Overlay

Show = Callable[[Frame], None]
"""Called with each annotated frame, in the thread that draws; for a window. It may keep the frame,
and must not change its image."""


class AnnotatedVideo:
    """Draws the overlay on each moment and writes it; a context manager.

    After an exception in the body of its ``with`` nothing is left on the disk.
    """

    def __init__(
        self,
        path: Path,
        source: FrameSource,
        *,
        mirrored: bool,
        height: int | None = None,
        show: Show | None = None,
    ) -> None:
        self._path, self._source, self._show = path, source, show
        self._mirrored, self._height = mirrored, height
        self._writer: VideoWriter | None = None
        self._sink = BackgroundSink(self._draw)

    def put(self, moment: Moment) -> None:
        """Hand over a moment; waits while the drawing is behind."""
        self._sink.put(moment)

    def __enter__(self) -> AnnotatedVideo:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._sink.__exit__(kind, error, trace)
        except BaseException:
            self._discard()
            raise
        if kind is not None:
            self._discard()
        elif self._writer is not None:
            self._writer.close()

    @cached_property
    def _overlay(self) -> Overlay:
        """Loaded in the thread that draws, while the first frames are looked at."""
        from posecheck.feedback.overlay.overlay import Overlay

        return Overlay(mirrored=self._mirrored, height=self._height)

    def _draw(self, moment: Moment) -> None:
        frame = moment.frame
        annotated = Frame(self._overlay.draw(moment), frame.time_s, frame.index)
        changed = self._overlay.changed
        if self._writer is None:
            self._writer = VideoWriter(self._path, annotated.size, self._source.frame_rate)
        parts = None if changed is None else [(b.x, b.y, b.width, b.height) for b in changed]
        self._writer.write(annotated, parts)
        if self._show is not None:
            self._show(annotated)

    def _discard(self) -> None:
        if self._writer is not None:
            self._writer.discard()
