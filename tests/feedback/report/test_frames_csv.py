"""The table of measurements: each column has what it promises, and nothing that was not seen."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import replace

import numpy as np
import pytest
from made_coaching import make_moment
from skeletons import lying

from posecheck.feedback.report.columns import COLUMNS
from posecheck.feedback.report.frames_csv import FramesCsvWriter
from posecheck.measures.table import Measurements
from posecheck.perception.breath.tracker import Breath
from posecheck.perception.roller.roller import Roller
from posecheck.video.frame import Frame

VALUES = {"knee_left": 65.04, "knee_right": math.nan, "lumbar_gap_cm": 1.234}
VALUES |= {"roller_position": 0.4567, "hand_to_head_left": 0.12345}
ROLLER = Roller(np.array([[1.0, 2.04], [3.0, 4.0]]), 40.0, 1.0)
BREATH = Breath("in", 5.52, confidence=0.9, breath_ends_s=(1.0, 2.0, 3.0))


def table(*moments):
    text = io.StringIO()
    writer = FramesCsvWriter(text)
    for moment in moments:
        writer.write("clip.mp4", moment)
    return list(csv.DictReader(io.StringIO(text.getvalue()))), text.getvalue()


def seen():
    measurements = Measurements("supine", "oblique", 0.0, "left", VALUES, {}, breath=BREATH)
    frame = Frame(np.zeros((480, 640, 3), np.uint8), 1.25, 15)
    moment = make_moment(body=lying(), roller=ROLLER)
    return replace(moment, frame=frame, measurements=measurements)


def test_a_frame_with_everything():
    (row,), text = table(seen())
    assert tuple(text.splitlines()[0].split(",")) == COLUMNS
    expected = {
        "source": "clip.mp4",
        "frame": "15",
        "time_s": "1.2500",
        "person": "1",
        "roller": "1",
        "interpolated": "0",
        "posture": "supine",
        "view": "oblique",
        "knee_left": "65.0",
        "knee_right": "",
        "lumbar_gap_cm": "1.23",
        "roller_position": "0.457",
        "hand_to_head_left": "0.123",
        "breath_phase": "in",
        "breath_rate": "5.5",
        "breaths": "3",
        "roller_x1": "1.0",
        "roller_y1": "2.0",
        "roller_x2": "3.0",
        "roller_y2": "4.0",
    }
    box = [f"{edge:.1f}" for edge in lying().box()]
    expected |= dict(zip(("person_x1", "person_y1", "person_x2", "person_y2"), box, strict=True))
    assert {name: value for name, value in row.items() if value} == {
        name: value for name, value in expected.items() if value
    }
    assert row["knee_right"] == ""


def test_a_frame_with_nobody_has_its_number_and_time_only():
    (row,), _ = table(make_moment())
    assert {name: value for name, value in row.items() if value} == {
        "source": "clip.mp4", "frame": "0", "time_s": "1.0000", "person": "0", "roller": "0",
        "interpolated": "0",
    }  # fmt: skip


def test_a_rate_that_is_not_known_is_empty():
    moment = seen()
    breath = replace(BREATH, rate_per_min=math.nan, phase=None)
    measurements = replace(moment.measurements, breath=breath)
    (row,), _ = table(replace(moment, measurements=measurements))
    assert (row["breath_rate"], row["breath_phase"], row["breaths"]) == ("", "", "3")


def test_there_is_one_header_and_none_without_frames():
    rows, text = table(seen(), seen())
    assert len(rows) == 2
    assert text.count("time_s") == 1
    assert table()[1] == ""


@pytest.mark.parametrize("name", ["=HYPERLINK(1).mp4", "+1.mp4", "-a.mp4", "@a.mp4"])
def test_a_files_name_is_no_formula(name):
    text = io.StringIO()
    FramesCsvWriter(text).write(name, seen())
    (row,) = csv.DictReader(io.StringIO(text.getvalue()))
    assert row["source"] == f"./{name}"
    assert float(row["knee_left"]) > 0
