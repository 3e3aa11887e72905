"""Angles between vectors, in degrees. NaN in, NaN out; a vector without length gives NaN."""

from __future__ import annotations

import math
from operator import mul

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Vector = Array


def unit(vector: ArrayLike) -> Vector:
    """``vector`` at length 1; all NaN when it has no length."""
    values = np.asarray(vector, float)
    length = math.sqrt(float(values @ values))
    return values / length if length > 1e-9 else np.full(values.shape, np.nan)


def angle_between(u: ArrayLike, v: ArrayLike) -> float:
    """The angle between two vectors of 2 or 3 components, 0..180."""
    # plain numbers: numpy costs more than twice as much for a single pair
    a, b = np.asarray(u, float).tolist(), np.asarray(v, float).tolist()
    lengths = math.hypot(*a), math.hypot(*b)
    if not min(lengths) > 1e-9:
        return math.nan
    cosine = sum(map(mul, a, b)) / (lengths[0] * lengths[1])
    return math.degrees(math.acos(min(1.0, max(-1.0, cosine)))) if cosine == cosine else math.nan


def angle_at(a: ArrayLike, vertex: ArrayLike, b: ArrayLike) -> float:
    """The included angle a-vertex-b, 0..180; 180 when the three lie in line in that order."""
    middle = np.asarray(vertex, float)
    return angle_between(np.asarray(a, float) - middle, np.asarray(b, float) - middle)


def rejected(vector: ArrayLike, axis: ArrayLike) -> Vector:
    """What is left of ``vector`` across ``axis``: its part along the axis taken away."""
    along, values = unit(axis), np.asarray(vector, float)
    return values - along * float(values @ along)


def turn_about(axis: ArrayLike, start: ArrayLike, end: ArrayLike) -> float:
    """How far ``start`` must turn about ``axis`` to point as ``end`` does, in (-180, 180].

    Positive by the right-hand rule about ``axis``. Both vectors are seen along the axis:
    their parts along it do not count. Three components each.
    """
    along, u, v = unit(axis), rejected(start, axis), rejected(end, axis)
    if min(math.sqrt(float(u @ u)), math.sqrt(float(v @ v))) < 1e-9:
        return math.nan
    sine = float(along @ np.array(_cross(u, v)))
    return math.degrees(math.atan2(sine, float(u @ v)))


def _cross(u: Vector, v: Vector) -> tuple[float, float, float]:
    # numpy's cross costs 20 times as much for a single pair
    return (
        u[1] * v[2] - u[2] * v[1],
        u[2] * v[0] - u[0] * v[2],
        u[0] * v[1] - u[1] * v[0],
    )


def cross(u: ArrayLike, v: ArrayLike) -> Vector:
    """The cross product of two vectors of 3 components."""
    return np.array(_cross(np.asarray(u, float), np.asarray(v, float)))


def short_way(turn: float) -> float:
    """A turn of so many degrees the short way round, -180..180."""
    return (turn + 180.0) % 360.0 - 180.0
