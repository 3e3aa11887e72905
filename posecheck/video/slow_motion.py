"""Slow motion and time lapse, as a clip's own tags tell them."""

from __future__ import annotations

import math
from collections.abc import Mapping

CAPTURE_RATE_TAG = "com.android.capture.fps"
"""Pictures a second at which the camera filmed. Android's recorder writes it into MP4
(MediaFormat.KEY_CAPTURE_RATE: where it differs from the frame rate, the film is slow motion or a
time lapse, and their ratio is the speed). Many phones write it into every clip. Other programs copy
it, into Matroska in capitals."""

MIN_RATIO = 1.8
"""The film is slow motion, or a time lapse, if the camera filmed this many times faster, or slower,
than it plays. Phones in poor light film somewhat slower than they are asked to."""

ORDINARY_RATES = (23.0, 31.0)
"""Capture rates of ordinary clips. With such a tag, a film that plays slower was filmed in poor
light: phones then go from 30 to 15 or 10 pictures a second."""

ORDINARY_MIN_RATIO = 3.5
"""The same as :data:`MIN_RATIO` for ordinary capture rates, if there is sound. Android records slow
motion and time lapses without (MediaRecorder.setCaptureRate: "only video is recorded")."""

SAME_RATE = 0.1
"""Relative difference below which average and usual rate are the same; stamps are rounded."""


def find_capture_rate(tags: Mapping[str, str]) -> float | None:
    """The pictures a second at which a camera filmed, by a file's tags; None if they do not say.

    iPhones and GoPros need no tag: their files are in real time, and it is the player that slows
    them down (``com.apple.quicktime.full-frame-rate-playback-intent``).
    """
    for name, value in tags.items():
        if name.lower() == CAPTURE_RATE_TAG:
            try:
                rate = float(value)
            except ValueError:
                return None
            return rate if math.isfinite(rate) and rate > 0 else None
    return None


def playing_speed(
    capture_rate: float | None, film_rate: float, step_s: float, *, has_sound: bool
) -> float:
    """How fast a film plays: 0.25 is four times slower than real, 1 is real.

    Parameters
    ----------
    capture_rate
        Pictures a second at which it was filmed; None if unknown.
    film_rate
        Pictures a second at which it plays, on average.
    step_s
        For how long a picture usually lasts, in seconds of the film. Of the two the faster counts:
        at a variable rate the average is slower than the camera.
    has_sound
        Whether it has a sound track.
    """
    if capture_rate is None:
        return 1.0
    if abs(film_rate * step_s - 1) > SAME_RATE:
        film_rate = max(film_rate, 1 / step_s)
    ratio = capture_rate / film_rate
    low, high = ORDINARY_RATES
    is_ordinary = has_sound and low <= capture_rate <= high
    least = ORDINARY_MIN_RATIO if is_ordinary else MIN_RATIO
    return 1.0 if 1 / least < ratio < least else 1 / ratio
