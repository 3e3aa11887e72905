"""Where recordings and their results lie: a folder each, with a name that this module makes.

A name that a browser sends is only ever shown. It never becomes part of a path but for the copy
that is analysed, whose name is cleaned and whose folder holds nothing else.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from posecheck.app.settings import data_folder
from posecheck.errors import OutputError
from posecheck.history.times import now_local
from posecheck.output.files import write_atomically
from posecheck.output.partial import ANALYSIS_FILES
from posecheck.output.private import make_private_folder
from posecheck.readable import shown
from posecheck.video.opening import VIDEO_SUFFIXES

FOLDER = "recordings"
"""Name of the folder of all recordings, beside the history."""

ABOUT, RESULT, UPLOAD = "about.json", "result", "upload"
"""In the folder of a recording: what is known of it, its results, the file until it is analysed."""

DEFAULT_SUFFIX = ".mp4"
"""Of a file whose name ends in no suffix of a film; what it is its contents say."""

LONGEST_NAME = 80
"""Most letters of a file's name that are kept."""

CLOSED = "posecheck was closed before it was analysed: drop the file in once more."
"""Said of a recording that was not finished when the server ended."""

_ID = re.compile(r"[0-9a-f]{16}")
_NOT_PLAIN = re.compile(r"[^\w .()+-]+")


class About(BaseModel):
    """What is known of a recording.

    Attributes
    ----------
    name
        The file's name, as it may be shown.
    exercise
        What is practised in it: a name, ``auto`` or ``selftest``.
    added
        When it came, with the local offset.
    state
        Whether it is still coming, waits, is analysed, is done, or failed.
    text
        What came of it, in a sentence or two; or why it failed.
    """

    model_config = ConfigDict(frozen=True)

    name: Annotated[str, Field(max_length=400)]
    exercise: str = "auto"
    added: datetime
    state: Literal["coming", "waiting", "running", "done", "failed"] = "coming"
    text: str = ""


class Shelf:
    """All recordings. Nothing is kept but what is listed here.

    Parameters
    ----------
    folder
        By default the one beside the history.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or data_folder() / FOLDER

    def add(self, name: str, exercise: str) -> tuple[str, Path]:
        """Make room for a recording.

        Returns
        -------
        id : str
            What the recording is called from now on.
        path : Path
            Where its file is to be written; its folder is there.

        Raises
        ------
        OutputError
            The folder cannot be made.
        """
        found = secrets.token_hex(8)
        path = self.folder / found / UPLOAD / clean_name(name)
        try:
            make_private_folder(path.parent)
        except OSError as error:
            raise OutputError(f"The recording cannot be taken in: {error.strerror}.") from error
        name = shown(name.replace("\\", "/").rsplit("/", 1)[-1])[:LONGEST_NAME] or path.name
        self.note(found, About(name=name, exercise=exercise, added=now_local()))
        return found, path

    def note(self, recording: str, about: About) -> None:
        """Write down what is known of a recording."""
        with write_atomically(self._of(recording) / ABOUT) as file:
            json.dump(about.model_dump(mode="json"), file)

    def about(self, recording: str) -> About | None:
        """What is known of a recording; None where there is none."""
        if not _ID.fullmatch(recording):
            return None
        with suppress(OSError, ValueError, ValidationError):
            return About.model_validate_json((self._of(recording) / ABOUT).read_text("utf-8"))
        return None

    def list(self) -> list[tuple[str, About]]:
        """All recordings, the newest first."""
        try:
            names = [path.name for path in self.folder.iterdir()]
        except OSError:
            return []
        found = [(name, about) for name in names if (about := self.about(name)) is not None]
        return sorted(found, key=lambda each: each[1].added, reverse=True)

    def upload(self, recording: str) -> Path | None:
        """The file that waits for its analysis; None where there is none."""
        with suppress(OSError):
            return next(iter((self._of(recording) / UPLOAD).iterdir()), None)
        return None

    def result_folder(self, recording: str) -> Path:
        """Where its results go, or lie."""
        return self._of(recording) / RESULT

    def result(self, recording: str, name: str) -> Path | None:
        """A file of its results; None where there is none of that name."""
        if not _ID.fullmatch(recording) or name not in ANALYSIS_FILES:
            return None
        path = self.result_folder(recording) / name
        return path if path.is_file() and not path.is_symlink() else None

    def forget_upload(self, recording: str) -> None:
        """Delete the file that was sent: nothing is kept of it but the results."""
        shutil.rmtree(self._of(recording) / UPLOAD, ignore_errors=True)

    def delete(self, recording: str) -> bool:
        """Delete a recording with all its results; False where there is none.

        Raises
        ------
        OutputError
            Something of it is left.
        """
        if self.about(recording) is None:
            return False
        folder = self._of(recording)
        for part in (RESULT, UPLOAD):  # as long as these are there, it is listed
            shutil.rmtree(folder / part, ignore_errors=True)
            if (folder / part).exists():
                raise OutputError(f"Not all could be deleted: {shown(str(folder / part))} is left.")
        shutil.rmtree(folder, ignore_errors=True)
        return True

    def tidy(self) -> None:
        """Forget the files that a server which was killed has left; say so in the list.

        So too the files of a recording of which nothing is known: the list does not show it.
        """
        for recording, about in self.list():
            if about.state in ("coming", "waiting", "running"):
                failed = about.model_copy(update={"state": "failed", "text": CLOSED})
                with suppress(OutputError):
                    self.note(recording, failed)
            self.forget_upload(recording)
        with suppress(OSError):
            for path in self.folder.iterdir():
                if _ID.fullmatch(path.name) and self.about(path.name) is None:
                    self.forget_upload(path.name)

    def _of(self, recording: str) -> Path:
        assert _ID.fullmatch(recording), "the name of a recording is made here"
        return self.folder / recording


def clean_name(name: str) -> str:
    """A name for the copy that is analysed: letters, digits and little else, and a film's suffix.

    >>> clean_name("../../etc/passwd")
    'passwd.mp4'
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    stem, dot, suffix = last.rpartition(".")
    suffix = f".{suffix.lower()}" if dot else ""
    if suffix not in VIDEO_SUFFIXES:
        stem, suffix = last, DEFAULT_SUFFIX
    plain = _NOT_PLAIN.sub("_", stem).strip(" ._-")[:LONGEST_NAME]
    return f"{plain or 'recording'}{suffix}"


def to_row(recording: str, about: About, progress: float | None) -> dict[str, Any]:
    """A recording as the page lists it."""
    return {
        "id": recording,
        "name": about.name,
        "added": f"{about.added:%Y-%m-%d %H:%M}",
        "state": about.state,
        "text": about.text,
        "progress": progress,
    }
