"""What goes between the thread of a live session and the page that shows it."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from posecheck.engine.live import Closed
from posecheck.engine.session import Event

MOST_MESSAGES = 200
"""Messages that wait for a page that does not take them; then the oldest are dropped."""

JOINED = (0, "joined")
"""Stands among what a page says about sentences: another page listens from here on."""

Message = Mapping[str, Any]
"""A message to the page: it becomes a JSON object, and ``kind`` names it."""


class Mailbox:
    """Takes from one thread, gives to the other, and never waits.

    Of pictures and of what is shown only the newest is kept: a page that is slow misses some.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._messages: deque[Message] = deque(maxlen=MOST_MESSAGES)
        self._kept: dict[str, Message] = {}
        self._shown: bytes | None = None
        self._picture: bytes | None = None
        self._events: deque[Event | Closed] = deque()
        self._answers: deque[tuple[str, Any]] = deque()
        self._spoken: deque[tuple[int, str]] = deque()
        self._wake: Callable[[], None] | None = None

    # --- called by the session's thread

    def tell(self, message: Message) -> None:
        """Send a message to the page that listens; all arrive, in order."""
        with self._lock:
            self._messages.append(message)
        self._ring()

    def keep(self, message: Message) -> None:
        """Send a message that holds: each page that joins is told it too, until it is forgotten."""
        with self._lock:
            self._kept[message["kind"]] = message
        self.tell(message)

    def forget(self, kind: str) -> None:
        """A message that was kept does not hold any more."""
        with self._lock:
            self._kept.pop(kind, None)

    def show(self, shown: bytes) -> None:
        """Send what is shown, as JSON, in place of what still waits."""
        with self._lock:
            self._shown = shown
        self._ring()

    def show_picture(self, picture: bytes) -> None:
        """Send a JPEG, in place of one that still waits."""
        with self._lock:
            self._picture = picture
        self._ring()

    def take_events(self) -> list[Event | Closed]:
        """What the person did since the last call."""
        with self._lock:
            events, self._events = list(self._events), deque()
        return events

    def take_answers(self) -> list[tuple[str, Any]]:
        """The answers to questions since the last call: the question's name, and the answer."""
        with self._lock:
            answers, self._answers = list(self._answers), deque()
        return answers

    def take_spoken(self) -> list[tuple[int, str]]:
        """What the page says about sentences since the last call: number; see :class:`Said`.

        :data:`JOINED` is among it where another page began to listen.
        """
        with self._lock:
            spoken, self._spoken = list(self._spoken), deque()
        return spoken

    @property
    def has_page(self) -> bool:
        """Whether a page listens."""
        return self._wake is not None

    # --- called by the page's socket

    def attach(self, wake: Callable[[], None]) -> None:
        """A page listens from now on: ``wake`` is called, in any thread, when there is news.

        What was on its way to the page before is lost. What is kept is told again.
        """
        with self._lock:
            self._wake = wake
            self._messages = deque(self._kept.values(), MOST_MESSAGES)
            self._spoken.append(JOINED)
        wake()

    def detach(self, wake: Callable[[], None]) -> None:
        """That page has gone."""
        with self._lock:
            if self._wake == wake:
                self._wake = None

    def kept(self, kind: str) -> Message | None:
        """The message of a kind that is kept; None where there is none."""
        with self._lock:
            return self._kept.get(kind)

    def take(self) -> tuple[list[Message], bytes | None, bytes | None]:
        """Messages, what is shown, and a picture for the page; None where nothing is new."""
        with self._lock:
            found = list(self._messages), self._shown, self._picture
            self._messages.clear()
            self._shown = self._picture = None
        return found

    def put_event(self, event: Event | Closed) -> None:
        """The person pressed a key, drew the roller, or ends the session."""
        with self._lock:
            self._events.append(event)

    def put_answer(self, question: str, answer: Any) -> None:
        """The person answered a question."""
        with self._lock:
            self._answers.append((question, answer))

    def put_spoken(self, number: int, what: str) -> None:
        """The page ended a sentence, or could not speak it: see :class:`Said`."""
        with self._lock:
            self._spoken.append((number, what))

    def _ring(self) -> None:
        wake = self._wake
        if wake is not None:
            wake()
