"""Look at output files before the work begins, and keep them for this run until it ends.

The rules are in :mod:`posecheck.output.files`.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from posecheck.errors import OutputError
from posecheck.output.files import (
    cannot_write,
    is_stream,
    make_folder_if_used,
    resolve,
)
from posecheck.output.lock import AlreadyLockedError, lock_file
from posecheck.output.partial import lock_path
from posecheck.readable import readable

Outputs = Mapping[str, Path | None]
"""What is to be written, by the option that names it; None where the option is not given."""


@contextmanager
def claim_outputs(
    outputs: Outputs, *, inputs: Iterable[Path] = (), overwrite: bool = False
) -> Iterator[None]:
    """Refuse files that must not be written, and keep other runs away from them for the block.

    Parameters
    ----------
    outputs
        The files.
    inputs
        The files that are read, which are never replaced.
    overwrite
        Whether files that are there may be replaced.

    Raises
    ------
    OutputError
        A file is there already, is an input, cannot be written, is named by two of the options,
        or is being written by another run.
    """
    wanted = {option: path for option, path in outputs.items() if path is not None}
    check_distinct(wanted)
    read = list(inputs)
    for path in wanted.values():
        check_output(path, inputs=read, overwrite=overwrite)
    with ExitStack() as stack:
        for path in wanted.values():
            if not is_stream(path):
                stack.enter_context(_locked(path))
                # another run may have finished it meanwhile
                check_output(path, inputs=read, overwrite=overwrite)
        yield


@contextmanager
def claim_folder(
    folder: Path, names: Iterable[str], *, inputs: Iterable[Path] = (), overwrite: bool = False
) -> Iterator[None]:
    """As :func:`claim_outputs`, for files of these names in one folder.

    Its parents are made for the block, and go again if they are still empty at the end.
    """
    read = list(inputs)
    check_folder(folder, names, inputs=read, overwrite=overwrite)
    with make_folder_if_used(folder.parent), _locked(folder):
        check_folder(folder, names, inputs=read, overwrite=overwrite)
        yield


def check_output(path: Path, *, inputs: Iterable[Path] = (), overwrite: bool = False) -> None:
    """Check that a file may be written, before the work for it begins.

    Raises
    ------
    OutputError
        It may not: one sentence with the reason.
    """
    name = readable(path)
    if any(_is_same_file(path, source) for source in inputs):
        raise OutputError(f"{name} is read in this call: write the results to another file.")
    if is_stream(path):
        return
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        mode = None
    except (OSError, ValueError) as error:
        raise cannot_write(path, error) from error
    if mode is not None and stat.S_ISDIR(mode):
        raise OutputError(f"{name} is a folder: name a file in it.")
    if mode is not None and not stat.S_ISREG(mode):
        raise OutputError(f"{name} is not a file that can be written: name another.")
    if mode is not None and not overwrite:
        raise OutputError(f"{name} is already there: add --overwrite to replace it.")
    folder = resolve(path).parent
    if not folder.is_dir():
        what = "is not a folder" if folder.exists() else "does not exist"
        raise OutputError(f"Cannot write {name}: the folder {readable(folder)} {what}.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OutputError(
            f"Cannot write {name}: you may not write into the folder {readable(folder)}."
        )


def check_distinct(outputs: Outputs) -> None:
    """Check that no two options name the same file.

    Names that differ in their case only count as the same: on some disks they are.

    Raises
    ------
    OutputError
        Two do.
    """
    seen: dict[str, str] = {}
    for option, path in outputs.items():
        if path is None or is_stream(path):
            continue
        key = unicodedata.normalize("NFC", str(resolve(path))).casefold()
        if key in seen:
            raise OutputError(f"{seen[key]} and {option} name the same file {readable(path)}.")
        seen[key] = option


def check_folder(
    folder: Path, names: Iterable[str], *, inputs: Iterable[Path] = (), overwrite: bool = False
) -> None:
    """As :func:`check_output`, for files of these names in one folder, which need not be there.

    Raises
    ------
    OutputError
        They may not be written: one sentence with the reason.
    """
    read = list(inputs)
    if os.path.lexists(folder) and not folder.is_dir():
        raise OutputError(
            f"Cannot make the folder {readable(folder)}: a file of that name is there. "
            "Choose another with --out."
        )
    for name in names:
        path = folder / name
        if any(_is_same_file(path, source) for source in read):
            raise OutputError(f"{readable(path)} is read in this call: choose another folder.")
        if os.path.lexists(path) and not overwrite:
            raise OutputError(
                f"{readable(folder)} already holds an analysis: add --overwrite to replace it."
            )


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Keep other runs from writing the same file or folder."""
    with ExitStack() as stack:
        try:
            stack.enter_context(lock_file(lock_path(resolve(path))))
        except AlreadyLockedError as error:
            raise OutputError(
                f"Another run is writing {readable(path)}: wait for it, or name another."
            ) from error
        except OSError as error:
            raise cannot_write(path, error) from error
        yield


def _is_same_file(path: Path, other: Path) -> bool:
    """Whether both lead to the same file, also by links or by another spelling."""
    try:
        return not is_stream(path) and os.path.samefile(path, other)
    except (OSError, ValueError):
        return False
