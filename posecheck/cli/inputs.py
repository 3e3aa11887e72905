"""The photos and clips that a command is given: wildcards, folders, names given twice."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from posecheck.cli.console import complain
from posecheck.engine.folder import MAX_NAMED, expand, photos_and_clips, split_repeated
from posecheck.errors import InputError
from posecheck.readable import readable
from posecheck.video.photo import PHOTO_SUFFIXES


def given_files(paths: Sequence[Path]) -> list[Path]:
    """The files that were named, wildcards expanded, each once.

    A file that was named twice is told.
    """
    return _once(expand(paths))


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
    """The same with what the folders among them hold, and how many inputs hold nothing.

    What is left out of a folder is named.
    """
    files: list[Path] = []
    missing = 0
    for path in expand(paths):
        try:
            found = photos_and_clips(path)
        except InputError as error:
            complain(str(error))
            missing += 1
            continue
        files += found.files
        if found.complaint:
            complain(found.complaint)
    return _once(files), missing


def clips_of(paths: Sequence[Path]) -> tuple[list[Path], int]:
    """As :func:`files_of`, without the photos that lie in folders, which are named."""
    files, missing = files_of(paths)
    given = {os.path.abspath(path) for path in expand(paths)}
    photos = [
        file
        for file in files
        if file.suffix.lower() in PHOTO_SUFFIXES and os.path.abspath(file) not in given
    ]
    if photos:
        names = ", ".join(readable(photo.name) for photo in photos[:MAX_NAMED])
        more = f" and {len(photos) - MAX_NAMED} more" if len(photos) > MAX_NAMED else ""
        complain(f"Left out, because they are photos: {names}{more}.")
    return [file for file in files if file not in photos], missing


def files_among(*given: str | Path | None) -> list[Path]:
    """Those of a command's arguments that are files: a clip as a camera, a model, a programme."""
    return [Path(path) for path in given if path and os.path.isfile(path)]


def _once(paths: Sequence[Path]) -> list[Path]:
    kept, repeated = split_repeated(paths)
    for path in repeated:
        complain(f"{readable(path)} is named twice: it is taken once.")
    return kept
