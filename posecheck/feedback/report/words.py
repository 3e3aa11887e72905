"""Numbers and names in plain words, for all reports."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from posecheck.anatomy import Side


def describe_seconds(seconds: float) -> str:
    """A length of time: ``7.5 s``, ``42 s``, ``2 min 05 s``."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    return f"{whole} s" if whole < 120 else f"{whole // 60} min {whole % 60:02} s"


def describe_share(share: float) -> str:
    """A share of the time, ``97 %``; never 100 % or 0 % of what is not all or nothing."""
    if 0 < share < 0.005:
        return "under 1 %"
    return f"{min(round(100 * share), 99) if share < 1 else 100} %"


def name_side(side: Side | None) -> str:
    """The side of the body as the title of a row."""
    return side.capitalize() if side else "Both together"


def on_side(side: Side | None) -> str:
    """The side of the body in the middle of a sentence, with a blank before it."""
    return f" on the {side} side" if side else ""


def join(parts: Sequence[str]) -> str:
    """Join parts of a sentence: ``a``, ``a and b``, ``a, b and c``."""
    return " and ".join([*([", ".join(parts[:-1])] if parts[:-1] else []), *parts[-1:]])


def count_of(number: float, word: str) -> str:
    """``1 circle``, ``3 circles``."""
    return f"{number:.0f} {word}" if round(number) == 1 else f"{number:.0f} {word}s"


def file_name(path: str) -> str:
    """The name of a file without the folders that it lies in."""
    return PurePath(path).name or path


def without_folders(text: str, source: dict[str, Any]) -> str:
    """A sentence that may name the clip, with the clip's name in place of its path."""
    return text.replace(source["path"], file_name(source["path"]))
