"""The JSON Schema of analysis.json, made of the classes that describe it."""

from __future__ import annotations

import json
from typing import Any

from posecheck.feedback.analysis.models import AnalysisFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"
"""The version of JSON Schema in which the schema is written."""


def analysis_schema() -> dict[str, Any]:
    """Return the JSON Schema of analysis.json; keys that it does not name are refused."""
    return {"$schema": DIALECT, **AnalysisFile.model_json_schema(by_alias=True)}


def analysis_schema_text() -> str:
    """Return the schema as the text that is printed and published in ``docs/``."""
    return json.dumps(analysis_schema(), indent=2) + "\n"
