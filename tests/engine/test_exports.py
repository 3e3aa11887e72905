"""The numbers as files for other programs: written beside frames.csv, all of them or none."""

from __future__ import annotations

import json
import os
import sys

import pandas
import pytest
from skeletons import lying
from trc import TRCData

from posecheck.engine import perceived as engine_perceived
from posecheck.engine.api import analyze
from posecheck.engine.exports import EXPORT_NAMES, check_exports, write_table
from posecheck.engine.recorded import AnalysisOptions, analyze_recording
from posecheck.errors import LibraryError, OutputError
from posecheck.measures.table import measure
from posecheck.moment import Moment
from posecheck.output import partial
from posecheck.output.partial import ANALYSIS_FILES, EXPORT_FILES, RESULT_FILES

TIMES_S = tuple(index / 10 for index in range(12))


class FakePerceiver:
    """Sees somebody on the back with bent knees in every frame."""

    missing_person = ""

    def __init__(self, options=None, *, with_mask=True) -> None:
        pass

    def perceive(self, frame, ahead=None) -> Moment:
        body = lying()
        return Moment(frame, body, measure(body), None)

    def turned_at_end(self) -> int:
        return 0

    def close(self) -> None:
        pass


@pytest.fixture(autouse=True)
def _perceiver(monkeypatch):
    monkeypatch.setattr(engine_perceived, "Perceiver", FakePerceiver)


@pytest.fixture
def clip(make_clip):
    return make_clip(times_s=TIMES_S)


def options(*exports, **more):
    return AnalysisOptions(exercise="supine_release", exports=exports, **more)


def test_their_names_are_those_that_an_analysis_may_write():
    assert tuple(EXPORT_NAMES.values()) == EXPORT_FILES
    assert ANALYSIS_FILES + EXPORT_FILES == RESULT_FILES


def test_they_lie_beside_the_four_files(clip, tmp_path):
    folder = tmp_path / "a"
    analyze_recording(clip, options("parquet", "trc", "mot"), folder=folder)
    assert sorted(os.listdir(folder)) == sorted(RESULT_FILES)
    table = pandas.read_parquet(folder / "frames.parquet")
    text = pandas.read_csv(folder / "frames.csv", dtype=dict(table.dtypes))
    pandas.testing.assert_frame_equal(table, text)
    markers = TRCData()
    markers.load(str(folder / "markers.trc"))
    assert (markers["NumFrames"], markers["DataRate"]) == (12, 10.0)
    assert markers["FileName"].strip() == "markers.trc"
    assert (folder / "angles.mot").read_text().startswith("Coordinates\nversion=1\nnRows=12\n")


def test_only_those_that_are_asked_for_are_written(clip, tmp_path):
    analyze_recording(clip, options("mot"), folder=tmp_path / "a")
    assert sorted(os.listdir(tmp_path / "a")) == sorted([*ANALYSIS_FILES, "angles.mot"])


def test_an_analysis_without_them_removes_those_of_the_one_that_it_replaces(clip, tmp_path):
    folder = tmp_path / "a"
    analyze_recording(clip, options("trc", "parquet"), folder=folder)
    with pytest.raises(OutputError, match="already holds an analysis"):
        analyze_recording(clip, options(), folder=folder)
    analyze_recording(clip, options(overwrite=True), folder=folder)
    assert sorted(os.listdir(folder)) == sorted(ANALYSIS_FILES)


def test_a_move_that_was_killed_is_completed_without_files_of_the_earlier_analysis(tmp_path):
    target, hidden = tmp_path / "a", tmp_path / ".a.1.part"
    for folder in (target, hidden):
        folder.mkdir()
    for name in ("analysis.json", "frames.csv", "markers.trc"):
        (target / name).write_text("earlier")
    (target / "notes.txt").write_text("mine")
    (target / "analysis.json").write_text("new")  # moved already
    (hidden / "frames.csv").write_text("new")
    (hidden / partial.WHOLE).write_text("analysis.json\nframes.csv")
    partial._complete_move(hidden, target)
    found = {path.name: path.read_text() for path in target.iterdir()}
    assert found == {"analysis.json": "new", "frames.csv": "new", "notes.txt": "mine"}


def test_python_writes_them_too(clip, tmp_path):
    analyze(clip, "supine_release", out=tmp_path / "a", exports=["parquet"])
    assert (tmp_path / "a/frames.parquet").exists()
    with pytest.raises(ValueError, match="name their folder with out"):
        analyze(clip, "supine_release", exports=["parquet"])
    with pytest.raises(ValueError, match="exports are parquet, trc, mot, not xlsx"):
        analyze(clip, "supine_release", out=tmp_path / "b", exports=["xlsx"])


def test_a_missing_library_is_said_before_the_work_begins(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(LibraryError, match="need the package pyarrow"):
        check_exports(["parquet"])
    check_exports(["trc", "mot"])


def moments():
    from made_coaching import make_moment

    return [make_moment(), make_moment()]


@pytest.mark.parametrize("form", ["csv", "json", "parquet"])
def test_a_table_is_whole_or_not_there(tmp_path, form):
    path = tmp_path / f"table.{form}"
    with write_table(path, form) as table:
        for moment in moments():
            table.write("a.jpg", moment)
        assert not path.exists()
    assert path.stat().st_size > 0
    with pytest.raises(RuntimeError), write_table(tmp_path / "other", form) as table:
        table.write("a.jpg", moments()[0])
        raise RuntimeError
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_json_goes_to_standard_output_as_one_document(capsys):
    with write_table(None, "json") as table:
        for moment in moments():
            table.write("a.jpg", moment)
    assert len(json.loads(capsys.readouterr().out)["frames"]) == 2
