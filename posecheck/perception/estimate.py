"""Estimates with their expected errors, and how to fuse two of them."""

from __future__ import annotations

import math
from typing import NamedTuple

CONSISTENT_WITHIN = 1.5
"""Two estimates contradict each other when they differ by more than this many times their joint
expected error. In nine of ten rendered images it is less than 1.4 times."""


class Estimate(NamedTuple):
    """An estimate of one number.

    Attributes
    ----------
    value
        NaN when it is unknown.
    error
        Its expected error, in the same unit; NaN when the value is unknown.
    """

    value: float
    error: float


UNKNOWN = Estimate(math.nan, math.nan)
"""No estimate."""


def fuse(first: Estimate, second: Estimate, *, max_shift: float) -> Estimate:
    """Two estimates of one number as one, weighted by the inverse of their variances.

    When they contradict each other, the expected error grows by the factor of the contradiction
    (after Birge's ratio, 1932).

    Parameters
    ----------
    first
        The estimate to start from.
    second
        The estimate to shift it towards.
    max_shift
        A second estimate further away than this counts as if it were this far away: one of the two
        is wrong.

    Returns
    -------
    Estimate
        One of the two when the other is unknown.
    """
    if math.isnan(second.value):
        return first
    if math.isnan(first.value):
        return second
    joint_error = math.hypot(first.error, second.error)
    weight = first.error**2 / (first.error**2 + second.error**2)
    apart = second.value - first.value
    shift = weight * min(max(apart, -max_shift), max_shift)
    contradiction = max(1.0, abs(apart) / joint_error / CONSISTENT_WITHIN)
    error = first.error * math.sqrt(1 - weight) * contradiction
    return Estimate(first.value + shift, error)
