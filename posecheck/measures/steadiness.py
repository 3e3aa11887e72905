"""Numbers that hold still when the body does: labels with a dwell time, angles with a filter."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from posecheck.geometry import wrap_degrees
from posecheck.measures.table import Measurements, measure_scene
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.posture import Posture
from posecheck.perception.body.view import View
from posecheck.perception.roller.roller import Roller
from posecheck.perception.scene import scene_of

T = TypeVar("T")

POSTURE_DWELL_S: dict[str, float] = {"half_kneeling": 0.8, "standing": 0.4, "lunge": 0.0}
"""How long a posture must be seen before it is said. Half-kneeling is a posture that is held:
at the bottom of a walking lunge the knee is as low for up to 0.6 s. Between two lunges the
feet come together for 0.3 s."""

DWELL_S = 0.1
"""The same for all others: one odd frame changes nothing."""

VIEW_DWELL_S = 0.5
"""Nobody turns round in less."""

CUTOFF_HZ = 1.0
SPEED_COEFFICIENT = 0.015
SPEED_CUTOFF_HZ = 0.5
"""The One-Euro filter's (Casiez, Roussel, Vogel 2012): at rest it lags by 1 / (2 pi 1 Hz) =
0.16 s, at 30 degrees a second by 0.08 s, at 100 by 0.05 s; noise at rest falls to a third."""

CONFIDENCE_S = 1.0
"""Time constant of the confidence in a label."""

GAP_S = 0.5
"""After a gap longer than this a filter starts afresh."""


class SteadyLabel(Generic[T]):
    """A label that changes only when another one has been seen for a while.

    Args:
        dwell_s: how long, by label; ``default_s`` for all others.
    """

    def __init__(self, default_s: float, dwell_s: dict[T, float] | None = None) -> None:
        self._default_s = default_s
        self._dwell_s = dwell_s or {}
        self._label: T | None = None
        self._rival: T | None = None
        self._rival_since_s = 0.0
        self._last_s = 0.0
        self.confidence = 0.0
        """0..1: the share of the last second or so in which the label was seen."""

    def update(self, time_s: float, label: T) -> T:
        """Take in what was seen at ``time_s``; give what to say."""
        before = self._label
        said = self._say(time_s, label)
        if said != before:
            self.confidence = 0.5
        share = 1 - math.exp(-max(0.0, time_s - self._last_s) / CONFIDENCE_S)
        self.confidence += share * (float(label == said) - self.confidence)
        self._last_s = time_s
        return said

    def _say(self, time_s: float, label: T) -> T:
        if self._label is None:
            self._label = label
        if label == self._label:
            self._rival = None
            return self._label
        if label != self._rival:
            self._rival, self._rival_since_s = label, time_s
        if time_s - self._rival_since_s >= self._dwell_s.get(label, self._default_s):
            self._label, self._rival = label, None
        return self._label

    def forget(self) -> None:
        self._label = self._rival = None


@dataclass
class OneEuro:
    """The One-Euro filter of one number in degrees, driven by the frames' time."""

    _value: float = math.nan
    _speed: float = 0.0
    _time_s: float = -math.inf

    def update(self, time_s: float, value: float) -> float:
        """The smoothed value; NaN for NaN. Starts afresh after :data:`GAP_S` without one."""
        if math.isnan(value):
            return math.nan
        step_s = time_s - self._time_s
        if math.isnan(self._value) or not 0 < step_s <= GAP_S:
            self._value, self._speed = value, 0.0
        else:
            share = _share(SPEED_CUTOFF_HZ, step_s)
            ahead = wrap_degrees(value - self._value)
            self._speed += share * (ahead / step_s - self._speed)
            cutoff = CUTOFF_HZ + SPEED_COEFFICIENT * abs(self._speed)
            smoothed = self._value + _share(cutoff, step_s) * ahead
            self._value = smoothed - 360.0 * round((smoothed - value) / 360.0)
        self._time_s = time_s
        return self._value


class SteadyMeasurer:
    """Measures one body frame after frame. Knows no clock but the frames'."""

    def __init__(self) -> None:
        self._posture: SteadyLabel[Posture] = SteadyLabel(DWELL_S, POSTURE_DWELL_S)  # type: ignore[arg-type]
        self._view: SteadyLabel[View] = SteadyLabel(VIEW_DWELL_S)
        self._filters: dict[str, OneEuro] = {}
        self._last_s = -math.inf

    def update(
        self, time_s: float, body: Body | None, roller: Roller | None = None
    ) -> Measurements | None:
        """The measurements of a frame with ``roller`` in it; None without a body."""
        if body is None:
            return None
        if time_s - self._last_s > GAP_S:
            self._posture.forget()
            self._view.forget()
        self._last_s = time_s
        scene = scene_of(body, roller)
        steady = replace(
            scene,
            posture=self._posture.update(time_s, scene.posture),
            view=self._view.update(time_s, scene.view),
        )
        measured = measure_scene(steady)
        values = {
            name: self._filters.setdefault(name, OneEuro()).update(time_s, value)
            for name, value in measured.values.items()
        }
        return replace(
            measured,
            values=values,
            posture_confidence=self._posture.confidence,
            view_confidence=self._view.confidence,
        )


def _share(cutoff_hz: float, step_s: float) -> float:
    """Of the way to the new value that a first-order low-pass goes in one step."""
    turn = 2 * math.pi * cutoff_hz * step_s
    return turn / (turn + 1)
