"""The benchmark's own arithmetic."""

from __future__ import annotations

import math

import accuracy
import pytest
from accuracy import Score, angle_table, arch_onset, off_by, tolerances


def score(ours: float, truth: float = 60.0, measure: str = "knee", off_side: float = 10.0) -> Score:
    return Score(measure, True, "supine", off_side, truth, truth + 9.0, ours)


def test_turns_are_compared_the_short_way_round():
    assert off_by("hip_rotation", -179.0, 179.0) == pytest.approx(2.0)
    assert off_by("knee", 170.0, 160.0) == pytest.approx(10.0)


def test_the_arch_begins_where_the_gap_stays_over_the_flat_start():
    times = [i / 10 for i in range(60)]
    gaps = [0.5 if t < 3 else 2.0 for t in times]
    gaps[15] = 3.0  # a single frame is no arch
    assert arch_onset(times, gaps) == pytest.approx(3.0)
    assert arch_onset(times, [0.5] * 60) is None
    assert arch_onset(times, [math.nan] * 60) is None


def test_the_table_has_bare_and_own_errors_side_by_side():
    rows = angle_table([score(62.0), score(56.0), score(math.nan)]).splitlines()
    (row,) = [r for r in rows if r.startswith("| knee")]
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[:4] == ["knee", "near", "all", "3"]
    assert cells[4:9] == ["9.0", "9.0", "9.0", "9.0", "100 %"]
    assert cells[9] == "3.0"
    assert cells[12:] == ["-1.0", "67 %"]


def test_a_tolerance_needs_enough_pictures():
    many = [score(60.0 + i / 10) for i in range(accuracy.FEWEST_FOR_TOLERANCE)]
    (row,) = tolerances(many, "test").rows
    assert (row.measure, row.near, row.off_side_below) == ("knee", True, 15.0)
    assert row.tolerance == pytest.approx(0.68 * 3.9, abs=0.05)
    assert tolerances(many[:-1], "test").rows == ()
