"""What an earlier run left is used again only if all that it was made of is the same."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace

import pytest
from conftest import REPOSITORY
from made_analysis import make_analysis

from posecheck.engine import resuming
from posecheck.engine.options import InputOptions
from posecheck.engine.provenance import describe_provenance
from posecheck.engine.recorded import AnalysisOptions
from posecheck.engine.resuming import find_earlier_results
from posecheck.errors import InputError
from posecheck.exercises.library import find_exercise
from posecheck.output.partial import ANALYSIS_FILES, WHOLE, hidden_path

RELEASE = AnalysisOptions(exercise="supine_release")


@pytest.fixture
def clip(tmp_path):
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"film")
    return path


@pytest.fixture
def analyzed(clip, tmp_path):
    """Makes the results that a run with these options would have left."""

    def make(options=RELEASE, **more):
        made_of = describe_provenance(clip, options)
        folder = make_analysis(tmp_path / "clip", schema_version="1.2", provenance=made_of, **more)
        for name in (*ANALYSIS_FILES, *(resuming.EXPORT_NAMES[e] for e in options.exports)):
            if not (folder / name).exists():
                (folder / name).write_bytes(b"whole")
        return folder

    return make


def look(clip, options=RELEASE):
    found = find_earlier_results([clip], [clip.with_suffix("")], options)
    return found.done.get(0) or found.outdated.get(0)


def test_what_is_whole_and_unchanged_is_done(clip, analyzed):
    folder = analyzed(damage="The end is missing.")
    found = look(clip)
    assert found.folder == folder
    assert found.contents == json.loads((folder / "analysis.json").read_text())
    assert found.damage == "The end is missing."


def test_without_results_there_is_nothing_to_say(clip):
    assert look(clip) is None


def test_a_name_is_the_exercise_of_that_name(clip, analyzed):
    analyzed(replace(RELEASE, exercise=find_exercise("supine_release")))
    assert look(clip, RELEASE).folder is not None


def test_to_be_allowed_to_replace_files_is_no_other_option(clip, analyzed):
    analyzed()
    assert look(clip, replace(RELEASE, overwrite=True)).folder is not None


@pytest.mark.parametrize(
    "other",
    [
        AnalysisOptions(),
        AnalysisOptions(exercise="selftest"),
        AnalysisOptions(exercise="low_lunge"),
        replace(RELEASE, hold_s=45.0),
        replace(RELEASE, mirrored=True),
        replace(RELEASE, voice=True),
        replace(RELEASE, sound=False),
        replace(RELEASE, height=720),
        *(
            replace(RELEASE, input=how)
            for how in (
                InputOptions(rotate=0),
                InputOptions(rotate=90),
                InputOptions(mirrored_input=True),
                InputOptions(speed=0.25),
                InputOptions(person=2),
                InputOptions(roller=False),
                InputOptions(roller=(1, 2, 30, 40)),
            )
        ),
    ],
    ids=str,
)
def test_another_option_makes_it_again(clip, analyzed, other):
    analyzed()
    assert look(clip, other) == "other options were asked for"
    shutil.rmtree(clip.with_suffix(""))
    analyzed(other)
    assert look(clip, other).folder is not None


def test_another_model_makes_it_again_and_its_path_stands_nowhere(clip, analyzed, tmp_path):
    model = tmp_path / "secret" / "other.task"
    model.parent.mkdir()
    model.write_bytes(b"one")
    options = replace(RELEASE, input=InputOptions(model=model))
    folder = analyzed(options)
    assert look(clip, options).folder == folder
    assert "secret" not in (folder / "analysis.json").read_text()
    assert look(clip) == "other options were asked for"
    model.write_bytes(b"two")
    assert look(clip, options) == "other options were asked for"


def test_a_changed_exercise_of_the_users_own_makes_it_again(clip, analyzed, tmp_path):
    own = tmp_path / "secret" / "bridge.toml"
    own.parent.mkdir()
    shutil.copy(REPOSITORY / "examples/bridge.toml", own)
    options = replace(RELEASE, exercise=str(own))
    folder = analyzed(options)
    assert look(clip, options).folder == folder
    assert "secret" not in (folder / "analysis.json").read_text()
    text = own.read_text()
    own.write_text(text.replace('title = "Bridge"', 'title = "My bridge"'))
    assert look(clip, options) == "other options were asked for"


@pytest.mark.parametrize("contents", [b"other", b"fil", b"files"])
def test_a_changed_clip_is_done_again(clip, analyzed, contents):
    analyzed()
    clip.write_bytes(contents)
    assert look(clip) == "the clip has changed"


def test_a_clip_of_another_date_is_the_same(clip, analyzed):
    analyzed()
    os.utime(clip, (1, 1))
    assert look(clip).folder is not None


def test_a_clip_that_has_gone_is_left_to_the_analysis(clip, analyzed):
    analyzed()
    clip.unlink()
    assert look(clip) == "the clip cannot be read"


def test_another_version_makes_it_again(clip, analyzed, monkeypatch):
    analyzed()
    monkeypatch.setattr(resuming, "version", lambda _: "9.9")
    assert look(clip).startswith("its results are those of version ")


@pytest.mark.parametrize("name", [n for n in ANALYSIS_FILES if n != "analysis.json"])
def test_what_is_not_whole_is_made_again(clip, analyzed, name):
    folder = analyzed()
    (folder / name).write_bytes(b"")
    assert look(clip) == f"{name} is missing"
    (folder / name).unlink()
    assert look(clip) == f"{name} is missing"


def test_a_damaged_file_is_made_again(clip, analyzed):
    folder = analyzed()
    (folder / "analysis.json").write_text("{")
    assert look(clip) == "its results are damaged"


def test_results_of_before_are_made_again(clip, tmp_path):
    make_analysis(tmp_path / "clip")
    assert look(clip) == "its results do not say what they were made of"


def test_more_files_than_are_asked_for_do_no_harm(clip, analyzed):
    analyzed(replace(RELEASE, exports=("trc", "mot")))
    assert look(clip).folder is not None
    assert look(clip, replace(RELEASE, exports=("mot",))).folder is not None
    assert look(clip, replace(RELEASE, exports=("mot", "parquet"))) == "frames.parquet is missing"


def test_what_a_killed_program_was_moving_into_place_is_done(clip, analyzed):
    folder = analyzed()
    hidden = hidden_path(folder)
    hidden.mkdir()
    hidden = hidden.rename(folder.with_name(f".{folder.name}.999999999.part"))
    for name in ("annotated.mp4", "report.html"):
        (folder / name).rename(hidden / name)
    (hidden / WHOLE).write_text("\n".join(ANALYSIS_FILES))
    assert look(clip).folder == folder
    assert (folder / "report.html").exists()


def test_a_model_that_is_not_there_is_an_error(clip, tmp_path):
    options = replace(RELEASE, input=InputOptions(model=tmp_path / "none.task"))
    with pytest.raises(InputError, match=r"none\.task cannot be read"):
        look(clip, options)
