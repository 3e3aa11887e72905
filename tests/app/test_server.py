"""The servers: where they listen, under which names they are reached, what keeps them from it."""

from __future__ import annotations

import asyncio
import socket

import pytest
import uvicorn

from posecheck.app.phone.door import PhoneDoor, check_address
from posecheck.app.server import AppServer, ServerOptions
from posecheck.app.site import make_site
from posecheck.app.state import AppState
from posecheck.errors import InputError


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("POSECHECK_HOME", str(tmp_path))


@pytest.mark.parametrize(
    ("address", "origin"),
    [("192.168.0.5", "https://192.168.0.5:4443"), ("fe80::1", "https://[fe80::1]:4443")],
)
def test_an_address_of_ipv6_stands_in_brackets(address, origin):
    door = PhoneDoor(address, 4443, "")
    assert door.origin == origin
    assert door.link.startswith(f"{origin}/#")


def test_an_address_is_a_number():
    assert check_address("[::1]") == "::1"
    with pytest.raises(InputError, match="number of this computer"):
        check_address("my-laptop")
    with pytest.raises(InputError, match="--address picks another"):
        AppServer(ServerOptions(with_phone=True, address="192.0.2.1"))


@pytest.mark.parametrize(
    ("port", "host", "status"),
    [(80, "127.0.0.1", 303), (80, "127.0.0.1:80", 303), (8123, "127.0.0.1", 403)],
)
def test_browsers_do_not_name_port_80(port, host, status):
    state, answers = AppState(), []
    scope = {
        "type": "http", "method": "GET", "path": "/enter", "root_path": "", "http_version": "1.1",
        "query_string": f"token={state.token}".encode(), "headers": [(b"host", host.encode())],
    }  # fmt: skip

    async def receive():
        return {"type": "http.request", "body": b""}

    async def send(message):
        answers.append(message)

    asyncio.run(make_site(state, port)(scope, receive, send))
    assert answers[0]["status"] == status


def test_a_server_that_cannot_start_ends_the_program(monkeypatch):
    async def refuse(self, sockets=None):
        raise OSError("no more files")

    monkeypatch.setattr(uvicorn.Server, "startup", refuse)
    server = AppServer(ServerOptions())
    with pytest.raises(OSError, match="no more files"):
        server.run(lambda: pytest.fail("it does not run"))


def test_a_port_that_is_taken_is_said():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match="--port picks another"):
            AppServer(ServerOptions(port=port))
