# SPDX-License-Identifier: GPL-3.0-or-later
"""Curves over time."""

from __future__ import annotations


def ramp(t: float, start: float, end: float) -> float:
    """Rise smoothly from 0 at ``start`` to 1 at ``end``."""
    x = min(max((t - start) / (end - start), 0.0), 1.0)
    return x * x * x * (10 - 15 * x + 6 * x * x)


def mix(a: float, b: float, share: float) -> float:
    """Give the value between ``a`` (share 0) and ``b`` (share 1)."""
    return a * (1 - share) + b * share


def bump(t: float, start: float, top: float, leave: float, end: float) -> float:
    """Rise from 0 to 1 between ``start`` and ``top``, fall back between ``leave`` and ``end``."""
    return ramp(t, start, top) - ramp(t, leave, end)
