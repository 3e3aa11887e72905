"""Read TOML files and validate what they hold."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from posecheck.errors import PosecheckError

SUFFIX = ".toml"
"""The end of a TOML file's name."""

Model = TypeVar("Model", bound=BaseModel)
"""The data model that a file is validated against."""


def load_shipped(package: str, name: str, model: type[Model]) -> Model:
    """Load a TOML file that comes with posecheck.

    Parameters
    ----------
    package
        The package that the file belongs to, such as "posecheck.tightness".
    name
        The file's name.
    model
        The data model that it must fit.

    Raises
    ------
    pydantic.ValidationError
        The file does not fit the model, which is a mistake in posecheck.
    """
    text = files(package).joinpath(name).read_text(encoding="utf-8")
    return model.model_validate(tomllib.loads(text))


def read_shipped_texts(package: str, folder: str) -> Iterator[tuple[str, str]]:
    """Read all TOML files in a folder of one of posecheck's packages.

    Yields
    ------
    name, text : str
        The file's name and its text, sorted by name.
    """
    found = [f for f in files(package).joinpath(folder).iterdir() if f.name.endswith(SUFFIX)]
    for file in sorted(found, key=lambda f: f.name):
        yield file.name, file.read_text(encoding="utf-8")


def parse_toml(text: str, model: type[Model], what: str, error: type[PosecheckError]) -> Model:
    """Parse the text of a TOML file and validate it.

    Parameters
    ----------
    text
        The text of the file.
    model
        The data model that it must fit.
    what
        The file's name in the error's sentence, such as "exercise mine.toml".
    error
        The class of the error to raise.

    Raises
    ------
    error
        The text is not TOML or does not fit the model. The sentence names the first fault.
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
