"""A roller that the user has shown: how it lies, and following it without knowing what it looks
like."""

from __future__ import annotations

import math
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.perception.body.landmarks import Body
from posecheck.perception.roller.network import Finding
from posecheck.perception.roller.perspective import (
    Camera,
    Cylinder,
    azimuth_of,
    from_square,
    half_turn,
)
from posecheck.perception.roller.resting import (
    AGREE,
    UNKNOWN,
    resting_place,
    trunk_azimuth,
    weighed,
)
from posecheck.perception.roller.roller import Array, Roller

LENGTH = 7.5
"""In radii: 14 cm wide and 45 to 60 long are the commonest."""

TILT_ERROR_DEG, END_ERROR, TRUNK_ERROR_DEG = (4.0, 2.0), 0.1, 3.0
"""How far off the camera's pitch and roll are, the ends as they are shown (in diameters), and the
trunk's direction."""

NOTHING_KNOWN_DEG = 90.0
"""How far off a direction may be where an end might as well lie above the horizon."""

MOVED_APART_DEG = 15.0
"""Both err by about the same from frame to frame: once their difference has changed by so much, one
of them has missed that the roller was moved. (So much the guide lets a roller be turned.)"""

MOST_TURNED_DEG = 30.0
"""What the network sees turned by more is something else."""

MOST_POINTS = 60
FEWEST_POINTS = 6
"""With fewer it is lost: a roller in one plain colour on a plain floor has its outline only."""

WIDTH_SHARE = 0.35
"""Points are taken from a strip along the axis that is this wide against its length."""

RETURN_PX = 1.0
"""A point must come back to within this when it is followed backwards."""


class ShownRoller:
    """The roller whose ends the user has shown, followed from frame to frame.

    Where the network sees it too, its say counts as well. Where both agreed and then no longer do,
    the roller has been moved: following what a body hides in part does not tell how, and the
    network sees it better.

    Args:
        ends: (2, 2) in pixels of the first frame that :meth:`follow` is given.

    Attributes:
        moved_away: it lies elsewhere now, and is to be looked for.
    """

    def __init__(self, ends: Array) -> None:
        self._tracker = HandTracker(ends)
        self._ends: Array | None = None
        self._apart_at_first: float | None = None
        self.moved_away = False

    def follow(self, image: NDArray[np.uint8]) -> None:
        """Take the next frame (H, W, 3), RGB."""
        self._ends = self._tracker.update(image)

    def roller(self, finding: Finding, body: Body, *, seen: bool, lain_on: bool) -> Roller | None:
        """How it lies in the last frame; None once it has left the picture.

        Both ends lie at one height, which with the camera's pitch tells how the axis lies in space.

        Args:
            seen: whether the network sees a roller by itself.
            lain_on: whether somebody lies on it.
        """
        if self._ends is None:
            return None
        camera = Camera.that_saw(body)
        nearer = int(np.argmax(camera.rays(self._ends) @ camera.gravity))
        ends = self._ends if nearer == 0 else self._ends[::-1].copy()
        seen = seen and float(np.linalg.norm(finding.ends[0] - ends[0])) < finding.diameter_px
        cylinder = Cylinder.between(ends, camera, LENGTH)
        if cylinder is None:
            length = float(np.linalg.norm(ends[1] - ends[0]))
            return Roller(ends=ends, diameter_px=max(2 * length / LENGTH, 2.0), confidence=1.0)
        if seen:  # how wide it is, nobody has shown
            radius_px = max(finding.diameter_px / 2, 1.0)
            length = cylinder.length * cylinder.radius_px / radius_px
            cylinder = replace(cylinder, radius_px=radius_px, length=length)
        found = Roller(ends=ends, diameter_px=2 * cylinder.radius_px, confidence=1.0)
        azimuth, error = cylinder.azimuth_deg, azimuth_error(cylinder, camera)
        said = UNKNOWN
        if seen:
            said = (finding.position, finding.position_error)
            azimuth, error = self._compared(azimuth, error, finding)
        if not lain_on:
            return found
        cylinder = replace(cylinder, azimuth_deg=azimuth)
        turn = from_square(azimuth, trunk_azimuth(finding, body, camera))
        position, position_error = resting_place(cylinder, camera, body, said=said)
        return replace(
            found,
            from_square_deg=turn,
            from_square_error_deg=math.hypot(error, TRUNK_ERROR_DEG),
            position=position,
            position_error=position_error,
            square_ends=cylinder.turned(camera, -turn),
        )

    def _compared(self, azimuth: float, error: float, finding: Finding) -> tuple[float, float]:
        """The direction with the network's say, and how far off it may be."""
        apart = half_turn(finding.azimuth_deg - azimuth)
        if self._apart_at_first is not None:
            changed = abs(half_turn(apart - self._apart_at_first))
            self.moved_away = changed > MOVED_APART_DEG
        elif abs(apart) < AGREE * math.hypot(error, finding.turn_error_deg):
            self._apart_at_first = apart
        off, error = weighed((0.0, error), (apart, finding.turn_error_deg), most=MOST_TURNED_DEG)
        return half_turn(azimuth + off), error


def azimuth_error(cylinder: Cylinder, camera: Camera) -> float:
    """How far off the direction of a shown roller may be, in degrees: the flatter and the shorter
    it lies in the picture, the more."""
    ends = cylinder.ends(camera)
    diameter = 2 * cylinder.radius_px
    pitch, roll = TILT_ERROR_DEG
    others = [azimuth_of(ends, camera.tilted(*tilt)) for tilt in ((pitch, 0.0), (0.0, roll))]
    for shift in np.eye(4).reshape(4, 2, 2) * END_ERROR * diameter:
        others.append(azimuth_of(ends + shift, camera))
    turned = [half_turn(other - cylinder.azimuth_deg) for other in others]
    return math.hypot(*(NOTHING_KNOWN_DEG if math.isnan(t) else t for t in turned))


class HandTracker:
    """Follows the two ends from frame to frame by the flow of what lies between and beside them.

    A roller lies still for most of the time: what does not move takes the ends nowhere, so they
    do not drift.

    Args:
        ends: (2, 2) in pixels of the first frame that :meth:`update` is given.
    """

    def __init__(self, ends: Array) -> None:
        self._ends = np.asarray(ends, float)
        self._before: NDArray[np.uint8] | None = None

    def update(self, image: NDArray[np.uint8]) -> Array | None:
        """(2, 2) the ends in ``image`` (H, W, 3), RGB; None once they have left the picture."""
        now = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
        if self._before is not None and self._before.shape == now.shape:
            self._move(self._before, now)
        self._before = np.asarray(now, np.uint8)
        height, width = now.shape
        inside = ((self._ends >= 0) & (self._ends < (width, height))).all(axis=1)
        return self._ends.copy() if inside.any() else None

    def _move(self, before: NDArray[np.uint8], now: NDArray[np.uint8]) -> None:
        strip = np.zeros_like(before)
        length = float(np.linalg.norm(self._ends[1] - self._ends[0]))
        a, b = (tuple(round(v) for v in end) for end in self._ends)
        cv2.line(strip, a, b, 255, max(5, round(WIDTH_SHARE * length)))
        points = cv2.goodFeaturesToTrack(before, MOST_POINTS, 0.01, 3, mask=strip)
        if points is None or len(points) < FEWEST_POINTS:
            return
        there, ok, _ = cv2.calcOpticalFlowPyrLK(before, now, points, None)
        back, ok_back, _ = cv2.calcOpticalFlowPyrLK(now, before, there, None)
        kept = (ok[:, 0] & ok_back[:, 0]).astype(bool)
        kept &= np.linalg.norm((back - points)[:, 0], axis=1) < RETURN_PX
        if kept.sum() < FEWEST_POINTS:
            return
        # the body over the roller moves too: what most points agree on is the roller's
        motion, _ = cv2.estimateAffinePartial2D(
            points[kept], there[kept], method=cv2.RANSAC, ransacReprojThreshold=1.0
        )
        if motion is not None:
            self._ends = self._ends @ motion[:, :2].T + motion[:, 2]
