"""No password is shown, no name is unprintable, and no name breaks a line."""

from __future__ import annotations

import pytest

from posecheck.readable import one_line, readable, shown, without_passwords

ADDRESSES = [
    ("rtsp://admin:secret@10.0.0.7:554/live", "rtsp://***@10.0.0.7:554/live"),
    ("http://host/video?token=secret&x=1", "http://host/video?token=***&x=***"),
    ("http://host/video?secret", "http://host/video?***"),
    ("http://host/video#secret", "http://host/video#***"),
    ("rtsp://admin:sec@ret/se?cr#et@host/live", "rtsp://***@host/live"),
    ("rtsp://host/user=admin_password=secret_channel=1", "rtsp://host/user=***"),
    ("http:/admin:secret@host/v", "http:/***@host/v"),
    ("http://secret@host", "http://***@host"),
    ("http://host:8080/video", "http://host:8080/video"),
    ("rtsps://host:7441/AbCdEfGh1JkLmNoP?enableSrtp", "rtsps://host:7441/***?***"),
    ("rtsps://host:7441/AbCdEfGhIjKlMnOp", "rtsps://host:7441/***"),
    ("rtmp://host/live/abcd-efgh-1234-ijkl", "rtmp://host/live/***"),
    ("http://host/3f2a9c0d4b5e/video.mjpg", "http://host/***/video.mjpg"),
    (
        "rtsp://long-host-name-1.example/Streaming/Channels/101",
        "rtsp://long-host-name-1.example/Streaming/Channels/101",
    ),
    ("http://10.0.0.7/axis-cgi/mjpg/video.cgi", "http://10.0.0.7/axis-cgi/mjpg/video.cgi"),
]


@pytest.mark.parametrize(("address", "expected"), ADDRESSES)
def test_an_address_is_shown_without_its_secrets(address, expected):
    assert readable(address) == expected
    assert readable(expected) == expected


@pytest.mark.parametrize(("address", "expected"), ADDRESSES)
def test_so_it_is_within_a_sentence(address, expected):
    assert without_passwords(f"Cannot open {address}: check.") == f"Cannot open {expected}: check."
    assert without_passwords(f"File '{address}'") == f"File '{expected}'"


def test_a_login_without_a_scheme_is_hidden_in_a_sentence():
    assert without_passwords("no file admin:secret@10.0.0.7/v.") == "no file ***@10.0.0.7/v."


def test_other_text_stays_as_it_is():
    for text in ("At 10:30:12 a@b.c wrote x=1", "C:/clips/a=b.mp4", "12:30 it was"):
        assert without_passwords(text) == text
    for name in ("a=b.mp4", "10:30@home.mp4", "写真.mp4", "[red].mp4"):
        assert readable(name) == name


def test_bytes_that_are_no_text_are_escaped():
    assert readable("caf\udce9.mp4") == "caf\\xe9.mp4"
    assert readable("\ud83d.mp4") == "\\ud83d.mp4"


def test_a_name_stays_on_one_line_and_moves_no_cursor():
    assert shown("a\nb\r\x1b[2J\x9b\u202e.mp4") == "a\\nb\\r\\x1b[2J\\x9b\\u202e.mp4"
    assert one_line("写真 ü") == "写真 ü"
