"""The manifest of the shipped weights agrees with the files, with posecheck and with the cards."""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path

import pytest
from accuracy_pages import read_table
from configuration import CONFIGURATIONS, load_configuration
from conftest import REPOSITORY

from posecheck.perception.model_files import SHA256

MANIFEST = REPOSITORY / "research/training/manifest.toml"
WEIGHTS = tomllib.loads(MANIFEST.read_text(encoding="utf-8"))["weights"]
SUFFIXES = (".onnx", ".task")

each_weight = pytest.mark.parametrize("weight", WEIGHTS, ids=lambda weight: weight["name"])


def test_every_shipped_weight_is_listed_once():
    shipped = [f"models/{p.name}" for p in (REPOSITORY / "models").iterdir()]
    shipped = [name for name in shipped if name.endswith(SUFFIXES)]
    assert sorted(weight["file"] for weight in WEIGHTS) == sorted(shipped)
    assert sorted(Path(name).name for name in shipped) == sorted(SHA256)


@each_weight
def test_the_checksums_of_manifest_posecheck_and_file_agree(weight):
    file = REPOSITORY / weight["file"]
    assert hashlib.sha256(file.read_bytes()).hexdigest() == weight["sha256"]
    assert SHA256[file.name] == weight["sha256"]


@each_weight
def test_the_configuration_parses_and_is_for_this_network(weight):
    path = REPOSITORY / weight["configuration"]
    configuration = load_configuration(path)
    assert configuration.network == weight["name"] == path.stem
    assert weight["command"] == f"python research/training/train.py {weight['name']}"


@each_weight
def test_what_the_command_has_made_is_of_the_data_and_steps_of_the_configuration(weight):
    configuration = load_configuration(REPOSITORY / weight["configuration"])
    data, text = weight["data"], (REPOSITORY / weight["card"]).read_text(encoding="utf-8")
    assert ("not the same one" in text) != weight["made_by_command"]
    if weight["made_by_command"] and "history" in weight:
        (training,) = weight["history"]
        assert training["start"] == "from scratch"
        assert training["steps"] >= configuration.optimisation.steps  # whole passes over the data
        assert training["steps"] < 1.1 * configuration.optimisation.steps
        if hasattr(configuration.data, "stills"):
            assert data["seeds"] == [stills.seed for stills in configuration.data.stills]
    if "test_split" in data:
        split = configuration.split
        assert data["test_split"] == f"person % {split.modulus} == {split.remainder}"


@each_weight
def test_the_card_stands_beside_the_file_and_names_its_checksum_and_command(weight):
    card = REPOSITORY / weight["card"]
    assert card == (REPOSITORY / weight["file"]).with_suffix(".md")
    text = card.read_text(encoding="utf-8")
    assert weight["sha256"] in text
    assert weight["command"] in text
    assert Path(weight["configuration"]).name in text
    assert "## Limits" in text


@each_weight
def test_a_weight_that_cannot_be_made_again_says_how_it_came_about(weight):
    text = " ".join((REPOSITORY / weight["card"]).read_text(encoding="utf-8").split())
    assert weight["metrics"]
    if weight["reproducible"]:
        assert "the same byte for byte" in text
    else:
        assert "This cannot be repeated exactly." in text
        for round_ in weight["history"]:
            assert not round_["steps"] or f"{round_['steps']:,} steps" in text


def test_the_bundle_is_built_to_the_checksum_of_the_manifest():
    bundle = next(weight for weight in WEIGHTS if weight["name"] == "pose_landmarker")
    configuration = load_configuration(REPOSITORY / bundle["configuration"])
    assert configuration.bundle_sha256 == bundle["sha256"]


def test_the_figures_of_bare_landmarks_are_those_of_the_benchmark():
    rows = read_table("accuracy.md", "Angles in the 640 stills")
    near = {row["measure"]: row for row in rows if row["leg"] == "near"}
    bundle = next(weight for weight in WEIGHTS if weight["name"] == "pose_landmarker")
    values = {metric["name"].split(",")[0]: metric["value"] for metric in bundle["metrics"]}
    assert values == {
        "near knee": float(near["knee"]["bare MAE"]),
        "near hip flexion": float(near["hip_flexion"]["bare MAE"]),
    }
    card = " ".join((REPOSITORY / bundle["card"]).read_text("utf-8").split())
    for name, row in near.items():
        words = name.replace("_", " ").replace("fallout", "fall-out")
        assert re.search(rf"{words} {row['bare MAE']}\D+{row['bare median']}\)", card), name


def test_the_figures_of_the_roller_are_those_of_the_benchmark():
    rows = read_table("roller.md", "Turn and position")
    everything = next(row for row in rows if row["lens"] == "all")
    roller = next(weight for weight in WEIGHTS if weight["name"] == "roller")
    values = {metric["name"].split(",")[0]: metric["value"] for metric in roller["metrics"]}
    assert values["turn against the trunk"] == float(everything["MAE"])
    assert values["position along the trunk"] == float(everything["MAE x 100"])


def test_every_configuration_belongs_to_a_weight():
    named = {REPOSITORY / weight["configuration"] for weight in WEIGHTS}
    assert set(CONFIGURATIONS.glob("*.toml")) == named


def test_the_index_links_every_card():
    index = (REPOSITORY / "models/README.md").read_text(encoding="utf-8")
    for weight in WEIGHTS:
        assert f"({Path(weight['card']).name})" in index
        assert Path(weight["file"]).name in index
