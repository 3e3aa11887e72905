"""The curve of a measure over time, as the few shapes that the template draws as SVG.

A curve is 1000 wide and 100 high, whatever it is stretched to on the page: x is the time as a share
of the clip, y grows downwards. Line widths do not stretch with it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from posecheck.geometry import Array

MOST_POINTS = 400
"""Most buckets of time that a line is drawn from. A bucket keeps its smallest and its largest
value. On a page 700 pixels wide nobody sees the difference."""

HEADROOM = 0.08
"""Room above and below what is drawn, as a share of its range."""

MOST_TICKS = 6
"""Most lines for the time, the end not counted: more labels touch each other on a phone."""

TICK_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
"""Distances between the lines for the time, in seconds."""


@dataclass(frozen=True)
class Line:
    """A line to draw.

    Attributes
    ----------
    name
        What tells it from the other lines of its curve: ``left``, ``right``, or ``only``.
    values, tolerances
        (n,) each, in the measure's unit, one for each frame; NaN where nothing was seen.
    """

    name: str
    values: Array
    tolerances: Array


@dataclass(frozen=True)
class DrawnLine:
    """A line as SVG paths: the line itself, and the band of its tolerance around it."""

    name: str
    path: str
    band: str


@dataclass(frozen=True)
class Label:
    """A text at a place of the curve, 0 to 100: from the left, or from the top."""

    at: float
    text: str


@dataclass(frozen=True)
class Curve:
    """All shapes of one curve.

    Attributes
    ----------
    lines
        The lines.
    target
        Top and height of the band that is right, in the curve's units; None for no band.
    limits
        The limits of that band, as labels from the top.
    edges
        The values at the curve's upper and lower edge, as texts.
    """

    lines: tuple[DrawnLine, ...]
    target: tuple[float, float] | None
    limits: tuple[Label, ...]
    edges: tuple[str, str]


def draw_curve(
    times_s: Sequence[float],
    lines: Iterable[Line],
    limits: tuple[float, float],
    duration_s: float,
    unit: str,
) -> Curve | None:
    """Draw a measure over time.

    Parameters
    ----------
    times_s
        (n,) frame times.
    lines
        The measure of each side of the body, or of the whole body.
    limits
        Lowest and highest value that is right; infinite for no limit.
    duration_s
        Length of the clip.
    unit
        Of the labels, as written after a number.

    Returns
    -------
    Curve or None
        None where nothing was seen.
    """
    times = np.asarray(times_s, float)
    lines = [line for line in lines if np.isfinite(line.values).any()]
    if not lines:
        return None
    scale = _Scale.of(lines, limits, duration_s)
    drawn = tuple(_draw_line(line, times, scale) for line in lines)
    low, high = limits
    target = None
    if math.isfinite(low) or math.isfinite(high):
        top, bottom = scale.y(min(high, scale.high)), scale.y(max(low, scale.low))
        target = (round(top, 2), round(bottom - top, 2))
    named = tuple(
        Label(round(scale.y(limit), 2), format_value(limit, unit))
        for limit in (high, low)
        if math.isfinite(limit)
    )
    edges = format_value(scale.high, unit), format_value(scale.low, unit)
    return Curve(drawn, target, named, edges)


def format_value(value: float, unit: str) -> str:
    """A value with its unit, with as many decimals as are worth showing."""
    digits = {"°": 0, " cm": 1}.get(unit, 2)
    return f"{value:z.{digits}f}{unit}"


def format_clock(time_s: float) -> str:
    """A time of the clip as a video player shows it: ``0:07``, ``12:30``, ``1:02:03``."""
    minutes, seconds = divmod(int(time_s + 1e-6), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def find_ticks(duration_s: float) -> list[Label]:
    """The lines for the time, from 0 on, in per cent of the clip."""
    fitting = (step for step in TICK_STEPS_S if duration_s / step <= MOST_TICKS)
    step = next(fitting, math.ceil(duration_s / MOST_TICKS / 3600) * 3600)
    times = np.arange(0.0, duration_s * 0.93, step)
    return [Label(round(100 * t / duration_s, 3), format_clock(t)) for t in times]


@dataclass(frozen=True)
class _Scale:
    """From seconds and the measure's unit to the curve's units."""

    low: float
    high: float
    duration_s: float

    @classmethod
    def of(cls, lines: Sequence[Line], limits: tuple[float, float], duration_s: float) -> _Scale:
        """A scale in which all values, their tolerances and the limits have their place."""
        ends = [limit for limit in limits if math.isfinite(limit)]
        for line in lines:
            around = np.nan_to_num(line.tolerances)
            ends += [
                float(np.nanmin(line.values - around)),
                float(np.nanmax(line.values + around)),
            ]
        low, high = min(ends), max(ends)
        room = HEADROOM * max(high - low, 1e-3)
        return cls(low - room, high + room, duration_s)

    def x(self, time_s: float) -> float:
        """0 to 1000."""
        return min(1000.0, 1000 * time_s / self.duration_s)

    def y(self, value: float) -> float:
        """0 at the top to 100."""
        return 100 * (self.high - value) / (self.high - self.low)


def _draw_line(line: Line, times: Array, scale: _Scale) -> DrawnLine:
    path, band = [], []
    for chosen in _split_at_gaps(_reduce(line.values)):
        at = [(scale.x(times[k]), scale.y(line.values[k])) for k in chosen]
        # a point alone is a line without length, whose round ends are drawn
        path.append("M" + " ".join(f"{x:.1f} {y:.1f}" for x, y in at) + "h0" * (len(at) == 1))
        around = np.nan_to_num(line.tolerances[chosen])
        if around.any():
            above = [(x, scale.y(line.values[k] + e)) for (x, _), k, e in _zip(at, chosen, around)]
            below = [(x, scale.y(line.values[k] - e)) for (x, _), k, e in _zip(at, chosen, around)]
            outline = above + below[::-1]
            band.append("M" + " ".join(f"{x:.1f} {y:.1f}" for x, y in outline) + "z")
    return DrawnLine(line.name, "".join(path), "".join(band))


def _zip(
    at: list[tuple[float, float]], chosen: list[int], around: Array
) -> list[tuple[tuple[float, float], int, float]]:
    return list(zip(at, chosen, around.tolist(), strict=True))


def _reduce(values: Array) -> list[int | None]:
    """Choose the frames to draw, in order; None stands for a gap."""
    chosen: list[int | None] = []
    buckets = min(MOST_POINTS, len(values))
    for places in np.array_split(np.arange(len(values)), buckets):
        seen = places[np.isfinite(values[places])]
        if 2 * len(seen) < len(places) or not len(seen):
            chosen.append(None)
            continue
        ends = {int(seen[np.argmin(values[seen])]), int(seen[np.argmax(values[seen])])}
        chosen += sorted(ends)
    return chosen


def _split_at_gaps(chosen: list[int | None]) -> list[list[int]]:
    runs: list[list[int]] = [[]]
    for place in chosen:
        if place is None:
            runs.append([])
        else:
            runs[-1].append(place)
    return [run for run in runs if run]
