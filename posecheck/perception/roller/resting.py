"""How the trunk of somebody who lies on a roller lies to it: its direction, and where it rests.

Roller and trunk are both seen, but not from above: the trunk lies over the roller, so in the
picture their lines cross somewhere else than on the floor. How high the trunk lies over the roller
is about the same for everyone; with it, the picture tells where the one is above the other. All of
it is in the camera's axes (x right, y down, z away) and in radii of the roller.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from posecheck.geometry import cross, short_way
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.reading import JOINTS, LyingReading
from posecheck.perception.roller.network import Finding
from posecheck.perception.roller.perspective import Camera, Cylinder

Array = NDArray[np.float64]

OVER_LYING, OVER_ON_SIDE = (0.17, -0.22), (0.36, 0.0)
"""How high the line from the middle of the shoulders to the middle of the hips passes over the
roller's top, in trunk lengths: at the shoulders, and how much more at the hips. Someone on the back
bends over the roller, someone on a side lies half a pelvis higher. Rendered people, none of those
that benchmarks/roller.py measures: 405 supine, 171 on a side."""

OVER_ERROR = 0.045
"""How far off that is, in trunk lengths: the spread among those people."""

AZIMUTH_ERROR_DEG, TRUNK_ERROR_DEG, PLACE_ERROR = 4.0, 3.0, 0.05
"""How far off the roller's and the trunk's direction are, and the trunk's ends along it in trunk
lengths: such that the place is weighed best against the network's, chosen with the rendered people
that benchmarks/roller.py measures."""

MOST_MOVED = 0.2
"""A second opinion further away is not followed any further: one of the two is mistaken."""

AGREE = 1.5
"""How far apart two opinions may be before they contradict each other, in units of what both may be
off together: in nine of ten rendered pictures it is less than 1.4."""

UNKNOWN = (math.nan, math.nan)

MOST_APART_DEG = 30.0
"""Two estimates of the trunk's azimuth further apart are not of the same trunk."""


def trunk_azimuth(finding: Finding, body: Body, camera: Camera) -> float:
    """Degrees from the line of sight to the roller to the trunk, hips to shoulders, to the right,
    seen from above: half way between what this network and the reading of someone lying say, which
    err apart (rendered people: 4.9 and 5.1 degrees, together 3.6). Where they contradict each
    other it is this network's."""
    if body.reading is None:
        return finding.trunk_azimuth_deg
    ahead, right = camera.level_axes(np.array([0.0, 0.0, 1.0]))
    sight, _ = camera.level_axes(camera.rays(finding.ends.mean(axis=0))[0])
    bearing = math.degrees(math.atan2(sight @ right, sight @ ahead))
    trunk = body.reading.trunk
    read = math.degrees(math.atan2(trunk[0], trunk[2])) - bearing
    apart = short_way(read - finding.trunk_azimuth_deg)
    if abs(apart) > MOST_APART_DEG:
        return finding.trunk_azimuth_deg
    return finding.trunk_azimuth_deg + apart / 2


def resting_place(
    cylinder: Cylinder, camera: Camera, body: Body, *, said: tuple[float, float] = UNKNOWN
) -> tuple[float, float]:
    """Where the trunk rests on the roller, 0 the shoulder line and 1 the hip line, and how far off
    that may be: what geometry tells, weighed with what the network ``said``, if it did. NaN where
    neither is known."""
    return weighed(said, _by_geometry(cylinder, camera, body), most=MOST_MOVED)


def _by_geometry(cylinder: Cylinder, camera: Camera, body: Body) -> tuple[float, float]:
    """Where the trunk crosses the roller seen from above."""
    reading = body.reading
    if reading is None:
        return UNKNOWN
    at = _crossing(cylinder, camera, reading)
    if math.isnan(at):
        return UNKNOWN
    turned = replace(cylinder, azimuth_deg=cylinder.azimuth_deg + AZIMUTH_ERROR_DEG)
    others = (
        _crossing(cylinder, camera, reading, higher=OVER_ERROR),
        _crossing(turned, camera, reading),
        _crossing(cylinder, camera, reading, trunk_turned_deg=TRUNK_ERROR_DEG),
    )
    error = math.hypot(PLACE_ERROR, *(other - at for other in others))
    return UNKNOWN if math.isnan(error) else (at, error)


def weighed(
    first: tuple[float, float], second: tuple[float, float], *, most: float
) -> tuple[float, float]:
    """The mean of two opinions on one number, each (value, how far off it may be), by how sure they
    are; of one where the other one is not known. Where they contradict each other it may be as much
    further off (after Birge's ratio, 1932), and the second one is followed by no more than
    ``most``."""
    (a, a_error), (b, b_error) = first, second
    if math.isnan(b):
        return first
    if math.isnan(a):
        return second
    share = a_error**2 / (a_error**2 + b_error**2)
    moved = share * min(max(b - a, -most), most)
    contradiction = max(1.0, abs(b - a) / math.hypot(a_error, b_error) / AGREE)
    return a + moved, a_error * math.sqrt(1 - share) * contradiction


def _crossing(
    cylinder: Cylinder,
    camera: Camera,
    reading: LyingReading,
    *,
    higher: float = 0.0,
    trunk_turned_deg: float = 0.0,
) -> float:
    near, _, axis = cylinder.caps(camera)
    hips, shoulders = (_middle(reading, camera, joint) for joint in ("hip", "shoulder"))
    trunk = _trunk(reading, camera, trunk_turned_deg)
    # how far away they are, in trunk lengths: such that one lies off the other most nearly as the
    # trunk does (least squares)
    together = float(shoulders @ hips)
    apart = float((shoulders @ shoulders) * (hips @ hips)) - together**2
    if apart < 1e-9:  # in one place of the picture
        return math.nan
    to_shoulders, to_hips = float(shoulders @ trunk), float(hips @ trunk)
    far_shoulders = (float(hips @ hips) * to_shoulders - together * to_hips) / apart
    far_hips = (together * to_shoulders - float(shoulders @ shoulders) * to_hips) / apart
    if min(far_shoulders, far_hips) <= 0:
        return math.nan
    start = far_shoulders * shoulders
    way = far_hips * hips - start
    # the trunk's length l and its place p: l start + l p way lies over the axis, and as high
    on_side = float(reading.lateral[1]) ** 2
    at_shoulders, more = (
        (1 - on_side) * flat + on_side * side
        for flat, side in zip(OVER_LYING, OVER_ON_SIDE, strict=True)
    )
    across, down = cross(axis, camera.gravity), camera.gravity
    sides = np.array(
        [
            [across @ start, across @ way],
            [down @ start + at_shoulders + higher, down @ way + more],
        ]
    )
    # the top is one radius over the axis
    wanted = np.array([across @ near, down @ near - 1.0])
    determinant = float(sides[0, 0] * sides[1, 1] - sides[0, 1] * sides[1, 0])
    if abs(determinant) < 1e-9:
        return math.nan
    length, length_times_place = np.linalg.solve(sides, wanted)
    return float(length_times_place / length) if length > 0 else math.nan


def _middle(reading: LyingReading, camera: Camera, joint: str) -> Array:
    """(3,) the direction in which the middle of both of these joints lies."""
    row = JOINTS.index(joint)
    middle = (reading.joints["left"][row] + reading.joints["right"][row]) / 2
    return np.asarray(camera.rays(middle)[0])


def _trunk(reading: LyingReading, camera: Camera, turned_deg: float) -> Array:
    """(3,) the trunk in the camera's axes, hips to shoulders, turned to the right by so much."""
    ahead, right = camera.level_axes(np.array([0.0, 0.0, 1.0]))
    x, y, z = reading.trunk
    c, s = math.cos(math.radians(turned_deg)), math.sin(math.radians(turned_deg))
    x, z = c * x + s * z, c * z - s * x
    return np.asarray(x * right + y * camera.gravity + z * ahead)
