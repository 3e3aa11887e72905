"""Names as they may be shown and kept: without passwords, and as text in any case.

A file's name may hold bytes that are no text, line breaks, and codes that move a terminal's
cursor. A camera's address may hold a password. What is shown or written goes through this module;
what is opened does not.
"""

from __future__ import annotations

import os
import re

HIDDEN = "***"
"""What stands in place of a password."""

_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]+:/{1,2})(.+)", re.IGNORECASE | re.DOTALL)
_ADDRESS_IN_TEXT = re.compile(r"\b([a-z][a-z0-9+.-]+:/{1,2})(\S*[^\s:,.;!'\")\]])", re.IGNORECASE)
_LOGIN_IN_TEXT = re.compile(r"(?<![\S])(['\"(]?)[^\s/:@'\"(]+:(?!/)[^\s@]+@(?=[\w\[])")
_TOKEN = re.compile(r"(?=[^/]*\d)[^/]{12,}|(?=[^/]*[a-z])(?=[^/]*[A-Z])[^/]{16,}")
"""A part of a path that may be a token or a stream's key: long, with a digit or mixed capitals."""

_NO_TEXT = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def readable(name: str | os.PathLike[str]) -> str:
    r"""A file's name or a camera's address, as it may be shown and kept.

    Parameters
    ----------
    name
        A path, or an address such as ``rtsp://user:password@host/stream?token=1``.

    Returns
    -------
    str
        The same, but: of an address, user name, password, all values (``?token=...``) and parts of
        its path that look like a token are ``***``; bytes of a path that are no text are written
        as ``\xe9``. It can be encoded as UTF-8.
    """
    text = os.fspath(name)
    address = _ADDRESS.fullmatch(text)
    return _escape_no_text(_hide_secrets(address) if address else text)


def without_passwords(text: str) -> str:
    """A text in which addresses may occur (a message, a traceback), without their passwords."""
    text = _ADDRESS_IN_TEXT.sub(_hide_secrets, text)
    return _LOGIN_IN_TEXT.sub(rf"\1{HIDDEN}@", text)


def one_line(text: str) -> str:
    """A text without line breaks and other control characters: each is written as an escape."""
    return _CONTROL.sub(lambda found: ascii(found[0])[1:-1], _escape_no_text(text))


def shown(name: str | os.PathLike[str]) -> str:
    """A name for the terminal: readable, and on one line."""
    return one_line(readable(name))


def _escape_no_text(text: str) -> str:
    r"""Write what cannot be encoded as an escape: bytes of a path that are no text, as \xe9."""

    def escape(found: re.Match[str]) -> str:
        code = ord(found[0])
        return f"\\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else f"\\u{code:04x}"

    return _NO_TEXT.sub(escape, text)


def _hide_secrets(address: re.Match[str]) -> str:
    """Hide all before the last @, all values, and parts of the path that look like a token.

    A password may hold any character, also / and ?, so nothing before the last @ is shown.
    """
    scheme, rest = address[1], address[2]
    login, at, rest = rest.rpartition("@")
    path, mark, query = rest.partition("?")
    path, sharp, _ = path.partition("#")
    path = re.sub(r"=[^/&;]*", f"={HIDDEN}", path)
    host, *parts = path.split("/")
    parts = [HIDDEN if _TOKEN.fullmatch(part) else part for part in parts]
    path = "/".join([host, *parts]) + (sharp + HIDDEN if sharp else "")
    values = [
        f"{part.partition('=')[0]}={HIDDEN}" if "=" in part else part and HIDDEN
        for part in re.split("[&;]", query)
    ]
    return scheme + (HIDDEN + at if login or at else "") + path + mark + "&".join(values)
