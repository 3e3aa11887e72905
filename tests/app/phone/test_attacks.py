"""What others in the network may try against the phone's server."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from app_program import AppProgram

from posecheck.app.connections import MOST_CONNECTIONS


@pytest.fixture(scope="module")
def phone(tmp_path_factory):
    home = tmp_path_factory.mktemp("phone")
    with AppProgram(home, "--phone", "--address", "127.0.0.1") as program:
        program.phone_link = program.read_until(r"https://\S+")
        yield program


def ask_phone(phone, method, path, body=None, **headers):
    address = urlsplit(phone.phone_link)
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    connection = http.client.HTTPSConnection(
        address.hostname, address.port, context=context, timeout=10
    )
    origin = f"https://{address.netloc}"
    sent = {"Origin": origin} | {k.replace("_", "-"): v for k, v in headers.items()}
    connection.request(method, path, body, sent)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def test_the_code_lets_one_phone_in_once_and_to_its_page_alone(phone):
    code = json.dumps({"code": urlsplit(phone.phone_link).fragment}).encode()
    assert ask_phone(phone, "POST", "/picture", b"x", X_Taken_S="1").status == 403
    assert ask_phone(phone, "POST", "/enter", b'{"code": "guess"}').status == 403
    entered = ask_phone(phone, "POST", "/enter", code)
    assert entered.status == 200
    given = entered.headers["Set-Cookie"]
    assert "Secure" in given
    cookie = given.partition(";")[0]
    assert ask_phone(phone, "POST", "/enter", code).status == 403  # it was used
    picture = {"Cookie": cookie, "X_Taken_S": "1.5"}
    assert ask_phone(phone, "POST", "/picture", b"jpeg", **picture).status == 200
    assert ask_phone(phone, "POST", "/picture", b"x" * 2_000_000, **picture).status == 413
    picture["X_Taken_S"] = "nan"
    assert ask_phone(phone, "POST", "/picture", b"jpeg", **picture).status == 400
    for path in ("/history", "/live", "/api/recordings", "/setup", "/static/live.js"):
        assert ask_phone(phone, "GET", path, Cookie=cookie).status in (403, 404), path


def test_the_phone_without_tls_nothing_is_answered(phone):
    address = urlsplit(phone.phone_link)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=5)
    with pytest.raises((http.client.HTTPException, OSError)):
        connection.request("GET", "/")
        connection.getresponse()


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only Linux lists open files there")
def test_200_connections_that_never_begin_tls_shut_nobody_out(phone):
    address = urlsplit(phone.phone_link)
    with ExitStack() as stack:
        waiting = []
        for _ in range(200):
            attack = socket.create_connection((address.hostname, address.port), timeout=5)
            waiting.append(stack.enter_context(attack))
        began_s = time.monotonic()
        assert ask_phone(phone, "GET", "/").status == 200
        assert time.monotonic() - began_s < 2.0
        open_files = len(list(Path(f"/proc/{phone.process.pid}/fd").iterdir()))
        assert open_files < 2 * MOST_CONNECTIONS
        closed = 0
        for attack in waiting:
            attack.settimeout(0.01)
            with suppress(TimeoutError):
                try:
                    closed += attack.recv(1) == b""
                except ConnectionError:
                    closed += 1
        assert closed >= 200 - MOST_CONNECTIONS


def test_a_phone_whose_request_comes_with_the_end_of_the_handshake_is_answered(phone):
    """As one whose network holds packets back."""
    address = urlsplit(phone.phone_link)
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = context.wrap_bio(incoming, outgoing)
    request = f"GET / HTTP/1.1\r\nHost: {address.netloc}\r\nConnection: close\r\n\r\n"
    with socket.create_connection((address.hostname, address.port), timeout=5) as connection:
        while True:
            try:
                tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                connection.sendall(outgoing.read())
                incoming.write(connection.recv(65536))
        tls.write(request.encode())
        connection.sendall(outgoing.read())  # with the handshake's last message
        answer = b""
        while b"</html>" not in answer:
            came = connection.recv(65536)
            assert came, answer
            incoming.write(came)
            with suppress(ssl.SSLWantReadError):
                while more := tls.read(65536):
                    answer += more
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"This phone as camera" in answer
