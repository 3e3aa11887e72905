"""HTTP connections that nobody can hold open for nothing."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

MOST_CONNECTIONS = 48
"""Connections at the same time. A browser opens six and a socket for each tab."""

FIRST_REQUEST_S = 10.0
"""A connection over which no whole request has come after this many seconds is closed."""


class BoundedProtocol(H11Protocol):
    """HTTP as uvicorn speaks it, with a limit on connections that wait.

    One too many closes the one that has waited longest without a request; so whoever opens
    hundreds closes their own.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a new connection."""
        super().connection_made(transport)
        self._made_s = self.loop.time()
        self.loop.call_later(FIRST_REQUEST_S, self._close_if_unused)
        if len(self.connections) > MOST_CONNECTIONS:
            waiting = [c for c in self.connections if isinstance(c, BoundedProtocol) and c.is_idle]
            oldest = min(waiting, key=lambda each: each._made_s, default=self)
            oldest.transport.abort()
            self.connections.discard(oldest)

    @property
    def is_idle(self) -> bool:
        """Whether no request is being answered."""
        return self.cycle is None or self.cycle.response_complete

    def _close_if_unused(self) -> None:
        if self.cycle is None and not self.transport.is_closing() and self in self.connections:
            self.transport.abort()
