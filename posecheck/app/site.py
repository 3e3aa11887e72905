"""The application: every path that the server answers, behind its guard."""

from __future__ import annotations

import hmac

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from posecheck.app.guard import NO_ENTRY, Guard, give_cookie
from posecheck.app.live.socket import serve_page
from posecheck.app.pages import answers
from posecheck.app.pages.static import static_file
from posecheck.app.pages.views import PAGES
from posecheck.app.recordings import answers as recordings
from posecheck.app.state import AppState, state_of
from posecheck.errors import PosecheckError

HOSTS = ("127.0.0.1", "localhost")
"""The names under which the pages are reached."""

HTTP_PORT = 80
"""The port that browsers do not name."""


async def enter(request: Request) -> Response:
    """Let the browser in that has the link with the token."""
    state, given = state_of(request), request.query_params.get("token", "")
    if not hmac.compare_digest(given.encode(), state.token.encode()):
        return PlainTextResponse(f"{NO_ENTRY}\n", 403)
    response = RedirectResponse("/", 303)
    give_cookie(response, state.cookie, state.key, secure=False)
    return response


async def live(socket: WebSocket) -> None:
    """A page that shows a live session."""
    await serve_page(socket, state_of(socket).desk)


async def give_file(request: Request) -> Response:
    """A style, script or icon."""
    return static_file(request.path_params["name"])


def make_site(state: AppState, port: int) -> ASGIApp:
    """The application of the pages.

    Parameters
    ----------
    state
        What it knows.
    port
        Where it will listen: only requests to this address are answered.
    """
    one = "/api/recordings/{recording}"
    site = Starlette(
        routes=[
            *(Route(path, page) for path, page in PAGES.items()),
            Route("/enter", enter),
            Route("/static/{name}", give_file),
            WebSocketRoute("/live", live),
            Route("/api/soreness", answers.note_soreness, methods=["POST"]),
            Route("/api/danger", answers.answer_danger, methods=["POST"]),
            Route("/api/note", answers.write_note, methods=["POST"]),
            Route("/api/forget", answers.forget, methods=["POST"]),
            Route("/api/settings", answers.choose, methods=["POST"]),
            Route("/api/cameras", answers.cameras),
            Route("/api/phone", answers.phone, methods=["GET", "POST"]),
            Route("/phone.svg", answers.phone_code),
            Route("/api/recordings", recordings.rows, methods=["GET"]),
            Route("/api/recordings", recordings.add, methods=["PUT"]),
            Route("/api/recordings", recordings.delete, methods=["DELETE"]),
            Route(one, recordings.delete, methods=["DELETE"]),
            Route("/recordings/{recording}/{name}", recordings.result),
        ],
        exception_handlers={
            PosecheckError: answers.explain_error,
            HTTPException: answers.explain_refusal,
        },
    )
    site.state.posecheck = state
    ends = [f":{port}", *([""] if port == HTTP_PORT else [])]
    return Guard(
        site,
        key=state.key,
        cookie=state.cookie,
        origins=[f"http://{host}{end}" for host in HOSTS for end in ends],
        open_paths=("/enter",),
    )
