"""analysis.json has a published schema: it holds for every recorded result, and nothing else does.

The schema is checked by a validator that knows nothing of posecheck (jsonschema).
"""

from __future__ import annotations

import json
from copy import deepcopy

import jsonschema
import pytest
from conftest import REPOSITORY

from posecheck.coaching.recognition.recogniser import Guess, Recognition
from posecheck.coaching.record import SCHEMA, SCHEMA_VERSION
from posecheck.errors import InputError
from posecheck.feedback.analysis.models import AnalysisFile
from posecheck.feedback.analysis.reading import parse_analysis, read_analysis
from posecheck.feedback.analysis.schema import analysis_schema, analysis_schema_text

PUBLISHED = REPOSITORY / "docs/schemas/analysis.schema.json"
RECORDED = sorted((REPOSITORY / "tests/golden/results").glob("*/analysis.json"))
VALIDATOR = jsonschema.Draft202012Validator(analysis_schema())


def load(name: str) -> dict:
    path = REPOSITORY / "tests/golden/results" / name / "analysis.json"
    return json.loads(path.read_text("utf-8"))


def test_the_published_schema_is_the_one_of_the_models():
    assert PUBLISHED.read_text("utf-8") == analysis_schema_text(), (
        "run `posecheck schema > docs/schemas/analysis.schema.json`"
    )
    jsonschema.Draft202012Validator.check_schema(analysis_schema())


def test_all_sample_clips_are_there():
    assert len(RECORDED) > 20


@pytest.mark.parametrize("path", RECORDED, ids=lambda p: p.parent.name)
def test_every_recorded_analysis_is_valid(path):
    contents = json.loads(path.read_text("utf-8"))
    VALIDATOR.validate(contents)
    parsed = read_analysis(path.parent)
    assert json.loads(parsed.model_dump_json(by_alias=True, exclude_unset=True)) == contents


def test_a_recognised_exercise_is_valid():
    found = Recognition((Guess("lunge", "Lunge", 0.9), Guess("low_lunge", "Low", 0.06)), 0.04)
    contents = load("lunge") | {"recognition": found.to_json()}
    VALIDATOR.validate(contents)
    nothing = Recognition(found.guesses, 1.0, person_seen=False)
    VALIDATOR.validate(contents | {"recognition": nothing.to_json(), "exercise": "movement"})


def test_a_turned_mirrored_film_with_remarks_is_valid():
    contents = load("lunge")
    contents["source"] |= {"rotate": 90, "mirrored_input": True, "notes": ["Slow motion."]}
    VALIDATOR.validate(contents)


def places(value, path=()):
    """The path of every object in the file."""
    if isinstance(value, dict):
        yield path
        for key, item in value.items():
            yield from places(item, (*path, key))
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from places(item, (*path, number))


@pytest.mark.parametrize("name", ["release_right", "selftest_tight", "knee_to_chest"])
def test_an_unknown_key_is_refused_wherever_it_stands(name):
    contents = load(name)
    for path in places(contents):
        changed = deepcopy(contents)
        target = changed
        for step in path:
            target = target[step]
        target["made_up"] = 1
        assert not VALIDATOR.is_valid(changed), path


@pytest.mark.parametrize("name", ["release_right", "selftest_tight"])
def test_a_promised_key_that_is_missing_is_refused(name):
    contents = load(name)
    for key in ("schema", "schema_version", "exercise", "holds", "verdicts", "source"):
        less = {k: v for k, v in contents.items() if k != key}
        assert not VALIDATOR.is_valid(less), key


def test_what_has_no_sense_is_refused():
    for key, value in {
        "schema": 2,
        "schema_version": "2.0",
        "holds": [{"side": "middle"}],
        "exercise": None,
    }.items():
        assert not VALIDATOR.is_valid(load("release_right") | {key: value}), key


def test_every_key_is_described():
    schema = analysis_schema()
    for part in [schema, *schema["$defs"].values()]:
        assert part["description"]
        for name, key in part.get("properties", {}).items():
            assert key.get("description") or "$ref" in key, f"{part.get('title')}.{name}"


def test_the_two_versions_agree():
    assert SCHEMA_VERSION.split(".")[0] == str(SCHEMA)


def test_a_file_from_before_the_second_number_is_read():
    old = {k: v for k, v in load("release_right").items() if k != "schema_version"}
    found = parse_analysis(old, "a.json")
    assert isinstance(found, AnalysisFile)
    assert found.schema_version == "1.0"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"schema": 3}, r"a\.json has version 3 of the keys, and this posecheck reads version 1"),
        ({"schema_version": "1.99", "new": 1}, r"written by a newer posecheck \(version 1\.99"),
        ({"holds": 3}, r"a\.json is damaged: holds: "),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(change, sentence):
    with pytest.raises(InputError, match=sentence):
        parse_analysis(load("release_right") | change, "a.json")


def test_what_is_no_analysis_is_said(tmp_path):
    with pytest.raises(InputError, match=r"There is no .*analysis\.json: give the folder"):
        read_analysis(tmp_path)
    (tmp_path / "analysis.json").write_text("[1")
    with pytest.raises(InputError, match="it holds no JSON"):
        read_analysis(tmp_path)
    (tmp_path / "analysis.json").write_text('{"schema": 1}')
    with pytest.raises(InputError, match="is no analysis"):
        read_analysis(tmp_path / "analysis.json")
