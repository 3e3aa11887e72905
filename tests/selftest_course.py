"""A made-up self-test, a frame every tenth of a second, as the signs show it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from posecheck.anatomy import Side, opposite
from posecheck.tightness.session import SelfTest, SelfTestState
from posecheck.tightness.signs import LegAngles, Signs

STEP_S = 0.1
RESTING = LegAngles(55.0, 78.0)
FLAT_CM = 1.5


@dataclass(frozen=True)
class Course:
    """The tested leg goes from the chest to ``end`` (hip flexion, knee) between ``lowered_s``, the
    back rises by ``rise_cm`` over the last part of it."""

    side: Side = "left"
    end: tuple[float, float] = (3.0, 176.0)
    rise_cm: float = 0.0
    rise_from: float = 0.6
    lowered_s: tuple[float, float] = (6.0, 11.0)
    seconds: float = 17.0
    breath_cm: float = 0.2
    chest: float = 112.0

    def signs(self, start_s: float = 0.0) -> Iterator[Signs]:
        noise = np.random.default_rng(5).normal(0, 0.08, round(self.seconds / STEP_S) + 1)
        for i, grain in enumerate(noise):
            t = i * STEP_S
            up, down = _ramp(t, 3.5, 5.0), _ramp(t, *self.lowered_s)
            flexion = _mix(_mix(RESTING.hip_flexion, self.chest, up), self.end[0], down)
            knee = _mix(_mix(RESTING.knee, 64.0, up), self.end[1], min(1.0, down / 0.8))
            rise = self.rise_cm * min(1.0, max(0.0, (down - self.rise_from) / 0.3))
            gap = FLAT_CM + rise + self.breath_cm * math.sin(2 * math.pi * t / 4.5) + grain
            legs = {self.side: LegAngles(flexion, knee), opposite(self.side): RESTING}
            yield Signs(start_s + t, self.side, legs, gap, 20.0 + rise, "")


def change(signs: Iterable[Signs], when: Callable[[float], bool], **to: object) -> Iterator[Signs]:
    """The same signs, some of them changed."""
    for each in signs:
        yield replace(each, **to) if when(each.time_s) else each  # type: ignore[arg-type]


def run(test: SelfTest, signs: Iterable[Signs]) -> list[SelfTestState]:
    return [test.take(each) for each in signs]


def outcome(signs: Iterable[Signs], side: Side = "left"):
    """What the test of one leg comes to."""
    test = SelfTest((side,))
    run(test, signs)
    return test.finish()[side]


def _ramp(t: float, start: float, end: float) -> float:
    x = min(max((t - start) / (end - start), 0.0), 1.0)
    return x * x * (3 - 2 * x)


def _mix(a: float, b: float, share: float) -> float:
    return a + (b - a) * share
