"""The keys of OpenCV's window: which letter one stands for, and whether it is only held."""

from __future__ import annotations

import time

import cv2

ESCAPE = 27
"""The Escape key, in the last byte of what OpenCV gives."""

QUIT_KEYS = frozenset({ord("q"), ESCAPE})
"""The keys that close the window."""

HELD_S = 0.15
"""The same key again within this many seconds is held: systems repeat it every 0.03 to 0.1 s.
OpenCV does not tell when it is let go: the first repetition, after half a second, is a press."""

NO_KEY = -1
"""As OpenCV says that none was pressed."""


def to_key(code: int) -> int:
    """What OpenCV says of a key, as a small letter, a digit, a space or :data:`ESCAPE`.

    Shift and Caps Lock make no difference. Arrows and the like are no key: the last byte of the
    left one's code is that of the letter Q.
    """
    if code == NO_KEY:
        return NO_KEY
    symbol = code & 0xFFFF  # above it there are Shift, Caps Lock and so on
    if symbol & 0xFF == ESCAPE:
        return ESCAPE
    return ord(chr(symbol).lower()) if 0 < symbol < 128 else NO_KEY


class Keys:
    """Gives each key that is pressed once."""

    def __init__(self) -> None:
        self._last, self._last_s = NO_KEY, 0.0

    def take(self) -> int:
        """The key that was pressed; :data:`NO_KEY` for none, and for one that is held.

        Raises
        ------
        cv2.error
            The window is gone.
        """
        key, now_s = to_key(cv2.waitKeyEx(1)), time.monotonic()
        if key == NO_KEY:
            return key
        is_held = key == self._last and now_s - self._last_s < HELD_S
        self._last, self._last_s = key, now_s
        return NO_KEY if is_held else key
