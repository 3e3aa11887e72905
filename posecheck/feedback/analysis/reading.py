"""Reads an analysis.json, and says in one sentence what is wrong with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from posecheck.coaching.record import SCHEMA, SCHEMA_VERSION
from posecheck.errors import InputError
from posecheck.feedback.analysis.models import AnalysisFile
from posecheck.readable import readable

FIRST_VERSION = "1.0"
"""The version of the files that do not name one."""

FILE_NAME = "analysis.json"
"""What the file is called in the folder of an analysis."""


def read_analysis(path: Path) -> AnalysisFile:
    """Read the analysis in a folder, or in an analysis.json itself.

    Parameters
    ----------
    path
        The folder or the file.

    Raises
    ------
    InputError
        There is none, or it is damaged, or a newer posecheck wrote it.
    """
    file = path / FILE_NAME if path.is_dir() else path
    name = readable(file)
    try:
        contents = json.loads(file.read_text("utf-8"))
    except FileNotFoundError as error:
        raise InputError(
            f"There is no {name}: give the folder that `posecheck analyze` has written."
        ) from error
    except OSError as error:
        raise InputError(f"{name} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise InputError(f"{name} is damaged: it holds no JSON.") from error
    return parse_analysis(contents, name)


def parse_analysis(contents: Any, name: str) -> AnalysisFile:
    """Check the contents of an analysis.json.

    Parameters
    ----------
    contents
        What the JSON holds.
    name
        What messages call the file.

    Raises
    ------
    InputError
        They are not those of an analysis.
    """
    if not isinstance(contents, dict) or "schema" not in contents or "exercise" not in contents:
        raise InputError(f"{name} is no analysis: `posecheck analyze` writes one.")
    if contents["schema"] != SCHEMA:
        raise InputError(
            f"{name} has version {contents['schema']} of the keys, and this posecheck reads "
            f"version {SCHEMA}: analyse the recording again."
        )
    text = json.dumps({"schema_version": FIRST_VERSION, **contents})
    try:
        return AnalysisFile.model_validate_json(text)
    except ValidationError as error:
        version = str(contents.get("schema_version", FIRST_VERSION))
        if _minor(version) > _minor(SCHEMA_VERSION):
            raise InputError(
                f"{name} was written by a newer posecheck (version {version} of its keys): update "
                "this one."
            ) from error
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InputError(f"{name} is damaged: {place}: {first['msg']}.") from error


def _minor(version: str) -> int:
    """The second number of a version; 0 where there is none."""
    number = version.partition(".")[2]
    return int(number) if number.isdecimal() else 0
