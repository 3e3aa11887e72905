"""Numbers that hold still when the body does: a One-Euro filter for each measure, by its unit.

Live it runs forwards and lags a little. Of a recording what comes next is known too: there it runs
forwards and backwards, and the mean of both lags by nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from posecheck.geometry import wrap_degrees
from posecheck.measures.lumbar import change_of
from posecheck.measures.table import ROLLER_NAMES, UNITS, Measurements

CUTOFF_HZ = 1.0
"""Cut-off frequency of the low-pass at rest. It lags by 1 / (2 pi 1 Hz) = 0.16 s, and noise at rest
falls to a third."""

SPEED_CUTOFF_HZ = 0.5
"""Cut-off frequency of the low-pass over the speed."""

SPEED_COEFFICIENT = {"°": 0.015, " cm": 0.25, " trunk lengths": 0.9, " leg lengths": 0.9}
"""Hz that the cut-off rises for each unit a second. In degrees: at 30 a second the filter lags by
0.08 s, at 100 by 0.05 s. A leg that swings by 30 degrees moves its end by half a length: so 0.5
lengths count as much. A lower back that lifts by 4 cm in a second doubles the cut-off; a breath
moves it by 0.5."""

WRAPPING = frozenset({"hip_flexion", "fallout", "hip_rotation"})
"""Measures that go from 180 to -180 degrees in one small step."""

GAP_S = 0.5
"""After a longer gap the filter starts from nothing."""

LUMBAR_CHANGE = "lumbar_gap_change_cm"
"""The measure that is known only once a rest has been seen to last."""

AHEAD_S = 0.4
"""The filter that runs backwards starts so many seconds ahead: two and a half times its lag at
rest."""


@dataclass
class OneEuro:
    """The One-Euro filter of one number (Casiez, Roussel, Vogel 2012), driven by the frames' time.

    A low-pass whose cut-off frequency rises with the speed: little noise at rest, little lag in
    motion.

    Parameters
    ----------
    speed_coefficient
        Hz that the cut-off rises for each unit a second.
    wraps
        Whether the number is an angle that goes from 180 to -180 degrees.
    """

    speed_coefficient: float
    wraps: bool = False
    _value: float = math.nan
    _speed: float = 0.0
    _time_s: float = -math.inf

    def update(self, time_s: float, value: float) -> float:
        """Take in one frame's value; return the smoothed one. NaN gives NaN."""
        if math.isnan(value):
            return math.nan
        step_s = time_s - self._time_s
        if math.isnan(self._value) or not 0 < step_s <= GAP_S:
            self._value, self._speed = value, 0.0
        else:
            share = _share(SPEED_CUTOFF_HZ, step_s)
            ahead = wrap_degrees(value - self._value) if self.wraps else value - self._value
            self._speed += share * (ahead / step_s - self._speed)
            cutoff = CUTOFF_HZ + self.speed_coefficient * abs(self._speed)
            self._value += _share(cutoff, step_s) * ahead
        self._time_s = time_s
        return wrap_degrees(self._value) if self.wraps else self._value


Raw = tuple[float, Measurements]
"""A frame's time in seconds, and its measurements as they were measured."""


class Smoother:
    """Smooths the measurements of one body frame after frame. Knows no clock but the frames'."""

    def __init__(self) -> None:
        self._filters: dict[str, OneEuro] = {}
        self._reference: int | None = None

    def update(self, time_s: float, measured: Measurements) -> Measurements:
        """The measurements of one frame, smoothed; the roller's finder has smoothed its own."""
        if self._reference != (reference := _reference_of(measured)):
            self._filters.pop(LUMBAR_CHANGE, None)  # the change counts from elsewhere
            self._reference = reference
        values = {
            name: self._filter(name).update(time_s, value)
            for name, value in measured.values.items()
            if name not in ROLLER_NAMES
        }
        return replace(measured, values={**measured.values, **values})

    def look_back(self, smoothed: Measurements, now: Raw, ahead: Sequence[Raw]) -> Measurements:
        """The measurements of one frame, smoothed backwards as well.

        Parameters
        ----------
        smoothed
            What :meth:`update` gave for this frame.
        now
            This frame as it was measured.
        ahead
            The next frames as they were measured, in the order of time; only those up to the first
            one in which nobody was seen.
        """
        frames = [*reversed(ahead), now]
        likewise = takewhile(lambda f: _reference_of(f[1]) == _reference_of(now[1]), ahead)
        of_reference = [*reversed(list(likewise)), now]

        def backwards(name: str) -> float:
            return _last_backwards(name, of_reference if name == LUMBAR_CHANGE else frames)

        values = {
            name: _mean(value, backwards(name), wraps=wraps(name))
            for name, value in smoothed.values.items()
            if name not in ROLLER_NAMES and not math.isnan(value)
        }
        return _settle(replace(smoothed, values={**smoothed.values, **values}), ahead)

    def _filter(self, name: str) -> OneEuro:
        if name not in self._filters:
            self._filters[name] = _new_filter(name)
        return self._filters[name]


def _reference_of(measured: Measurements) -> int | None:
    """The number of the picture from which the change of the lower back counts."""
    return None if measured.back_rise is None else measured.back_rise.reference


def _settle(now: Measurements, ahead: Sequence[Raw]) -> Measurements:
    """``now`` with the change of the lower back, if that is seen to come to rest here."""
    rise = now.back_rise
    if rise is None or rise.settled:
        return now
    later = (measured.back_rise for _, measured in ahead)
    if not any(r is not None and r.settled and r.reference == rise.reference for r in later):
        return now
    settled = replace(rise, settled=True)
    change, tolerance = change_of(settled)
    return replace(
        now,
        values={**now.values, LUMBAR_CHANGE: change},
        tolerances={**now.tolerances, LUMBAR_CHANGE: tolerance},
        back_rise=settled,
    )


def wraps(name: str) -> bool:
    """Whether a value, by its name, is an angle that goes from 180 to -180 degrees."""
    return _measure_of(name) in WRAPPING


def _new_filter(name: str) -> OneEuro:
    """The filter of a value with this name."""
    return OneEuro(SPEED_COEFFICIENT[UNITS[_measure_of(name)]], wraps(name))


def _last_backwards(name: str, frames: Sequence[Raw]) -> float:
    """The smoothed value in the last of ``frames``, which go backwards in time."""
    one_euro, last = _new_filter(name), math.nan
    for time_s, measured in frames:
        last = one_euro.update(-time_s, measured.value(name))
    return last


def _measure_of(name: str) -> str:
    """The measure of a value's name, which may end with a side."""
    return name.removesuffix("_left").removesuffix("_right")


def _mean(a: float, b: float, *, wraps: bool) -> float:
    """The mean of two values; of angles that go from 180 to -180 degrees the one between them."""
    return wrap_degrees(a + wrap_degrees(b - a) / 2) if wraps else (a + b) / 2


def _share(cutoff_hz: float, step_s: float) -> float:
    """Share of the way to the new value that a first-order low-pass goes in one step."""
    turn = 2 * math.pi * cutoff_hz * step_s
    return turn / (turn + 1)
