"""The roller's benchmark: true verdicts and their changes, and how much of a roller shows."""

from __future__ import annotations

import pytest
from conftest import REPOSITORY
from roller import changes, true_verdict, write_factors
from roller_cases import ROLLER_LABEL, lies_on_roller, read_labels, visible_shares
from tolerance_fit import TOLERANCES
from truth_files import known_stills

from posecheck.exercises.library import find_exercise
from posecheck.measures.tolerance import ToleranceTable


def test_only_changes_of_a_verdict_are_listed():
    verdicts = [(0.0, "fix"), (0.5, "fix"), (1.0, "good"), (1.5, "good"), (2.0, "fix")]
    assert changes(verdicts) == "fix 0.0, good 1.0, fix 2.0"
    assert changes([]) == ""


@pytest.mark.parametrize(
    ("roller", "angle", "position"),
    [
        (None, "none", "none"),
        ({}, "none", "none"),  # there, and nobody lies on it
        ({"turn": -15.0, "position": 0.25}, "good", "good"),
        ({"turn": 15.1, "position": 0.24}, "fix", "fix"),
        ({"turn": 0.0, "position": 0.56}, "good", "fix"),
    ],
)
def test_the_true_verdicts(roller, angle, position):
    checks = {check.name: check for check in find_exercise("supine_release").checks}
    assert true_verdict({"roller": roller}, checks["roller_angle"]) == angle
    assert true_verdict({"roller": roller}, checks["roller_position"]) == position


def test_a_roller_that_somebody_lies_on_shows_in_part():
    stills = known_stills(REPOSITORY / "sample_videos/stills")
    lain_on = [s for s in stills if s.record["roller"] and lies_on_roller(s.record)]
    assert len(lain_on) > 5
    for still in lain_on:
        labels = read_labels(still.path.with_suffix(".png"))
        of_outline, of_length = visible_shares(labels == ROLLER_LABEL, still.record)
        assert 0.0 <= of_outline < 1.0
        assert 0.0 <= of_length <= 1.0
        assert visible_shares(labels < 0, still.record) == (0.0, 0.0)


def test_new_factors_change_nothing_else_in_the_tolerance_table(tmp_path, monkeypatch):
    before = TOLERANCES.read_text()
    copy = tmp_path / "tolerances.json"
    copy.write_text(before)
    monkeypatch.setattr("roller.TOLERANCES", copy)
    write_factors({"turn": 0.5, "position": 2.0})
    after = ToleranceTable.model_validate_json(copy.read_text())
    assert after.roller_factors == {"turn": 0.5, "position": 2.0}
    assert after.rows == ToleranceTable.model_validate_json(before).rows
