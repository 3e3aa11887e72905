"""Output files: nothing is replaced unasked, and a file appears only when it is complete.

Names
-----
A file or folder ``NAME`` is written under a hidden name beside it, and renamed at the end:

- ``.NAME.PID.part`` is what the process PID is writing: a file, or the folder of an analysis;
- ``.NAME.lock`` is an empty file, locked by the system (``flock``) for as long as a run writes
  NAME. The system frees the lock when the process ends, however it ends: a lock file that is
  left over stops nobody.

A ``.part`` is left over, and may be removed, when the lock of its NAME can be taken and no process
has its PID. NAME is cut where the hidden name would grow too long for the disk
(:func:`hidden_path`).

What is at the path already
---------------------------
- A file is replaced only with ``--overwrite``, and never if it is an input of the same call.
- A symbolic link stays; the file that it leads to is the one that is written.
- A pipe or a device (``/dev/stdout``, ``>(...)``, a FIFO) is written to directly, also without
  ``--overwrite``: there is nothing to replace.

:mod:`posecheck.output_claims` looks at all of that before the work begins.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Literal

from posecheck.errors import OutputError
from posecheck.readable import readable

MAX_NAME_BYTES = 110
"""Longest part of a name that goes into a hidden name. Most disks allow 255 bytes, encrypted home
folders (eCryptfs) 143."""

MAX_LINKS = 40
"""How many symbolic links are followed, as Linux does, to see if a path is an open file."""


def hidden_path(path: Path, kind: Literal["part", "lock"]) -> Path:
    """The hidden path beside ``path`` under which it is written, or locked.

    A name longer than :data:`MAX_NAME_BYTES` is cut, and gets a hash of the whole.
    """
    name = path.name
    if len(os.fsencode(name)) > MAX_NAME_BYTES:
        mark = "-" + hashlib.sha256(os.fsencode(name)).hexdigest()[:12]
        while len(os.fsencode(name)) > MAX_NAME_BYTES - len(mark):
            name = name[:-1]
        name += mark
    return path.with_name(f".{name}.{os.getpid()}.part" if kind == "part" else f".{name}.lock")


def lock_of(partial: Path) -> Path:
    """The lock file that belongs to a ``.part``: ``.NAME.lock``."""
    return partial.with_name(f"{partial.name.rsplit('.', 2)[0]}.lock")


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
    """Give a hidden path to write to; at the end of the block it replaces ``path``.

    After an error in the block nothing is left of it. Not for a stream.

    Yields
    ------
    partial : Path
        Beside the file that ``path`` leads to.

    Raises
    ------
    OSError
        It cannot be renamed.
    """
    partial = hidden_path(resolve(path), "part")
    try:
        yield partial
        give_name(partial, path)
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def give_name(partial: Path, path: Path) -> None:
    """Put a complete file in the place of the file that ``path`` leads to.

    Raises
    ------
    OSError
        It cannot be renamed.
    """
    target = resolve(path)
    with suppress(OSError):  # a file that is replaced keeps its rights
        shutil.copymode(target, partial)
    os.replace(partial, target)


@contextmanager
def write_atomically(path: Path) -> Iterator[IO[str]]:
    """Open a text file that replaces ``path`` at the end of the block.

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
    try:
        if is_stream(path):
            with _as_text(open_stream(path)) as file:
                yield file
            return
        with replace_when_complete(path) as partial, _as_text(partial.open("wb")) as file:
            yield file
    except OSError as error:
        raise cannot_write(path, error) from error


def write_bytes(path: Path, contents: bytes) -> None:
    """Write a file at once; see :func:`write_atomically`.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    try:
        if is_stream(path):
            with open_stream(path) as stream:
                stream.write(contents)
            return
        with replace_when_complete(path) as partial:
            partial.write_bytes(contents)
    except OSError as error:
        raise cannot_write(path, error) from error


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
    """Make a folder, with its parents, and check that it can be written.

    Raises
    ------
    OutputError
        The folder cannot be made or not be written.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"Cannot make the folder {readable(path)}: {reason}.") from error
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
