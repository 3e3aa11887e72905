# SPDX-License-Identifier: GPL-3.0-or-later
"""How movements run in time."""

from __future__ import annotations


def ramp(t: float, start: float, end: float) -> float:
    """0 before ``start``, 1 after ``end``, smooth between."""
    x = min(max((t - start) / (end - start), 0.0), 1.0)
    return x * x * x * (10 - 15 * x + 6 * x * x)


def mix(a: float, b: float, share: float) -> float:
    return a * (1 - share) + b * share


def bump(t: float, start: float, top: float, leave: float, end: float) -> float:
    """0, up to 1 between ``start`` and ``top``, down again between ``leave`` and ``end``."""
    return ramp(t, start, top) - ramp(t, leave, end)
