"""The TOML files that come with posecheck, as texts. Nothing heavy is imported here."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

SUFFIX = ".toml"
"""The end of a TOML file's name."""


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
