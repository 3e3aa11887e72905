"""The socket of a live page: pictures and keys in, what is shown and said out."""

from __future__ import annotations

import asyncio
import json
import math
import struct
from contextlib import suppress

from pydantic import ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect

from posecheck.app.live.desk import Desk, Tab
from posecheck.app.live.wish import Hello, Said

HELLO_S = 10.0
"""A page that has not said who it is after this many seconds is disconnected."""

SEND_S = 10.0
"""A page that does not take a message for this many seconds is disconnected."""

STAMP = struct.Struct(">d")
"""Before the JPEG of a picture: when it was taken, in seconds of the page's clock."""

LARGEST_PICTURE = 1_000_000
"""Largest picture that is taken, in bytes; one of 640x480 has 60,000."""

BAD_MESSAGE, TOO_LATE = 1008, 1013
"""Codes with which a socket is closed: what came is not understood; the page is too slow."""


async def serve_page(socket: WebSocket, desk: Desk) -> None:
    """Talk with a page until it goes. Who may connect is decided before."""
    await socket.accept()
    try:
        first = await asyncio.wait_for(socket.receive_text(), HELLO_S)
        hello = Hello.model_validate_json(first)
    except (ValidationError, KeyError, TimeoutError, WebSocketDisconnect):
        with suppress(RuntimeError):
            await socket.close(BAD_MESSAGE)
        return
    tab = Tab(hello.tab, asyncio.get_running_loop())
    desk.join(tab)
    sender = asyncio.create_task(_send_all(socket, desk, tab))
    try:
        await _receive_all(socket, desk, tab)
    except (ValidationError, ValueError):
        with suppress(RuntimeError):
            await socket.close(BAD_MESSAGE)
    except WebSocketDisconnect:
        pass
    finally:
        desk.leave(tab)
        sender.cancel()
        with suppress(asyncio.CancelledError, WebSocketDisconnect, RuntimeError):
            await sender


async def _receive_all(socket: WebSocket, desk: Desk, tab: Tab) -> None:
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            return
        if (data := message.get("bytes")) is not None:
            if not STAMP.size < len(data) <= LARGEST_PICTURE:
                raise ValueError("not a picture")
            (camera_s,) = STAMP.unpack_from(data)
            if not math.isfinite(camera_s):
                raise ValueError("not a time")
            desk.take_picture(tab, data[STAMP.size :], camera_s)
        else:
            desk.hear(tab, Said.model_validate_json(message["text"]))


async def _send_all(socket: WebSocket, desk: Desk, tab: Tab) -> None:
    while True:
        await tab.news.wait()
        tab.news.clear()
        own, tab.own = tab.own, []
        texts: list[str] = [json.dumps(message) for message in own]
        shown, picture = None, None
        if desk.owns(tab):
            messages, shown, picture = desk.mailbox.take()
            texts += [json.dumps(message) for message in messages]
        try:
            async with asyncio.timeout(SEND_S):
                for text in texts:
                    await socket.send_text(text)
                if picture is not None:
                    await socket.send_bytes(picture)
                if shown is not None:
                    await socket.send_text(shown.decode())
        except TimeoutError:
            await socket.close(TOO_LATE)
            return
