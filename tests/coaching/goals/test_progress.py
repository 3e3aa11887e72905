"""How much is done, as a fraction."""

from __future__ import annotations

import pytest

from posecheck.coaching.goals.progress import Progress


@pytest.mark.parametrize(
    ("done", "target", "fraction"), [(0, 10, 0.0), (4, 10, 0.4), (12, 10, 1.0), (0, 0, 0.0)]
)
def test_the_fraction_that_is_done(done, target, fraction):
    assert Progress("repetitions", "left", done, target, complete=False).fraction == fraction


def test_seconds_are_told_from_times():
    kinds = ("hold", "moving_time", "repetitions", "circles", "breaths")
    counts_time = [Progress(kind, None, 1, 2, complete=False).counts_time for kind in kinds]
    assert counts_time == [True, True, False, False, False]
