"""Follow how far the lower back has risen since a reference picture of the same person.

1. Reference: as soon as somebody lies still on the back on the floor, seen from the side, the piece
   of the picture with the trunk is kept.
2. Look: five times a second the same piece of the frame is compared with it
   (:mod:`posecheck.perception.back.trunk_motion`).
3. Chain: where that tells little, as while a leg is raised, it is compared with the last look of
   which the change was known; the errors add up.
4. Renew: when the person has moved away from there, or the picture shows another scene, a new
   reference is taken.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from posecheck.geometry import Array
from posecheck.perception.back.back_rise import BackRise
from posecheck.perception.back.lumbar_view import lies_on_floor
from posecheck.perception.back.trunk_motion import (
    USUAL_TRUNK_CM,
    compare,
    cut_out_trunk,
    trunk_transform,
)
from posecheck.perception.crop import Image

if TYPE_CHECKING:
    from posecheck.perception.scene import Scene

LOOK_PAUSE_S = 0.2
"""Seconds of frame time between two looks; one takes about 8 ms."""

OFF_SIDE_WITHIN_DEG = 35.0
"""Farthest from a side view: the weights were fitted with up to 30 degrees."""

STILL_S, STILL = 0.4, 0.03
"""A reference is taken when hips and shoulders have moved by no more than this, in trunk lengths,
for so many seconds."""

MOVED = 0.35
"""The person has moved away when hips or shoulders are farther from where they were than this, in
trunk lengths. MediaPipe's hip wanders by a fifth of the trunk as a leg comes down."""

CHAIN_FROM_CM = 0.8
"""From this expected error on, the last look is compared as well."""

CHAIN_TO_CM = 1.5
"""A look is chained to only when its own expected error is smaller than this."""

GROWN = 0.25
"""So has one whose trunk has become longer or shorter by this share."""

AWAY_S = 2.0
"""So has one who has not lain there for longer than this, in seconds."""

OTHER_SCENE = 0.65
"""A cut has come when this share of the piece's pixels has changed plainly; legs and arms that move
through it cover less."""

PLAIN_GREY = 28.0
"""A pixel has changed plainly beyond this difference in brightness, 0..255, the change of the whole
piece's brightness left out."""


@dataclass(frozen=True, eq=False)
class _Place:
    """Where a trunk lies in the picture."""

    hip: Array
    shoulder: Array

    @property
    def length(self) -> float:
        return max(float(np.linalg.norm(self.shoulder - self.hip)), 1.0)

    def is_near(self, other: _Place, most: float) -> bool:
        """Whether both ends are no farther from the other's than ``most`` trunk lengths."""
        apart = max(
            float(np.linalg.norm(self.hip - other.hip)),
            float(np.linalg.norm(self.shoulder - other.shoulder)),
        )
        return apart <= most * other.length


@dataclass(frozen=True, eq=False)
class _Reference:
    number: int
    place: _Place
    crop_from_frame: Array
    piece: Image


@dataclass(frozen=True, eq=False)
class _Look:
    """A piece of the picture, and its change since the reference with the expected error, in cm."""

    piece: Image
    change: float = 0.0
    error: float = 0.0


class BackRiseFollower:
    """Follows the lower back through the frames of one video. Knows no clock but the frames'.

    Attributes
    ----------
    pause_factor
        By what the pause between two looks is multiplied: 1, or more to save work.
    """

    def __init__(self) -> None:
        self.pause_factor = 1.0
        self._number = 0
        self.forget()

    def forget(self) -> None:
        """Take a new reference when there is one: the frames' size has changed."""
        self._reference: _Reference | None = None
        self._rise: BackRise | None = None
        self._last_look: _Look | None = None
        self._looked_s = self._lay_s = -math.inf
        self._still_at: _Place | None = None
        self._still_since_s = 0.0

    def update(self, time_s: float, image: Image, scene: Scene | None) -> BackRise | None:
        """Take the next frame.

        Parameters
        ----------
        time_s
            The frame's time.
        image
            (H, W, 3) RGB.
        scene
            The person in it; None where nobody is seen.

        Returns
        -------
        BackRise or None
            None where it cannot be told.
        """
        if scene is None or not _can_be_seen(scene):
            if time_s - self._lay_s > AWAY_S:
                self.forget()
            return None
        self._lay_s = time_s
        place = _Place(scene.body.middle("hip"), scene.body.middle("shoulder"))
        if self._reference is None or not _is_same(place, self._reference.place):
            self._reference, self._rise = None, None
            self._wait_for_rest(time_s, image, place)
        if self._reference is None:
            return None
        if time_s - self._looked_s >= self.pause_factor * LOOK_PAUSE_S:
            self._looked_s = time_s
            self._rise = self._look(image, scene, self._reference)
        return self._rise

    def _wait_for_rest(self, time_s: float, image: Image, place: _Place) -> None:
        """Take the reference once the person has lain still for a moment."""
        if self._still_at is None or not place.is_near(self._still_at, STILL):
            self._still_at, self._still_since_s = place, time_s
        if time_s - self._still_since_s >= STILL_S:
            self._number += 1
            transform = trunk_transform(place.hip, place.shoulder)
            piece = cut_out_trunk(image, transform)
            self._reference = _Reference(self._number, place, transform, piece)
            self._last_look = _Look(piece)
            self._looked_s, self._still_at = -math.inf, None

    def _look(self, image: Image, scene: Scene, reference: _Reference) -> BackRise | None:
        piece = cut_out_trunk(image, reference.crop_from_frame)
        if _is_other_scene(reference.piece, piece):
            self._reference = None
            return None
        look = self._compare(reference, piece)
        if look.error < CHAIN_TO_CM:
            self._last_look = look
        trunk = scene.body.middle_world("shoulder") - scene.body.middle_world("hip")
        scale = 100.0 * float(np.linalg.norm(trunk)) / USUAL_TRUNK_CM
        return BackRise(scale * look.change, scale * look.error, reference.number)

    def _compare(self, reference: _Reference, piece: Image) -> _Look:
        """The change since the reference, directly or by way of the last look."""
        look = _Look(piece, *compare(reference.piece, piece))
        before = self._last_look
        if look.error < CHAIN_FROM_CM or before is None or not before.error:
            return look
        change, error = compare(before.piece, piece)
        chained = _Look(piece, before.change + change, math.hypot(before.error, error))
        return chained if chained.error < look.error else look


def _can_be_seen(scene: Scene) -> bool:
    if scene.posture != "supine" or not scene.off_side_deg <= OFF_SIDE_WITHIN_DEG:
        return False
    return lies_on_floor(scene)


def _is_same(place: _Place, before: _Place) -> bool:
    """Whether the person still lies where the reference was taken."""
    grown = abs(place.length / before.length - 1)
    return grown <= GROWN and place.is_near(before, MOVED)


def _is_other_scene(before: Image, now: Image) -> bool:
    """Whether most of the piece has changed, as where a film is cut."""
    change = _grey(now) - _grey(before)
    return float((np.abs(change - np.median(change)) > PLAIN_GREY).mean()) > OTHER_SCENE


def _grey(piece: Image) -> Array:
    """(h, w) the mean of the three colours; numpy's own mean takes five times as long."""
    red, green, blue = np.moveaxis(piece, 2, 0).astype(np.uint16)
    return np.asarray((red + green + blue) / 3)
