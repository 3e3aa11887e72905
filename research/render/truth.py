# SPDX-License-Identifier: GPL-3.0-or-later
"""What is true of a posed body.

Everything is read from its skeleton and mesh, never from what was asked for. The angles are defined
as posecheck's measures are (docs/architecture.md). They are written down here a second time on
purpose: tests compare the two. World axes: z up, metres.
"""

from __future__ import annotations

import math

import numpy as np
from pose import SIDES, Posed
from rotations import Z, included_angle, remove_along, turn_about, unit

JOINTS = {
    "shoulder": "upperarm01", "elbow": "lowerarm01", "wrist": "wrist",
    "hip": "upperleg01", "knee": "lowerleg01", "ankle": "foot",
}  # fmt: skip
STRAIGHT_KNEE = 150.0
"""Degrees from which a knee counts as straight."""


def joints(posed: Posed) -> dict[str, np.ndarray]:
    """Give joint centres, heels and toes by ``side_name``, and the head, in metres."""
    found = {
        f"{side}_{name}": posed.joint(f"{bone}.{s}")
        for side, s in SIDES.items()
        for name, bone in JOINTS.items()
    }
    h = posed.human
    for side, s in SIDES.items():
        turn, ankle = posed.turns[h.index[f"foot.{s}"]], posed.joint(f"foot.{s}")
        found[f"{side}_heel"] = ankle + turn @ [0.0, -0.05, -0.045]
        found[f"{side}_foot_index"] = ankle + turn @ [0.0, -0.06, 0.17]
    found["head"] = posed.joint("head") + posed.turns[h.index["head"]] @ [0.0, 0.08, 0.05]
    return found


def trunk(j: dict[str, np.ndarray]):
    """Give the trunk's three unit vectors.

    Returns
    -------
    tuple
        Hips to shoulders; the person's left to right; out of the belly.
    """
    shoulders = (j["left_shoulder"] + j["right_shoulder"]) / 2
    hips = (j["left_hip"] + j["right_hip"]) / 2
    long_axis = unit(shoulders - hips)
    lateral = unit(j["right_hip"] - j["left_hip"]) + unit(j["right_shoulder"] - j["left_shoulder"])
    lateral = unit(remove_along(lateral, long_axis))
    return long_axis, lateral, np.cross(long_axis, lateral)


def angles(j: dict[str, np.ndarray], supine: bool, hinges: dict[str, np.ndarray]) -> dict:
    """Compute knee, hip flexion, fall-out and hip rotation of both sides.

    Parameters
    ----------
    j
        Joints, from :func:`joints`.
    hinges
        Axes of the straight knees, pointing to the left, from :func:`hinges`.

    Returns
    -------
    dict
        Degrees; None where the definition gives no angle.
    """
    long_axis, lateral, ventral = trunk(j)
    found = {}
    for side in SIDES:
        hip, knee, ankle = (j[f"{side}_{name}"] for name in ("hip", "knee", "ankle"))
        thigh = knee - hip
        bend = included_angle(hip, knee, ankle)
        found[f"knee_{side}"] = bend
        found[f"hip_flexion_{side}"] = math.degrees(
            math.atan2(thigh @ ventral, -(thigh @ long_axis))
        )
        fall = None
        if supine and bend < STRAIGHT_KNEE:
            line = ankle - hip
            outward = lateral if side == "right" else -lateral
            fall = turn_about(line, Z, thigh)
            if turn_about(line, Z, outward) < 0:
                fall = -fall
        found[f"fallout_{side}"] = fall
        # the knee's hinge against the trunk's own left-right axis, seen along the thigh; a
        # bent knee's hinge stands across the plane of the leg
        hinge = np.cross(thigh, ankle - knee) if bend < STRAIGHT_KNEE else hinges[side]
        turn = turn_about(thigh, -lateral, hinge)
        found[f"hip_rotation_{side}"] = turn if side == "right" else -turn
    return found


def hinges(posed: Posed) -> dict[str, np.ndarray]:
    """Give the axis of each knee as the thigh bone carries it, pointing to the left."""
    h = posed.human
    return {side: posed.turns[h.index[f"upperleg01.{s}"]][:, 0] for side, s in SIDES.items()}


def back_profile(posed: Posed, bins: int = 40):
    """Measure how high the back's underside is along the spine of someone lying on the floor.

    Returns
    -------
    tuple
        (bins,) places along the horizontal line from pelvis to middle of the thorax, and the skin's
        lowest height there, in metres; NaN where there is no skin.
    """
    h = posed.human
    on_trunk = np.zeros(len(h.rest), bool)
    on_trunk[h.trunk] = True
    faces = h.skin_faces[on_trunk[h.skin_faces].all(1)]
    corners = posed.vertices()[faces]
    u, v = (g.ravel() for g in np.meshgrid(np.linspace(0, 1, 6), np.linspace(0, 1, 6)))
    mixes = np.stack([(1 - u) * (1 - v), u * (1 - v), u * v, (1 - u) * v], 1)
    points = np.einsum("mk,fkd->fmd", mixes, corners).reshape(-1, 3)
    start, end = posed.joint("root"), posed.joint("spine01")
    line = remove_along(end - start, Z)
    length = np.linalg.norm(line)
    place = ((points - start) @ (line / length) / length * bins).astype(int)
    low = np.full(bins, np.nan)
    for i in range(bins):
        here = points[place == i]
        if len(here):
            low[i] = here[:, 2].min()
    return (np.arange(bins) + 0.5) / bins * length, low


def lumbar_gap(posed: Posed) -> float:
    """Measure the height of the highest place of the back's underside over the floor, in metres."""
    _, low = back_profile(posed)
    return float(max(0.0, np.nanmax(low)))


def roller(posed: Posed, j: dict[str, np.ndarray]) -> dict | None:
    """Give the roller's ends (m), its turn and angle to the spine, and its place along the trunk.

    None without a roller.
    """
    if posed.roller_centre is None:
        return None
    wanted = posed.pose.roller
    half = posed.roller_axis * wanted.length / 2
    long_axis, lateral, _ = trunk(j)
    shoulders = (j["left_shoulder"] + j["right_shoulder"]) / 2
    hips = (j["left_hip"] + j["right_hip"]) / 2
    spine = unit(remove_along(long_axis, Z))
    left = unit(np.cross(Z, spine))
    if left @ lateral > 0:
        left = -left
    axis = posed.roller_axis if posed.roller_axis @ left > 0 else -posed.roller_axis
    turn = math.degrees(math.atan2(axis @ spine, axis @ left))
    # where its axis crosses the vertical plane of the spine, then along the trunk in the plan
    down = hips - shoulders
    offset = remove_along(posed.roller_centre - shoulders, Z)
    flat = remove_along(down, Z)
    crossing = (
        offset - axis * ((offset @ left) / (axis @ left)) if abs(axis @ left) > 0.1 else offset
    )
    return {
        "ends": [posed.roller_centre + half, posed.roller_centre - half],
        "angle": 90.0 - abs(turn),
        "turn": turn,
        "position": float(crossing @ flat / (flat @ flat)),
    }


def contact(posed: Posed) -> dict[str, float]:
    """Measure the gaps of the parts that lie on something, in metres; 0 where flesh is pressed."""
    return _clearance(posed, posed.vertices())


def pressed(posed: Posed) -> dict[str, float]:
    """Measure how deep the flesh of those parts is pressed in, in metres; 0 where it hovers."""
    sunk = _clearance(posed, posed.unpressed())
    return {part: max(0.0, -gap) for part, gap in sunk.items()}


def _clearance(posed: Posed, skin) -> dict[str, float]:
    h = posed.human
    found = {}
    if posed.pose.attitude == "upright":
        found["feet"] = float(skin[h.vertices_of("foot", "toe", "lowerleg"), 2].min())
        return found
    found["pelvis"] = float(skin[h.pelvis, 2].min())
    found["thorax"] = float(skin[h.thorax, 2].min())
    if posed.roller_centre is not None:
        offset = skin[h.trunk] - posed.roller_centre
        along = offset @ posed.roller_axis
        offset = (offset - np.outer(along, posed.roller_axis))[
            np.abs(along) < posed.pose.roller.length / 2
        ]
        if len(offset):
            found["roller"] = float(np.linalg.norm(offset, axis=1).min()) - posed.pose.roller.radius
    return found


def posture_of(posed: Posed) -> str:
    """Name the posture as posecheck does."""
    if posed.pose.posture is not None:
        return posed.pose.posture
    attitude = posed.pose.attitude
    return "standing" if attitude == "upright" else attitude
