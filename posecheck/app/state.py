"""What the server knows: one object that the pages share."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from starlette.requests import HTTPConnection

from posecheck.app.live.desk import Desk
from posecheck.app.live.run import Speech
from posecheck.app.phone.door import PhoneDoor
from posecheck.app.recordings.queue import AnalysisQueue
from posecheck.app.recordings.shelf import Shelf
from posecheck.app.settings import Settings, load_settings, save_settings


@dataclass
class AppState:
    """What the server knows.

    Attributes
    ----------
    phone
        The phone's way in; None unless it was asked for.
    token
        The secret of the link that opens the pages.
    key
        The secret in the browser's cookie.
    cookie
        The cookie's name: each run has its own, as browsers keep one for all ports.
    """

    phone: PhoneDoor | None = None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    key: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    cookie: str = field(default_factory=lambda: f"posecheck_{secrets.token_hex(4)}")
    settings: Settings = field(default_factory=load_settings)
    desk: Desk = field(default_factory=Desk)
    shelf: Shelf = field(default_factory=Shelf)

    def __post_init__(self) -> None:
        self.queue = AnalysisQueue(self.shelf, lambda: self.desk.running is not None)
        settings = self.settings
        if settings.camera == "phone" and self.phone is None:
            settings = settings.model_copy(update={"camera": "page"})
        self.choose(settings, keep=False)
        self.desk.has_phone = lambda: self.phone is not None and self.phone.is_connected

    def choose(self, settings: Settings, *, keep: bool = True) -> None:
        """Go by other settings from now on, and keep them."""
        self.settings = settings
        self.desk.speech = Speech(settings.sound, settings.rate)
        if keep:
            save_settings(settings)


def state_of(connection: HTTPConnection) -> AppState:
    """What the server of a request knows."""
    state: AppState = connection.app.state.posecheck
    return state
