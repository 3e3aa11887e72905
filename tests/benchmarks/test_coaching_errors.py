"""Verdicts, holds and events against truth."""

from __future__ import annotations

import math

import pytest
from angle_errors import Sample
from coaching_errors import arch_onset, hold_table, verdict_table
from conftest import REPOSITORY
from truth_files import KnownClip, known_clips, true_measurements


@pytest.fixture(scope="module")
def release() -> dict[KnownClip, list[Sample]]:
    """A clip whose measurements are the truth."""
    clips = known_clips(REPOSITORY / "sample_videos")
    (clip,) = [clip for clip in clips if clip.path.stem == "release_right"]
    samples = [Sample(r["t"], r, None, true_measurements(r)) for r in clip.frames]
    return {clip: samples}


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


def test_the_arch_begins_where_the_gap_stays_over_the_flat_start():
    times = [i / 10 for i in range(60)]
    gaps = [0.5 if t < 3 else 2.0 for t in times]
    gaps[15] = 3.0  # a single frame is no arch
    assert arch_onset(times, gaps) == pytest.approx(3.0)
    assert arch_onset(times, [0.5] * 60) is None
    assert arch_onset(times, [math.nan] * 60) is None
