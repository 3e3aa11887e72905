"""The self-tests of the past as numbers, compared by the one rule (``tightness/change.py``).

Pure functions over the records; they know nothing of the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from posecheck.anatomy import Side
from posecheck.history.records import PastSelftest
from posecheck.history.times import to_local, without_future
from posecheck.tightness.change import (
    Change,
    LegMeasurement,
    compare_sides,
    compare_with_reference,
    compute_measurement,
)
from posecheck.tightness.outcome import LegOutcome


def leg_measurements(tests: Sequence[PastSelftest], side: Side) -> list[LegMeasurement]:
    """One leg's tests as numbers, in the order of ``tests``; without those that cannot tell."""
    found = [
        compute_measurement(leg, test.taken)
        for test in tests
        for leg in test.legs
        if leg.side == side
    ]
    return [measurement for measurement in found if measurement is not None]


def compare_with_past(
    tests: Sequence[PastSelftest], outcome: LegOutcome, taken: datetime
) -> Change | None:
    """Compare a new test of one leg with its reference among the earlier tests.

    Parameters
    ----------
    tests
        The earlier tests, the oldest first. Those from a clock that was wrong are left out.
    outcome
        The new outcome of the leg.
    taken
        When the new test was done.

    Returns
    -------
    Change or None
        None where the new test could not tell, or there is no earlier test of this leg that could.
    """
    now = compute_measurement(outcome, to_local(taken))
    if now is None:
        return None
    known = without_future(tests, now.taken.date())
    return compare_with_reference([*leg_measurements(known, outcome.side), now])


def compare_latest_sides(tests: Sequence[PastSelftest]) -> Change | None:
    """Left against right in the newest test that measured both; None without such a test."""
    changes = (compare_sides(test.legs) for test in reversed(tests))
    return next((change for change in changes if change is not None), None)
