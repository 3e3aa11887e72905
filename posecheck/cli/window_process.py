"""The window's own process: OpenCV's window functions, and what the person does there.

When the X server dies, Xlib and Qt end their process at once, and without a screen that works Qt
aborts: here they end only the window.
"""

from __future__ import annotations

from dataclasses import dataclass
from multiprocessing.connection import Connection

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.cli.window_keys import NO_KEY, QUIT_KEYS, Keys

Image8 = NDArray[np.uint8]
"""(H, W, 3) uint8, RGB."""

TITLE = "posecheck"
"""The title of the window, which is also its name in OpenCV."""

MIN_SIZE_PX = 1100
"""Of the longer side: a small camera picture is shown enlarged, to be read from the floor."""

MAX_HEIGHT_PX = 690
"""What fits a laptop's 768 rows, title bar and task bar aside; the window can be made larger."""

SHORTEST_DRAG_PX = 8
"""A shorter one is a click."""

POLL_S = 0.02
"""How long, in seconds, to wait for the next picture before looking for keys."""


@dataclass(frozen=True)
class Picture:
    """Message to the process, before the pixels: the picture's size."""

    height: int
    width: int


@dataclass(frozen=True)
class Shown:
    """Answer: the last picture is shown, or none has come yet; the next one may come."""


@dataclass(frozen=True)
class Pressed:
    """Answer: a key was pressed, see :func:`posecheck.cli.window_keys.to_key`."""

    key: int


@dataclass(frozen=True, eq=False)
class Dragged:
    """Answer: where the mouse was pressed and released, (2, 2), in pixels of the picture."""

    ends: NDArray[np.float64]


@dataclass(frozen=True)
class Closed:
    """Answer: the person has closed the window, with its cross or with a key."""


Answer = Shown | Pressed | Dragged | Closed
"""What the process may send."""


class HighguiWindow:
    """OpenCV's window, in the main thread of its process (macOS asks for that)."""

    def __init__(self) -> None:
        self._open = False
        self._pressed: tuple[int, int] | None = None
        self._drags: list[NDArray[np.float64]] = []
        self._keys = Keys()

    def show(self, image: Image8) -> None:
        """Show an RGB picture; the window opens with the first."""
        if not self._open:
            cv2.namedWindow(TITLE, cv2.WINDOW_NORMAL | cv2.WINDOW_KEEPRATIO | cv2.WINDOW_GUI_NORMAL)
            enlarged = max(1.0, MIN_SIZE_PX / max(image.shape[:2]))
            scale = min(enlarged, MAX_HEIGHT_PX / image.shape[0])
            cv2.resizeWindow(TITLE, round(image.shape[1] * scale), round(image.shape[0] * scale))
            cv2.setMouseCallback(TITLE, self._on_mouse)
            self._open = True
        cv2.imshow(TITLE, cv2.cvtColor(image, cv2.COLOR_RGB2BGR))

    def take_in(self) -> list[Answer]:
        """Let the window react, and give what the person did there since the last call."""
        if not self._open:
            return []
        try:
            key = self._keys.take()
            closed = cv2.getWindowProperty(TITLE, cv2.WND_PROP_VISIBLE) < 1
        except cv2.error:
            return [Closed()]
        answers: list[Answer] = [Dragged(ends) for ends in self._drags]
        self._drags.clear()
        if closed or key in QUIT_KEYS:
            answers.append(Closed())
        elif key != NO_KEY:
            answers.append(Pressed(key))
        return answers

    def _on_mouse(self, event: int, x: int, y: int, _flags: int, _data: object) -> None:
        """Keep where the left button was pressed and released, as a drag; a click is none."""
        if event == cv2.EVENT_LBUTTONDOWN:
            self._pressed = (x, y)
        elif event == cv2.EVENT_LBUTTONUP and self._pressed is not None:
            start, self._pressed = self._pressed, None
            drag = np.array([start, (x, y)], float)
            if np.linalg.norm(drag[1] - drag[0]) >= SHORTEST_DRAG_PX:
                self._drags.append(drag)


def serve(connection: Connection) -> None:
    """Run the process: show pictures until the other end of the connection is closed."""
    window = HighguiWindow()
    try:
        connection.send(Shown())
        while True:
            if connection.poll(POLL_S):
                size: Picture = connection.recv()
                pixels = np.frombuffer(connection.recv_bytes(), np.uint8)
                window.show(pixels.reshape(size.height, size.width, 3))
                connection.send(Shown())
            for answer in window.take_in():
                connection.send(answer)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass  # the other end is closed
