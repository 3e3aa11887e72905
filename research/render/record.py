# SPDX-License-Identifier: GPL-3.0-or-later
"""The truth of one picture as plain data. sample_videos/README.md describes the schema."""

from __future__ import annotations

import math

import numpy as np
import truth
from pose import Posed, Roller
from studio import Camera

SCHEMA = 1


def describe_camera(camera: Camera) -> dict:
    """Give a camera's place, rotation, focal length and picture size."""
    place, turn = camera.pose()
    return {
        "position": _round(place, 4),
        "rotation": _round(turn * [[1], [-1], [-1]], 6),
        "focal_px": round(camera.focal_px, 3),
        "size": list(camera.size),
    }


def describe_picture(posed: Posed | None, camera: Camera) -> dict:
    """Give all that is true of one picture except the camera.

    Without a person (``posed`` None) only ``person``: false.
    """
    if posed is None:
        return {"person": False}
    j = truth.joints(posed)
    posture = truth.posture_of(posed)
    view, near, off_side = _view(j, camera)
    pixels = camera.project(list(j.values()))
    inside = ((pixels > 0) & (pixels < np.array(camera.size))).all(1)
    roller = truth.roller(posed, j)
    if roller is not None:
        roller |= {k: round(roller[k], 3) for k in ("angle", "turn", "position")}
        roller |= describe_roller_place(roller["ends"], posed.pose.roller, camera)
    flat = posture == "supine" and roller is None and posed.pose.pitch is None
    return {
        "person": True,
        "posture": posture,
        "view": view,
        "near_side": near,
        "off_side_deg": round(off_side, 1),
        "fully_in_view": bool(inside.all()),
        "joints_m": {name: _round(place, 4) for name, place in j.items()},
        "joints_px": dict(zip(j, _round(pixels, 1), strict=True)),
        "angles": {
            name: None if value is None else round(value, 2)
            for name, value in truth.angles(j, posture == "supine", truth.hinges(posed)).items()
        },
        "lumbar_gap_cm": round(100 * truth.lumbar_gap(posed), 2) if flat else None,
        "roller": roller,
        "breath_phase": posed.pose.breath,
        "contact_mm": {k: round(1000 * v, 1) for k, v in truth.contact(posed).items()},
        "pressed_mm": {k: round(1000 * v, 1) for k, v in truth.pressed(posed).items()},
    }


def describe_roller_place(ends: list, roller: Roller, camera: Camera) -> dict:
    """Give where a roller lies and how large it is, its nearer end first.

    Parameters
    ----------
    ends
        The two ends of its axis, in metres.
    """
    ends = sorted(ends, key=lambda end: float(camera.depth(end)[0]))
    return {
        "ends": [_round(end, 4) for end in ends],
        "ends_px": _round(camera.project(ends), 1),
        "length_m": roller.length,
        "diameter_m": 2 * roller.radius,
    }


def _view(j: dict, camera: Camera) -> tuple[str, str, float]:
    """Find view, nearer side and degrees off the side view, by posecheck's conventions."""
    long_axis, lateral, ventral = truth.trunk(j)
    place, _ = camera.pose()
    centre = (j["left_hip"] + j["right_hip"] + j["left_shoulder"] + j["right_shoulder"]) / 4
    sight = (centre - place) / np.linalg.norm(centre - place)
    from_lateral = math.degrees(math.acos(np.clip(sight @ lateral, -1, 1)))
    off_side = min(from_lateral, 180 - from_lateral)
    from_long = math.degrees(math.acos(np.clip(sight @ long_axis, -1, 1)))
    near = "left" if sight @ lateral >= 0 else "right"
    if from_long > 155:
        view = "head_end"
    elif from_long < 25:
        view = "foot_end"
    elif sight[2] < -math.sin(math.radians(60)):
        view = "top"
    elif off_side < 25:
        view = "side"
    elif off_side < 65:
        view = "oblique"
    else:
        view = "front" if sight @ ventral < 0 else "back"
    return view, near, off_side


def _round(values, digits):
    return np.round(np.asarray(values, float), digits).tolist()
