"""Every column is described, the documents say the same, and real results keep to it."""

from __future__ import annotations

import csv
import json
import re

import pytest
from conftest import REPOSITORY
from written_documents import DOCS, PARTS, documents, parts_in_pages

from posecheck.feedback.report.columns import (
    COLUMNS,
    DESCRIBED,
    PROMISED,
    TOLERANCE,
    WITH_TOLERANCE,
    columns_json,
    describe_columns,
)
from posecheck.measures.table import UNITS, VALUE_NAMES
from posecheck.measures.tolerance import load_tolerances

RECORDED = sorted((REPOSITORY / "tests/golden/results").glob("*/frames.csv"))
PROMISE = (
    "source, frame, time_s, person, posture, view, knee_left, knee_right, hip_flexion_left, "
    "hip_flexion_right, fallout_left, fallout_right, hip_rotation_left, hip_rotation_right, "
    "lumbar_gap_cm, roller, roller_x1, roller_y1, roller_x2, roller_y2, roller_angle, "
    "roller_position, breath_phase, person_x1, person_y1, person_x2, person_y2, roller_turn"
)


def test_the_promise_is_kept():
    assert list(COLUMNS[: len(PROMISE.split(", "))]) == PROMISE.split(", ")
    assert COLUMNS[: len(PROMISED)] == PROMISED


@pytest.mark.parametrize("name", COLUMNS)
def test_every_column_is_described(name):
    column = describe_columns()[name]
    assert column.name == name
    assert column.meaning, f"describe {name} in posecheck/feedback/report/columns.py"
    assert column.empty
    assert (column.unit != "") == (column.kind == "number")


def test_nothing_else_is_described():
    sided = {name.removesuffix("_left").removesuffix("_right") for name in VALUE_NAMES}
    for column in DESCRIBED:
        assert column.name in set(COLUMNS) | sided, column.name


def test_the_tolerances_are_those_that_are_known():
    table = load_tolerances()
    known = {row.measure for row in table.rows} | set(table.reading_factors)
    known |= {f"roller_{name}" for name in table.roller_factors} | {"roller_angle"}
    known |= {"lumbar_gap_cm", "lumbar_gap_change_cm"}
    assert {re.sub("_(left|right)$", "", name) for name in WITH_TOLERANCE} == known
    assert known <= set(UNITS)


def test_the_documents_are_those_of_the_code():
    for path, text in documents().items():
        assert path.read_text("utf-8") == text, "run `python tests/written_documents.py`"
    assert set(parts_in_pages()) == set(PARTS), "a part that no page has, or that nothing makes"
    assert "| `roller_turn` |" in (DOCS / "columns.md").read_text("utf-8")


@pytest.mark.parametrize("path", RECORDED, ids=lambda p: p.parent.name)
def test_recorded_results_keep_to_the_description(path):
    described = describe_columns()
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            for name, cell in row.items():
                column = described[name]
                if not cell:
                    assert column.empty != "never", name
                elif column.kind == "text":
                    assert not column.words or cell in column.words, name
                else:
                    number = float(cell)
                    assert column.kind == "number" or number.is_integer(), name
                    low = -1e9 if column.low is None else column.low
                    high = 1e9 if column.high is None else column.high
                    assert low <= number <= high, (name, cell)


def test_a_program_can_read_the_description():
    contents = json.loads(columns_json())
    assert [column["name"] for column in contents["columns"]] == list(COLUMNS)
    knee = next(c for c in contents["columns"] if c["name"] == "knee_left")
    assert (knee["unit"], knee["pandas_dtype"], knee["low"], knee["high"]) == (
        "degrees", "float64", 0, 180
    )  # fmt: skip


def test_a_tolerance_stands_only_beside_a_value():
    for name in WITH_TOLERANCE:
        assert COLUMNS.index(name + TOLERANCE) > COLUMNS.index(name)
