"""Frame rates that headers claim, as far as they can be believed."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from posecheck.video.timing import SANE_RATES

MAX_FACTOR = 2
"""A header's rate this many times above or below the stamps' is wrong. An average over a variable
frame rate is nearer."""


def header_rate(stream: Any, *, own_times: bool = True) -> Fraction | None:
    """The pictures a second that a track's header claims; None if it claims nothing possible.

    Without own times the codec's word comes first: FFmpeg makes up an average.
    """
    low, high = SANE_RATES
    codec_rate = stream.codec_context.framerate
    rates = (stream.average_rate, stream.guessed_rate, codec_rate)
    for rate in rates if own_times else (codec_rate, *rates):
        if rate and low <= rate <= high:
            return Fraction(rate)
    return None


def plausible_rate(claimed: Fraction | None, step_s: float) -> Fraction:
    """The claimed rate, unless the usual step of the stamps in seconds makes it impossible."""
    rate = Fraction(1 / step_s).limit_denominator(1001)
    if claimed and rate and 1 / MAX_FACTOR < claimed / rate < MAX_FACTOR:
        return claimed
    return rate or Fraction(1 / step_s)


def clamp_rate(rate: Fraction) -> Fraction:
    """The rate for the header of a written video; one that no player would take is limited."""
    return min(rate, Fraction(int(SANE_RATES[1])))
