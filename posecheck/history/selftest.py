"""From the self-test's outcome to what is remembered of it, and back."""

from __future__ import annotations

from collections.abc import Sequence

from posecheck.history.records import PastSelftest
from posecheck.selftest.outcome import LegOutcome


def earlier_tests(past: Sequence[PastSelftest]) -> list[tuple[str, LegOutcome]]:
    """Earlier tests as a new one compares itself with them, the oldest first."""
    return [(f"{test.taken.day} {test.taken:%b %Y}", leg) for test in past for leg in test.legs]
