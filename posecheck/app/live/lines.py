"""What a page draws on the picture: bones, roller, angles, the strip under the back.

All places are pixels of the frame. Which lines there are, and in which colour, the overlay decides.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from posecheck.anatomy import SKELETON
from posecheck.feedback.overlay.checked_angles import checked_angles
from posecheck.feedback.overlay.gap_strip import gap_strip
from posecheck.feedback.overlay.joint_angle import JointAngle, find_joint_angle
from posecheck.feedback.overlay.roller import roller_lines
from posecheck.feedback.overlay.skeleton import JOINTS, VISIBLE
from posecheck.feedback.overlay.style import ACCENT, FIX, GOOD, UNSEEN
from posecheck.feedback.overlay.tested_leg import leg_angles
from posecheck.feedback.overlay.text import Colour
from posecheck.geometry import Array
from posecheck.moment import Moment

TONES: dict[Colour, str] = {GOOD: "good", FIX: "fix", UNSEEN: "unseen", ACCENT: "accent"}
"""The names of the overlay's colours; any other is ``plain``."""

Points = tuple[tuple[float, float], ...]
"""Places in pixels of the frame."""


@dataclass(frozen=True)
class RollerShown:
    """Axis, the nearer end first; its colour; spine and target while it must be moved."""

    axis: Points
    tone: str
    spine: Points | None
    target: Points | None


@dataclass(frozen=True)
class ArcShown:
    """An angle: vertex, direction of the first limb, extent (degrees, clockwise), colour.

    ``right`` is the direction and the extent of the range of right angles.
    """

    x: float
    y: float
    start: float
    sweep: float
    tone: str
    right: tuple[float, float] | None = None


@dataclass(frozen=True)
class StripShown:
    """The gap under the back: the underside, the floor, the colour."""

    outline: Points
    floor: Points
    tone: str


@dataclass(frozen=True)
class Lines:
    """What is drawn on the picture.

    Attributes
    ----------
    size
        (width, height) of the frame in pixels.
    bones
        x1, y1, x2, y2 and how well it is seen, 0..1, of each bone.
    joints
        The joints that are seen.
    roller, arcs, strip
        As above.
    """

    size: tuple[int, int]
    bones: tuple[tuple[float, float, float, float, float], ...] = ()
    joints: Points = ()
    roller: RollerShown | None = None
    arcs: tuple[ArcShown, ...] = ()
    strip: StripShown | None = None


def tone(colour: Colour) -> str:
    """The name of a colour of the overlay."""
    return TONES.get(colour, "plain")


def make_lines(moment: Moment) -> Lines:
    """What is drawn on the picture of a moment."""
    bones, joints = _skeleton(moment)
    strip = gap_strip(moment.selftest)
    roller = roller_lines(moment)
    return Lines(
        moment.frame.size,
        bones,
        joints,
        None
        if roller is None
        else RollerShown(
            _points(roller.axis),
            tone(roller.colour),
            None if roller.spine is None else _points(roller.spine),
            None if roller.target is None else _points(roller.target),
        ),
        _arcs(moment),
        None
        if strip is None
        else StripShown(_points(strip.outline), _points(strip.floor), tone(strip.colour)),
    )


def _skeleton(
    moment: Moment,
) -> tuple[tuple[tuple[float, float, float, float, float], ...], Points]:
    body = moment.body
    if body is None:
        return (), ()
    places, seen = np.round(body.image, 1), np.round(body.visibility, 2)
    bones = []
    for start, end in SKELETON:
        (x1, y1), (x2, y2) = places[start], places[end]
        visibility = float(min(seen[start], seen[end]))
        bones.append((float(x1), float(y1), float(x2), float(y2), visibility))
    joints = tuple((float(places[j][0]), float(places[j][1])) for j in JOINTS if seen[j] >= VISIBLE)
    return tuple(bones), joints


def _arcs(moment: Moment) -> tuple[ArcShown, ...]:
    arcs = []
    for checked in checked_angles(moment):
        right = round(checked.right_start_deg, 1), round(checked.right_sweep_deg, 1)
        arcs.append(_arc(checked.angle, checked.colour, right))
    state, body = moment.selftest, moment.body
    if state is not None and body is not None:
        for angle in leg_angles(state):
            arcs.append(_arc(find_joint_angle(body, state.side, angle.parts), angle.colour))
    return tuple(arc for arc in arcs if not math.isnan(arc.x + arc.y + arc.start + arc.sweep))


def _arc(angle: JointAngle, colour: Colour, right: tuple[float, float] | None = None) -> ArcShown:
    x, y = (round(float(value), 1) for value in angle.vertex)
    return ArcShown(x, y, round(angle.start_deg, 1), round(angle.sweep_deg, 1), tone(colour), right)


def _points(points: Array) -> Points:
    return tuple((float(x), float(y)) for x, y in np.round(points, 1))
