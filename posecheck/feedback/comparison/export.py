"""Exports a comparison for other programs: JSON."""

from __future__ import annotations

import json
import math
from typing import Any

from posecheck.feedback.comparison.comparison import Comparison
from posecheck.feedback.comparison.difference import Difference

SCHEMA = 1
"""Version of the JSON's keys."""


def to_json(comparison: Comparison) -> str:
    """Write a comparison as one JSON document; null is not known."""
    contents = {
        "schema": SCHEMA,
        "exercise": comparison.first.analysis.exercise,
        "first": comparison.first.name,
        "second": comparison.second.name,
        "summary": comparison.summary,
        "parts": [
            {
                "first_side": part.sides[0],
                "second_side": part.sides[1],
                "rows": [_row(row) for row in part.rows],
            }
            for part in comparison.parts
        ],
    }
    return json.dumps(contents, indent=1)


def _row(row: Difference) -> dict[str, Any]:
    return {
        "title": row.title,
        "unit": row.unit.strip() or None,
        "first": _known(row.first),
        "second": _known(row.second),
        "difference": _known(row.difference),
        "error": _known(row.error),
        "finding": row.finding,
        "note": row.note or None,
    }


def _known(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 4)
