"""Open the source of frames that a user names."""

from __future__ import annotations

import re
from pathlib import Path

from posecheck.errors import InputError
from posecheck.video.file import VideoFile
from posecheck.video.live import Camera, NetworkCamera
from posecheck.video.photo import PHOTO_SUFFIXES, Photo
from posecheck.video.reading import AS_IT_IS, ReadingOptions
from posecheck.video.source import FrameSource

VIDEO_SUFFIXES = frozenset(
    {".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".mts", ".3gp", ".wmv"}
)
"""Ends of the names of files that count as clips when a folder is read, in lower case."""

_URL = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def open_source(spec: str | Path, reading: ReadingOptions = AS_IT_IS) -> FrameSource:
    """Open a camera, a network camera, a clip or a photo.

    Parameters
    ----------
    spec
        A camera's index ("0") or device path, a network camera's URL, or the path of a clip or a
        photo.
    reading
        How it is read: turned, mirrored.

    Raises
    ------
    InputError
        It cannot be opened. The message is one sentence with the reason.
    """
    text = str(spec)
    if text.isdigit():
        return Camera(int(text), reading)
    if _URL.match(text):
        return NetworkCamera(text, reading)
    path = Path(text)
    if path.is_char_device():
        return Camera(text, reading)
    if text.startswith("/dev/video"):
        raise InputError(f"There is no camera at {text}: check that it is plugged in.")
    return open_file(path, reading)


def open_file(path: Path, reading: ReadingOptions = AS_IT_IS) -> FrameSource:
    """Open a clip or a photo.

    Parameters
    ----------
    path
        A file whose name ends as in :data:`~posecheck.video.photo.PHOTO_SUFFIXES` is read as a
        photo, any other as a clip.
    reading
        How it is read: turned, mirrored.

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
    is_photo = path.suffix.lower() in PHOTO_SUFFIXES
    return Photo(path, reading) if is_photo else VideoFile(path, reading)
