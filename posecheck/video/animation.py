"""Animated pictures (WebP, PNG): short clips with the names of photos."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from posecheck.errors import InputError
from posecheck.readable import readable
from posecheck.video.frame import Frame
from posecheck.video.photo import MAX_PIXELS
from posecheck.video.reading import AS_IT_IS, ReadingOptions
from posecheck.video.remarks import describe_speed
from posecheck.video.source import FrameSource
from posecheck.video.upright import turn

if TYPE_CHECKING:  # a clip needs none of it
    from PIL import Image as Pillow

ANIMATION_SUFFIXES = frozenset({".webp", ".png"})
"""Ends of the names of photos that may be animated, in lower case. GIF is read as a clip."""

SHORTEST_MS, SHORT_SHOWN_MS = 10, 100
"""Pictures that are to be shown for no longer than the first are shown for the second, as browsers
do: such files mean "as fast as is usual"."""


def _opened(path: Path) -> Pillow.Image:
    """Open a picture without Pillow's warning of large ones: the size is checked here."""
    from PIL import Image as Pillow

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Pillow.open(path)


def is_animated(path: Path) -> bool:
    """Whether a file with a photo's name is an animation; False where it cannot be read."""
    if path.suffix.lower() not in ANIMATION_SUFFIXES:
        return False
    try:
        with _opened(path) as picture:
            return bool(getattr(picture, "is_animated", False))
    except Exception:  # a damaged picture makes Pillow raise almost anything; the photo says so
        return False


class Animation(FrameSource):
    """The pictures of an animation, each at the time at which it is shown.

    Parameters
    ----------
    path
        The animation's file.
    reading
        How it is read.

    Raises
    ------
    InputError
        It is too large, or its first picture cannot be decoded.
    """

    def __init__(self, path: Path, reading: ReadingOptions = AS_IT_IS) -> None:
        self.name, self._path, self._reading = readable(path), path, reading
        with _opened(path) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise InputError(f"{self.name} is too large: save it with fewer pixels.")
            self.frame_count = getattr(picture, "n_frames", 1)
            try:
                picture.load()  # for how long it is shown is known only then
            except Exception as error:  # a damaged picture makes Pillow raise almost anything
                raise InputError(f"{self.name} is damaged: it cannot be read.") from error
            self.frame_rate = Fraction(1000, _shown_ms(picture))
        if reading.speed not in (None, 1):
            assert reading.speed is not None
            self.frame_rate /= Fraction(reading.speed).limit_denominator(100_000)
            self.notes = (describe_speed(self.name, reading.speed, None, 0.0),)

    def __iter__(self) -> Iterator[Frame]:
        shown_ms, index = 0, 0
        try:
            with _opened(self._path) as picture:
                while index < (self.frame_count or 0):
                    picture.seek(index)
                    image = np.array(picture.convert("RGB"), np.uint8)
                    image = turn(image, self._reading.rotate, mirrored=self._reading.mirrored)
                    yield Frame(image, shown_ms / 1000 * (self._reading.speed or 1.0), index)
                    shown_ms, index = shown_ms + _shown_ms(picture), index + 1
        except Exception:  # a damaged picture makes Pillow raise almost anything
            self.damage = (
                f"{self.name} is damaged: it should have {self.frame_count} pictures, "
                f"but only the first {index} can be read."
            )
            self.frame_count = index


def _shown_ms(picture: Pillow.Image) -> int:
    """For how many milliseconds the present picture is shown."""
    shown_ms = round(picture.info.get("duration", 0))
    return shown_ms if shown_ms > SHORTEST_MS else SHORT_SHOWN_MS
