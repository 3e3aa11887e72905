"""The public door: what ``import posecheck`` offers."""

from __future__ import annotations

import ast
import math
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import REPOSITORY

import posecheck
from posecheck import InputOptions


def test_every_public_name_is_there_and_documented():
    for name in posecheck.__all__:
        assert getattr(posecheck, name).__doc__, name
    assert dir(posecheck) == sorted(posecheck.__all__)
    with pytest.raises(AttributeError, match="nothing"):
        _ = posecheck.nothing


def test_a_public_name_has_one_home_everywhere():
    """What is imported, what type checkers and readers of the API page see: the same names."""
    tree = ast.parse(Path(posecheck.__file__).read_text("utf-8"))
    (shown,) = (node.body for node in tree.body if isinstance(node, ast.If))
    homes = {name.name: node.module for node in shown for name in node.names}
    assert homes == posecheck._HOMES
    assert sorted(homes) == sorted(posecheck.__all__)
    page = (REPOSITORY / "docs/developers/api.md").read_text("utf-8")
    assert sorted(re.findall(r"^\.\. auto\w+:: (\w+)$", page, re.M)) == sorted(homes)


def test_no_public_name_is_hidden_by_a_module_of_the_package():
    """``import posecheck.exercises`` would make ``posecheck.exercises`` that module."""
    modules = {module.name for module in pkgutil.iter_modules(posecheck.__path__)}
    assert modules
    assert modules.isdisjoint(posecheck.__all__)


def test_importing_it_loads_nothing_heavy():
    loads = "import sys, posecheck; print(sorted({'cv2', 'numpy', 'mediapipe'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.fixture(scope="module")
def result(release_clip):
    return posecheck.analyze(release_clip, exercise="supine_release")


def test_analyze_looks_for_the_roller_and_follows_the_breath(result):
    rows = list(result.frames)
    assert sum(row["roller"] for row in rows) > 0.9 * len(rows)
    assert sum(not math.isnan(row["roller_position"]) for row in rows) > 0.9 * len(rows)
    assert any(row["breath_phase"] for row in rows)
    seen = {v.check for v in result.verdicts if v.verdict == "good"}
    assert {"posture", "fallout", "roller_angle", "roller_position", "knee"} <= seen


def test_the_result_of_an_analysis(result):
    (hold,) = result.holds
    assert hold.side == "left"
    assert hold.held_s == pytest.approx(15.0, abs=0.5)
    assert result.repetitions == []
    assert result.corrections[0].check == "fallout"
    assert result.contents["source"]["frames"] == len(result.frames) == 240
    assert result.folder is None
    assert result.outcomes == {}
    assert repr(result) == "<Analysis of release_right.mp4: supine_release, 20.0 s>"
    assert len(repr(result.frames)) < 80


def test_a_dataframe_only_where_pandas_is(result, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match="pip install pandas"):
        result.to_dataframe()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"person": 0}, "counted from 1"),
        ({"roller": (1, 2, 3)}, "four numbers"),
        ({"roller": (1, 2, 3, math.nan)}, "four numbers"),
        ({"roller": (9, 9, 10, 9)}, "one point"),
    ],
)
def test_wrong_options_are_refused(wrong, says):
    with pytest.raises(ValueError, match=says):
        InputOptions(**wrong)


def test_errors_are_one_sentence():
    with pytest.raises(posecheck.PosecheckError, match=r"There is no file missing\.mp4"):
        posecheck.analyze("missing.mp4")
    with pytest.raises(posecheck.PosecheckError, match="did you mean supine_release"):
        posecheck.open_session("supine_relese")


def test_watch_refuses_wrong_arguments_before_anything_is_opened():
    for wrong, error in (({"hold_s": 0}, ValueError), ({"rotate": 45}, ValueError)):
        with pytest.raises(error):
            posecheck.watch("missing.mp4", **wrong)
    with pytest.raises(TypeError, match="rotated"):
        posecheck.watch("missing.mp4", rotated=180)


@pytest.mark.parametrize("sides", [(), ("lef",), ("left", "both"), "left"])
def test_sides_that_are_none_are_refused(sides):
    for ask in (
        lambda: posecheck.open_session("supine_release", sides=sides),
        lambda: posecheck.open_session("selftest", sides=sides),
        lambda: posecheck.selftest("missing.mp4", sides=sides),
    ):
        with pytest.raises(ValueError, match='sides are "left", "right" or both'):
            ask()


def test_a_misspelt_option_is_an_error(release_clip):
    with pytest.raises(TypeError, match="rotated"):
        posecheck.measure(release_clip, rotated=180)
