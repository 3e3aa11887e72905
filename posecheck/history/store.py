"""Practice sessions on the disk: numbers only, no pictures, readable by their owner only."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import platformdirs

from posecheck.errors import OutputError


@dataclass(frozen=True)
class SessionFile:
    """One session's file; written again and again while it goes on, whole each time."""

    path: Path

    @classmethod
    def begin(cls, exercise: str, folder: Path | None = None) -> SessionFile:
        """A new session's file in the user's data folder (nothing is written yet)."""
        home = folder or Path(platformdirs.user_data_dir("posecheck", appauthor=False)) / "sessions"
        stamp = datetime.now().strftime("%Y-%m-%dT%H-%M-%S")
        return cls(home / f"{stamp}_{exercise}.json")

    def write(self, contents: dict[str, Any]) -> None:
        """Replace the file with ``contents``; a crash leaves the last whole one.

        Raises:
            OutputError: the folder cannot be written.
        """
        partial = self.path.with_suffix(".part")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(contents, file, indent=1)
            os.replace(partial, self.path)
        except OSError as error:
            raise OutputError(
                f"Cannot save the session to {self.path}: {error.strerror}."
            ) from error
