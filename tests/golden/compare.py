"""Compares two sets of golden results.

On one machine a run gives the same bytes again. Another processor rounds otherwise in the last
digits, which now and then shows in a printed digit or moves an event by a frame; so numbers are
compared with a tolerance, and everything between them must be equal.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")

ABSOLUTE, RELATIVE = 0.2, 0.01
"""Tolerance of a number: two frames of a clip in seconds, a fifth of a degree or of a pixel."""

OUTLIERS = 0.02
"""Share of the cells in a column of frames.csv that may differ by more, or be empty in one only."""


def differences(expected: Path, found: Path) -> list[str]:
    """One line for each file that is missing, new or different; empty when all agree."""
    names = {p.relative_to(expected) for p in expected.rglob("*") if p.is_file()}
    new = {p.relative_to(found) for p in found.rglob("*") if p.is_file()} - names
    told = [f"{name}: new" for name in sorted(new)]
    for name in sorted(names):
        if not (found / name).exists():
            told.append(f"{name}: missing")
        elif name.name == "frames.csv":
            told += [f"{name}: {d}" for d in _table(expected / name, found / name)]
        elif difference := _text((expected / name).read_text(), (found / name).read_text()):
            told.append(f"{name}: {difference}")
    return told


def _text(expected: str, found: str) -> str:
    """The first line that differs by more than the tolerance of its numbers."""
    lines = expected.splitlines(), found.splitlines()
    for number, (one, other) in enumerate(zip(*lines, strict=False), 1):
        if not _alike(one, other):
            return f"line {number}: {one!r} is now {other!r}"
    if len(lines[0]) != len(lines[1]):
        return f"{len(lines[0])} lines are now {len(lines[1])}"
    return ""


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    if NUMBER.sub("#", one) != NUMBER.sub("#", other):
        return False
    pairs = zip(NUMBER.findall(one), NUMBER.findall(other), strict=True)
    return all(_near(float(a), float(b)) for a, b in pairs)


def _near(a: float, b: float) -> bool:
    return abs(a - b) <= ABSOLUTE + RELATIVE * abs(a)


def _table(expected: Path, found: Path) -> list[str]:
    """The columns in which more than :data:`OUTLIERS` of the cells differ."""
    with expected.open() as file, found.open() as other:
        rows, others = list(csv.DictReader(file)), list(csv.DictReader(other))
    if len(rows) != len(others) or list(rows[0]) != list(others[0]):
        return ["other rows or columns"]
    told = []
    for column in rows[0]:
        off = sum(not _alike(a[column], b[column]) for a, b in zip(rows, others, strict=True))
        if off > OUTLIERS * len(rows):
            told.append(f"{column} differs in {off} of {len(rows)} frames")
    return told
