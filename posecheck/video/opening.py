"""Open the source of frames that a user names."""

from __future__ import annotations

import re
from pathlib import Path

from posecheck.errors import InputError
from posecheck.video.file import VideoFile
from posecheck.video.live import Camera, NetworkCamera
from posecheck.video.photo import PHOTO_SUFFIXES, Photo
from posecheck.video.reading import ReadingOptions
from posecheck.video.source import FrameSource

VIDEO_SUFFIXES = frozenset(
    {".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".mts", ".3gp", ".wmv"}
)
"""Ends of the names of files that count as clips when a folder is read, in lower case."""

_URL = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def open_source(spec: str | Path, reading: ReadingOptions | None = None) -> FrameSource:
    """Open a camera, a network camera, a clip or a photo.

    Parameters
    ----------
    spec
        A camera's index ("0") or device path, a network camera's URL, or the path of a clip or a
        photo.
    reading
        What its file does not say itself.

    Raises
    ------
    InputError
        It cannot be opened, or a camera is given a speed. The message is one sentence with the reason.
    """
    text = str(spec)
    path = Path(text)
    is_camera = text.isdigit() or bool(_URL.match(text)) or path.is_char_device()
    if is_camera and reading is not None and reading.speed is not None:
        raise InputError("A camera shows what happens now: --speed is for recorded clips.")
    if text.isdigit():
        return Camera(int(text))
    if _URL.match(text):
        return NetworkCamera(text)
    if is_camera:
        return Camera(text)
    if text.startswith("/dev/video"):
        raise InputError(f"There is no camera at {text}: check that it is plugged in.")
    return open_file(path, reading)


def open_file(path: Path, reading: ReadingOptions | None = None) -> FrameSource:
    """Open a clip or a photo.

    Parameters
    ----------
    path
        A file whose name ends as in :data:`~posecheck.video.photo.PHOTO_SUFFIXES` is read as a
        photo, any other as a clip.
    reading
        What the file does not say itself. A photo has no speed.

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
    if path.suffix.lower() in PHOTO_SUFFIXES:
        return Photo(path)
    return VideoFile(path, reading)
