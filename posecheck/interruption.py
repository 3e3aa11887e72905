"""Signals that ask the program to end, and the places where they may do so.

The commands install the handlers (:mod:`posecheck.cli.signals`). Without handlers, so in a program
that uses posecheck as a library, everything here does nothing.

An exception that a signal handler raises may come between any two steps: after a file is closed and
before it has its name, or after a row is written and before that is noted. So what must not be cut
in two runs within :func:`held`; a signal that comes meanwhile waits until :func:`check`,
:func:`let_in` or the end of the block.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

LOOK_S = 0.1
"""How often, in seconds, a wait looks whether a signal asks the program to end."""

T = TypeVar("T")


class Interrupted(KeyboardInterrupt):
    """A signal asks the program to end: Ctrl-C, a closed terminal, a shutdown.

    Parameters
    ----------
    number
        The signal's number.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    @property
    def status(self) -> int:
        """The exit status of a program that this signal ended, as shells have it."""
        return 128 + self.number


class _State:
    """What the main thread knows of signals."""

    depth = 0
    waiting: int | None = None


_state = _State()


def deliver(number: int) -> None:
    """Take in a signal; called by the handlers, in the main thread.

    Raises
    ------
    Interrupted
        At once, unless the main thread is within :func:`held`. It is raised again by the next
        :func:`check` or :func:`held` if it went unheard, as in a finalizer, where Python drops it.
    """
    _state.waiting = number
    if not _state.depth:
        raise Interrupted(number)


def is_held() -> bool:
    """Whether a signal would wait now."""
    return _state.depth > 0


def forget() -> None:
    """Take it that the last signal has been answered."""
    _state.waiting = None


def check() -> None:
    """End here if a signal is waiting; does nothing in other threads than the main one.

    Raises
    ------
    Interrupted
        A signal came before.
    """
    if _state.waiting is None or threading.current_thread() is not threading.main_thread():
        return
    number = _state.waiting
    forget()
    raise Interrupted(number)


@contextmanager
def held() -> Iterator[None]:
    """Let signals wait until the end of the block. Blocks may lie within each other.

    Raises
    ------
    Interrupted
        A signal came before or within the block, and nothing has answered it. It is raised at the
        end of the outermost block, unless that ends with another exception.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    if not _state.depth:
        check()
    _state.depth += 1
    try:
        yield
    finally:
        _state.depth -= 1
    if not _state.depth:
        check()


@contextmanager
def let_in() -> Iterator[None]:
    """Within :func:`held`, let signals end the block at once: it waits for a person or a device.

    Raises
    ------
    Interrupted
        A signal came before or within the block.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    check()
    depth, _state.depth = _state.depth, 0
    try:
        yield
    except Interrupted:
        forget()
        raise
    finally:
        _state.depth = depth


def wait_in_thread(function: Callable[[], T]) -> T:
    """Run a function that waits for a device, so that a signal ends the wait and not the device.

    Parameters
    ----------
    function
        Runs in a thread of its own, and goes on there if a signal comes; its result is then lost.

    Raises
    ------
    Interrupted
        A signal came.
    Exception
        What the function raises.
    """
    found: list[T] = []
    errors: list[BaseException] = []
    done = threading.Event()

    def run() -> None:
        try:
            found.append(function())
        except BaseException as error:
            errors.append(error)
        finally:
            done.set()

    threading.Thread(target=run, name="device", daemon=True).start()
    while not done.wait(LOOK_S):
        check()
    if errors:
        raise errors[0]
    return found[0]
