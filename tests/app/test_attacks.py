"""What others may try against the app's server: each is refused, and the user is still served."""

from __future__ import annotations

import http.client
import json
import socket
import time
from contextlib import ExitStack, suppress
from urllib.parse import quote, urlsplit

import pytest
from app_program import AppProgram
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from posecheck.app.connections import MOST_CONNECTIONS
from posecheck.app.recordings.taking_in import LARGEST_FILE

GET_OUT = ("../../../../etc/passwd", "..%2f..%2fapp.json", "%2e%2e/about.json", "....//about.json")
"""Ways out of a folder."""

HOSTILE_NAMES = (
    "../../../../tmp/posecheck-was-here.mp4",
    "..\\..\\posecheck-was-here.mp4",
    "/etc/cron.d/posecheck-was-here",
    "a\0b.mp4",
    "con.mp4",
    ".ssh",
    "<script>alert(1)</script>.mp4",
    "x" * 900,
    "\u202egpj.4pm",
    "; rm -rf ~ ;$(reboot)`reboot`.mp4",
    "",
)
"""Names of files that are no names."""


class Asked:
    """One request and its answer."""

    def __init__(self, program: AppProgram, method: str, path: str, body=None, **headers: str):
        self.address = urlsplit(program.origin)
        connection = http.client.HTTPConnection(
            self.address.hostname, self.address.port, timeout=20
        )
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        sent = {"Host": self.address.netloc} | {k.replace("_", "-"): v for k, v in headers.items()}
        if body is not None:
            sent.setdefault("Content-Length", str(len(body)))
        for name, value in sent.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
        self.status, self.headers, self.body = answer.status, answer.headers, answer.read()
        connection.close()


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    home = tmp_path_factory.mktemp("attacked")
    with AppProgram(home) as program:
        yield program


@pytest.fixture(scope="module")
def cookie(program):
    entered = Asked(program, "GET", program.link.removeprefix(program.origin))
    assert entered.status == 303
    given = entered.headers["Set-Cookie"]
    assert "HttpOnly" in given
    assert "SameSite=strict" in given
    return given.partition(";")[0]


@pytest.fixture
def ours(program, cookie):
    """The headers of our own pages."""
    return {"Cookie": cookie, "Origin": program.origin, "Sec_Fetch_Site": "same-origin"}


def test_our_own_page_is_answered_and_may_load_nothing_from_elsewhere(program, ours):
    page = Asked(program, "GET", "/first", **ours)
    assert page.status == 200
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert "access-control-allow-origin" not in page.headers


@pytest.mark.parametrize("path", ["/", "/history", "/api/recordings", "/phone.svg", "/api/cameras"])
@pytest.mark.parametrize("cookie", ["", "posecheck=1", "posecheck_00000000=guess"])
def test_nobody_gets_in_without_the_cookie(program, path, cookie):
    assert Asked(program, "GET", path, Cookie=cookie).status == 403


@pytest.mark.parametrize("token", ["", "x", "%00", "a" * 5000])
def test_nobody_gets_the_cookie_without_the_token(program, token):
    asked = Asked(program, "GET", f"/enter?token={token}")
    assert asked.status == 403
    assert "Set-Cookie" not in asked.headers


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example", "", "[::1]"]
)
def test_a_foreign_host_is_refused_as_after_dns_rebinding(program, cookie, host):
    assert Asked(program, "GET", "/history", Host=host, Cookie=cookie).status in (400, 403)
    link = program.link.removeprefix(program.origin)
    assert Asked(program, "GET", link, Host=host).status in (400, 403)


FOREIGN = ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost"]


@pytest.mark.parametrize("origin", [*FOREIGN, ""])
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/api/forget", b'{"day": "all"}'),
        ("POST", "/api/settings", b'{"sound": "off"}'),
        ("PUT", "/api/recordings?name=x.mp4", b"film"),
        ("DELETE", "/api/recordings", b""),
    ],
)
def test_a_foreign_page_changes_nothing(program, cookie, origin, method, path, body):
    foreign = {"Origin": origin} if origin else {}
    assert Asked(program, method, path, body, Cookie=cookie, **foreign).status == 403


def test_a_page_of_another_site_is_refused_though_it_hides_its_origin(program, ours):
    ours["Sec_Fetch_Site"] = "cross-site"
    assert Asked(program, "POST", "/api/forget", b'{"day": "all"}', **ours).status == 403


def live(program, **headers: str):
    address = f"ws{program.origin.removeprefix('http')}/live"
    return connect(address, additional_headers=headers, close_timeout=1)


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_foreign_page_gets_no_socket(program, cookie, origin):
    with pytest.raises(InvalidStatus) as refused:
        live(program, Cookie=cookie, Origin=origin)
    assert refused.value.response.status_code == 403


def test_no_socket_without_cookie_or_origin(program, cookie):
    for headers in ({"Origin": program.origin}, {"Cookie": cookie}):
        with pytest.raises(InvalidStatus):
            live(program, **headers)


@pytest.mark.parametrize(
    "message",
    [
        "not json", "[]", "{}", '{"kind": "hello"}', '{"kind": "hello", "tab": "../.."}',
        json.dumps({"kind": "hello", "tab": "a" * 5000}),
    ],
)  # fmt: skip
def test_a_socket_that_does_not_say_who_it_is_is_closed(program, cookie, message):
    with live(program, Cookie=cookie, Origin=program.origin) as page:
        with pytest.raises(ConnectionClosed):
            page.send(message)
            page.recv(timeout=5)


@pytest.mark.parametrize(
    "message",
    [
        '{"kind": "start", "wish": {"kind": "practice", "what": "/etc/passwd.toml"}}',
        '{"kind": "start", "wish": {"kind": "practice", "what": "../x.toml"}}',
        '{"kind": "start", "wish": {"kind": "practice", "camera": "http://evil.example/"}}',
        '{"kind": "start", "wish": {"kind": "practice", "camera": "/dev/sda"}}',
        '{"kind": "roller", "ends": [NaN, 0, 1, 1]}',
        '{"kind": "key", "key": "format the disk"}',
        b"\0" * 4,
        b"\xff" * 20,  # the time is no number
        b"\0" * 1_500_000,
        b"\0" * 3_000_000,
    ],
)
def test_a_socket_that_says_what_is_not_understood_is_closed(program, cookie, message):
    with live(program, Cookie=cookie, Origin=program.origin) as page:
        page.send('{"kind": "hello", "tab": "12345678-attack"}')
        assert json.loads(page.recv(timeout=5))["kind"] == "ready"
        with pytest.raises(ConnectionClosed):  # a long message may not even be sent to its end
            page.send(message)
            while True:
                page.recv(timeout=5)


def test_a_second_tab_is_told_and_may_take_over(program, cookie):
    with ExitStack() as stack:
        first, second = (
            stack.enter_context(live(program, Cookie=cookie, Origin=program.origin))
            for _ in range(2)
        )
        first.send('{"kind": "hello", "tab": "11111111-first"}')
        assert json.loads(first.recv(timeout=5))["kind"] == "ready"
        second.send('{"kind": "hello", "tab": "22222222-second"}')
        assert json.loads(second.recv(timeout=5))["kind"] == "busy"
        second.send('{"kind": "start", "wish": {"kind": "look"}}')
        assert json.loads(second.recv(timeout=5))["kind"] == "busy"
        second.send('{"kind": "take_over"}')
        assert json.loads(second.recv(timeout=5))["kind"] == "ready"
        assert json.loads(first.recv(timeout=5))["kind"] == "taken"


@pytest.mark.parametrize("way", GET_OUT)
def test_no_way_leads_out_of_the_folders(program, ours, way):
    for path in (f"/static/{way}", f"/recordings/{way}/report.html", f"/recordings/0/{way}"):
        assert Asked(program, "GET", path, **ours).status in (400, 404), path


def test_a_recording_gives_nothing_but_its_results(program, ours):
    (program.data / "recordings").mkdir(0o700, parents=True, exist_ok=True)
    folder = program.data / "recordings" / "0123456789abcdef" / "result"
    folder.mkdir(parents=True)
    (folder / "report.html").write_text("no policy")
    (folder / "secret.txt").write_text("x")
    (folder / "frames.csv").symlink_to("/etc/passwd")
    base = "/recordings/0123456789abcdef"
    for name in ("secret.txt", "frames.csv", "about.json", "../about.json", "result", ""):
        assert Asked(program, "GET", f"{base}/{name}", **ours).status == 404, name
    assert Asked(program, "GET", f"{base}/report.html", **ours).status == 409


def test_a_file_of_10_gb_is_refused_before_it_is_sent(program, ours):
    length = str(10 << 30)
    asked = Asked(program, "PUT", "/api/recordings?name=a.mp4", Content_Length=length, **ours)
    assert asked.status == 413
    assert "too large" in json.loads(asked.body)["text"]
    assert int(length) > LARGEST_FILE


def test_a_file_of_unknown_length_is_refused(program, ours):
    asked = Asked(program, "PUT", "/api/recordings?name=a.mp4", Transfer_Encoding="chunked", **ours)
    assert asked.status == 411


def test_of_a_file_that_breaks_off_nothing_is_kept(program, ours):
    address = urlsplit(program.origin)
    with socket.create_connection((address.hostname, address.port)) as page:
        head = f"PUT /api/recordings?name=a.mp4 HTTP/1.1\r\nHost: {address.netloc}\r\n"
        head += f"Cookie: {ours['Cookie']}\r\nOrigin: {ours['Origin']}\r\n"
        page.sendall(f"{head}Content-Length: 1000000\r\n\r\n".encode() + b"x" * 1000)
        time.sleep(0.3)
    end = time.monotonic() + 10
    while list((program.data / "recordings").rglob("upload")) and time.monotonic() < end:
        time.sleep(0.05)
    assert list((program.data / "recordings").rglob("upload")) == []


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_the_name_of_a_file_is_only_shown(program, ours, name):
    before = set(program.data.rglob("*"))
    path = f"/api/recordings?name={quote(name, safe='')}"
    asked = Asked(program, "PUT", path, b"this is no film", **ours)
    assert asked.status == 201
    recording = json.loads(asked.body)["id"]
    end = time.monotonic() + 30
    while True:
        rows = json.loads(Asked(program, "GET", "/api/recordings", **ours).body)
        (row,) = (row for row in rows if row["id"] == recording)
        if row["state"] == "failed":
            break
        assert time.monotonic() < end
        time.sleep(0.1)
    new = set(program.data.rglob("*")) - before
    folder = program.data / "recordings" / recording
    assert {path for path in new if path.is_file()} == {folder / "about.json"}
    assert not {"\n", "\u202e", "\0"} & set(row["name"])
    assert Asked(program, "DELETE", f"/api/recordings/{recording}", b"", **ours).status == 200
    assert not folder.exists()


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"day": "../"}', b'{"day": 5, "x": 1}'])
def test_what_is_not_understood_changes_nothing(program, ours, body):
    assert Asked(program, "POST", "/api/forget", body, **ours).status == 400


def test_a_long_message_is_refused(program, ours):
    assert Asked(program, "POST", "/api/note", b"x" * 100_000, **ours).status == 413


def test_200_open_connections_shut_nobody_out(program, ours):
    address = urlsplit(program.origin)
    with ExitStack() as stack:
        waiting = []
        for _ in range(200):
            attack = socket.create_connection((address.hostname, address.port), timeout=5)
            waiting.append(stack.enter_context(attack))
            attack.sendall(b"GET / HTTP/1.1\r\nHost: ")  # and no more
        began_s = time.monotonic()
        assert Asked(program, "GET", "/first", **ours).status == 200
        assert time.monotonic() - began_s < 2.0
        closed = 0
        for attack in waiting:
            attack.settimeout(0.01)
            try:
                closed += attack.recv(1) == b""
            except TimeoutError:
                pass
            except OSError:
                closed += 1
        assert closed >= 200 - MOST_CONNECTIONS


def test_what_is_stored_is_the_users_alone(program, ours):
    assert (
        Asked(program, "POST", "/api/note", b'{"day": "2026-01-05", "text": "x"}', **ours).status
        == 200
    )
    assert Asked(program, "POST", "/api/settings", b'{"ready": true}', **ours).status == 200
    Asked(program, "PUT", "/api/recordings?name=a.mp4", b"no film", **ours)
    kept = [path for path in program.data.rglob("*") if not path.is_symlink()]
    ours_alone = [path for path in kept if "0123456789abcdef" not in path.parts]
    assert {path.name for path in ours_alone} >= {"app.json", "history.sqlite3", "about.json"}
    modes = {}
    for path in ours_alone:
        with suppress(FileNotFoundError):  # a hidden file that has its name by now
            modes[path] = path.stat().st_mode & 0o077
    assert set(modes.values()) == {0}, modes


def test_the_server_is_reached_from_this_machine_alone(program):
    port = urlsplit(program.origin).port
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this machine is in no network")
        own = probe.getsockname()[0]
    if own.startswith("127."):
        pytest.skip("this machine is in no network")
    with pytest.raises(ConnectionRefusedError), socket.create_connection((own, port), timeout=2):
        pass
