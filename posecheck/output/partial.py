"""Hidden files and folders in which a result is written until it is whole.

A file or folder ``NAME`` is written under a hidden name beside it, and gets its own at the end:

- ``.NAME.PID.part`` is what the process PID is writing: a file, or the folder of an analysis. It is
  locked (``flock``) while it is written;
- ``.NAME.lock`` is an empty file, locked for as long as a run writes NAME
  (:mod:`posecheck.output.claims`).

The system frees a lock when the process ends, however it ends. What a killed program left is
removed by the next one that writes into the same folder. NAME is cut where the hidden name would
grow too long for the disk.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import stat
import sys
import time
from contextlib import suppress
from pathlib import Path

from posecheck.output.lock import LockState, lock_descriptor
from posecheck.output.private import create_private, make_private_folder

WRITTEN_SUFFIXES = frozenset(
    {
        ".mp4", ".csv", ".json", ".html", ".wav", ".png", ".svg", ".pdf", ".jpg",
        ".parquet", ".trc", ".mot",
    }
)  # fmt: skip
"""Suffixes of what posecheck writes: only of such files a hidden one is taken for ours, and of
files with the name that is written now."""

ANALYSIS_FILES = ("analysis.json", "frames.csv", "annotated.mp4", "report.html")
"""What every analysis writes into its folder."""

EXPORT_FILES = ("frames.parquet", "markers.trc", "angles.mot")
"""What an analysis also writes if it is asked for."""

RESULT_FILES = ANALYSIS_FILES + EXPORT_FILES
"""All that an analysis may write: all that a hidden folder of ours may hold, apart from hidden
files. An analysis that replaces another one removes those that it does not write itself, which
would belong to the earlier one."""

WHOLE = ".whole"
"""Name of the file that marks a hidden folder as whole: it was being moved into place. It holds
the names of the new files, a line each."""

OLD = ".old"
"""Name of the folder, within a hidden folder, to which the files of an earlier analysis move."""

UNLOCKED_S = 10.0
"""A hidden file that nobody has locked is left over once it is so old, in seconds, even if there is
a process of its number: numbers are given again. Its own process locks it within milliseconds."""

MAX_NAME_BYTES = 110
"""Longest part of a name that goes into a hidden name. Most disks allow 255 bytes, encrypted home
folders (eCryptfs) 143."""

_HIDDEN = re.compile(r"^\.(?P<name>.+)\.(?P<pid>[1-9][0-9]*)\.part$", re.DOTALL)
_LOCK = re.compile(r"^\.(?P<name>.+)\.lock$", re.DOTALL)


def hidden_path(path: Path) -> Path:
    """Where a file or folder is written until it is whole."""
    return path.with_name(f".{_short_name(path)}.{os.getpid()}.part")


def lock_path(path: Path) -> Path:
    """The file that is locked while a file or folder is written."""
    return path.with_name(f".{_short_name(path)}.lock")


def _short_name(path: Path) -> str:
    """The name of a path; where it is longer than :data:`MAX_NAME_BYTES`, cut, with a hash."""
    name = path.name
    if len(os.fsencode(name)) <= MAX_NAME_BYTES:
        return name
    mark = "-" + hashlib.sha256(os.fsencode(name)).hexdigest()[:12]
    while len(os.fsencode(name)) > MAX_NAME_BYTES - len(mark):
        name = name[:-1]
    return name + mark


class Claim:
    """A hidden file or folder that this process writes.

    It is locked, so that no other program takes it for left over, not even one in a container or
    on a machine that sees other process numbers.

    Parameters
    ----------
    path
        The file or folder of the result. What killed programs left beside it is removed.
    folder
        Whether it is a folder.

    Attributes
    ----------
    hidden
        The hidden file, which exists and is empty, or folder.

    Raises
    ------
    OSError
        It cannot be made.
    """

    def __init__(self, path: Path, *, folder: bool = False) -> None:
        remove_left_over(path)
        self._path, self.hidden = path, hidden_path(path)
        if folder:
            make_private_folder(self.hidden)
        else:
            create_private(self.hidden)
        self._handle, _ = _lock(self.hidden)

    def publish(self) -> None:
        """Give the hidden file the name of the result, once all of it is on the disk.

        Raises
        ------
        OSError
            It cannot be written.
        """
        sync(self.hidden)
        with suppress(OSError):  # a file that is replaced keeps its rights
            shutil.copymode(self._path, self.hidden)
        os.replace(self.hidden, self._path)

    def close(self) -> None:
        """Remove the hidden file or folder if it is still there. May be called more than once.

        A folder stays if its move was begun and could neither be ended nor undone: the next start
        ends it.
        """
        if not (self.hidden / WHOLE).exists():
            remove(self.hidden)
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def sync(path: Path) -> None:
    """Write a file to the disk, so that a power cut cannot empty it after it has its name."""
    handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno != errno.EINVAL:  # not on every kind of disk
            raise
    finally:
        os.close(handle)


def remove(path: Path) -> None:
    """Remove a file, or a folder with all that it holds, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
        return
    with suppress(OSError):
        path.unlink(missing_ok=True)


def move_files(source: Path, target: Path, names: tuple[str, ...]) -> None:
    """Move a whole set of files from a hidden folder into place; all of them or none.

    A folder that is not there yet appears with all files at once. In one that is there the old
    files of these names are moved out of the way first, and come back on an error. A program that
    is killed within leaves the mark :data:`WHOLE`: the next one completes the move.

    Raises
    ------
    OSError
        A file cannot be moved, for example because another program on Windows has it open.
    """
    if not target.exists():
        os.rename(source, target)
        return
    new = [name for name in names if (source / name).exists()]
    (source / WHOLE).write_text("\n".join(new), "utf-8")
    old = source / OLD
    old.mkdir()
    moved: list[tuple[Path, Path]] = []
    try:
        for name in names:
            for start, end in ((target / name, old / name), (source / name, target / name)):
                if start.exists():
                    os.rename(start, end)
                    moved.append((start, end))
    except OSError:
        for start, end in reversed(moved):
            os.rename(end, start)
        (source / WHOLE).unlink()
        raise
    (source / WHOLE).unlink()


def remove_left_over(path: Path) -> None:
    """Remove what killed programs left beside a file or folder that is to be written.

    A folder that was being moved into place is moved on to its end instead.
    """
    short = _short_name(path)
    with suppress(OSError):
        for hidden in path.parent.iterdir():
            if found := _LOCK.match(hidden.name):
                name = found["name"]
                if name == short or Path(name).suffix.lower() in WRITTEN_SUFFIXES:
                    _remove_left_over_lock(hidden)
            if (found := _HIDDEN.match(hidden.name)) is None:
                continue
            with suppress(OSError):
                if _is_ours(hidden, found["name"], short) and _is_left_over(
                    hidden, int(found["pid"])
                ):
                    target = path if found["name"] == short else path.parent / found["name"]
                    _complete_move(hidden, target)
                    remove(hidden)
                    _remove_left_over_lock(hidden.with_name(f".{found['name']}.lock"))


def remove_left_over_folders(parent: Path, prefix: str) -> None:
    """Remove the folders ``PREFIX-PID-...`` of processes that have ended."""
    with suppress(OSError):
        for folder in parent.glob(f"{prefix}-*-*"):
            number = folder.name[len(prefix) + 1 :].split("-")[0]
            with suppress(OSError):
                is_own = folder.is_dir() and not folder.is_symlink() and _has_our_owner(folder)
                if is_own and number.isdigit() and not is_running(int(number)):
                    remove(folder)


def _remove_left_over_lock(lock: Path) -> None:
    """Remove the lock file of a run that has ended: an empty one of ours that can be locked."""
    with suppress(OSError):
        found = lock.lstat()
        if not stat.S_ISREG(found.st_mode) or found.st_size or not _has_our_owner(lock):
            return
        handle, _ = _lock(lock)
        if handle is not None:
            lock.unlink()  # while it is held: nobody can take the lock of a file that is gone
            os.close(handle)


def _complete_move(hidden: Path, target: Path) -> None:
    if hidden.is_dir() and (hidden / WHOLE).exists() and target.is_dir():
        new = (hidden / WHOLE).read_text("utf-8").splitlines()
        for name in RESULT_FILES:
            if (hidden / name).exists():
                os.replace(hidden / name, target / name)
            elif new and name not in new:  # of the analysis that is replaced
                (target / name).unlink(missing_ok=True)


def _is_ours(hidden: Path, name: str, written: str) -> bool:
    if not _has_our_owner(hidden):
        return False
    kind = hidden.lstat().st_mode
    if stat.S_ISDIR(kind):
        held = {p.name for p in hidden.iterdir() if not p.name.startswith(".")}
        return held <= set(RESULT_FILES)
    suffix = Path(name).suffix.lower()
    return stat.S_ISREG(kind) and (name == written or suffix in WRITTEN_SUFFIXES)


def _has_our_owner(path: Path) -> bool:
    return not hasattr(os, "getuid") or path.lstat().st_uid == os.getuid()


def _is_left_over(path: Path, pid: int) -> bool:
    """Whether the process that wrote it has ended."""
    handle, locks = _lock(path)
    if handle is not None:
        os.close(handle)
    if locks == "taken":
        return False
    unlocked = locks == "free" and time.time() - path.lstat().st_mtime > UNLOCKED_S
    return unlocked or not is_running(pid)


def is_running(pid: int) -> bool:
    """Whether there is a process of that number."""
    if os.name == "nt":
        import ctypes

        kernel = ctypes.windll.kernel32  # type: ignore[attr-defined, unused-ignore]
        handle = kernel.OpenProcess(0x1000, False, pid)  # PROCESS_QUERY_LIMITED_INFORMATION
        code = ctypes.c_ulong()
        found = bool(handle) and kernel.GetExitCodeProcess(handle, ctypes.byref(code))
        kernel.CloseHandle(handle)
        return bool(found) and code.value == 259  # STILL_ACTIVE
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _lock(path: Path) -> tuple[int | None, LockState]:
    """Lock a file or folder; the handle is None where nothing was locked.

    On Windows no folder can be opened, and no open file can be removed anyway.
    """
    if sys.platform == "win32":
        return None, "unknown"
    handle = os.open(path, os.O_RDONLY)
    found = lock_descriptor(handle)
    if found != "free":
        os.close(handle)
        return None, found
    return handle, found
