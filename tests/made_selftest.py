"""States of a made-up self-test, for tests of what is drawn and written."""

from __future__ import annotations

import numpy as np
from selftest_course import Course

from posecheck.perception.back.underside import Underside
from posecheck.tightness.session import SelfTest, SelfTestState

_X = np.linspace(220, 300, 81)

UNDERSIDE = Underside(
    outline=np.stack([_X, 260 - 12 * np.exp(-(((_X - 260) / 15) ** 2))], 1),
    floor=np.array([[220.0, 262.0], [300.0, 262.0]]),
    peak=np.array([260.0, 248.0]),
    hollow_cm=4.0,
    belly_cm=20.0,
    cm_per_px=0.4,
)


def run_selftest(**course: object) -> tuple[SelfTest, list[tuple[float, SelfTestState]]]:
    """The test of the left leg over a course, and its (time, state) for each frame."""
    test = SelfTest(("left",))
    found = []
    for signs in Course(**course).signs():
        object.__setattr__(signs, "underside", UNDERSIDE)
        found.append((signs.time_s, test.take(signs)))
    return test, found
