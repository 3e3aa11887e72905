"""How the trunk of a person who lies on a roller lies to it: its direction, and where it rests.

The camera sees roller and trunk from the side, not from above. The trunk is over the roller, so in
the image their lines cross at another place than seen from above. But the height of the trunk over
the roller is about the same for everyone. With this height, the directions of trunk and roller and
the rays to hips and shoulders give the place where the trunk crosses the roller. This place is
fused with the network's own estimate. All vectors are in the camera's axes (x right, y down, z
away), lengths in radii of the roller or in trunk lengths.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from posecheck.geometry import Array, cross, wrap_degrees
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.reading import JOINTS, LyingReading
from posecheck.perception.estimate import UNKNOWN, Estimate, fuse
from posecheck.perception.roller.network import Detection
from posecheck.perception.roller.perspective import AHEAD, Camera, Cylinder, off_perpendicular
from posecheck.perception.roller.roller import Roller

HEIGHT_ON_BACK = (0.17, -0.22)
"""Height over the roller's top of the line from the middle of the shoulders to the middle of the
hips, for a person on the back: at the shoulders, and how much more at the hips, in trunk lengths.
Someone on the back bends over the roller. From 405 rendered supine people, none of them in
benchmarks/roller.py."""

HEIGHT_ON_SIDE = (0.36, 0.0)
"""The same for a person on a side, who lies half a pelvis higher. From 171 rendered people."""

HEIGHT_ERROR = 0.045
"""Expected error of this height, in trunk lengths: the spread among those people."""

AZIMUTH_ERROR_DEG = 4.0
"""Expected error of the roller's direction, in degrees. This and the next two were chosen with the
rendered people of benchmarks/roller.py, so that the fused position is best."""

TRUNK_ERROR_DEG = 3.0
"""Expected error of the trunk's direction, in degrees."""

PLACE_ERROR = 0.05
"""Expected error of the trunk's ends along the trunk, in trunk lengths."""

MAX_SHIFT = 0.2
"""A position by geometry that is further than this from the network's, in trunk lengths, counts as
if it were this far away: one of the two is wrong."""

MAX_APART_DEG = 30.0
"""Two estimates of the trunk's azimuth that differ by more, in degrees, are not of the same
trunk."""

LEAST_POSITION = -0.1
"""A roller that the trunk rests on lies under it: one whose place along the trunk, 0 the shoulders
and 1 the hips, is before this lies under the neck or head, or an arm rests on it."""


def place_under_trunk(
    roller: Roller,
    cylinder: Cylinder,
    camera: Camera,
    detection: Detection,
    body: Body,
    *,
    turn_error_deg: float,
    position: Estimate,
) -> Roller:
    """``roller`` with its turn against the trunk and the place where the trunk rests on it.

    Without both where it lies before :data:`LEAST_POSITION`.

    Parameters
    ----------
    roller
        Somebody lies on it.
    cylinder
        How it lies on the floor.
    camera
        The camera that saw it.
    detection
        Gives the trunk's direction.
    body
        The person who lies on it.
    turn_error_deg
        Expected error of the turn.
    position
        The network's estimate of the position, or UNKNOWN.
    """
    trunk_azimuth_deg = trunk_azimuth(detection, body, camera, cylinder.middle(camera))
    from_middle_deg = cylinder.azimuth_deg - cylinder.between_sights_deg(camera)
    turn_deg = off_perpendicular(from_middle_deg, trunk_azimuth_deg)
    resting = resting_position(cylinder, camera, body, network=position)
    if resting.value < LEAST_POSITION:
        return roller
    return replace(
        roller,
        off_perpendicular_deg=turn_deg,
        off_perpendicular_error_deg=turn_error_deg,
        position=resting.value,
        position_error=resting.error,
        perpendicular_ends=cylinder.turned_ends(camera, -turn_deg),
    )


def trunk_azimuth(detection: Detection, body: Body, camera: Camera, middle: Array) -> float:
    """Direction of the trunk, hips to shoulders, seen from above.

    It is the mean of two estimates whose errors are independent: the roller network's, and the
    reading's of the person who lies (rendered people: 4.9 and 5.1 degrees, the mean 3.6). Where
    they contradict each other, it is the roller network's.

    Parameters
    ----------
    middle
        (2,) the roller's middle, in pixels.

    Returns
    -------
    float
        Degrees from the line of sight to the roller's middle to the right.
    """
    if body.reading is None:
        return detection.trunk_azimuth_deg
    trunk = body.reading.trunk
    read = math.degrees(math.atan2(trunk[0], trunk[2])) - camera.bearing_deg(middle)
    apart = wrap_degrees(read - detection.trunk_azimuth_deg)
    if abs(apart) > MAX_APART_DEG:
        return detection.trunk_azimuth_deg
    return detection.trunk_azimuth_deg + apart / 2


def resting_position(
    cylinder: Cylinder, camera: Camera, body: Body, *, network: Estimate = UNKNOWN
) -> Estimate:
    """Where the trunk rests on the roller: the network's estimate fused with geometry's.

    Parameters
    ----------
    cylinder
        How the roller lies on the floor.
    camera
        The camera that saw it.
    body
        The person who lies on it.
    network
        The network's own estimate.

    Returns
    -------
    Estimate
        Along the trunk, 0 the shoulder line, 1 the hip line; UNKNOWN when neither is known.
    """
    return fuse(network, _position_by_geometry(cylinder, camera, body), max_shift=MAX_SHIFT)


def _position_by_geometry(cylinder: Cylinder, camera: Camera, body: Body) -> Estimate:
    """Where the trunk crosses the roller seen from above.

    Its expected error follows from how far each uncertain input moves the crossing.
    """
    reading = body.reading
    if reading is None:
        return UNKNOWN
    position = _find_crossing(cylinder, camera, reading)
    if math.isnan(position):
        return UNKNOWN
    turned = replace(cylinder, azimuth_deg=cylinder.azimuth_deg + AZIMUTH_ERROR_DEG)
    others = (
        _find_crossing(cylinder, camera, reading, raised=HEIGHT_ERROR),
        _find_crossing(turned, camera, reading),
        _find_crossing(cylinder, camera, reading, trunk_turned_deg=TRUNK_ERROR_DEG),
    )
    error = math.hypot(PLACE_ERROR, *(other - position for other in others))
    return UNKNOWN if math.isnan(error) else Estimate(position, error)


def _find_crossing(
    cylinder: Cylinder,
    camera: Camera,
    reading: LyingReading,
    *,
    raised: float = 0.0,
    trunk_turned_deg: float = 0.0,
) -> float:
    """The position along the trunk at which it crosses the roller; NaN when it does not.

    Parameters
    ----------
    raised
        How much higher the trunk is assumed over the roller, in trunk lengths.
    trunk_turned_deg
        How much further the trunk is assumed turned to the right.
    """
    near, _, axis = cylinder.caps(camera)
    trunk = _locate_trunk(camera, reading, trunk_turned_deg)
    if trunk is None:
        return math.nan
    start, way = trunk
    at_shoulders, more_at_hips = _height_over_roller(reading)
    # with the trunk's length l in radii and the position p, the point l start + l p way is right
    # over the axis, and at the trunk's height over it: two equations for l and l p
    across, down = cross(axis, camera.gravity), camera.gravity
    sides = np.array(
        [
            [across @ start, across @ way],
            [down @ start + at_shoulders + raised, down @ way + more_at_hips],
        ]
    )
    # the roller's top is one radius over its axis
    wanted = np.array([across @ near, down @ near - 1.0])
    determinant = float(sides[0, 0] * sides[1, 1] - sides[0, 1] * sides[1, 0])
    if abs(determinant) < 1e-9:
        return math.nan
    length, length_times_position = np.linalg.solve(sides, wanted)
    return float(length_times_position / length) if length > 0 else math.nan


def _locate_trunk(
    camera: Camera, reading: LyingReading, turned_deg: float
) -> tuple[Array, Array] | None:
    """The middle of the shoulders, and the vector from there to the hips, in trunk lengths.

    The image gives the rays to shoulders and hips, the reading gives the trunk's direction. The
    distances along the rays are those that match this direction best (least squares). None when
    both rays are the same, or when the trunk would be behind the camera.
    """
    hips, shoulders = (_ray_to_middle(reading, camera, joint) for joint in ("hip", "shoulder"))
    trunk = _trunk_direction(reading, camera, turned_deg)
    both = float(shoulders @ hips)
    determinant = float((shoulders @ shoulders) * (hips @ hips)) - both**2
    if determinant < 1e-9:
        return None
    to_shoulders, to_hips = float(shoulders @ trunk), float(hips @ trunk)
    shoulder_distance = (float(hips @ hips) * to_shoulders - both * to_hips) / determinant
    hip_distance = (both * to_shoulders - float(shoulders @ shoulders) * to_hips) / determinant
    if min(shoulder_distance, hip_distance) <= 0:
        return None
    start = shoulder_distance * shoulders
    return start, hip_distance * hips - start


def _height_over_roller(reading: LyingReading) -> tuple[float, float]:
    """The trunk's height over the roller's top, at the shoulders and how much more at the hips."""
    on_side = float(reading.lateral[1]) ** 2
    at_shoulders, more_at_hips = (
        (1 - on_side) * back + on_side * side
        for back, side in zip(HEIGHT_ON_BACK, HEIGHT_ON_SIDE, strict=True)
    )
    return at_shoulders, more_at_hips


def _ray_to_middle(reading: LyingReading, camera: Camera, joint: str) -> Array:
    """(3,) the direction of the point half way between the left and the right joint."""
    row = JOINTS.index(joint)
    middle = (reading.joints["left"][row] + reading.joints["right"][row]) / 2
    return np.asarray(camera.rays(middle)[0])


def _trunk_direction(reading: LyingReading, camera: Camera, turned_deg: float) -> Array:
    """(3,) the direction from hips to shoulders in the camera's axes, turned to the right."""
    ahead, right = camera.level_axes(AHEAD)
    x, y, z = reading.trunk
    c, s = math.cos(math.radians(turned_deg)), math.sin(math.radians(turned_deg))
    x, z = c * x + s * z, c * z - s * x
    return np.asarray(x * right + y * camera.gravity + z * ahead)
