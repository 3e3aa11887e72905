"""Perceive clips and photos as posecheck does, but without the person's mask.

Without the mask the lumbar gap is cannot-see. The mask takes time, and only benchmarks/selftest.py
needs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from posecheck.engine.looks import fill_in, look_through
from posecheck.engine.options import InputOptions
from posecheck.engine.perceiver import Perceiver, PhotoPerceiver
from posecheck.engine.smoothing import MomentSmoother
from posecheck.moment import Moment
from posecheck.video.frame import Frame
from posecheck.video.opening import open_file


def read_frames(path: Path) -> Iterator[Frame]:
    """Read the frames of a clip, or the one frame of a photo."""
    with open_file(path) as source:
        yield from source


def perceive_clip(frames: Iterable[Frame], *, roller: bool) -> Iterator[Moment]:
    """Perceive the frames of one clip: a moment a frame.

    Parameters
    ----------
    frames
        The frames, with increasing times.
    roller
        Whether to look for the roller.
    """
    with Perceiver(InputOptions(roller=roller), with_mask=False) as perceiver:
        yield from fill_in(MomentSmoother().smooth_both_ways(look_through(perceiver, frames)))


def perceive_photos(paths: Iterable[Path], *, roller: bool) -> Iterator[Moment]:
    """Perceive each photo alone, as ``posecheck measure`` does. Parameters as for clips."""
    with PhotoPerceiver(InputOptions(roller=roller)) as perceiver:
        for path in paths:
            (frame,) = read_frames(path)
            yield perceiver.perceive(frame)
