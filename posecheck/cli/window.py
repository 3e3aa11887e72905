"""The window on the screen, where there is one; it runs in a process of its own."""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from posecheck.cli.console import complain, stdout
from posecheck.cli.display import screen_trouble, window_environment
from posecheck.cli.window_process import Closed, Dragged, Picture, Pressed, Shown
from posecheck.feedback.overlay.text import Image8
from posecheck.worker_process import WorkerProcess

WINDOW_PROCESS = "posecheck.cli.window_process"
"""The module that runs in the process of its own."""

HANGS_S = 30.0
"""A window that has not shown a picture for so long, in seconds, counts as gone. While it is moved
with the mouse, some systems show nothing new."""

CLOSE_S = 1.0
"""How long, in seconds, the window's process gets to end by itself."""


class Window:
    """Shows pictures. Nothing here waits for the screen; when that is lost, the rest goes on.

    Parameters
    ----------
    on_trouble
        Called with one sentence when the window is lost.

    Attributes
    ----------
    keys
        The keys pressed between the last two calls of :meth:`show`, as OpenCV numbers them.
    lost
        Whether the window is gone without the person having closed it.
    """

    def __init__(self, on_trouble: Callable[[str], None]) -> None:
        environment = {**os.environ, **window_environment(os.environ)}
        self._process = WorkerProcess(WINDOW_PROCESS, environment)
        self._on_trouble = on_trouble
        self._pictures: queue.Queue[Image8 | None] = queue.Queue()
        self._asked_s = time.monotonic()
        self._free = self._closed = self._started = self._seen = False
        self._drag: NDArray[np.float64] | None = None
        self.keys: list[int] = []
        self.lost = False
        # a screen that hangs takes no more pictures, and must not hold up the caller
        threading.Thread(target=self._send_pictures, name="window", daemon=True).start()

    def show(self, image: Image8) -> bool:
        """Show an RGB picture, and take in what the person did.

        A picture that comes while the last one is still drawn is left out.

        Returns
        -------
        bool
            False once the person has closed the window.
        """
        self.keys = []
        if self.lost or self._closed:
            return not self._closed
        self._take_in()
        if self._free and not self._closed:
            self._free, self._asked_s = False, time.monotonic()
            self._pictures.put(np.ascontiguousarray(image))
        elif time.monotonic() - self._asked_s > HANGS_S:
            self._lose("The window does not answer")
        return not self._closed

    def dragged(self) -> NDArray[np.float64] | None:
        """Where the mouse was pressed and released since the last call.

        Returns
        -------
        (2, 2) array or None
            Pixels of the picture shown; None where the mouse was not dragged.
        """
        drag, self._drag = self._drag, None
        return drag

    def close(self) -> None:
        """Close the window. May be called more than once."""
        self._pictures.put(None)
        self._process.close(0.0 if self.lost else CLOSE_S)

    def _take_in(self) -> None:
        """Hear what the process has answered."""
        try:
            while not self._closed and self._process.connection.poll():
                match self._process.connection.recv():
                    case Shown():
                        self._seen, self._started = self._started, True
                        self._free = True
                    case Pressed(key):
                        self.keys.append(key)
                    case Dragged() as drag:
                        self._drag = drag.ends
                    case Closed():
                        self._closed = True
        except (EOFError, OSError):
            gone = "The window is gone" if self._seen else "No window can be opened on this screen"
            self._lose(gone)

    def _lose(self, what: str) -> None:
        self.lost = True
        self._on_trouble(f"{what}; everything else goes on without it.")
        self.close()

    def _send_pictures(self) -> None:
        """Hand pictures to the process. Runs in a thread of its own."""
        try:
            while (image := self._pictures.get()) is not None:
                self._process.connection.send(Picture(*image.shape[:2]))
                self._process.connection.send_bytes(image.data.cast("B"))
        except OSError:
            pass  # the process has ended: the next answer tells


@contextmanager
def window_if(wanted: bool) -> Iterator[Window | None]:
    """A window where one is wanted and can open; closed at the end.

    Where it cannot open, one sentence says so.
    """
    trouble = screen_trouble() if wanted else ""
    if trouble:
        stdout.print(f"Without a window: {trouble}.")
    window = Window(complain) if wanted and not trouble else None
    try:
        yield window
    finally:
        if window is not None:
            window.close()
