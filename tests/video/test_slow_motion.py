"""Slow motion and time lapse by a clip's own tags, and the rates that headers claim."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace

import pytest

from posecheck.video.rates import clamp_rate, header_rate, plausible_rate
from posecheck.video.slow_motion import find_capture_rate, playing_speed


@pytest.mark.parametrize(
    ("tags", "rate"),
    [
        ({"com.android.capture.fps": "240.000000"}, 240.0),
        ({"COM.ANDROID.CAPTURE.FPS": "12.0"}, 12.0),  # Matroska
        ({"com.android.capture.fps": "fast"}, None),
        ({"com.android.capture.fps": "0"}, None),
        ({"com.android.capture.fps": "nan"}, None),
        ({"com.apple.quicktime.full-frame-rate-playback-intent": "0"}, None),
        ({}, None),
    ],
)
def test_the_camera_s_rate_is_read_from_the_tags(tags, rate):
    assert find_capture_rate(tags) == rate


@pytest.mark.parametrize(
    ("capture", "film", "step_s", "sound", "speed"),
    [
        (240.0, 30.0, 1 / 30, False, 0.125),  # slow motion as Android's recorder stores it
        (120.0, 30.0, 1 / 30, True, 0.25),
        (60.0, 30.0, 1 / 30, False, 0.5),
        (12.0, 3.0, 0.333, False, 0.25),
        (240.0, 240.0, 1 / 240, True, 1.0),  # stored in real time
        (240.0, 119.9, 1 / 240, True, 1.0),  # the same, at a variable rate
        (30.0, 29.97, 1 / 30, True, 1.0),  # an ordinary clip
        (30.0, 15.0, 1 / 15, True, 1.0),  # an ordinary clip in poor light
        (1.0, 30.0, 1 / 30, False, 30.0),  # a time lapse
        (None, 30.0, 1 / 30, False, 1.0),
    ],
)
def test_the_speed_follows_from_both_rates(capture, film, step_s, sound, speed):
    found = playing_speed(capture, film, step_s, has_sound=sound)
    assert found == pytest.approx(speed, rel=0.01)


@pytest.mark.parametrize(
    ("average", "guessed", "expected"),
    [
        (Fraction(12), Fraction(24), Fraction(12)),
        (Fraction(90_000), Fraction(12), Fraction(12)),
        (Fraction(0), None, None),
        (None, Fraction(90_000), None),
    ],
)
def test_impossible_rates_of_a_header_are_ignored(average, guessed, expected):
    codec = SimpleNamespace(framerate=None)
    stream = SimpleNamespace(average_rate=average, guessed_rate=guessed, codec_context=codec)
    assert header_rate(stream) == expected


def test_the_stamps_decide_between_a_rate_and_an_absurd_one():
    assert plausible_rate(Fraction(1000), 1 / 12) == 12
    assert plausible_rate(Fraction(9), 1 / 12) == 9  # the average over a variable rate
    assert plausible_rate(None, 1 / 12) == 12
    assert plausible_rate(None, 5000.0) == pytest.approx(1 / 5000)
    assert clamp_rate(Fraction(90_000)) == 1000
