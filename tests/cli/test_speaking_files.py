"""The sound file and the voice log of a live command: each by itself, however the session ends."""

from __future__ import annotations

import wave

import pytest

from posecheck.cli.speaking import SpeakingOptions, announcing


def speak(options: SpeakingOptions, troubles: list[str], *, frames: int, fails: bool) -> None:
    with announcing(options, troubles.append) as announcer:
        for index in range(frames):
            announcer.say(index / 10, ())
        if fails:
            raise KeyboardInterrupt


def test_one_file_that_cannot_be_written_takes_no_other_along(tmp_path):
    sound, log = tmp_path / "missing" / "heard.wav", tmp_path / "said.csv"
    troubles: list[str] = []
    options = SpeakingOptions(quiet=True, sound_file=sound, voice_log=log)
    speak(options, troubles, frames=3, fails=False)
    assert len(troubles) == 1
    assert "heard.wav" in troubles[0]
    assert log.read_text().startswith("start_s,")


def test_what_was_heard_until_a_signal_is_kept(tmp_path):
    sound, log = tmp_path / "heard.wav", tmp_path / "said.csv"
    options = SpeakingOptions(quiet=True, sound_file=sound, voice_log=log)
    with pytest.raises(KeyboardInterrupt):
        speak(options, [], frames=21, fails=True)
    with wave.open(str(sound)) as file:
        assert file.getnframes() / file.getframerate() == pytest.approx(2.0, abs=0.1)
    assert log.exists()
    assert len(list(tmp_path.iterdir())) == 2


def test_where_it_fails_before_the_first_frame_no_file_is_made(tmp_path):
    options = SpeakingOptions(quiet=True, sound_file=tmp_path / "a", voice_log=tmp_path / "b")
    with pytest.raises(KeyboardInterrupt):
        speak(options, [], frames=0, fails=True)
    assert list(tmp_path.iterdir()) == []
