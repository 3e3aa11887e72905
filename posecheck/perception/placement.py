"""Where the body is in the image: for whatever watches it move."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posecheck.anatomy import SIDES, Landmark
from posecheck.geometry import Array
from posecheck.perception.body.landmarks import Body

PARTS = ("shoulder", "hip", "knee", "ankle")
"""The joints of each side, by name."""


@dataclass(frozen=True, eq=False)
class Placement:
    """The places of some joints, in pixels of the image, x right, y down.

    Attributes
    ----------
    nose
        (2,) the tip of the nose.
    joints
        (2, 4, 2) shoulder, hip, knee and ankle, those of the left side first.
    """

    nose: Array
    joints: Array

    @property
    def middles(self) -> Array:
        """(4, 2) half way between left and right: shoulders, hips, knees, ankles."""
        return np.asarray(self.joints.mean(axis=0))

    @property
    def trunk(self) -> Array:
        """(2,) from the middle of the hips to the middle of the shoulders."""
        shoulders, hips = self.middles[:2]
        return np.asarray(shoulders - hips)

    @property
    def trunk_middle(self) -> Array:
        """(2,) the middle of the trunk."""
        return np.asarray((self.middles[0] + self.middles[1]) / 2)

    @property
    def trunk_length(self) -> float:
        """Shoulders to hips, in pixels."""
        return float(np.linalg.norm(self.trunk))

    @property
    def size(self) -> float:
        """The trunk and the longer leg, in pixels."""
        bones = np.linalg.norm(np.diff(self.joints[:, 1:], axis=1), axis=-1)
        return self.trunk_length + float(bones.sum(axis=1).max())


def placement_of(body: Body) -> Placement:
    """The places of ``body``'s joints."""
    points = [[Landmark.of(side, part) for part in PARTS] for side in SIDES]
    return Placement(body.point(Landmark.NOSE), body.image[np.array(points)])
