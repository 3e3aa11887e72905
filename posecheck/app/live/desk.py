"""The one live session of the server, and the one tab that it belongs to."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from posecheck.app.live.mailbox import Mailbox
from posecheck.app.live.run import STOP_S, LiveThread, Speech
from posecheck.app.live.wish import Said, Wish
from posecheck.coaching.practice.events import Key, KeyPressed
from posecheck.engine.live import Closed
from posecheck.engine.session import RollerDrawn

NO_PHONE = "Scan the code on the page Set-up with the phone, or choose another camera there."
"""Said where the phone is to be the camera and there is none."""


@dataclass(eq=False)
class Tab:
    """A page that is connected.

    Attributes
    ----------
    name
        Stays the same when the page is loaded again.
    own
        Messages for this tab alone.
    news
        Set when there is something to send.
    loop
        The loop in which its socket runs.
    """

    name: str
    loop: asyncio.AbstractEventLoop
    own: list[dict[str, Any]] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, message: dict[str, Any]) -> None:
        """Send a message. Only in the loop's thread."""
        self.own.append(message)
        self.news.set()

    def wake(self) -> None:
        """Say that there is something to send; from any thread."""
        if not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self.news.set)


class Desk:
    """Who shows the session, and what runs. All methods run in the server's loop.

    A page that was loaded again gets its session back. Another tab is told that one runs elsewhere,
    and may take it over.

    Attributes
    ----------
    speech
        What is heard in the sessions that begin from now on.
    has_phone
        Tells whether a phone films.
    """

    def __init__(self) -> None:
        self.speech = Speech()
        self.has_phone: Callable[[], bool] = lambda: False
        self._owner: Tab | None = None
        self._run: LiveThread | None = None
        self._phone_page = ""
        self._idle = Mailbox()
        self._ended = threading.Event()
        self._ended.set()

    @property
    def running(self) -> Wish | None:
        """What runs; None for nothing."""
        return self._run.wish if self._run is not None and not self._ended.is_set() else None

    @property
    def mailbox(self) -> Mailbox:
        """The way from and to the session of the page that shows it; else an empty one."""
        return self._run.mailbox if self._run is not None else self._idle

    def join(self, tab: Tab) -> None:
        """A page has connected: it shows the session unless another tab does."""
        if self._owner is None or self._owner.name == tab.name:
            self._give_to(tab)
        else:
            tab.tell({"kind": "busy"})

    def leave(self, tab: Tab) -> None:
        """A page has gone. Its session waits for it: without pictures no time counts."""
        if self._owner is tab:
            self.mailbox.detach(tab.wake)
            self._owner = None

    def owns(self, tab: Tab) -> bool:
        """Whether this tab shows the session."""
        return self._owner is tab

    def take_picture(self, tab: Tab, jpeg: bytes, camera_s: float) -> None:
        """A picture of the page's own camera."""
        run = self._run
        if self._owner is tab and run is not None and run.wish.camera == "page" and run.pushed:
            run.pushed.push(jpeg, camera_s)

    def take_phone_picture(self, jpeg: bytes, camera_s: float, page: str) -> bool:
        """A picture of the phone; return whether a session wants more.

        Parameters
        ----------
        jpeg
            The picture.
        camera_s
            When it was taken, in seconds of the page's clock.
        page
            Names the phone's page. Each time that it is loaded it has another clock.
        """
        run = self._run
        if self.running is None or run is None or run.wish.camera != "phone" or run.pushed is None:
            return False
        if page != self._phone_page:
            self._phone_page = page
            run.pushed.begin_anew()
        if run.pushed.push(jpeg, camera_s):
            run.mailbox.show_picture(jpeg)
        return True

    def hear(self, tab: Tab, said: Said) -> None:
        """What a page says."""
        if said.kind == "take_over":
            self._give_to(tab)
            return
        if self._owner is not tab:
            tab.tell({"kind": "busy"})
            return
        mailbox = self.mailbox
        if said.kind == "start" and said.wish is not None:
            self._start(tab, said.wish)
        elif said.kind == "end":
            self.stop()
        elif said.kind == "key" and said.key is not None:
            mailbox.put_event(KeyPressed(Key(said.key)))
        elif said.kind == "roller" and said.ends is not None:
            mailbox.put_event(RollerDrawn(np.array(said.ends, float).reshape(2, 2)))
        elif said.kind == "answer":
            mailbox.put_answer(said.question, said.answer)
        elif said.kind == "spoken":
            mailbox.put_spoken(said.number, said.what)

    def stop(self) -> None:
        """End the session as the key Q does; what was done is kept.

        One that still waits for its camera then loses it.
        """
        run = self._run
        if run is None or self._ended.is_set():
            return
        run.mailbox.put_event(Closed())
        asyncio.get_running_loop().call_later(STOP_S, self._take_camera_away, run)

    async def close(self) -> None:
        """End what runs, and wait for it: the server ends."""
        run = self._run
        if run is None or self._ended.is_set():
            return
        run.mailbox.put_event(Closed())
        await asyncio.to_thread(run.take_camera_away)
        await asyncio.to_thread(run.join, STOP_S)

    def _take_camera_away(self, run: LiveThread) -> None:
        if run is self._run and not self._ended.is_set() and not run.asks:
            asyncio.get_running_loop().run_in_executor(None, run.take_camera_away)

    def _start(self, tab: Tab, wish: Wish) -> None:
        if self.running is not None:
            tab.tell({"kind": "running", "wish": self.running.model_dump()})
            return
        if wish.camera == "phone" and not self.has_phone():
            tab.tell({"kind": "ended", "title": "No phone films", "lines": [NO_PHONE]})
            return
        self.mailbox.detach(tab.wake)
        self._ended = threading.Event()
        ended = self._ended
        self._run = LiveThread(wish, Mailbox(), self.speech, lambda _: ended.set())
        self._run.mailbox.attach(tab.wake)
        tab.tell({"kind": "running", "wish": wish.model_dump()})
        self._run.start()

    def _give_to(self, tab: Tab) -> None:
        before = self._owner
        if before is not None and before is not tab:
            self.mailbox.detach(before.wake)
            before.tell({"kind": "taken"})
        self._owner = tab
        run = self._run
        if self.running is not None and run is not None:
            if run.pushed is not None and run.wish.camera == "page":
                run.pushed.begin_anew()
            tab.tell({"kind": "running", "wish": run.wish.model_dump()})
        else:
            # a page that asks for a session must not take the end of the last one for its own
            tab.tell({"kind": "ready", "ended": self.mailbox.kept("ended")})
            self._run = None
        self.mailbox.attach(tab.wake)
