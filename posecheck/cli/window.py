"""The window on the screen, where there is one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.cli.console import stdout
from posecheck.cli.display import screen_trouble, window_environment
from posecheck.feedback.overlay.text import Image8

TITLE = "posecheck"
"""The title of the window, which is also its name in OpenCV."""

MIN_SIZE_PX = 1100
"""Of the longer side: a small camera picture is shown enlarged, to be read from the floor."""

MAX_HEIGHT_PX = 690
"""What fits a laptop's 768 rows, title bar and task bar aside; the window can be made larger."""

SHORTEST_DRAG_PX = 8
"""A shorter one is a click."""

QUIT_KEYS = frozenset({ord("q"), 27})
"""Q and Escape, as OpenCV numbers them."""


def has_screen() -> bool:
    """Whether a window can open: it is tried out, see :mod:`posecheck.cli.display`."""
    return not screen_trouble()


class Window:
    """Shows frames; made and used in the main thread only (macOS asks for that)."""

    def __init__(self) -> None:
        os.environ.update(window_environment(os.environ))
        self._open = False
        self._pressed: tuple[int, int] | None = None
        self._drag: NDArray[np.float64] | None = None
        self.key = -1

    def show(self, image: Image8) -> bool:
        """Show an RGB picture and take in keys; False once the person has closed it."""
        try:
            if not self._open:
                cv2.namedWindow(
                    TITLE, cv2.WINDOW_NORMAL | cv2.WINDOW_KEEPRATIO | cv2.WINDOW_GUI_NORMAL
                )
                enlarged = max(1.0, MIN_SIZE_PX / max(image.shape[:2]))
                scale = min(enlarged, MAX_HEIGHT_PX / image.shape[0])
                cv2.resizeWindow(
                    TITLE, round(image.shape[1] * scale), round(image.shape[0] * scale)
                )
                cv2.setMouseCallback(TITLE, self._on_mouse)
                self._open = True
            cv2.imshow(TITLE, cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
            self.key = cv2.waitKey(1) & 0xFF
            closed = cv2.getWindowProperty(TITLE, cv2.WND_PROP_VISIBLE) < 1
        except cv2.error:
            return False
        return not closed and self.key not in QUIT_KEYS

    def dragged(self) -> NDArray[np.float64] | None:
        """Where the mouse was pressed and released since the last call.

        Returns
        -------
        (2, 2) array or None
            Pixels of the picture shown; None where the mouse was not dragged.
        """
        drag, self._drag = self._drag, None
        return drag

    def _on_mouse(self, event: int, x: int, y: int, _flags: int, _data: object) -> None:
        """Keep where the left button was pressed and released, as a drag; a click is none."""
        if event == cv2.EVENT_LBUTTONDOWN:
            self._pressed = (x, y)
        elif event == cv2.EVENT_LBUTTONUP and self._pressed is not None:
            start, self._pressed = self._pressed, None
            drag = np.array([start, (x, y)], float)
            if np.linalg.norm(drag[1] - drag[0]) >= SHORTEST_DRAG_PX:
                self._drag = drag

    def close(self) -> None:
        """Close the window. May be called more than once."""
        if self._open:
            cv2.destroyAllWindows()
            self._open = False


@contextmanager
def window_if(wanted: bool) -> Iterator[Window | None]:
    """A window where one is wanted and can open; closed at the end.

    Where it cannot open, one sentence says so.
    """
    trouble = screen_trouble() if wanted else ""
    if trouble:
        stdout.print(f"Without a window: {trouble}.", markup=False)
    window = Window() if wanted and not trouble else None
    try:
        yield window
    finally:
        if window is not None:
            window.close()
