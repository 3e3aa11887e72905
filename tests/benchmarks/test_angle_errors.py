"""Errors of angles, and the tolerances that come from them."""

from __future__ import annotations

import math

import pytest
from angle_errors import AngleScore, angle_table, by_off_side, error_deg
from tolerance_fit import MIN_ERRORS, fit_tolerances, tolerance_text

from posecheck.measures.tolerance import ToleranceTable


def score(
    ours: float, truth: float = 60.0, off_side: float = 10.0, expected: float = math.nan
) -> AngleScore:
    bare = truth + 9.0
    return AngleScore("knee", True, "supine", off_side, truth, bare, ours, expected)


def test_turns_are_compared_the_short_way_round():
    assert error_deg("hip_rotation", -179.0, 179.0) == pytest.approx(2.0)
    assert error_deg("knee", 170.0, 160.0) == pytest.approx(10.0)


def test_the_table_has_bare_and_own_errors_side_by_side():
    rows = angle_table([score(62.0), score(56.0), score(math.nan)]).splitlines()
    (row,) = [r for r in rows if r.startswith("| knee")]
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[:4] == ["knee", "near", "all", "3"]
    assert cells[4:9] == ["9.0", "9.0", "9.0", "9.0", "100 %"]
    assert cells[9] == "3.0"
    assert cells[12:] == ["-1.0", "67 %"]


def test_scores_are_grouped_by_degrees_off_the_side_view():
    groups = by_off_side([score(60.0, off_side=off_side) for off_side in (0.0, 15.0, 89.0)])
    assert {name: len(group) for name, group in groups.items()} == {
        "0-15°": 1,
        "15-30°": 1,
        "30-45°": 0,
        "45-90°": 1,
    }


def test_a_tolerance_needs_enough_images():
    many = [score(60.0 + i / 10) for i in range(MIN_ERRORS)]
    (row,) = fit_tolerances(many, "test").rows
    assert (row.measure, row.near, row.off_side_below) == ("knee", True, 15.0)
    assert row.tolerance == pytest.approx(0.68 * 3.9, abs=0.05)
    assert fit_tolerances(many[:-1], "test").rows == ()


def test_people_who_lie_give_factors_of_the_expected_error():
    lying = [score(60.0 + i, expected=10.0) for i in range(MIN_ERRORS)]
    found = fit_tolerances(lying, "test")
    assert found.rows == ()
    assert found.reading_factors == {"knee": pytest.approx(0.68 * 3.9, abs=0.05)}


def test_the_written_table_can_be_read_again():
    found = fit_tolerances([score(60.0 + i / 10) for i in range(MIN_ERRORS)], "test")
    assert ToleranceTable.model_validate_json(tolerance_text(found)) == found
