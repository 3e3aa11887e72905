# SPDX-License-Identifier: GPL-3.0-or-later
"""Rotations. Right-handed, degrees, column vectors."""

from __future__ import annotations

import numpy as np

X, Y, Z = np.eye(3)


def unit(vector):
    """Scale a vector to length 1."""
    vector = np.asarray(vector, float)
    return vector / np.linalg.norm(vector)


def rotation(axis, degrees):
    """Make the (3, 3) rotation by ``degrees`` about ``axis`` (Rodrigues' formula)."""
    x, y, z = unit(axis)
    k = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    t = np.radians(degrees)
    return np.eye(3) + np.sin(t) * k + (1 - np.cos(t)) * k @ k


def frame(along, towards):
    """Make three perpendicular unit vectors as (3, 3) columns.

    The first points along ``along``. The second is the part of ``towards`` that is perpendicular to
    it. The third is their cross product.
    """
    a = unit(along)
    b = np.asarray(towards, float)
    b = unit(b - a * (b @ a))
    return np.stack([a, b, np.cross(a, b)], 1)


def shortest_turn(start, end):
    """Make the smallest rotation that turns ``start`` to point as ``end`` does."""
    a, b = unit(start), unit(end)
    axis = np.cross(a, b)
    sine = np.linalg.norm(axis)
    return np.eye(3) if sine < 1e-8 else rotation(axis, np.degrees(np.arctan2(sine, a @ b)))


def remove_along(vector, axis):
    """Give ``vector`` without its part along ``axis``."""
    a = unit(axis)
    vector = np.asarray(vector, float)
    return vector - a * (vector @ a)


def turn_about(axis, start, end):
    """Compute the signed angle from ``start`` to ``end`` about ``axis``, right-hand rule, in
    degrees."""
    u, v = remove_along(start, axis), remove_along(end, axis)
    return float(np.degrees(np.arctan2(unit(axis) @ np.cross(u, v), u @ v)))


def included_angle(a, vertex, b):
    """Compute the angle a-vertex-b, 0..180 degrees."""
    u, v = unit(np.subtract(a, vertex)), unit(np.subtract(b, vertex))
    return float(np.degrees(np.arccos(np.clip(u @ v, -1, 1))))
