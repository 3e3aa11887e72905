"""Open the source of frames that a user names."""

from __future__ import annotations

import re
from pathlib import Path

from posecheck.errors import InputError
from posecheck.video.file import VideoFile
from posecheck.video.live import Camera, NetworkCamera
from posecheck.video.photo import PHOTO_SUFFIXES, Photo
from posecheck.video.source import FrameSource

VIDEO_SUFFIXES = frozenset(
    {".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".mts", ".3gp", ".wmv"}
)
"""Ends of the names of files that count as clips when a folder is read, in lower case."""

_URL = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def open_source(spec: str | Path) -> FrameSource:
    """Open a camera, a network camera, a clip or a photo.

    Parameters
    ----------
    spec
        A camera's index ("0") or device path, a network camera's URL, or the path of a clip or a
        photo.

    Raises
    ------
    InputError
        It cannot be opened. The message is one sentence with the reason.
    """
    text = str(spec)
    if text.isdigit():
        return Camera(int(text))
    if _URL.match(text):
        return NetworkCamera(text)
    path = Path(text)
    if path.is_char_device():
        return Camera(text)
    if text.startswith("/dev/video"):
        raise InputError(f"There is no camera at {text}: check that it is plugged in.")
    return open_file(path)


def open_file(path: Path) -> FrameSource:
    """Open a clip or a photo.

    Parameters
    ----------
    path
        A file whose name ends as in :data:`~posecheck.video.photo.PHOTO_SUFFIXES` is read as a
        photo, any other as a clip.

    Raises
    ------
    InputError
        There is no such file, it is a folder or empty, or it is not a readable photo or clip.
    """
    if not path.exists():
        raise InputError(f"There is no file {path}: check the name.")
    if path.is_dir():
        raise InputError(f"{path} is a folder: give a photo or a clip.")
    if path.stat().st_size == 0:
        raise InputError(f"{path} is empty.")
    return Photo(path) if path.suffix.lower() in PHOTO_SUFFIXES else VideoFile(path)
