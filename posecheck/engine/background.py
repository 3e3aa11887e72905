"""Work in a thread of its own: frames fetched ahead; items handed to a sink, all or the newest."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator, Iterable
from contextlib import suppress
from typing import Generic, TypeVar

QUEUE_FRAMES = 8
"""Frames that wait between two threads: enough to even out decoding and encoding."""

WAKE_S = 0.2
"""How often, in seconds, a waiting thread checks whether it is to end."""

T = TypeVar("T")


class BackgroundSink(Generic[T]):
    """Hands items to a function in a thread of its own, in order. A context manager.

    An exception in the function is raised by the next :meth:`put`, or at the end. After an
    exception in the body of its ``with`` the items that still wait are dropped.
    """

    def __init__(self, function: Callable[[T], None]) -> None:
        self._function = function
        self._queue: queue.Queue[T | None] = queue.Queue(QUEUE_FRAMES)
        self._error: BaseException | None = None
        self._given_up = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sink", daemon=True)
        self._thread.start()

    def put(self, item: T) -> None:
        """Hand over an item; waits while the queue is full."""
        self._raise()
        self._queue.put(item)

    def finish(self) -> None:
        """Wait until all items are done."""
        self._queue.put(None)
        self._thread.join()
        self._raise()

    def _raise(self) -> None:
        if self._error is not None:
            error, self._error = self._error, None
            raise error

    def _run(self) -> None:
        while not self._given_up.is_set():
            # Ctrl-C in the middle of a put may leave the queue without its signal
            with suppress(queue.Empty):
                item = self._queue.get(timeout=WAKE_S)
                if item is None:
                    return
                self._do(item)

    def _do(self, item: T) -> None:
        if self._error is None:
            try:
                self._function(item)
            except BaseException as error:
                self._error = error

    def __enter__(self) -> BackgroundSink[T]:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.finish()
        else:
            self.give_up()

    def give_up(self) -> None:
        """Drop the items that still wait, and end the thread."""
        self._given_up.set()
        self._thread.join()


class NewestOnly(Generic[T]):
    """Hands the newest item to a function in a thread of its own; older ones are dropped.

    Nobody waits: neither who hands over an item, nor the function for anything but an item. An
    exception in the function is raised by :meth:`check` and :meth:`finish`; after it nothing more
    is handed over.
    """

    def __init__(self, function: Callable[[T], None], name: str) -> None:
        self._function = function
        self._changed = threading.Condition()
        self._newest: T | None = None
        self._ends = False
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def put(self, item: T) -> None:
        """Hand over an item; one that still waits is dropped."""
        with self._changed:
            self._newest = item
            self._changed.notify()

    def check(self) -> None:
        """Raise what went wrong in the function, once."""
        if self._error is not None:
            error, self._error = self._error, None
            raise error

    def finish(self) -> None:
        """End the thread, after the item that still waits. May be called more than once."""
        with self._changed:
            self._ends = True
            self._changed.notify()
        self._thread.join()
        self.check()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._newest is not None or self._ends)
                item, self._newest = self._newest, None
            if item is None:
                return
            try:
                self._function(item)
            except BaseException as error:
                self._error = error
                return


def read_ahead(items: Iterable[T]) -> Generator[T]:
    """The same items, fetched ahead in a thread.

    An exception of ``items`` is raised in its place. When the iterator is closed early, the
    thread ends.
    """
    ready: queue.Queue[tuple[T | None, BaseException | None]] = queue.Queue(QUEUE_FRAMES)
    stop = threading.Event()

    def fetch() -> None:
        error: BaseException | None = None
        try:
            for item in items:
                if not _put(ready, (item, None), stop):
                    return
        except BaseException as caught:
            error = caught
        _put(ready, (None, error), stop)

    thread = threading.Thread(target=fetch, name="decoder", daemon=True)
    thread.start()
    try:
        while True:
            item, error = ready.get()
            if error is not None:
                raise error
            if item is None:
                return
            yield item
    finally:
        stop.set()
        thread.join()


def _put(ready: queue.Queue[T], item: T, stop: threading.Event) -> bool:
    while not stop.is_set():
        with suppress(queue.Full):
            ready.put(item, timeout=WAKE_S)
            return True
    return False
