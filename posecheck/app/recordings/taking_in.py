"""Takes in a file that a page sends: bounded, private, and never longer there than needed."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

from posecheck.errors import InputError, OutputError
from posecheck.output.private import PRIVATE_FILE

LARGEST_FILE = 4 << 30
"""Largest file that is taken in, in bytes: an hour of a phone's film in full HD."""

LEAST_FREE = 1 << 30
"""Bytes that must stay free on the disk, for the results and for everything else."""


class TooLargeError(InputError):
    """The file is larger than what is taken in, or than the room on the disk."""


def check_length(length: int, folder: Path) -> None:
    """Check the length that a page announces.

    Raises
    ------
    TooLargeError
        It is not taken in.
    """
    if length > LARGEST_FILE:
        raise TooLargeError(
            f"The file is too large: {LARGEST_FILE >> 30} GB are taken in at most. Cut it, or use "
            "`posecheck analyze`, which takes any."
        )
    while not folder.exists():
        folder = folder.parent
    if shutil.disk_usage(folder).free < length + LEAST_FREE:
        raise TooLargeError("There is not enough room on the disk for this file.")


async def take_in(pieces: AsyncIterator[bytes], length: int, path: Path) -> None:
    """Write the pieces of a file as they come.

    Parameters
    ----------
    pieces
        What comes.
    length
        The length that was announced; not one byte more is written.
    path
        Where to; nothing may be there.

    Raises
    ------
    TooLargeError
        More comes than was announced.
    InputError
        Less comes.
    OutputError
        It cannot be written.
    """
    written = 0
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
        with os.fdopen(descriptor, "wb") as file:
            async for piece in pieces:
                written += len(piece)
                if written > length:
                    raise TooLargeError("More came than was announced.")
                await asyncio.to_thread(file.write, piece)
    except OSError as error:
        raise OutputError(f"The recording cannot be written: {error.strerror}.") from error
    if written < length:
        raise InputError("The file did not come whole: drop it in once more.")
