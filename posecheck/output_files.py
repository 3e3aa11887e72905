"""Files that appear under their name only when they are whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from posecheck.errors import OutputError


@contextmanager
def whole_file(path: Path) -> Iterator[IO[str]]:
    """A text file to write; it replaces ``path`` at the end, or leaves nothing on an error.

    Raises
    ------
        OutputError: the folder cannot be written.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with partial.open("w", encoding="utf-8", newline="") as file:
            yield file
        os.replace(partial, path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"Cannot write {path}: {reason}; check the folder.") from error
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def folder_for(path: Path) -> Iterator[None]:
    """A folder to write into meanwhile; if nothing was, it and its new parents go again.

    Raises
    ------
        OutputError: it cannot be made or not written to.
    """
    new = [folder for folder in (path, *path.parents) if not folder.exists()]
    try:
        make_folder(path)
        yield
    finally:
        with suppress(OSError):  # something lies in it, or it was never made
            for folder in new:
                folder.rmdir()


def make_folder(path: Path) -> None:
    """Make a folder to write into, with its parents.

    Raises
    ------
        OutputError: it cannot be made or not written to.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"Cannot make the folder {path}: {reason}.") from error
    if not os.access(path, os.W_OK):
        raise OutputError(f"Cannot write to the folder {path}: choose another with --out.")
