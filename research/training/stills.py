"""Rendered stills and their truth, as files. Needs no PyTorch."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path


def read_stills(truth: Iterable[Path]) -> Iterator[tuple[Path, dict]]:
    """Give the picture's path and the truth of every still, given the files of their truth."""
    for path in truth:
        yield path.with_suffix(".jpg"), json.loads(path.read_text())


def person_number(record: dict) -> int:
    """Give the person's number within the seed: 37 for ``who`` "female 11-37"."""
    return int(record["who"].split("-")[1])
