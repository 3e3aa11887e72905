"""A measure of both recordings as SVG shapes, for the page."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posecheck.feedback.comparison.aligned import AlignedMeasure, Line
from posecheck.geometry import Array

WIDTH, HEIGHT = 1000.0, 220.0
"""The size of the plot in its own units."""

HEADROOM = 0.06
"""Room above and below the lines, as a share of their range."""

MOST_POINTS = 500
"""Most points of a line: on a page 1000 pixels wide nobody sees more."""

MOST_TICKS = 8
"""Most labels of an axis."""

SHORT_UNITS = ("°", " cm")
"""Units that stand behind each number of the axis; a longer one stands over the chart."""

STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 50, 60, 100, 120, 300, 600, 900, 1800)
"""Distances between the labels of an axis, in its unit."""


@dataclass(frozen=True)
class Tick:
    """A label at a place of the plot."""

    at: float
    text: str


@dataclass(frozen=True)
class DrawnLine:
    """A line and the band of its tolerance, as SVG paths."""

    name: str
    path: str
    band: str


@dataclass(frozen=True)
class Chart:
    """All shapes of one chart.

    Attributes
    ----------
    title, axis
        What it shows, and what its axis is.
    unit
        The unit of the numbers at the left, or what they mean, where that does not stand behind
        them; else empty.
    lines
        The first recording's line, and the second one's.
    target
        Top and height of the range that is right; None where there is none.
    zero
        Where the moment that is aligned lies, from the left; None for repetitions.
    ticks_x, ticks_y
        The labels of the axes.
    """

    title: str
    axis: str
    unit: str
    lines: tuple[DrawnLine, DrawnLine]
    target: tuple[float, float] | None
    zero: float | None
    ticks_x: tuple[Tick, ...]
    ticks_y: tuple[Tick, ...]


def draw_chart(measure: AlignedMeasure) -> Chart:
    """Draw both lines, the bands of their tolerances, and the range that is right."""
    lines = measure.first, measure.second
    left, right = _range([line.places for line in lines])
    low, high = _range([
        line.values + sign * np.nan_to_num(line.tolerances) for line in lines for sign in (-1, 1)
    ])  # fmt: skip
    limits = [limit for limit in (measure.low, measure.high) if math.isfinite(limit)]
    low, high = min([low, *limits]), max([high, *limits])
    room = HEADROOM * max(high - low, 1e-3)
    scale = _Scale(left, right, low - room, high + room)
    target = None
    if limits:
        top, bottom = scale.y(min(measure.high, scale.high)), scale.y(max(measure.low, scale.low))
        target = round(top, 1), round(bottom - top, 1)
    short = measure.unit if measure.unit in SHORT_UNITS else ""
    return Chart(
        measure.title,
        measure.axis,
        "" if short else measure.unit.strip() or measure.scale,
        (_draw("first", measure.first, scale), _draw("second", measure.second, scale)),
        target,
        round(scale.x(0.0), 1) if left < 0 < right else None,
        tuple(Tick(round(scale.x(v), 1), f"{v:g}") for v in _ticks(left, right)),
        tuple(
            Tick(round(scale.y(v), 1), f"{v:g}{short}")
            for v in _ticks(scale.low, scale.high, most=5)
        ),
    )


@dataclass(frozen=True)
class _Scale:
    """From the axis and the measure's unit to the plot's units."""

    left: float
    right: float
    low: float
    high: float

    def x(self, place: float) -> float:
        return WIDTH * (place - self.left) / max(self.right - self.left, 1e-9)

    def y(self, value: float) -> float:
        return HEIGHT * (self.high - value) / (self.high - self.low)


def _range(arrays: list[Array]) -> tuple[float, float]:
    known = [array[np.isfinite(array)] for array in arrays]
    together = np.concatenate(known)
    return float(together.min()), float(together.max())


def _ticks(low: float, high: float, most: int = MOST_TICKS) -> list[float]:
    """Round places between two ends."""
    step = next((s for s in STEPS if (high - low) / s <= most), (high - low) / most)
    first = math.ceil(low / step - 1e-9)
    return [
        round(number * step, 6) + 0.0 for number in range(first, math.floor(high / step + 1e-9) + 1)
    ]


def _draw(name: str, line: Line, scale: _Scale) -> DrawnLine:
    path, band = [], []
    every = max(1, math.ceil(len(line.places) / MOST_POINTS))
    for run in _runs(np.isfinite(line.values)):
        kept = run[::every] if len(run) > every else run
        around = np.nan_to_num(line.tolerances[kept])
        xs = [scale.x(place) for place in line.places[kept].tolist()]
        values = line.values[kept].tolist()
        path.append("M" + " ".join(_point(x, scale.y(v)) for x, v in zip(xs, values, strict=True)))
        if around.any():
            edges = [(x, v, e) for x, v, e in zip(xs, values, around.tolist(), strict=True)]
            above = [_point(x, scale.y(v + e)) for x, v, e in edges]
            below = [_point(x, scale.y(v - e)) for x, v, e in reversed(edges)]
            band.append("M" + " ".join(above + below) + "z")
    return DrawnLine(name, "".join(path), "".join(band))


def _point(x: float, y: float) -> str:
    return f"{x:.1f} {y:.1f}"


def _runs(seen: NDArray[np.bool_]) -> list[NDArray[np.intp]]:
    """The places of each stretch without a gap."""
    places = np.flatnonzero(seen)
    return [run for run in np.split(places, np.flatnonzero(np.diff(places) > 1) + 1) if len(run)]
