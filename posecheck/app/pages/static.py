"""The styles, scripts and icons of the pages: files of the package, by their names alone."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from starlette.exceptions import HTTPException
from starlette.responses import Response

TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
"""The media type of each kind of file."""

OF_THE_REPORTS = ("base.css", "page.css")
"""The styles that the pages share with the reports."""

_NAME = re.compile(r"[a-z][a-z_-]{0,40}\.(css|js|svg)")


def static_file(name: str) -> Response:
    """A file of the pages.

    Raises
    ------
    HTTPException
        There is none of that name.
    """
    body = _read(name) if _NAME.fullmatch(name) else None
    if body is None:
        raise HTTPException(404)
    return Response(body, media_type=TYPES[name.rpartition(".")[2]])


@cache
def _read(name: str) -> bytes | None:
    if name in OF_THE_REPORTS:
        return (files("posecheck.feedback.report") / "templates" / name).read_bytes()
    file = files("posecheck.app") / "static" / name
    return file.read_bytes() if file.is_file() else None
