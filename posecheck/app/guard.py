"""Who may ask for what, and what a page may load: checked for each request, before anything else.

The threats and the answers stand in SECURITY.md.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; connect-src 'self'; font-src 'self'; frame-src 'self'; "
    "worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""What a page may load: from this server alone, no script or style within the page."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), screen-wake-lock=(self), fullscreen=(self), "
    "microphone=(), geolocation=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}
"""Sent with each answer that does not have its own."""

OPEN_FOLDER = "/static/"
"""Styles and scripts need no cookie: they are the same for everybody."""

SAFE = frozenset({"GET", "HEAD"})
"""Methods that change nothing; any other must come from one of our pages."""

FORBIDDEN = 403
"""Status of what is refused; a socket is closed with 1008."""

NO_ENTRY = (
    "This page is open to the browser that posecheck opened, and to the link that it printed in "
    "the terminal. Open that link."
)
"""Said to a browser without the cookie."""


class Guard:
    """Refuses what does not come from our own pages; adds the headers. An ASGI middleware.

    Parameters
    ----------
    app
        What is guarded.
    key
        The secret in the cookie.
    cookie
        The cookie's name.
    origins
        Where our pages come from: ``http://127.0.0.1:8123``. Hosts are taken from them.
    open_paths
        Paths that need no cookie, and :data:`OPEN_FOLDER` with all in it.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        key: str,
        cookie: str,
        origins: Collection[str],
        open_paths: Collection[str],
    ) -> None:
        self._app, self._key, self._cookie = app, key, cookie
        self._origins = frozenset(origins)
        self._hosts = frozenset(origin.split("://", 1)[1] for origin in origins)
        self._open_paths = frozenset(open_paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        trouble = self._find_trouble(scope)
        if not trouble:
            await self._app(scope, receive, self._with_headers(send))
        elif scope["type"] == "websocket":
            await WebSocketClose(1008, trouble)(scope, receive, send)
        else:
            refused = PlainTextResponse(f"{trouble}\n", FORBIDDEN, {"Connection": "close"})
            await refused(scope, receive, self._with_headers(send))

    def _find_trouble(self, scope: Scope) -> str:
        """Why a request is refused; empty where it is not."""
        headers = Headers(scope=scope)
        if len(headers.getlist("host")) != 1 or headers["host"] not in self._hosts:
            return "This is not the address of posecheck's pages."
        origin, is_socket = headers.get("origin"), scope["type"] == "websocket"
        if origin is not None and origin not in self._origins:
            return "Only posecheck's own pages may ask for this."
        changes = is_socket or scope["method"] not in SAFE
        if changes and origin is None:
            return "Only posecheck's own pages may ask for this."
        if headers.get("sec-fetch-site") in ("cross-site", "same-site") and changes:
            return "Only posecheck's own pages may ask for this."
        return "" if self._is_open(scope["path"]) or self.knows(headers) else NO_ENTRY

    def _is_open(self, path: str) -> bool:
        return path in self._open_paths or path.startswith(OPEN_FOLDER)

    def knows(self, headers: Headers) -> bool:
        """Whether the browser has the cookie."""
        try:
            given = SimpleCookie(headers.get("cookie", "")).get(self._cookie)
        except CookieError:
            return False
        return given is not None and hmac.compare_digest(given.value.encode(), self._key.encode())

    def _with_headers(self, send: Send) -> Send:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        return send_with_headers


def give_cookie(response: Response, cookie: str, key: str, *, secure: bool) -> None:
    """Let the browser that gets this response in from now on, until it is closed."""
    response.set_cookie(cookie, key, httponly=True, samesite="strict", secure=secure, path="/")
