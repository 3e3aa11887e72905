"""Follow how far the lower back has risen since a reference picture of the same person.

1. Reference: of somebody who lies on the back on the floor, seen from the side, the piece of the
   picture with the trunk is kept. It is a reference once the lower back has not moved for a moment.
2. Look: five times a second the same piece of the frame is compared with it, or with looks in
   between (:mod:`posecheck.perception.back.looks`).
3. Renew: when the person has moved away from there, or the picture shows another scene, a new
   reference is taken.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from posecheck.geometry import Array
from posecheck.perception.back.back_rise import BackRise
from posecheck.perception.back.looks import Look, Looks
from posecheck.perception.back.lumbar_view import lies_on_floor
from posecheck.perception.back.trunk_motion import (
    USUAL_TRUNK_CM,
    cut_out_trunk,
    trunk_transform,
)
from posecheck.perception.crop import Image

if TYPE_CHECKING:
    from posecheck.perception.scene import Scene

LOOK_PAUSE_S = 0.2
"""Seconds of frame time between two looks, to the nearest frame; a comparison takes 3 to 4 ms."""

OFF_SIDE_WITHIN_DEG = 35.0
"""Farthest from a side view: the weights were fitted with up to 30 degrees."""

STILL_S = 0.3
"""A reference counts after the lower back has been still for this many seconds. What MediaPipe says
of hips and shoulders does not count: its marks wander while a leg moves."""

STILL_CM = 0.5
"""Still means that it has moved by no more than this, in cm."""

STILL_KNOWN_CM = 1.0
"""And that its motion is known with no larger error than this, in cm."""

SETTLING_PAUSE_S = 0.1
"""Seconds of frame time between two looks until then."""

MOVED = 0.35
"""The person has moved away when hips or shoulders are farther from where they were than this, in
trunk lengths. MediaPipe's hip wanders by a fifth of the trunk as a leg comes down."""

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
    """A place from which looks are compared; ``since_s`` is when the back began to lie so."""

    since_s: float
    place: _Place
    crop_from_frame: Array
    looks: Looks
    settled: bool = False


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
        """Take a new reference when there is one: the picture shows another shot."""
        self._reference: _Reference | None = None
        self._rise: BackRise | None = None
        self._looked_s = self._lay_s = self._last_s = -math.inf

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
        if time_s - self._lay_s > AWAY_S:  # also where no frame came meanwhile
            self.forget()
        step_s, self._last_s = time_s - self._last_s, time_s
        if scene is None or not _can_be_seen(scene):
            return None
        self._lay_s = time_s
        place = _Place(scene.body.middle("hip"), scene.body.middle("shoulder"))
        if self._reference is None or not _is_same(place, self._reference.place):
            self._rise = self._refer(time_s, image, scene, place)
        elif time_s + step_s / 2 - self._looked_s >= self._pause_s(self._reference):
            self._rise = self._look(time_s, image, scene, place, self._reference)
        return self._rise

    def _pause_s(self, reference: _Reference) -> float:
        return self.pause_factor * (LOOK_PAUSE_S if reference.settled else SETTLING_PAUSE_S)

    def _look(
        self, time_s: float, image: Image, scene: Scene, place: _Place, reference: _Reference
    ) -> BackRise:
        """Compare the frame with the reference; take another one where that is none."""
        piece = cut_out_trunk(image, reference.crop_from_frame)
        if _is_other_scene(reference.looks.first.piece, piece):
            return self._refer(time_s, image, scene, place)
        look = reference.looks.add(piece)
        if not reference.settled:
            if abs(look.change) > STILL_CM or look.error > STILL_KNOWN_CM:
                return self._refer(time_s, image, scene, place)
            if time_s - reference.since_s >= STILL_S:
                # once more: MediaPipe's first marks may have been far off
                return self._refer(time_s, image, scene, place, look)
        self._looked_s = time_s
        return self._tell(look, scene, settled=reference.settled)

    def _refer(
        self, time_s: float, image: Image, scene: Scene, place: _Place, rest: Look | None = None
    ) -> BackRise:
        """Take the frame as the reference: a new one, or, at the end of a rest, the same anew."""
        transform = trunk_transform(place.hip, place.shoulder)
        look = Look(cut_out_trunk(image, transform))
        if rest is None:
            self._number += 1
        else:
            look = replace(rest, piece=look.piece)
        settled = rest is not None
        self._reference = _Reference(time_s, place, transform, Looks(look), settled)
        self._looked_s = time_s
        return self._tell(look, scene, settled=settled)

    def _tell(self, look: Look, scene: Scene, *, settled: bool) -> BackRise:
        """What a look tells, for the length of this person's trunk."""
        trunk = scene.body.middle_world("shoulder") - scene.body.middle_world("hip")
        scale = 100.0 * float(np.linalg.norm(trunk)) / USUAL_TRUNK_CM
        return BackRise(scale * look.change, scale * look.error, self._number, settled)


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
