"""Verdicts, holds and events against truth."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from angle_errors import Sample
from coaching_errors import arch_onset, hold_table, verdict_table
from conftest import REPOSITORY
from truth_files import KnownClip, Record, known_clips, true_measurements

from posecheck.anatomy import SIDES
from posecheck.perception.placement import PARTS, Placement


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
    ((clip, samples),) = with_true_measurements("roll_quadriceps").items()
    moving = [
        replace(s, measurements=replace(s.measurements, placement=true_placement(s.record)))
        for s in samples
    ]
    _, _, row = map(cells, hold_table({clip: moving}).splitlines())
    assert row[:3] == ["roll_quadriceps", "both", "0.0"]
    assert float(row[5]) > 3.0


def true_placement(record: Record) -> Placement:
    joints = [[record["joints_px"][f"{side}_{part}"] for part in PARTS] for side in SIDES]
    return Placement(np.zeros(2), np.array(joints))


def test_the_arch_begins_where_the_gap_stays_over_the_flat_start():
    times = [i / 10 for i in range(60)]
    gaps = [0.5 if t < 3 else 2.0 for t in times]
    gaps[15] = 3.0  # a single frame is no arch
    assert arch_onset(times, gaps) == pytest.approx(3.0)
    assert arch_onset(times, [0.5] * 60) is None
    assert arch_onset(times, [math.nan] * 60) is None
