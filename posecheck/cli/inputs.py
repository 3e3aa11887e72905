"""The photos and clips that a command is given: wildcards, folders, names given twice."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from posecheck.cli.console import complain, complain_of
from posecheck.engine.folder import (
    MAX_NAMED,
    FolderContents,
    clips,
    expand,
    photos_and_clips,
    split_repeated,
)
from posecheck.errors import InputError
from posecheck.readable import readable


def given_clips(paths: Sequence[Path]) -> tuple[list[Path], int]:
    """The clips that were named or that a folder holds, and how many folders hold none.

    Wildcards are expanded. Each clip is taken once; one that was named twice is told. What is left
    out of a folder, photos too, is named.
    """
    return _from_folders(paths, clips)


def given_file(path: Path, option: str) -> Path:
    """The one file that was named for an option, wildcards and ``~`` expanded.

    Raises
    ------
    InputError
        Several files are of this name.
    """
    found = expand([path])
    if len(found) > 1:
        names = ", ".join(readable(file.name) for file in found[:MAX_NAMED])
        more = f" and {len(found) - MAX_NAMED} more" if len(found) > MAX_NAMED else ""
        raise InputError(
            f"{option} takes one file, and {len(found)} are called {readable(path)}: name one of "
            f"them ({names}{more})."
        )
    return found[0]


def files_of(paths: Sequence[Path]) -> tuple[list[Path], int]:
    """The same with photos."""
    return _from_folders(paths, photos_and_clips)


def _from_folders(
    paths: Sequence[Path], read: Callable[[Path], FolderContents]
) -> tuple[list[Path], int]:
    files: list[Path] = []
    missing = 0
    for path in expand(paths):
        try:
            found = read(path)
        except InputError as error:
            complain_of(error)
            missing += 1
            continue
        files += found.files
        if found.complaint:
            complain(found.complaint)
    return _once(files), missing


def files_among(*given: str | Path | None) -> list[Path]:
    """Those of a command's arguments that are files: a clip as a camera, a model, a programme."""
    return [Path(path) for path in given if path and os.path.isfile(path)]


def _once(paths: Sequence[Path]) -> list[Path]:
    kept, repeated = split_repeated(paths)
    for path in repeated:
        complain(f"{readable(path)} is named twice: it is taken once.")
    return kept
