"""Output files: nothing is replaced unasked, and a file appears only when it is complete.

What is at the path already
---------------------------
- A file is replaced only with ``--overwrite``, and never if it is an input of the same call.
- A symbolic link stays; the file that it leads to is the one that is written.
- A pipe or a device (``/dev/stdout``, ``>(...)``, a FIFO) is written to directly, also without
  ``--overwrite``: there is nothing to replace.

:mod:`posecheck.output.claims` looks at all of that before the work begins.
"""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from posecheck.errors import OutputError
from posecheck.interruption import held
from posecheck.output.partial import Claim
from posecheck.output.private import make_private_folder
from posecheck.readable import readable

MAX_LINKS = 40
"""How many symbolic links are followed, as Linux does, to see if a path is an open file."""


def resolve(path: Path) -> Path:
    """The file that a path leads to through symbolic links, which is the one to replace."""
    return Path(os.path.realpath(path))


def is_stream(path: Path) -> bool:
    """Whether a pipe or a device is there, or one of this process's open files.

    Such a path is written to directly.
    """
    if _descriptor_of(path) is not None:
        return True
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISCHR(mode)


def open_stream(path: Path) -> IO[bytes]:
    """Open for writing what :func:`is_stream` says is one."""
    descriptor = _descriptor_of(path)
    # opened by its name, a file that is this process's output would be written from its start
    return path.open("wb") if descriptor is None else os.fdopen(os.dup(descriptor), "wb")


@contextmanager
def replace_when_complete(path: Path) -> Iterator[Path]:
    """Give a hidden file to write; at the end of the block it replaces ``path``.

    After an error in the block nothing is left of it. Not for a stream.

    Yields
    ------
    hidden : Path
        Beside the file that ``path`` leads to; it is empty.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    claim = None
    try:
        claim = Claim(resolve(path))
        yield claim.hidden
        with held():
            claim.publish()
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        if claim is not None:
            claim.close()


@contextmanager
def write_bytes_atomically(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that replaces ``path`` at the end of the block; a stream is written directly.

    After an error in the block nothing is left of it.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    try:
        if is_stream(path):
            with open_stream(path) as stream:
                yield stream
            return
        with replace_when_complete(path) as hidden, hidden.open("wb") as file:
            yield file
    except OSError as error:
        raise cannot_write(path, error) from error


@contextmanager
def write_atomically(path: Path) -> Iterator[IO[str]]:
    """As :func:`write_bytes_atomically`, for text.

    Yields
    ------
    file
        A text file, UTF-8, that translates no line ends.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    with write_bytes_atomically(path) as file, _as_text(file) as text:
        yield text


def _as_text(file: IO[bytes]) -> IO[str]:
    """Text that translates no line ends, and in which any name can be written."""
    return io.TextIOWrapper(file, encoding="utf-8", errors="backslashreplace", newline="")


def cannot_write(path: Path, error: BaseException) -> OutputError:
    """The error for a file that cannot be written."""
    reason = getattr(error, "strerror", None) or str(error)
    return OutputError(f"Cannot write {readable(path)}: {reason}; check the folder.")


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
        name, reason = readable(path), error.strerror or str(error)
        if isinstance(error, FileExistsError | NotADirectoryError):
            reason = "a file of that name is there. Choose another with --out"
        raise OutputError(f"Cannot make the folder {name}: {reason}.") from error
    if not os.access(path, os.W_OK):
        raise OutputError(
            f"Cannot write to the folder {readable(path)}: choose another with --out."
        )


def _descriptor_of(path: Path) -> int | None:
    """The number of this process's open file that a path stands for: 1 for /dev/stdout."""
    text = os.path.abspath(path)
    own = {"/dev/fd", os.path.realpath("/proc/self/fd")}
    for _ in range(MAX_LINKS):
        folder, name = os.path.split(text)
        if name.isdecimal() and os.path.realpath(folder) in own:
            return int(name)
        try:
            text = os.path.normpath(os.path.join(folder, os.readlink(text)))
        except (OSError, ValueError):
            return None
    return None
