"""What exercises and programmes are called, without loading what reads all of their files."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

FOLDERS = ("data", "programmes")
"""Where the files of exercises and of programmes lie in this package."""


def title_of(name: str) -> str:
    """The title of an exercise or a programme; its name in words where it is no longer known."""
    words = name.replace("_", " ")
    return _titles().get(name) or words[:1].upper() + words[1:]


@lru_cache(maxsize=1)
def _titles() -> Mapping[str, str]:
    """The title of each name that is shipped; none of a file that is damaged."""
    found: dict[str, str] = {}
    for folder in FOLDERS:
        for file in files("posecheck.exercises").joinpath(folder).iterdir():
            if not file.name.endswith(".toml"):
                continue
            try:
                told = tomllib.loads(file.read_text("utf-8"))
            except (OSError, ValueError):
                continue  # the command that needs the file says so
            if isinstance(told.get("title"), str):
                found[str(told.get("name"))] = told["title"]
    return MappingProxyType(found)
