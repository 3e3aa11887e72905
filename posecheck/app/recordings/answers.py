"""What the page of the recordings asks for: files in, the list, results, delete."""

from __future__ import annotations

import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from posecheck.app.recordings.shelf import to_row
from posecheck.app.recordings.taking_in import TooLargeError, check_length, take_in
from posecheck.app.state import state_of
from posecheck.engine.options import SELFTEST
from posecheck.engine.recognising import AUTO
from posecheck.errors import OutputError, PosecheckError
from posecheck.exercises.library import load_exercises

LONGEST_NAME = 1000
"""Longest name that a browser may send."""

DOWNLOADS = ("frames.csv", "analysis.json")
"""Results that a browser saves rather than shows."""

_POLICY = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]+)"')


async def add(request: Request) -> Response:
    """Take a file in; its analysis follows."""
    state = state_of(request)
    name = request.query_params.get("name", "")[:LONGEST_NAME]
    exercise = request.query_params.get("exercise", AUTO)
    if exercise not in (AUTO, SELFTEST) and exercise not in load_exercises():
        raise HTTPException(400, "There is no such exercise.")
    announced = request.headers.get("content-length", "")
    if not announced.isdecimal() or int(announced) == 0:
        raise HTTPException(411, "The file is empty, or its length is not told.")
    try:
        check_length(int(announced), state.shelf.folder)
    except TooLargeError as error:
        raise HTTPException(413, str(error)) from error
    recording, path = state.shelf.add(name, exercise)
    try:
        await take_in(request.stream(), int(announced), path)
    except BaseException as error:  # also where the page goes in the middle
        state.shelf.delete(recording)
        if isinstance(error, TooLargeError):
            raise HTTPException(413, str(error)) from error
        raise
    state.queue.put(recording)
    return JSONResponse({"ok": True, "id": recording}, 201)


async def rows(request: Request) -> Response:
    """All recordings, the newest first."""
    state = state_of(request)
    return JSONResponse(
        [to_row(name, about, state.queue.progress(name)) for name, about in state.shelf.list()]
    )


async def delete(request: Request) -> Response:
    """Delete one recording, or all."""
    state, recording = state_of(request), request.path_params.get("recording")
    names = [name for name, _ in state.shelf.list()] if recording is None else [recording]
    trouble: OutputError | None = None
    for name in names:
        state.queue.cancel(name)
        try:
            if not state.shelf.delete(name) and recording is not None:
                raise HTTPException(404)
        except OutputError as error:  # the others go all the same
            trouble = error
    if trouble is not None:
        raise trouble
    return JSONResponse({"ok": True})


async def result(request: Request) -> Response:
    """A file of the results. The report comes with its own policy, which forbids all else."""
    state = state_of(request)
    name = request.path_params["name"]
    path = state.shelf.result(request.path_params["recording"], name)
    if path is None:
        raise HTTPException(404)
    if name == "report.html":
        return _report(path.read_text("utf-8"))
    kind = "attachment" if name in DOWNLOADS else "inline"
    return FileResponse(path, filename=name, content_disposition_type=kind)


def _report(page: str) -> Response:
    found = _POLICY.search(page)
    if found is None:
        raise PosecheckError("This report has no policy of its own: analyse the clip again.")
    policy = f"{found[1].replace('&#39;', chr(39))}; frame-ancestors 'self'"
    return Response(page, media_type="text/html", headers={"Content-Security-Policy": policy})
