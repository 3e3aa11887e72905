"""HTTP connections that nobody can hold open for nothing."""

from __future__ import annotations

import asyncio
import ssl
from typing import Any

from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.h11_impl import H11Protocol

MOST_CONNECTIONS = 48
"""Connections at the same time. A browser opens six and a socket for each tab."""

FIRST_REQUEST_S = 10.0
"""A connection over which no whole request has come after this many seconds is closed."""


class BoundedProtocol(H11Protocol):
    """HTTP as uvicorn speaks it, with a limit on connections that wait.

    One too many closes one that has waited longest: first of those that never asked for anything,
    then of those between two requests. So whoever opens hundreds closes their own.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a new connection."""
        super().connection_made(transport)
        self._made_s = self.loop.time()
        self.loop.call_later(FIRST_REQUEST_S, self._close_if_unused)
        if len(self.connections) > MOST_CONNECTIONS:
            waiting = [c for c in self.connections if isinstance(c, BoundedProtocol) and c.is_idle]
            oldest = min(waiting, key=lambda c: (c.cycle is not None, c._made_s), default=self)
            oldest.transport.abort()
            self.connections.discard(oldest)

    @property
    def is_idle(self) -> bool:
        """Whether no request is being answered."""
        return self.cycle is None or self.cycle.response_complete

    def _close_if_unused(self) -> None:
        if self.cycle is None and not self.transport.is_closing() and self in self.connections:
            self.transport.abort()


class EncryptedProtocol(BoundedProtocol):
    """The same over TLS. A connection is counted and timed from its beginning.

    A server that is given a context itself, as asyncio's are, knows of a connection only when its
    handshake is over: anybody could open thousands that never begin one.

    Parameters
    ----------
    context
        What it encrypts with.
    """

    def __init__(self, *args: Any, context: ssl.SSLContext, **more: Any) -> None:
        super().__init__(*args, **more)
        self._context = context
        self._handshake: asyncio.Task[None] | None = None
        self._early: bytearray | None = bytearray()  # came with the end of the handshake

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a new connection, and begin TLS."""
        super().connection_made(transport)
        self._handshake = self.loop.create_task(self._encrypt(transport))

    def data_received(self, data: bytes) -> None:
        """Take in what was decrypted."""
        if self._early is None:
            super().data_received(data)
        else:
            self._early += data

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection has gone."""
        if self._handshake is not None:
            self._handshake.cancel()
        super().connection_lost(exc)

    async def _encrypt(self, raw: asyncio.Transport) -> None:
        if raw.is_closing():  # it was one too many
            return
        try:
            transport = await self.loop.start_tls(
                raw, self, self._context, server_side=True, ssl_handshake_timeout=FIRST_REQUEST_S
            )
        except OSError:
            transport = None  # it speaks no TLS, or has gone
        if transport is None:
            self.connections.discard(self)
            return
        self.transport, self.flow, self.scheme = transport, FlowControl(transport), "https"
        early, self._early = bytes(self._early or b""), None
        if early:
            super().data_received(early)
