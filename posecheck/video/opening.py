"""From what a user types to a source of frames."""

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
_URL = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def open_source(spec: str | Path) -> FrameSource:
    """Open a camera index ("0"), a device path, a URL, a clip or a photo.

    Raises:
        InputError: with the reason, in one sentence.
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

    Raises:
        InputError: no such file, a folder, empty, or not readable as a picture or clip.
    """
    if not path.exists():
        raise InputError(f"There is no file {path}: check the name.")
    if path.is_dir():
        raise InputError(f"{path} is a folder; a photo or a clip is wanted here.")
    if path.stat().st_size == 0:
        raise InputError(f"{path} is empty.")
    return Photo(path) if path.suffix.lower() in PHOTO_SUFFIXES else VideoFile(path)
