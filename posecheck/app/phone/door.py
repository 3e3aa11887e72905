"""The one-time code with which a phone gets in, and what is known of the phone."""

from __future__ import annotations

import hmac
import io
import ipaddress
import secrets
import socket
import time
from dataclasses import dataclass

from posecheck.errors import InputError

CODE_LASTS_S = 600.0
"""Seconds for which a code is valid: time to find the phone."""

SEEN_S = 3.0
"""A phone that has not been heard for this many seconds counts as gone."""

SOMEWHERE = ("192.0.2.1", 9)
"""An address for documentation. Nothing is sent there: the system only says by which of its own
addresses it would go."""


@dataclass
class PhoneDoor:
    """Lets one phone in, once, with the code of the QR code.

    Attributes
    ----------
    address
        This machine's address in the phone's network.
    port
        The port of the phone's server.
    fingerprint
        Of the certificate, as the phone can show it.
    key
        The secret in the phone's cookie.
    """

    address: str
    port: int
    fingerprint: str

    def __post_init__(self) -> None:
        self.key = secrets.token_urlsafe(32)
        self._seen_s = float("-inf")
        self._is_new = False
        self.renew()

    @property
    def origin(self) -> str:
        """Where the phone's page comes from."""
        host = f"[{self.address}]" if ":" in self.address else self.address
        return f"https://{host}:{self.port}"

    @property
    def link(self) -> str:
        """The link of the QR code. What stands behind the # is not sent, so no log holds it."""
        return f"{self.origin}/#{self._code}"

    @property
    def is_code_valid(self) -> bool:
        """Whether the code was not used yet, and is not too old."""
        return bool(self._code) and time.monotonic() < self._valid_until_s

    @property
    def is_connected(self) -> bool:
        """Whether a phone was heard just now."""
        return time.monotonic() - self._seen_s < SEEN_S

    def renew(self) -> None:
        """Make a new code; the old one is void."""
        self._code = secrets.token_urlsafe(16)
        self._valid_until_s = time.monotonic() + CODE_LASTS_S

    def enter(self, code: str) -> bool:
        """Let a phone in; the code is then void, and a phone that came before is shut out."""
        valid = self.is_code_valid and hmac.compare_digest(code.encode(), self._code.encode())
        if valid:
            self._code = ""
            self.key = secrets.token_urlsafe(32)
            self._is_new = True
        return valid

    def note_seen(self) -> bool:
        """The phone was heard; return whether for the first time since it was let in."""
        self._seen_s = time.monotonic()
        was_new, self._is_new = self._is_new, False
        return was_new


def find_address() -> str:
    """Find this machine's address in its network.

    Raises
    ------
    InputError
        It is in none.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(SOMEWHERE)
            address = str(probe.getsockname()[0])
        except OSError:
            address = "127.0.0.1"
    if address.startswith("127."):
        raise InputError(
            "This machine is in no network, so a phone cannot reach it: join the phone's Wi-Fi, or "
            "name the address with --address."
        )
    return address


def check_address(address: str) -> str:
    """An address that was named, as Python writes it: ``[::1]`` is ``::1``.

    Raises
    ------
    InputError
        It is none.
    """
    try:
        return str(ipaddress.ip_address(address.removeprefix("[").removesuffix("]")))
    except ValueError:
        raise InputError(
            f"--address {address}: give the number of this computer, such as 192.168.0.5."
        ) from None


def qr_svg(link: str) -> bytes:
    """The QR code of a link, black on white."""
    import segno

    file = io.BytesIO()
    segno.make(link, error="m").save(file, kind="svg", scale=8, border=4, light="#ffffff")
    return file.getvalue()


def qr_text(link: str) -> str:
    """The same for a terminal."""
    import segno

    file = io.StringIO()
    segno.make(link, error="l").terminal(file, border=2, compact=True)
    return file.getvalue()
