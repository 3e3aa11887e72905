"""The loudspeaker, with a device that only takes what it is given."""

from __future__ import annotations

import miniaudio
import numpy as np
import pytest

from posecheck.feedback.voice.player import FADE, Player, PlayerError
from posecheck.feedback.voice.sounds import SAMPLE_RATE


class Device:
    """Takes samples when the test says so."""

    def __init__(self, **options):
        self.options = options
        self.backend = "test"
        self.closed = False

    def start(self, feed):
        self.feed = feed

    def take(self, count):
        return np.frombuffer(self.feed.send(count), np.float32)

    def close(self):
        self.closed = True


@pytest.fixture
def player(monkeypatch):
    monkeypatch.setattr(miniaudio, "PlaybackDevice", Device)
    return Player()


LOUD = np.full(1000, 0.5, np.float32)


def test_it_plays_what_it_is_given_and_silence_around_it(player):
    assert not player._device.take(10).any()
    player.play(LOUD)
    assert (player._device.take(600) == 0.5).all()
    rest = player._device.take(600)
    assert (rest[:400] == 0.5).all()
    assert not rest[400:].any()
    assert rest.size == 600


def test_a_sound_that_is_stopped_fades_out_so_that_it_does_not_click(player):
    player.play(LOUD)
    player._device.take(100)
    player.stop()
    rest = player._device.take(200)
    assert np.abs(np.diff(rest)).max() < 0.02
    assert rest[0] == 0.5
    assert not rest[FADE:].any()


def test_a_new_sound_cuts_off_the_old_one(player):
    player.play(LOUD)
    player.play(np.full(100, -0.25, np.float32))
    heard = player._device.take(400)
    assert (heard[FADE : FADE + 100] == -0.25).all()
    assert not heard[FADE + 100 :].any()


def test_it_asks_for_a_device_that_can_be_heard(player):
    options = player._device.options
    assert options["sample_rate"] == SAMPLE_RATE
    assert options["backends"]
    assert miniaudio.Backend.NULL not in options["backends"]
    assert player.name == "test"
    player.close()
    assert player._device.closed


def test_without_a_device_it_says_what_to_do(monkeypatch):
    def fail(**_):
        raise miniaudio.MiniaudioError("no device")

    monkeypatch.setattr(miniaudio, "PlaybackDevice", fail)
    with pytest.raises(PlayerError, match="switch on a loudspeaker"):
        Player()
