"""What the keys of the window ask a practice for."""

from __future__ import annotations

from collections.abc import Mapping

from posecheck.coaching.practice.events import Key
from posecheck.moment import Moment

KEYS: Mapping[int, Key] = {
    ord(" "): Key.PAUSE,
    ord("n"): Key.NEXT,
    ord("b"): Key.BACK,
    ord("s"): Key.SKIP_SIDE,
    ord("h"): Key.HELP,
    ord("d"): Key.DANGER,
}
"""What each key asks a practice for, as OpenCV numbers them."""

QUESTION_KEYS: Mapping[int, Key] = {**KEYS, ord("y"): Key.DANGER, ord("n"): Key.NO}
"""The same while it can be read that the practice asks whether there was a danger sign."""


def key_meanings(moment: Moment) -> Mapping[int, Key]:
    """What each key means while a moment is shown."""
    state = moment.practice
    return QUESTION_KEYS if state is not None and state.shows_question else KEYS
