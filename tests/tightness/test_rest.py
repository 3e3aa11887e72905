"""How long somebody lay still, in worked numbers."""

from __future__ import annotations

import pytest

from posecheck.tightness.course import TrialFrame
from posecheck.tightness.limits import selftest_limits
from posecheck.tightness.rest import duration_s, find_rest
from posecheck.tightness.signs import LegAngles, Signs

LIMITS = selftest_limits().baseline


def frames(flexions, step_s):
    legs = [LegAngles(flexion, 80.0) for flexion in flexions]
    signs = [Signs(i * step_s, "left", {"left": leg}, 1.0, 20.0, "") for i, leg in enumerate(legs)]
    return [TrialFrame(s.time_s, leg, s) for leg, s in zip(legs, signs, strict=True)]


@pytest.mark.parametrize("rate", [5, 10, 30])
def test_a_second_is_a_second_at_every_frame_rate(rate):
    assert duration_s(frames([50] * rate, 1 / rate)) == pytest.approx(1.0)
    assert duration_s(frames([50], 0.1)) == duration_s([]) == 0.0


def test_the_rest_ends_where_the_leg_moves():
    rest = find_rest(frames([50] * 6 + [70, 80, 90, 100], 0.2), LIMITS, longest_hole_s=0.7)
    assert (rest[0].time_s, rest[-1].time_s) == pytest.approx((0.0, 1.0))
