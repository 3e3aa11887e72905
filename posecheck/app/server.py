"""The servers: that of the pages, for this machine alone; that of a phone, where it is wanted."""

from __future__ import annotations

import asyncio
import signal
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from posecheck.app.connections import BoundedProtocol, EncryptedProtocol
from posecheck.app.live.socket import LARGEST_PICTURE
from posecheck.app.phone.certificate import make_certificate, make_context
from posecheck.app.phone.door import PhoneDoor, check_address, find_address
from posecheck.app.phone.site import make_phone_site
from posecheck.app.site import make_site
from posecheck.app.state import AppState
from posecheck.errors import InputError

LOOPBACK = "127.0.0.1"
"""The pages are served to this machine alone."""

KEEP_ALIVE_S = 15
"""Seconds for which a connection waits for the next request."""

SHUT_DOWN_S = 2
"""Seconds for which requests that are being answered may go on at the end."""

LARGEST_HEADERS = 16_384
"""Bytes of a request's headers that are taken."""

BACKLOG = 64
"""Connections that are taken at once. More wait in the system until these are counted."""

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
"""Signals that end the servers; what was practised is kept."""


@dataclass(frozen=True, kw_only=True)
class ServerOptions:
    """Where the servers listen.

    Attributes
    ----------
    port
        Of the pages; 0 for a free one.
    with_phone
        Whether a phone may be the camera.
    address
        This machine's address in the phone's network; empty to find it out.
    """

    port: int = 0
    with_phone: bool = False
    address: str = ""


class _Server(uvicorn.Server):
    """A server that leaves signals alone."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals end all servers together: see :class:`AppServer`."""
        yield


class AppServer:
    """The servers of one run. They listen from the start; :meth:`run` answers.

    Attributes
    ----------
    state
        What the pages share.
    port
        Of the pages.

    Raises
    ------
    InputError
        The port is taken, or this machine is in no network.
    """

    def __init__(self, options: ServerOptions) -> None:
        self._socket = _listen(LOOPBACK, options.port)
        self.port = int(self._socket.getsockname()[1])
        self._phone_socket: socket.socket | None = None
        self._context: ssl.SSLContext | None = None
        door = None
        if options.with_phone:
            address = check_address(options.address) if options.address else find_address()
            self._phone_socket = _listen(address, 0)
            made = make_certificate(address)
            self._context = make_context(made)
            port = int(self._phone_socket.getsockname()[1])
            door = PhoneDoor(address, port, made.fingerprint)
        self.state = AppState(phone=door)

    @property
    def link(self) -> str:
        """The link that lets a browser in."""
        return f"http://{LOOPBACK}:{self.port}/enter?token={self.state.token}"

    def run(self, on_ready: Callable[[], None]) -> None:
        """Serve until a signal comes.

        Parameters
        ----------
        on_ready
            Called once the pages can be opened.
        """
        asyncio.run(self._run(on_ready))

    async def _run(self, on_ready: Callable[[], None]) -> None:
        self.state.shelf.tidy()
        servers = [(_make_server(make_site(self.state, self.port)), self._socket)]
        if self._phone_socket is not None:
            phone = _make_server(make_phone_site(self.state), self._context)
            servers.append((phone, self._phone_socket))
        stop = asyncio.Event()
        queue = asyncio.create_task(self.state.queue.run())
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(_report)
        with _signals(loop, stop.set):
            tasks = [asyncio.create_task(s.serve([listening])) for s, listening in servers]
            while not all(server.started for server, _ in servers):
                for task in tasks:
                    if task.done():
                        task.result()  # raises what kept it from starting
                await asyncio.sleep(0.01)
            on_ready()
            await stop.wait()
            await self.state.desk.close()
            for server, _ in servers:
                server.should_exit = True
            await asyncio.gather(*tasks)
            queue.cancel()
            with suppress(asyncio.CancelledError):
                await queue


def _listen(address: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        if hasattr(signal, "SIGHUP"):  # on Windows it would let a second server take the port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((address, port))
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        reason = (error.strerror or str(error)).lower()
        raise InputError(
            f"The pages cannot be served at {address}, port {port}: {reason}. "
            f"{'--port' if port else '--address'} picks another."
        ) from error
    return listening


def _make_server(site: ASGIApp, context: ssl.SSLContext | None = None) -> _Server:
    protocol: Any = BoundedProtocol
    if context is not None:
        protocol = partial(EncryptedProtocol, context=context)
    config = uvicorn.Config(
        site,
        http=protocol,
        backlog=BACKLOG,
        ws="websockets-sansio",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        ws_max_size=2 * LARGEST_PICTURE,
        ws_per_message_deflate=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=SHUT_DOWN_S,
        h11_max_incomplete_event_size=LARGEST_HEADERS,
    )
    return _Server(config)


def _report(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log what went wrong in the loop, but for connections: whoever connects could fill the log."""
    if not isinstance(context.get("exception"), OSError):
        loop.default_exception_handler(context)


@contextmanager
def _signals(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> Iterator[None]:
    """Within the block, signals end the servers in an orderly way."""
    before = {}
    for name in SIGNALS:
        number = getattr(signal, name, None)
        if number is None or signal.getsignal(number) is signal.SIG_IGN:
            continue
        before[number] = signal.getsignal(number)
        try:
            loop.add_signal_handler(number, stop)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop))
    try:
        yield
    finally:
        for number, handler in before.items():
            with suppress(NotImplementedError):
                loop.remove_signal_handler(number)
            signal.signal(number, handler)
