"""What exercises and programmes are called, without loading what reads all of their files."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from posecheck.shipped_texts import read_shipped_texts

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
        for _, text in read_shipped_texts("posecheck.exercises", folder):
            try:
                told = tomllib.loads(text)
                found[told["name"]] = str(told["title"])
            except (KeyError, tomllib.TOMLDecodeError):
                continue  # the command that needs the file says so
    return MappingProxyType(found)
