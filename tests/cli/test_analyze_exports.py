"""The options of `posecheck analyze` that ask for more files reach the analysis."""

from __future__ import annotations

import sys

import pytest

from posecheck.cli import analyze as command
from posecheck.cli import app
from posecheck.errors import InputError


@pytest.mark.parametrize(
    ("words", "exports"),
    [
        ([], ()),
        (["--format", "csv"], ()),
        (["--format", "parquet"], ("parquet",)),
        (["--trc"], ("trc",)),
        (["--mot", "--trc", "--format", "parquet"], ("parquet", "trc", "mot")),
    ],
)
def test_what_is_asked_for_is_written(monkeypatch, tmp_path, words, exports):
    asked = []

    def analyze(video, options, folder, progress):
        asked.append(options.exports)
        raise InputError("seen")

    monkeypatch.setattr(command, "analyze_recording", analyze)
    clip = tmp_path / "clip.mp4"
    clip.touch()
    arguments = ["posecheck", "analyze", str(clip), "--out", str(tmp_path / "out"), *words]
    monkeypatch.setattr(sys, "argv", arguments)
    with pytest.raises(SystemExit):
        app.main()
    assert asked == [exports]


def test_parquet_without_its_library_is_refused_before_anything_is_read(
    monkeypatch, tmp_path, capsys
):
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    words = ["analyze", "a.mp4", "--format", "parquet", "--out", str(tmp_path / "out")]
    monkeypatch.setattr(sys, "argv", ["posecheck", *words])
    with pytest.raises(SystemExit) as end:
        app.main()
    assert end.value.code == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert 'pip install "posecheck[tables]"' in told
    assert not (tmp_path / "out").exists()
