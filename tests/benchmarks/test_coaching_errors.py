"""Verdicts and holds against truth."""

from __future__ import annotations

from dataclasses import replace

import pytest
from angle_errors import Sample
from coaching_errors import hold_table, verdict_table
from conftest import REPOSITORY
from truth_files import KnownClip, known_clips, true_measurements


def with_true_measurements(name: str) -> dict[KnownClip, list[Sample]]:
    """A sample clip whose measurements are the truth."""
    clips = known_clips(REPOSITORY / "sample_videos")
    (clip,) = [clip for clip in clips if clip.path.stem == name]
    samples = [Sample(r["t"], r, None, true_measurements(r)) for r in clip.frames]
    return {clip: samples}


@pytest.fixture(scope="module")
def release() -> dict[KnownClip, list[Sample]]:
    return with_true_measurements("release_right")


def cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip("|").split("|")]


def test_true_measurements_get_right_verdicts_only(release):
    head, _, *rows = map(cells, verdict_table(release).splitlines())
    assert len(rows) == 5
    for row in rows:
        assert dict(zip(head, row, strict=True))["right, of those given"] == "100.0 %"
        assert row[-2:] == ["0", "0"]


def test_true_measurements_give_the_true_hold(release):
    _, _, row = map(cells, hold_table(release).splitlines())
    assert row[:2] == ["release_right", "left"]
    assert float(row[2]) > 10.0
    assert row[2:5] == row[5:]


def test_where_both_sides_move_together_there_is_one_hold():
    _, _, row = map(cells, hold_table(with_true_measurements("roll_quadriceps")).splitlines())
    assert row[:2] == ["roll_quadriceps", "both"]
    assert float(row[2]) > 3.0
    assert row[2:5] == row[5:]


def test_a_clip_whose_truth_says_nothing_of_a_defining_check_is_left_out():
    ((clip, samples),) = with_true_measurements("figure_four").items()
    measured = [s.measurements for s in samples]
    crossed = [
        replace(s, measurements=replace(m, values=m.values | {"ankle_to_thigh_left": 0.0}))
        for s, m in zip(samples, measured, strict=True)
    ]
    assert len(hold_table({clip: crossed}).splitlines()) == 2  # the head of the table alone
