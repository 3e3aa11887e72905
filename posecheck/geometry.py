"""Vectors and angles: pure functions on single vectors.

Angles are in degrees. NaN in gives NaN out, and so does a vector of length zero.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from operator import mul

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
"""An array of float64 of any shape."""

Vector = Array
"""A single vector, (2,) or (3,)."""

MIN_LENGTH = 1e-9
"""A vector shorter than this has no direction."""


def unit(vector: ArrayLike) -> Vector:
    """``vector`` scaled to length 1; all NaN when it has no length."""
    values = np.asarray(vector, float)
    length = math.sqrt(float(values @ values))
    return values / length if length > MIN_LENGTH else np.full(values.shape, np.nan)


def angle_between(u: ArrayLike, v: ArrayLike) -> float:
    """The angle between two vectors (2,) or (3,), 0..180 degrees; NaN when one has no length."""
    # plain floats: for a single pair numpy takes more than twice as long
    a, b = np.asarray(u, float).tolist(), np.asarray(v, float).tolist()
    lengths = math.hypot(*a), math.hypot(*b)
    if not min(lengths) > MIN_LENGTH:  # also where a length is NaN
        return math.nan
    cosine = sum(map(mul, a, b)) / (lengths[0] * lengths[1])
    return math.degrees(math.acos(min(1.0, max(-1.0, cosine)))) if cosine == cosine else math.nan


def angle_at(a: ArrayLike, vertex: ArrayLike, b: ArrayLike) -> float:
    """The included angle a-vertex-b, 0..180 degrees.

    It is 180 when the three points lie on one line in that order.
    """
    middle = np.asarray(vertex, float)
    return angle_between(np.asarray(a, float) - middle, np.asarray(b, float) - middle)


def rejection(vector: ArrayLike, axis: ArrayLike) -> Vector:
    """The part of ``vector`` that is perpendicular to ``axis`` (its vector rejection)."""
    along, values = unit(axis), np.asarray(vector, float)
    return values - along * float(values @ along)


def turn_about(axis: ArrayLike, start: ArrayLike, end: ArrayLike) -> float:
    """How far ``start`` must turn about ``axis`` to point as ``end`` does.

    Parameters
    ----------
    axis, start, end
        (3,) vectors of any length. The parts of ``start`` and ``end`` along ``axis`` do not count.

    Returns
    -------
    float
        Degrees in (-180, 180], positive by the right-hand rule about ``axis``; NaN when a vector
        has no length perpendicular to the axis.
    """
    along = unit(axis)
    # plain floats, as in angle_between
    u, v = rejection(start, along).tolist(), rejection(end, along).tolist()
    if min(math.hypot(*u), math.hypot(*v)) < MIN_LENGTH:
        return math.nan
    sine = sum(map(mul, along.tolist(), _cross(u, v)))
    return math.degrees(math.atan2(sine, sum(map(mul, u, v))))


def _cross(u: Sequence[float], v: Sequence[float]) -> tuple[float, float, float]:
    # numpy's cross takes 20 times as long for a single pair
    return (
        u[1] * v[2] - u[2] * v[1],
        u[2] * v[0] - u[0] * v[2],
        u[0] * v[1] - u[1] * v[0],
    )


def cross(u: ArrayLike, v: ArrayLike) -> Vector:
    """The cross product of two vectors of 3 components."""
    return np.array(_cross(np.asarray(u, float).tolist(), np.asarray(v, float).tolist()))


def wrap_degrees(angle: float) -> float:
    """``angle`` wrapped to [-180, 180): the same direction, the short way round."""
    return (angle + 180.0) % 360.0 - 180.0


def wrap_axis_degrees(angle: float) -> float:
    """``angle`` of an axis, which has no direction, wrapped to [-90, 90)."""
    return (angle + 90.0) % 180.0 - 90.0
