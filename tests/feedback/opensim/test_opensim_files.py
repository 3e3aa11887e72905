"""Files for OpenSim, read back by readers that know nothing of posecheck.

TRC: trc-data-reader; MOT: pandas. Where OpenSim itself is installed (`pip install opensim`), its
own readers are asked too.
"""

from __future__ import annotations

import io
import itertools
import math
from dataclasses import replace

import numpy as np
import pandas
import pytest
from made_coaching import make_moment
from skeletons import SHANK, THIGH, lying, standing
from trc import TRCData

from posecheck.anatomy import Landmark
from posecheck.feedback.opensim.coordinates import COORDINATES
from posecheck.feedback.opensim.markers import MARKERS, marker_positions
from posecheck.feedback.opensim.mot import MotWriter, choose_block
from posecheck.feedback.opensim.trc import TrcWriter
from posecheck.measures.table import measure
from posecheck.video.frame import Frame

PIXELS = np.zeros((480, 640, 3), np.uint8)
TIMES_S = [number / 25 for number in range(6)]

DISTANCE_MM, ANGLE_DEG = 1.0, 0.1
"""What is promised of the files."""


def moment(time_s, body=None):
    shown = make_moment(body=body)
    measurements = None if body is None else measure(body)
    return replace(shown, frame=Frame(PIXELS, time_s, 0), measurements=measurements)


def bodies():
    """A leg that bends further from frame to frame."""
    return [lying(knee=60.0 + 12 * number, fallout={"left": 5.0 * number}) for number in range(6)]


def write_trc(moments, name="markers.trc"):
    text = io.StringIO()
    writer = TrcWriter(text, name)
    for one in moments:
        writer.write("clip.mp4", one)
    writer.close()
    return text.getvalue()


def write_mot(moments):
    text = io.StringIO()
    writer = MotWriter(text)
    for one in moments:
        writer.write("clip.mp4", one)
    writer.close()
    return text.getvalue()


def read_trc(text, tmp_path):
    path = tmp_path / "markers.trc"
    path.write_text(text)
    found = TRCData()
    found.load(str(path))
    return found


def read_mot(text):
    head, _, rows = text.partition("endheader\n")
    return head.splitlines(), pandas.read_csv(io.StringIO(rows), sep="\t")


@pytest.fixture
def seen():
    return [moment(t, b) for t, b in zip(TIMES_S, bodies(), strict=True)]


class TestTrc:
    def test_the_head_says_what_opensim_reads(self, seen, tmp_path):
        found = read_trc(write_trc(seen), tmp_path)
        assert found["PathFileType"] == "4"
        assert found["DataFormat"] == "(X/Y/Z)"
        assert found["FileName"].strip() == "markers.trc"
        assert found["DataRate"] == found["CameraRate"] == found["OrigDataRate"] == 25.0
        assert (found["NumFrames"], found["NumMarkers"], found["Units"]) == (6, len(MARKERS), "mm")
        assert (found["OrigDataStartFrame"], found["OrigNumFrames"]) == (1, 6)
        assert found["Markers"] == list(MARKERS)
        assert found["Frame#"] == [1, 2, 3, 4, 5, 6]
        assert found["Time"] == pytest.approx(TIMES_S)

    def test_distances_are_those_of_the_body(self, seen, tmp_path):
        found = read_trc(write_trc(seen), tmp_path)
        for number, one in enumerate(seen):
            for a, b in itertools.combinations(MARKERS, 2):
                ends = [one.body.world[list(MARKERS[name])].mean(axis=0) * 1000 for name in (a, b)]
                read = math.dist(found[a][number], found[b][number])
                assert read == pytest.approx(math.dist(*ends), abs=DISTANCE_MM), (a, b)
        thigh = math.dist(found["RHip"][0], found["RKnee"][0])
        assert thigh == pytest.approx(1000 * THIGH, abs=DISTANCE_MM)

    def test_up_is_y_and_left_stays_left(self, tmp_path):
        facing_the_camera = standing(facing=np.array([0.0, 0.0, -1.0]))
        found = read_trc(write_trc([moment(t, facing_the_camera) for t in TIMES_S]), tmp_path)
        at = {name: np.array(found[name][0]) for name in MARKERS}
        assert at["Neck"][1] > at["Hip"][1] > at["RKnee"][1] > at["RAnkle"][1]
        assert at["RShoulder"][0] < at["LShoulder"][0]  # seen from the front, right is at the left
        assert at["RBigToe"][2] > at["RHeel"][2]  # the toes point to the camera
        up, right = at["Neck"] - at["Hip"], at["RHip"] - at["LHip"]
        forward = at["RBigToe"] - at["RHeel"]
        assert np.cross(forward, up) @ right > 0  # X forward, Y up, Z right of the person

    def test_what_is_not_seen_is_nan_and_stays_in_its_column(self, tmp_path):
        visibility = np.ones(33)
        visibility[[Landmark.LEFT_KNEE, Landmark.RIGHT_HIP]] = 0.2
        half = replace(lying(), visibility=visibility)
        found = read_trc(
            write_trc([moment(0.0, lying()), moment(0.04, half), moment(0.08)]), tmp_path
        )
        assert np.isfinite([found[name][0] for name in MARKERS]).all()
        missing = {name for name in MARKERS if np.isnan(found[name][1]).any()}
        assert missing == {"LKnee", "RHip", "Hip"}
        assert np.isnan([found[name][2] for name in MARKERS]).all()
        assert found["Frame#"] == [1, 2, 3]

    def test_a_film_of_changing_rate_is_brought_to_one_rate(self, tmp_path):
        times_s = [0.0, 0.04, 0.08, 0.14, 0.16, 0.2, 0.24, 0.28]
        moving = [lying(knee=60.0 + 100 * t) for t in times_s]
        found = read_trc(write_trc([moment(*pair) for pair in zip(times_s, moving, strict=True)]),
                         tmp_path)  # fmt: skip
        assert found["DataRate"] == 25.0
        assert np.diff(found["Time"]) == pytest.approx(0.04)
        assert found["OrigNumFrames"] == 8
        truth = marker_positions(lying(knee=60.0 + 12.0))[list(MARKERS).index("RKnee")]
        assert found["RKnee"][3] == pytest.approx(truth, abs=DISTANCE_MM)

    def test_nothing_is_made_up_for_a_hole_in_the_film(self, tmp_path):
        times_s = [0.0, 0.04, 0.08, 0.48, 0.52, 0.56]
        found = read_trc(write_trc([moment(t, lying()) for t in times_s]), tmp_path)
        empty = [t for t, x in zip(found["Time"], found["Nose"], strict=True) if math.isnan(x[0])]
        assert empty == pytest.approx([0.12, 0.16, 0.2, 0.24, 0.28, 0.32, 0.36, 0.4, 0.44])
        assert found["NumFrames"] == 15

    def test_the_rate_of_american_television_is_kept(self, tmp_path):
        times_s = [round(number * 1001 / 30000, 3) for number in range(300)]
        found = read_trc(write_trc([moment(t, lying()) for t in times_s]), tmp_path)
        assert found["DataRate"] == pytest.approx(30000 / 1001, abs=0.002)
        assert found["NumFrames"] == 300


class TestMot:
    def test_the_head_says_what_opensim_reads(self, seen):
        head, table = read_mot(write_mot(seen))
        assert head[1:5] == ["version=1", "nRows=6", "nColumns=9", "inDegrees=yes"]
        assert list(table.columns) == ["time", *COORDINATES]
        assert table["time"].tolist() == pytest.approx(TIMES_S)

    def test_the_names_are_those_of_opensims_models(self):
        assert COORDINATES == (
            "hip_flexion_r", "hip_adduction_r", "hip_rotation_r", "knee_angle_r",
            "hip_flexion_l", "hip_adduction_l", "hip_rotation_l", "knee_angle_l",
        )  # fmt: skip

    def test_angles_are_those_that_were_measured(self, seen):
        _, table = read_mot(write_mot(seen))
        for number, one in enumerate(seen):
            row, values = table.iloc[number], one.measurements.values
            for side in ("left", "right"):
                expected = {
                    "hip_flexion": values[f"hip_flexion_{side}"],
                    "hip_adduction": -values[f"hip_abduction_{side}"],
                    "hip_rotation": -values[f"hip_rotation_{side}"],
                    "knee_angle": 180 - values[f"knee_{side}"],
                }
                for name, value in expected.items():
                    assert row[f"{name}_{side[0]}"] == pytest.approx(value, abs=ANGLE_DEG)

    def test_a_leg_that_falls_outward_is_abducted_and_turned_outward(self):
        flat, fallen = lying(fallout={"right": 0.0}), lying(fallout={"right": 45.0})
        _, table = read_mot(write_mot([moment(0.0, flat), moment(0.1, fallen)]))
        assert table["hip_adduction_r"][1] < table["hip_adduction_r"][0] - 10
        assert table["hip_rotation_r"][1] < table["hip_rotation_r"][0] - 10
        assert table["knee_angle_r"].tolist() == pytest.approx([115.0, 115.0], abs=5)

    def test_no_cell_is_empty_and_the_head_says_what_is_left_out(self):
        seen = [moment(number / 25, lying()) for number in range(20)]
        values = seen[2].measurements.values | {"knee_left": math.nan}
        seen[2] = replace(seen[2], measurements=replace(seen[2].measurements, values=values))
        for number, one in enumerate(seen):
            values = one.measurements.values | {"hip_rotation_right": math.nan}
            seen[number] = replace(one, measurements=replace(one.measurements, values=values))
        seen.append(moment(0.8))
        head, table = read_mot(write_mot(seen))
        assert not table.isna().any().any()
        assert "nan" not in "".join(head) + table.to_csv()
        assert table["time"].tolist() == pytest.approx([n / 25 for n in range(20) if n != 2])
        assert list(table.columns) == ["time", *(c for c in COORDINATES if c != "hip_rotation_r")]
        assert any(line.endswith("left out: 2.") for line in head)
        assert any(line.endswith("left out: hip_rotation_r.") for line in head)
        assert {"nRows=19", "nColumns=8"} <= set(head)

    def test_without_anybody_there_is_a_head_alone(self):
        head, table = read_mot(write_mot([moment(0.0), moment(0.1)]))
        assert list(table.columns) == ["time"]
        assert len(table) == 0
        assert {"nRows=0", "nColumns=1"} <= set(head)

    def test_the_block_with_the_most_values_is_chosen(self):
        seen = np.array([[1, 1, 0], [1, 1, 0], [1, 0, 1], [1, 0, 0]], bool)
        assert choose_block(seen) == ([0, 1], [0, 1])  # as many as column 0 alone
        assert choose_block(seen[:, ::-1]) == ([1, 2], [0, 1])
        assert choose_block(np.zeros((3, 2), bool)) == ([], [])
        assert choose_block(np.zeros((0, 2), bool)) == ([], [])


class TestOpenSimItself:
    """OpenSim's own readers; it is large, so it is not among the extras."""

    @pytest.fixture
    def opensim(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)  # it writes a log where it is
        return pytest.importorskip("opensim", reason="OpenSim is not installed")

    def test_it_reads_the_markers(self, opensim, seen, tmp_path):
        path = tmp_path / "markers.trc"
        path.write_text(write_trc([*seen[:5], moment(TIMES_S[5])]))
        table = opensim.TimeSeriesTableVec3(str(path))
        assert (table.getNumRows(), table.getColumnLabels()) == (6, tuple(MARKERS))
        assert table.getTableMetaDataString("Units") == "mm"
        for number in range(5):
            row = table.getRowAtIndex(number)
            read = np.array([row[i].to_numpy() for i in range(len(MARKERS))])
            assert read == pytest.approx(marker_positions(seen[number].body), abs=0.01)
        last = table.getRowAtIndex(5)
        assert all(np.isnan(last[i].to_numpy()).all() for i in range(len(MARKERS)))

    def test_both_its_readers_read_the_angles(self, opensim, seen, tmp_path):
        path = tmp_path / "angles.mot"
        path.write_text(write_mot([*seen[:5], moment(TIMES_S[5])]))
        table, storage = opensim.TimeSeriesTable(str(path)), opensim.Storage(str(path))
        assert (table.getNumRows(), table.getColumnLabels()) == (5, COORDINATES)
        assert table.getTableMetaDataString("inDegrees") == "yes"
        assert storage.isInDegrees()
        assert storage.getSize() == 5
        for number in range(5):
            expected = [180 - seen[number].measurements.values["knee_right"]]
            read = table.getRowAtIndex(number).to_numpy()
            assert read[COORDINATES.index("knee_angle_r")] == pytest.approx(expected[0], abs=0.01)


def test_the_shank_too_is_as_long_as_it_was(seen, tmp_path):
    found = read_trc(write_trc(seen), tmp_path)
    for knee, ankle in zip(found["LKnee"], found["LAnkle"], strict=True):
        assert math.dist(knee, ankle) == pytest.approx(1000 * SHANK, abs=DISTANCE_MM)
