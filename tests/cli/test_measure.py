"""How `posecheck measure` chooses the format of its table."""

from __future__ import annotations

from pathlib import Path

import pytest

from posecheck.cli.measure import _table_format
from posecheck.cli.options.measure import MeasureOptions


@pytest.mark.parametrize(
    ("out", "form"),
    [
        (None, "csv"),
        ("m.csv", "csv"),
        ("m.JSON", "json"),
        ("m.parquet", "parquet"),
        ("numbers", "csv"),
    ],
)
def test_the_name_says_the_format(out, form):
    given = MeasureOptions([Path("a.jpg")], out=Path(out) if out else None)
    assert _table_format(given) == form


def test_an_option_says_it_otherwise():
    given = MeasureOptions([Path("a.jpg")], out=Path("m.txt"), table_format="json")
    assert _table_format(given) == "json"
    assert _table_format(MeasureOptions([Path("a.jpg")], as_json=True)) == "json"
