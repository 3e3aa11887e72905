"""Whether ``posecheck doctor`` finds a history that can be read and written."""

from __future__ import annotations

import os

from posecheck.errors import PosecheckError
from posecheck.history.database import HOME_VARIABLE, history_path
from posecheck.history.store import History


def check_history() -> str:
    """Say where the history lies and how much it holds; a fault is a PosecheckError."""
    path = history_path()
    if path.exists():
        with History.open(path) as history:
            if history.read_only:
                raise PosecheckError(f"{history.read_only} It is shown, but nothing is added.")
            count = history.count()
            return f"{count} {'entry' if count == 1 else 'entries'} in {path}"
    folder = next(parent for parent in path.parents if parent.exists())
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise PosecheckError(
            f"{folder} cannot be written, so nothing is remembered: change its rights, or name "
            f"another folder in {HOME_VARIABLE}."
        )
    return f"none yet; it will be kept in {path.parent}"
