"""Lock files: one process at a time, and nothing to clear away after one that was killed."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

HELD = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
"""What the system answers when another process holds the lock."""

LockState = Literal["free", "taken", "unknown"]
"""What was found when something was to be locked."""


class AlreadyLockedError(Exception):
    """Another process, or another part of this one, holds the lock."""


@contextmanager
def lock_file(path: Path) -> Iterator[None]:
    """Hold a lock for the block; its file is removed at the end.

    The system frees it when the process ends in any way, also by ``kill -9``. On a disk that
    knows no locks nothing is locked.

    Parameters
    ----------
    path
        The lock's file. It holds nothing.

    Raises
    ------
    AlreadyLockedError
        The lock is held.
    OSError
        The file cannot be made.
    """
    descriptor = _take(path)
    try:
        yield
    finally:
        if sys.platform == "win32":  # no open file can be removed there
            os.close(descriptor)
            with suppress(OSError):
                path.unlink()
        else:  # removed while it is held: nobody can take the lock of a file that is gone
            with suppress(OSError):
                path.unlink()
            os.close(descriptor)


def _take(path: Path) -> int:
    """Lock the file, and give its descriptor."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if lock_descriptor(descriptor) == "taken":
                raise AlreadyLockedError
            if sys.platform == "win32" or _is_still(path, descriptor):
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def lock_descriptor(descriptor: int) -> LockState:
    """Lock an open file or folder until it is closed, or the process ends.

    Returns
    -------
    LockState
        "free" if it is locked now, "taken" where another process has the lock, "unknown" where the
        system or the disk has no locks.
    """
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return "taken" if error.errno in HELD else "unknown"
    return "free"


def _is_still(path: Path, descriptor: int) -> bool:
    """Whether the locked file is the one of that name; else its last owner has removed it."""
    try:
        return os.path.samestat(os.stat(path), os.fstat(descriptor))
    except FileNotFoundError:
        return False
