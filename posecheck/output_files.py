"""Output files that appear under their name only when they are complete."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from posecheck.errors import OutputError
from posecheck.private_files import create_private, make_private_folder


@contextmanager
def write_atomically(path: Path) -> Iterator[IO[str]]:
    """Open a text file that replaces ``path`` at the end of the block; only its owner can read it.

    After an error in the block nothing is left of it.

    Parameters
    ----------
    path
        The file to write.

    Yields
    ------
    file
        A text file, UTF-8, that translates no line ends.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        create_private(partial)
        with partial.open("w", encoding="utf-8", newline="") as file:
            yield file
        os.replace(partial, path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"Cannot write {path}: {reason}; check the folder.") from error
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def make_folder_if_used(path: Path) -> Iterator[None]:
    """Make a folder for the block, and remove it again if it is still empty at the end.

    The parents that were made for it are removed too.

    Raises
    ------
    OutputError
        The folder cannot be made or not be written.
    """
    new = [folder for folder in (path, *path.parents) if not folder.exists()]
    try:
        make_folder(path)
        yield
    finally:
        with suppress(OSError):  # a folder is not empty, or was never made
            for folder in new:
                folder.rmdir()


def make_folder(path: Path) -> None:
    """Make a folder that only its owner can enter, with its parents; check that it can be written.

    Raises
    ------
    OutputError
        The folder cannot be made or not be written.
    """
    try:
        make_private_folder(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"Cannot make the folder {path}: {reason}.") from error
    if not os.access(path, os.W_OK):
        raise OutputError(f"Cannot write to the folder {path}: choose another with --out.")
