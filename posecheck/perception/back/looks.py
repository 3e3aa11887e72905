"""Change of the lower back over many looks at one trunk, each compared with the likest before it.

While a leg is raised, little of the trunk's picture can be followed from the first look to now. But
much can be followed from a look a moment ago, and nearly all from one at the same point of the
movement before. So looks whose change is known are kept, and a new one is compared with those that
promise the smallest error; the errors add up on the way.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.perception.back.trunk_motion import compare
from posecheck.perception.crop import Image

MOST_COMPARED = 3
"""A look is compared with so many earlier ones at most."""

KNOWN_CM = 0.8
"""Once the expected error is smaller than this, it is compared with no other."""

KEPT_BELOW_CM = 1.5
"""A look is kept only when its own expected error is smaller than this."""

MOST_KEPT = 24
"""So many looks are kept, besides the first."""

GREY_PER_CM = 16.0
"""Two looks whose thumbnails differ by so much, 0..255 in the mean, promise an error of 1 cm.
Chosen from 12, 16, 20 and 25 by how often the change was known on 8 clips of people and 40
rendered self-tests."""

SAME_POSE_GREY = 3.0
"""Of two looks whose thumbnails differ by less, only the one that is known better is kept."""

THUMBNAIL = (25, 15)
"""Width and height of a thumbnail, in pixels."""


@dataclass(frozen=True, eq=False)
class Look:
    """A picture of the trunk, and how much higher the lower back is in it than at first.

    Attributes
    ----------
    piece
        (H, W, 3) RGB, from :func:`~posecheck.perception.back.trunk_motion.cut_out_trunk`.
    change, error
        In cm for a trunk of usual length: the change, and its expected error.
    """

    piece: Image
    change: float = 0.0
    error: float = 0.0

    @cached_property
    def thumbnail(self) -> NDArray[np.float32]:
        """(height, width) of :data:`THUMBNAIL`: small and grey, with a median of 0."""
        grey = cv2.cvtColor(self.piece, cv2.COLOR_RGB2GRAY).astype(np.float32)
        small = cv2.resize(grey, THUMBNAIL, interpolation=cv2.INTER_AREA)
        return np.asarray(small - np.median(small), dtype=np.float32)

    def differs_by(self, other: Look) -> float:
        """Mean difference of the thumbnails, 0..255."""
        return float(np.abs(self.thumbnail - other.thumbnail).mean())


class Looks:
    """The looks at one trunk from one place.

    Parameters
    ----------
    first
        The look with which all others are compared in the end.
    """

    def __init__(self, first: Look) -> None:
        self.first = self.last = first
        self._kept: deque[Look] = deque(maxlen=MOST_KEPT)

    def add(self, piece: Image) -> Look:
        """Find the change of a new picture from the same place."""
        seen = Look(piece)
        found = None
        for before in self._most_promising(seen):
            change, error = compare(before.piece, piece)
            look = Look(piece, before.change + change, math.hypot(before.error, error))
            if found is None or look.error < found.error:
                found = look
            if found.error < KNOWN_CM:
                break
        assert found is not None
        if found.error < KEPT_BELOW_CM:
            self._keep(found)
        return found

    def _most_promising(self, seen: Look) -> list[Look]:
        """The looks from which the change promises to be known best."""
        known = {id(look): look for look in (self.first, self.last, *self._kept)}.values()

        def promised_error(before: Look) -> float:
            return math.hypot(before.error, before.differs_by(seen) / GREY_PER_CM)

        return sorted(known, key=promised_error)[:MOST_COMPARED]

    def _keep(self, look: Look) -> None:
        self.last = look
        for alike in [k for k in self._kept if k.differs_by(look) < SAME_POSE_GREY]:
            if alike.error <= look.error:
                return
            self._kept.remove(alike)
        self._kept.append(look)
