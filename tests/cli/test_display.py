"""Whether a window can open is tried out: OpenCV would end the process where it cannot."""

from __future__ import annotations

import ctypes
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import cv2
import pytest
from conftest import program_environment

from posecheck.cli import display, window
from posecheck.cli.display import screen_trouble, window_environment

NOWHERE = {"DISPLAY": ":4099"}

REFUSAL = b"Invalid key\n"
SCREEN = bytes(40)
ACCEPTED = struct.pack("<BxHHH", 1, 11, 0, (32 + len(SCREEN)) // 4) + struct.pack(
    "<IIIIHHBB10x", 0, 0x200000, 0x1FFFFF, 0, 0, 65535, 1, 0
)
"""The first words of an X server to a client, with one screen."""

REFUSED = struct.pack("<BBHHH", 0, len(REFUSAL), 11, 0, len(REFUSAL) // 4) + REFUSAL

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="X servers are tried out on Linux")


@contextmanager
def x_server(answer: bytes | None) -> Iterator[str]:
    """The DISPLAY of a server that gives this answer, or none."""
    with socket.socket() as listening:
        for number in range(200, 400):
            try:
                listening.bind(("127.0.0.1", 6000 + number))
                break
            except OSError:
                continue
        listening.listen()
        talking = []

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                talking.append(connection)
                connection.recv(1000)
                if answer is not None:
                    connection.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        yield f"127.0.0.1:{number}"
        listening.shutdown(socket.SHUT_RDWR)
        for connection in talking:
            connection.close()


@on_linux
def test_a_screen_that_answers_is_one():
    with x_server(ACCEPTED + SCREEN) as name:
        assert screen_trouble({"DISPLAY": name}) == ""


@on_linux
def test_one_that_refuses_or_is_silent_is_none(monkeypatch):
    with x_server(REFUSED) as name:
        assert "refuses us" in screen_trouble({"DISPLAY": name})
    monkeypatch.setattr(display, "ANSWER_S", 0.5)
    with x_server(None) as name:
        assert "does not answer" in screen_trouble({"DISPLAY": name})


@on_linux
@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({}, "DISPLAY is not set"),
        ({"DISPLAY": ""}, "DISPLAY is not set"),
        (NOWHERE, "no screen answers there (DISPLAY is :4099)"),
        ({"DISPLAY": "nonsense"}, "no screen answers there"),
        ({"DISPLAY": "127.0.0.1:5999"}, "no screen answers there"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "start XWayland"),
        ({**NOWHERE, "QT_QPA_PLATFORM": "offscreen"}, "QT_QPA_PLATFORM is offscreen"),
    ],
)
def test_where_a_display_leads_nowhere_the_reason_is_told(environment, words):
    assert words in screen_trouble(environment)


def test_a_desktop_that_prefers_wayland_opens_the_window_on_its_x_server():
    assert window_environment({"QT_QPA_PLATFORM": "wayland"})["QT_QPA_PLATFORM"] == "xcb"
    assert window_environment({"QT_QPA_PLATFORM": "wayland;xcb"})["QT_QPA_PLATFORM"] == "xcb"
    assert window_environment({"QT_QPA_PLATFORM": "xcb"})["QT_QPA_PLATFORM"] == "xcb"
    assert "QT_QPA_PLATFORM" not in window_environment({})


def test_an_opencv_without_windows_is_told(monkeypatch):
    """opencv-python-headless, installed later, overwrites the files of the other wheel."""
    monkeypatch.setattr(display, "_x_trouble", lambda _: "")
    monkeypatch.setattr(display.sys, "platform", "linux")
    monkeypatch.setattr(cv2, "getBuildInformation", lambda: "  GUI:        NONE\n  GTK+:  NO\n")
    assert "has no windows" in screen_trouble({})


@pytest.mark.parametrize(("flags", "words"), [(0, "has no screen"), (1, "")])
def test_a_windows_service_has_no_screen(monkeypatch, flags, words):
    class User:
        class GetProcessWindowStation:
            def __new__(cls):
                return 7

        @staticmethod
        def GetUserObjectInformationW(_station, index, found, size, _):  # noqa: N802
            assert (index, size) == (1, 12)
            found._obj[2] = flags
            return 1

    monkeypatch.setattr(ctypes, "WinDLL", lambda _: User, raising=False)
    monkeypatch.setattr(display.sys, "platform", "win32")
    assert words in screen_trouble({})
    assert bool(screen_trouble({})) is bool(words)


@pytest.mark.parametrize(("session", "words"), [(None, "has no screen"), (1234, "")])
def test_a_mac_over_ssh_has_no_screen(monkeypatch, session, words):
    class Copy:
        def __call__(self):
            return session

    graphics = SimpleNamespace(CGSessionCopyCurrentDictionary=Copy())
    monkeypatch.setattr(ctypes, "CDLL", lambda _: graphics)
    monkeypatch.setattr(display.sys, "platform", "darwin")
    assert words in screen_trouble({})
    assert bool(screen_trouble({})) is bool(words)


@on_linux
def test_without_a_screen_it_goes_on_and_says_so_once(monkeypatch, capsys):
    monkeypatch.setenv("DISPLAY", ":4099")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert screen_trouble()
    with window.window_if(True) as opened:
        assert opened is None
    with window.window_if(False) as opened:
        assert opened is None
    told = capsys.readouterr().out
    assert told == "Without a window: no screen answers there (DISPLAY is :4099).\n"


@on_linux
def test_the_doctor_tells_the_same(tmp_path):
    """Only this check, in a process of its own that OpenCV could end."""
    code = "from posecheck.cli.doctor import _check_screen; _check_screen()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=program_environment(tmp_path) | NOWHERE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "no screen answers there (DISPLAY is :4099); practice runs" in done.stderr
