"""Open the source of frames that a user names."""

from __future__ import annotations

import re
import stat
from pathlib import Path
from urllib.parse import urlsplit

from posecheck.errors import InputError
from posecheck.readable import readable
from posecheck.video.animation import Animation, is_animated
from posecheck.video.file import VideoFile
from posecheck.video.live import Camera, NetworkCamera
from posecheck.video.photo import PHOTO_SUFFIXES, Photo
from posecheck.video.reading import AS_IT_IS, ReadingOptions
from posecheck.video.source import FrameSource

VIDEO_SUFFIXES = frozenset({
    ".3g2", ".3gp", ".3gpp", ".amv", ".apng", ".asf", ".avi", ".divx", ".dv", ".f4v", ".flv",
    ".gif", ".h264", ".264", ".h265", ".265", ".hevc", ".ivf", ".m1v", ".m2t", ".m2ts", ".m2v",
    ".m4v", ".mjpeg", ".mjpg", ".mkv", ".mov", ".mp4", ".mp4v", ".mpe", ".mpeg", ".mpg", ".mpv",
    ".mts", ".mxf", ".nut", ".obu", ".ogm", ".ogv", ".qt", ".rm", ".rmvb", ".tod", ".ts", ".vob",
    ".webm", ".wmv", ".wtv", ".y4m",
})  # fmt: skip
"""Ends of the names of files that count as clips when a folder is read, in lower case."""

RTSP_PORTS = frozenset({"554", "8554", "5554"})
"""Ports at which cameras offer RTSP; an address without a scheme is taken for HTTP elsewhere."""

STREAM_SCHEMES = frozenset(
    {"http", "https", "rtsp", "rtsps", "rtmp", "rtmps", "rtp", "udp", "tcp", "srt", "mms", "mmsh"}
)
"""The protocols of network cameras."""

MAX_INDEX = 99
"""No computer numbers its cameras higher; OpenCV takes higher ones for other kinds of devices."""

_INDEX = re.compile("[+-]?[0-9]+")
_ADDRESS = re.compile("(https?|ftps?|rtsps?):/", re.IGNORECASE)
"""The address of a file or a stream: a path has lost one of its two slashes."""
_URL = re.compile(r"([a-z][a-z0-9+.-]+)://", re.IGNORECASE)
_HALF_URL = re.compile(r"([a-z][a-z0-9+.-]+)(?::/?|//|;//)(?=[^/])", re.IGNORECASE)
_HOST = re.compile(
    r"(?:[^/\s@]+@)?(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]+\]|[a-z0-9-]+(?:\.[a-z0-9-]+)*)"
    r"(?::(\d{1,5}))?(/.*)?",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"[^/\s:@]+:.*@")
_NUMBERED_HOST = re.compile(
    r"(?:[^/\s@]+@)?(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|\[)", re.IGNORECASE
)


def open_source(spec: int | str | Path, reading: ReadingOptions = AS_IT_IS) -> FrameSource:
    """Open a camera, a network camera, a clip or a photo.

    Parameters
    ----------
    spec
        A camera's index (0 or "0") or device path, a network camera's URL, or the path of a clip or
        a photo. Of an address without ``http://`` this is added, or ``rtsp://`` at its usual ports.
    reading
        How it is read: turned, mirrored.

    Raises
    ------
    InputError
        It cannot be opened. The message is one sentence with the reason.
    """
    text = str(spec)
    bare = text.strip()
    if not bare:
        raise InputError("No camera is named: give its number, such as 0, or its address.")
    if _INDEX.fullmatch(bare):
        return _open_index(bare, reading)
    if url := _URL.match(bare):
        return _open_url(bare, url[1].lower(), reading)
    path = Path(text)
    if _exists(path):
        if path.is_dir():
            raise InputError(f"{readable(path)} is a folder: give a camera or a file.")
        return Camera(text, reading) if path.is_char_device() else open_file(path, reading)
    if bare.startswith("/dev/"):
        raise InputError(f"There is no camera at {readable(bare)}: check that it is plugged in.")
    _refuse_half_url(bare)
    if address := _complete_address(bare):
        return NetworkCamera(address, reading)
    return open_file(path, reading)


def open_file(path: Path, reading: ReadingOptions = AS_IT_IS) -> FrameSource:
    """Open a clip or a photo.

    Parameters
    ----------
    path
        A file whose name ends as in :data:`~posecheck.video.photo.PHOTO_SUFFIXES` is read as a
        photo, any other as a clip. An animated WebP or PNG is a clip too.
    reading
        How it is read: turned, mirrored.

    Raises
    ------
    InputError
        There is no such file, it is a folder, a pipe or empty, or it is not a readable photo or
        clip.
    """
    name = readable(path)
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        if name == "-":
            raise InputError("A clip cannot be read from standard input: give a file.") from error
        if path.is_symlink():
            raise InputError(f"{name} is a link to a file that is not there.") from error
        if _ADDRESS.match(name):
            raise InputError("An address cannot be read here: download the clip first.") from error
        raise InputError(f"There is no file {name}: check the name.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{name} cannot be read: {reason}.") from error
    if stat.S_ISDIR(found.st_mode):
        raise InputError(f"{name} is a folder: give a clip in it.")
    if not stat.S_ISREG(found.st_mode):
        raise InputError(f"{name} is not a file but a pipe or a device: save the clip in a file.")
    if found.st_size == 0:
        raise InputError(f"{name} is empty.")
    if path.suffix.lower() not in PHOTO_SUFFIXES:
        return VideoFile(path, reading)
    return Animation(path, reading) if is_animated(path) else Photo(path, reading)


def refuse_photo(source: FrameSource) -> None:
    """Raise an InputError where a film is wanted and the source is a photo."""
    if source.is_photo:
        raise InputError(f"{source.name} is a photo: `posecheck measure` gives its numbers.")


def _open_index(text: str, reading: ReadingOptions) -> FrameSource:
    if not 0 <= int(text) <= MAX_INDEX:
        raise InputError(f"There is no camera {text}: they are numbered 0, 1, 2 and so on.")
    return Camera(int(text), reading)


def _open_url(text: str, scheme: str, reading: ReadingOptions) -> FrameSource:
    if scheme == "file":
        from urllib.request import url2pathname  # only here: it loads ssl

        return open_file(Path(url2pathname(urlsplit(text).path)), reading)
    if scheme not in STREAM_SCHEMES:
        raise InputError(
            f"{readable(text)} begins with {scheme}://: the address of a camera begins with "
            "http://, https:// or rtsp://."
        )
    return NetworkCamera(text, reading)


def _refuse_half_url(text: str) -> None:
    """Say what is wrong with ``http:/...``, ``http//...`` and the like.

    Raises
    ------
    InputError
        It is one of these.
    """
    half = _HALF_URL.match(text)
    if half and half[1].lower() in STREAM_SCHEMES:
        whole = f"{half[1].lower()}://{text[half.end() :]}"
        raise InputError(
            f"The address of the camera is not complete: did you mean {readable(whole)}?"
        )


def _complete_address(text: str) -> str | None:
    """An address without its scheme, completed; None for what is no address.

    What could be a file's name as well, such as ``clip.mp4``, is one only with a port.
    """
    host = _HOST.fullmatch(text)
    if host is None:
        return f"http://{text}" if _LOGIN.match(text) else None
    if not (_LOGIN.match(text) or host[1] or _NUMBERED_HOST.match(text)):
        return None
    return f"{'rtsp' if host[1] in RTSP_PORTS else 'http'}://{text}"


def _exists(path: Path) -> bool:
    try:
        return path.exists() or path.is_symlink()
    except (OSError, ValueError):
        return False
