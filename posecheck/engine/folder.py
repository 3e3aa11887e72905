"""What a folder holds: the photos and clips to measure, and what is left out."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from posecheck.errors import InputError
from posecheck.feedback.report.columns import PROMISED
from posecheck.output.partial import ANALYSIS_FILES, RESULT_FILES
from posecheck.readable import readable
from posecheck.video.animation import is_animated
from posecheck.video.opening import VIDEO_SUFFIXES
from posecheck.video.photo import PHOTO_SUFFIXES

SYSTEM_FILES = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "@eadir"})
"""What Windows, macOS and network disks leave in folders, in lower case."""

SYNC_BYTE = b"\x47"
"""The first byte of each packet of a transport stream; a .ts without it is a program's text."""

SYNC_PLACES = (0, 4)
"""Where the first packet begins: in .ts, and in .m2ts behind its time stamp."""

MAX_NAMED = 5
"""How many of the entries that are left out are named."""


@dataclass(frozen=True)
class FolderContents:
    """What a folder holds.

    Attributes
    ----------
    folder
        The folder.
    files
        Its photos and clips, sorted by name.
    left_out
        Names of the other entries, sorted; a folder's ends with a slash. Hidden files, those of
        the system, and posecheck's own results are not among them.
    wanted
        What was looked for, in the singular.
    """

    folder: Path
    files: tuple[Path, ...]
    left_out: tuple[str, ...]
    wanted: str = "photo or clip"

    @property
    def complaint(self) -> str:
        """One sentence that names what is left out, or "" where nothing is."""
        if not self.left_out:
            return ""
        count = len(self.left_out)
        named = ", ".join(self.left_out[:MAX_NAMED])
        more = f" and {count - MAX_NAMED} more" if count > MAX_NAMED else ""
        plural = " or ".join(f"{word}s" for word in self.wanted.split(" or "))
        what = (
            f"1 entry that is no {self.wanted}"
            if count == 1
            else f"{count} entries that are no {plural}"
        )
        deeper = any(name.endswith("/") for name in self.left_out)
        rest = "; folders in it are not searched" if deeper else ""
        return f"Left out of {readable(self.folder)}: {what} ({named}{more}){rest}."


def read_folder(folder: Path) -> FolderContents:
    """List what a folder holds; folders in it are not searched.

    Raises
    ------
    InputError
        It cannot be read.
    """
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise InputError(
            f"The folder {readable(folder)} cannot be read: {error.strerror}."
        ) from error
    is_analysis = folder / ANALYSIS_FILES[0] in entries
    files, left_out = [], []
    for entry in entries:
        if entry.name.startswith(".") or entry.name.lower() in SYSTEM_FILES:
            continue
        if is_analysis and entry.name in RESULT_FILES:
            continue
        kind = _kind_of(entry)
        if kind == "file":
            files.append(entry)
        elif kind != "results":
            left_out.append(readable(entry.name) + ("/" if kind == "folder" else ""))
    return FolderContents(folder, tuple(files), tuple(left_out))


def photos_and_clips(path: Path) -> FolderContents:
    """The photos and clips of a folder; a path to a file gives that path alone.

    Raises
    ------
    InputError
        The folder cannot be read, or holds none.
    """
    if not path.is_dir():
        return FolderContents(path.parent, (path,), ())
    found = read_folder(path)
    if not found.files:
        raise InputError(
            " ".join(
                [f"The folder {readable(path)} holds no photos or clips.", found.complaint]
            ).strip()
        )
    return found


def clips(path: Path) -> FolderContents:
    """The clips of a folder, animated pictures among them; a path to a file gives that path alone.

    Raises
    ------
    InputError
        The folder cannot be read, or holds none.
    """
    if not path.is_dir():
        return photos_and_clips(path)
    found = read_folder(path)
    photos = {f for f in found.files if f.suffix.lower() in PHOTO_SUFFIXES and not is_animated(f)}
    left_out = sorted([*found.left_out, *(readable(photo.name) for photo in photos)])
    kept = tuple(file for file in found.files if file not in photos)
    contents = FolderContents(path, kept, tuple(left_out), "clip")
    if not kept:
        complaint = f"The folder {readable(path)} holds no clips. {contents.complaint}".strip()
        hint = " `posecheck measure` gives the numbers of photos." if photos else ""
        raise InputError(complaint + hint)
    return contents


def expand(paths: Iterable[Path]) -> list[Path]:
    """Expand ``*`` and ``?`` in names, and ``~``, as a shell does that the program ran without.

    A path that is there is taken as it is, whatever its name; so is a pattern that nothing
    matches. Square brackets stand for themselves: cameras and browsers put them into names.
    """
    found: list[Path] = []
    for path in paths:
        text = os.fspath(path)
        if os.path.lexists(path):
            found.append(path)
            continue
        text = os.path.expanduser(text)
        if "*" in text or "?" in text:
            pattern = text.replace("[", "[[]")
            found += [Path(p) for p in sorted(glob.glob(pattern, recursive=True))] or [path]
        else:
            found.append(Path(text))
    return found


def split_repeated(paths: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """The paths without those that were named before, and these."""
    seen: set[str] = set()
    kept: list[Path] = []
    repeated: list[Path] = []
    for path in paths:
        key = os.path.normcase(os.path.abspath(path))
        (repeated if key in seen else kept).append(path)
        seen.add(key)
    return kept, repeated


def _kind_of(entry: Path) -> str:
    """One of file (to be measured), folder, results (our own) and other."""
    try:
        mode = entry.stat().st_mode
    except (OSError, ValueError):
        return "other"
    if stat.S_ISDIR(mode):
        return "folder"
    if not stat.S_ISREG(mode):
        return "other"
    suffix = entry.suffix.lower()
    if suffix == ".ts":
        return "file" if _is_transport_stream(entry) else "other"
    if suffix in PHOTO_SUFFIXES | VIDEO_SUFFIXES:
        return "file"
    is_table = suffix == ".csv" and _start_of(entry).startswith(",".join(PROMISED[:4]).encode())
    return "results" if is_table else "other"


def _is_transport_stream(path: Path) -> bool:
    start = _start_of(path)
    return not start or any(start[place : place + 1] == SYNC_BYTE for place in SYNC_PLACES)


def _start_of(path: Path) -> bytes:
    """The first bytes of a file; empty where it cannot be read, which is told when it is opened."""
    try:
        with path.open("rb") as file:
            return file.read(64)
    except OSError:
        return b""
