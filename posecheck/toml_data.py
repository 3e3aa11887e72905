"""Read TOML files and validate what they hold."""

from __future__ import annotations

import codecs
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from posecheck.errors import PosecheckError
from posecheck.readable import readable
from posecheck.shipped_texts import SUFFIX

STRICT = ConfigDict(extra="forbid", frozen=True, defer_build=True)
"""How our data models are set up: an unknown field is a mistake, and no value changes. A model's
validator is built when the model is first used, not when its module is loaded: most commands use
few of them, and all together take 50 ms."""

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


def is_toml_name(name: str) -> bool:
    """Whether a name is that of a TOML file, in capitals or not."""
    return name.lower().endswith(SUFFIX)


def read_toml_text(path: Path, what: str, error: type[PosecheckError]) -> str:
    """Read the text of a TOML file that the user names.

    A byte order mark, which Windows' editors write, is no part of the text. UTF-16 is read where
    it has one.

    Raises
    ------
    error
        The file cannot be read, or is no text.
    """
    name = readable(path)
    try:
        contents = path.read_bytes()
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or str(fault)
        raise error(f"Cannot read the {what} {name}: {reason}.") from fault
    is_utf16 = contents.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return contents.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError as fault:
        raise error(
            f"The {what} {name} is not a text file in UTF-8: save it in that encoding."
        ) from fault


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
    except RecursionError as fault:
        raise error(f"The {what} is damaged: it is nested too deeply.") from fault
    except ValidationError as faults:
        first = faults.errors()[0]
        reason = first["msg"].removeprefix("Value error, ")
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise error(f"The {what} is damaged: {where}: {reason}.") from faults
    except ValueError as fault:  # such as a number of 5000 digits
        raise error(f"The {what} is damaged: {fault}.") from fault
