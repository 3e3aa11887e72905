"""What a phone sees: one page that films. Nothing else is reachable from the network."""

from __future__ import annotations

import math

from pydantic import BaseModel
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from posecheck.app.bodies import read_body, read_record
from posecheck.app.guard import Guard, give_cookie
from posecheck.app.live.socket import LARGEST_PICTURE
from posecheck.app.pages.rendering import render
from posecheck.app.pages.static import static_file
from posecheck.app.state import AppState, state_of

COOKIE = "posecheck_phone"
"""The name of the phone's cookie."""

FILES = ("app.css", "base.css", "phone.js", "camera.js", "icon.svg")
"""The files that the phone's page needs."""

TAKEN = "x-taken-s"
"""The header with the time at which a picture was taken, in seconds of the phone's clock."""

PAGE = "x-page"
"""The header that names the page, as it was loaded: each has a clock of its own."""

LONGEST_PAGE = 64
"""Letters of that name that count."""


class Code(BaseModel):
    """The one-time code of the link."""

    code: str


async def show(request: Request) -> Response:
    """The page that films."""
    return render("phone.html", state_of(request))


async def enter(request: Request) -> Response:
    """Let the phone in that has the code."""
    state = state_of(request)
    assert state.phone is not None
    given = await read_record(request, Code)
    if not state.phone.enter(given.code):
        raise HTTPException(403, "This code was used already, or is too old: scan a new one.")
    response = JSONResponse({"ok": True})
    give_cookie(response, COOKIE, state.phone.key, secure=True)
    return response


async def take_picture(request: Request) -> Response:
    """Take a picture; say whether more are wanted. The first makes the phone the camera."""
    state = state_of(request)
    assert state.phone is not None
    try:
        taken_s = float(request.headers.get(TAKEN, ""))
    except ValueError:
        taken_s = math.nan
    jpeg = await read_body(request, LARGEST_PICTURE)
    if not math.isfinite(taken_s):
        raise HTTPException(400, "This is not a time.")
    if state.phone.note_seen():
        state.choose(state.settings.model_copy(update={"camera": "phone"}), keep=False)
    page = request.headers.get(PAGE, "")[:LONGEST_PAGE]
    return JSONResponse({"wanted": state.desk.take_phone_picture(jpeg, taken_s, page)})


async def give_file(request: Request) -> Response:
    """A style or script of the page."""
    name = request.path_params["name"]
    if name not in FILES:
        raise HTTPException(404)
    return static_file(name)


class _PhoneGuard:
    """A guard with the key of the phone that is in now."""

    def __init__(self, app: ASGIApp, state: AppState) -> None:
        self._app, self._state = app, state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self._state.phone is not None
        phone = self._state.phone
        guard = Guard(
            self._app,
            key=phone.key,
            cookie=COOKIE,
            origins=(phone.origin,),
            open_paths=("/", "/enter"),
        )
        await guard(scope, receive, send)


def make_phone_site(state: AppState) -> ASGIApp:
    """The application for the phone."""
    site = Starlette(
        routes=[
            Route("/", show),
            Route("/enter", enter, methods=["POST"]),
            Route("/picture", take_picture, methods=["POST"]),
            Route("/static/{name}", give_file),
        ]
    )
    site.state.posecheck = state
    return _PhoneGuard(site, state)
