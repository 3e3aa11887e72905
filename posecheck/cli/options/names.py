"""What the shell proposes where the name of an exercise or a programme is asked for.

The names are those of the files, so that nothing is loaded while somebody presses Tab.
"""

from __future__ import annotations

from pathlib import Path

import posecheck

DATA = Path(posecheck.__file__).parent / "exercises"
"""The folder in which the exercises and the programmes lie."""

NOT_NAMED = ("auto", "selftest")
"""What ``--exercise`` takes beside the names of exercises."""


def exercises_and_programmes(incomplete: str) -> list[str]:
    """The names of exercises and programmes that begin so."""
    return _begin_with(incomplete, [*_names("data"), *_names("programmes")])


def exercises_of_clips(incomplete: str) -> list[str]:
    """What ``analyze --exercise`` takes that begins so."""
    return _begin_with(incomplete, [*NOT_NAMED, *_names("data")])


def _names(folder: str) -> list[str]:
    return sorted(file.stem for file in (DATA / folder).glob("*.toml"))


def _begin_with(incomplete: str, names: list[str]) -> list[str]:
    return [name for name in names if name.startswith(incomplete)]
