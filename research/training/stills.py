"""Rendered stills and their truth, as files. Needs no PyTorch."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path


def read_stills(folders: Iterable[Path]) -> Iterator[tuple[Path, dict]]:
    """Give the picture's path and the truth of every still in these folders, ordered by path."""
    for path in sorted(path for folder in folders for path in folder.glob("*.json")):
        yield path.with_suffix(".jpg"), json.loads(path.read_text())


def person_number(record: dict) -> int:
    """Give the person's number within the seed: 37 for ``who`` "female 11-37"."""
    return int(record["who"].split("-")[1])
