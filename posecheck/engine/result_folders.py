"""The folder that each clip's results go into."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from posecheck.errors import OutputError
from posecheck.output.partial import Claim, move_files
from posecheck.readable import readable

MAX_NAME_BYTES = 255
"""Longest name that disks allow, in bytes."""


def result_folders(clips: Sequence[Path], out: Path) -> list[Path]:
    """A folder of its own in ``out`` for each clip, called like the clip without its suffix.

    Of clips of one name the first gets that folder, the others the first free number behind it:
    ``a/clip.mp4``, ``b/clip.mp4`` and ``clip-2.mp4`` get ``clip``, ``clip-3`` and ``clip-2``. It
    depends on nothing but the names and their order. Names that differ in their case only count as
    one: on some disks they are.
    """
    names = [_folder_name(clip) for clip in clips]
    plain = {_key(name) for name in names}
    taken: set[str] = set()
    folders = []
    for name in names:
        # Windows cannot open a folder whose name ends in a blank or a dot
        first = chosen = name.rstrip(". ")
        number = 2
        while _key(chosen) in taken or (chosen != first and _key(chosen) in plain):
            chosen = _shorten(name, f"-{number}")
            number += 1
        taken.add(_key(chosen))
        folders.append(out / chosen)
    return folders


def claim_hidden_folder(folder: Path) -> Claim:
    """Make a hidden folder beside the one that is to be written.

    Raises
    ------
    OutputError
        It cannot be made.
    """
    try:
        return Claim(folder, folder=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(
            f"Cannot write to the folder {readable(folder.parent)}: {reason}."
        ) from error


def move_into_place(hidden: Path, folder: Path, names: tuple[str, ...]) -> None:
    """Move the files of a hidden folder into place, all or none.

    Raises
    ------
    OutputError
        They cannot be moved.
    """
    try:
        move_files(hidden, folder, names)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(
            f"Cannot replace the files in {readable(folder)}: {reason}; close what shows them."
        ) from error


def _folder_name(clip: Path) -> str:
    # of "...mp4" only dots are left, which name other folders
    return clip.stem if clip.stem.strip(". ") else f"_{clip.name}"


def _key(name: str) -> str:
    """What two names have in common that are one on some disk."""
    return unicodedata.normalize("NFC", name).casefold().rstrip(". ")


def _shorten(name: str, ending: str) -> str:
    while len(os.fsencode(name + ending)) > MAX_NAME_BYTES:
        name = name[:-1]
    return name + ending
