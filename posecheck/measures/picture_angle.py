"""An angle in space, moved towards the same angle in the picture."""

from __future__ import annotations

import math

from posecheck.geometry import Vector, wrap_degrees
from posecheck.perception.scene import Scene

PICTURE_WEIGHT = 0.7
"""Weight of the angle in the picture where no bone is foreshortened, 0..1; the angle in space has
the rest. The errors of the two are independent: on labelled photos and on rendered people their
mean is better than the picture's angle alone (hip flexion 7.4 degrees instead of 7.9, near knees
of rendered people 8.0 instead of 9.5)."""

MOST_APART_DEG = 20.0
"""The angle in space counts as no farther from the picture's than this, in degrees. A reading that
is farther off has misread the leg: on real people it gave a hip flexion of 68 for a leg that lies
straight, where the picture shows 2. Labelled instants of 22 clips: hip flexion 8.1 degrees off
without the limit, 7.7 with it, knees 5.7 and 5.1; photos and rendered people the same."""

FORESHORTENED_BELOW = 0.5
"""Visible share of a bone's length, 0..1, up to which the picture has no weight: the bone points
so much towards the camera that its direction in the picture cannot be trusted."""

FULL_LENGTH_ABOVE = 0.9
"""Visible share of a bone's length, 0..1, from which the picture has its full weight,
:data:`PICTURE_WEIGHT`. Between the two shares the weight grows linearly."""

BELLY_END_ON_BELOW = 0.3
"""Visible share of the direction out of the belly, 0..1, up to which the picture tells nothing of
the hip's flexion: a thigh to the front points at the camera. What the picture shows there is the
thigh's way outwards, and noise decides which of its sides is the front: of a leg raised sideways by
40 degrees the flexion came out anywhere from -97 to 83."""

BELLY_SEEN_ABOVE = 0.6
"""Visible share from which the picture has its full weight. Between the two shares the weight grows
linearly. In two rendered clips of people on a side, seen from the front, the hips' flexion is 2.1,
3.7, 10.1 and 49 degrees off instead of 7.4, 4.9, 11.0 and 46 (a hidden leg that is misread); on
rendered stills under 0.5 9.7 instead of 10.6."""


def blend_with_picture(
    in_picture: float,
    projected: float,
    in_space: float,
    scene: Scene,
    bones: tuple[Vector, Vector],
    *,
    in_plane: bool,
) -> float:
    """Move an angle in space towards the same angle in the picture.

    Parameters
    ----------
    in_picture, in_space
        The angle as the picture shows it, and in space, in degrees.
    projected
        The angle that ``bones`` would show in the picture, in degrees.
    scene
        The frame's scene.
    bones
        The two vectors (3,) that include the angle, in the axes of the scene's orientation.
    in_plane
        Whether the leg moves in the plane of the picture.

    Returns
    -------
    float
        Degrees.

    Notes
    -----
    MediaPipe's landmarks in the picture are better than any depth that one camera gives: in a
    side view 2-D beats 3-D. For a leg that moves in the plane of the picture both angles mean the
    same, and the result is their weighted mean (:data:`PICTURE_WEIGHT`; where they contradict each
    other, see :data:`MOST_APART_DEG`). Otherwise the angle in space is moved by the difference
    between ``in_picture`` and ``projected``; the more a bone is foreshortened, the less.
    """
    if in_plane:
        return in_space + _towards_picture(wrap_degrees(in_picture - in_space))
    shares = [_length(scene.in_picture(bone)) / _length(bone) for bone in bones]
    seen = _share_between(min(shares), FORESHORTENED_BELOW, FULL_LENGTH_ABOVE)
    if not seen > 0:
        return in_space
    return in_space + seen * _towards_picture(wrap_degrees(in_picture - projected))


def share_seen(ventral: Vector) -> float:
    """How much the picture tells of what is to the front and what behind, 0..1.

    Parameters
    ----------
    ventral
        (2,) the unit vector out of the belly, projected into the picture.
    """
    return _share_between(_length(ventral), BELLY_END_ON_BELOW, BELLY_SEEN_ABOVE)


def _towards_picture(apart: float) -> float:
    """How far an angle in space moves towards the picture's, which is larger by ``apart``."""
    kept = (1.0 - PICTURE_WEIGHT) * max(-MOST_APART_DEG, min(MOST_APART_DEG, apart))
    return apart - kept


def _length(vector: Vector) -> float:
    return math.sqrt(float(vector @ vector))


def _share_between(value: float, low: float, high: float) -> float:
    """0 up to ``low``, 1 from ``high`` on, linear in between."""
    return min(1.0, max(0.0, (value - low) / (high - low)))
