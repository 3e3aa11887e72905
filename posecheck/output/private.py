"""Files and folders that only their owner can read, whatever the umask: they show a person."""

from __future__ import annotations

import os
from pathlib import Path

PRIVATE_FILE = 0o600
"""Rights of a file that posecheck makes: its owner reads and writes it, nobody else."""

PRIVATE_FOLDER = 0o700
"""Rights of a folder that posecheck makes."""


def create_private(path: Path) -> None:
    """Make an empty file that only its owner can read, in place of what is there.

    Raises
    ------
    OSError
        It cannot be made.
    """
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE))


def make_private_folder(path: Path) -> None:
    """Make a folder, with its parents, that only its owner can enter; one that is there stays.

    Raises
    ------
    OSError
        It cannot be made.
    """
    for folder in reversed((path, *path.parents)):
        if not folder.exists():
            folder.mkdir(PRIVATE_FOLDER, exist_ok=True)
    path.mkdir(exist_ok=True)  # tells where something else than a folder is there
