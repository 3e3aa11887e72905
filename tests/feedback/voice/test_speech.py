"""From text to samples, over an engine that a test plays."""

from __future__ import annotations

import sys
import wave
from types import SimpleNamespace

import numpy as np
import pytest

from posecheck.feedback.voice.sounds import LOUDNESS_DBFS, SAMPLE_RATE, level_dbfs
from posecheck.feedback.voice.speech import SapiVoice, VoiceError, find_voice, read_wav


def write_wav(path, samples, rate=SAMPLE_RATE, channels=1, width=2):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(samples.astype(f"<i{width}").tobytes())


LOUD = np.tile([8000, -8000], 5000)


class Engine:
    """pyttsx3's engine, as far as it is used."""

    def __init__(self, *voices, current=""):
        self.properties = {"voices": list(voices), "voice": current}

    def getProperty(self, name):  # noqa: N802
        return self.properties[name]

    def setProperty(self, name, value):  # noqa: N802
        self.properties[name] = value

    def save_to_file(self, text, path):
        self.path = path

    def runAndWait(self):  # noqa: N802
        write_wav(self.path, LOUD)


def voice(identity, *languages):
    return SimpleNamespace(id=identity, name=identity.title(), languages=list(languages))


def engine_voice(monkeypatch, engine, rate=160):
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setitem(sys.modules, "pyttsx3", SimpleNamespace(init=lambda: engine))
    return find_voice(rate)


def test_it_speaks_english_with_the_systems_own_voice_if_that_is_english(monkeypatch):
    german, british, american = voice("de", "de"), voice("gb", "en-gb"), voice("us", "en-us")
    for current, chosen in (("us", "us"), ("de", "gb")):
        engine = Engine(german, british, american, current=current)
        found = engine_voice(monkeypatch, engine, rate=140)
        assert engine.properties["voice"] == chosen
        assert found.name == chosen.title()
        assert engine.properties["rate"] == 140


def test_without_an_english_voice_it_says_how_to_get_one(monkeypatch):
    with pytest.raises(VoiceError, match="under Settings"):
        engine_voice(monkeypatch, Engine(voice("de", "de"), current="de"))


def test_a_sentence_is_read_from_the_engines_file(monkeypatch):
    samples = engine_voice(monkeypatch, Engine(voice("gb", "en-gb"))).speak("Lie down")
    assert samples.size == LOUD.size
    assert level_dbfs(samples) == pytest.approx(LOUDNESS_DBFS, abs=0.5)


def test_an_engine_that_fails_is_named(monkeypatch):
    engine = Engine(voice("gb", "en-gb"))
    speaker = engine_voice(monkeypatch, engine)
    assert isinstance(speaker, SapiVoice)

    def fail():
        raise RuntimeError("no")

    engine.runAndWait = fail
    with pytest.raises(VoiceError, match="Gb failed"):
        speaker.speak("Lie down")


def test_silence_at_both_ends_is_cut_off(tmp_path):
    silence = np.zeros(4000)
    write_wav(tmp_path / "a.wav", np.concatenate([silence, LOUD, silence]))
    assert read_wav(tmp_path / "a.wav").size == LOUD.size


def test_two_channels_at_another_rate_become_one_at_ours(tmp_path):
    times = np.arange(44_100) / 44_100
    left, right = (8000 * np.sin(2 * np.pi * hertz * times) for hertz in (440, 880))
    write_wav(tmp_path / "a.wav", np.stack([left, right], 1).ravel(), 44_100, channels=2)
    samples = read_wav(tmp_path / "a.wav")
    assert samples.size == pytest.approx(SAMPLE_RATE, rel=0.01)
    strength = np.abs(np.fft.rfft(samples))
    peaks = [strength[round(hertz * samples.size / SAMPLE_RATE)] for hertz in (440, 880)]
    assert peaks[0] == pytest.approx(peaks[1], rel=0.1)  # both channels are heard


def test_a_file_without_sound_is_a_voice_that_failed(tmp_path):
    write_wav(tmp_path / "silent.wav", np.zeros(1000))
    write_wav(tmp_path / "wide.wav", LOUD, width=4)
    (tmp_path / "broken.wav").write_text("no")
    for name in ("silent.wav", "wide.wav", "broken.wav", "missing.wav"):
        with pytest.raises(VoiceError):
            read_wav(tmp_path / name)


def program_that_writes(tmp_path, monkeypatch, name, script):
    """Put a program of that name on the path."""
    program = tmp_path / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")


@pytest.mark.parametrize(("system", "name"), [("linux", "espeak-ng"), ("darwin", "say")])
def test_a_program_speaks_the_whole_sentence_at_the_rate(monkeypatch, tmp_path, system, name):
    write_wav(tmp_path / "loud.wav", LOUD)
    told = tmp_path / "told"
    copy = f"cp {tmp_path}/loud.wav $argument"
    script = (
        f'for argument; do echo "$argument" >> {told}; case $argument in *.wav) {copy};; esac; done'
    )
    program_that_writes(tmp_path, monkeypatch, name, script)
    monkeypatch.setattr("sys.platform", system)
    samples = find_voice(120).speak("-1 is not an option; $HOME is not a variable")
    assert samples.size == LOUD.size
    lines = told.read_text().splitlines()
    assert "120" in lines
    assert lines[-2:] == ["--", "-1 is not an option; $HOME is not a variable"]


def test_a_program_that_fails_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr("sys.platform", "linux")
    program_that_writes(tmp_path, monkeypatch, "espeak-ng", "exit 3")
    with pytest.raises(VoiceError, match="`espeak-ng` failed"):
        find_voice().speak("Lie down")


@pytest.mark.parametrize(
    ("system", "hint"), [("linux", "install espeak-ng"), ("darwin", "`say` of macOS")]
)
def test_without_the_program_the_way_to_get_it_is_named(monkeypatch, tmp_path, system, hint):
    monkeypatch.setattr("sys.platform", system)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(VoiceError, match=hint):
        find_voice()


def test_a_voice_that_cannot_run_is_no_voice(monkeypatch, tmp_path):
    """The program is there, but a library of its own is missing."""
    program = tmp_path / "espeak-ng"
    program.write_text(
        "#!/bin/sh\necho 'espeak-ng: error while loading shared libraries: libespeak-ng.so.1: "
        "cannot open shared object file: No such file or directory' >&2\nexit 127\n"
    )
    program.chmod(0o755)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with pytest.raises(VoiceError, match=r"libespeak-ng\.so\.1 is missing"):
        find_voice()
