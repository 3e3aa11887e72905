"""A file's path as FFmpeg takes it: always a file's, whatever its name looks like."""

from __future__ import annotations

import os
from pathlib import Path


def ffmpeg_path(path: Path) -> str:
    """The path as FFmpeg opens it.

    FFmpeg takes ``2026-01-05T10:30:12.mp4`` or ``C:x.mp4`` for an address of the protocol before
    the colon. What begins with ``file:`` is a path in any case.
    """
    return f"file:{os.fspath(path)}"
