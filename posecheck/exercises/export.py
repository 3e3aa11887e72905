"""Exports exercises and programmes for other programs: JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from posecheck.exercises.programme import Programme
from posecheck.exercises.schema import Exercise
from posecheck.exercises.sources import sources
from posecheck.measures.table import UNITS

SCHEMA = 1
"""Version of the JSON's keys."""


def to_json(exercises: Iterable[Exercise], programmes: Iterable[Programme]) -> str:
    """Write exercises and programmes as one JSON document.

    The keys of each are those of its TOML file (:mod:`posecheck.exercises.schema`,
    :mod:`posecheck.exercises.programme`). A limit that there is not is null. Each check has the
    ``unit`` of its limits besides. ``sources`` holds the full text of every source that is named.
    """
    contents = {
        "schema": SCHEMA,
        "exercises": [_exercise(exercise) for exercise in exercises],
        "programmes": [json.loads(programme.model_dump_json()) for programme in programmes],
    }
    named = set(_named_sources(contents))
    contents["sources"] = {key: s.citation for key, s in sources().items() if key in named}
    return json.dumps(contents, indent=1)


def _exercise(exercise: Exercise) -> dict[str, Any]:
    contents: dict[str, Any] = json.loads(exercise.model_dump_json())  # infinite becomes null
    for check in contents["checks"]:
        check["unit"] = UNITS.get(check["measure"] or "", "").strip() or None
    return contents


def _named_sources(contents: Any) -> Iterable[str]:
    """The keys of the sources that stand anywhere in it."""
    if isinstance(contents, dict):
        for key, value in contents.items():
            yield from value if key == "source" else _named_sources(value)
    elif isinstance(contents, list):
        for value in contents:
            yield from _named_sources(value)
