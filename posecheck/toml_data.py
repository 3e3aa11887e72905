"""Data in TOML files, validated as it is read."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from posecheck.errors import PosecheckError

SUFFIX = ".toml"

Model = TypeVar("Model", bound=BaseModel)


def shipped(package: str, name: str, model: type[Model]) -> Model:
    """What the file ``name`` of one of posecheck's own packages holds."""
    text = files(package).joinpath(name).read_text(encoding="utf-8")
    return model.model_validate(tomllib.loads(text))


def shipped_texts(package: str, folder: str) -> Iterator[tuple[str, str]]:
    """(name, text) of every TOML file in a folder of one of posecheck's own packages, by name."""
    found = [f for f in files(package).joinpath(folder).iterdir() if f.name.endswith(SUFFIX)]
    for file in sorted(found, key=lambda f: f.name):
        yield file.name, file.read_text(encoding="utf-8")


def validated(text: str, model: type[Model], what: str, error: type[PosecheckError]) -> Model:
    """What the text of a file holds.

    Args:
        what: names the file in the error's sentence, ``exercise mine.toml``.

    Raises
    ------
        error: with the first thing that is wrong in it.
    """
    try:
        return model.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as fault:
        raise error(f"The {what} is damaged: {fault}.") from fault
    except ValidationError as faults:
        first = faults.errors()[0]
        reason = first["msg"].removeprefix("Value error, ")
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise error(f"The {what} is damaged: {where}: {reason}.") from faults
