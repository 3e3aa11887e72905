"""Tones: heard, never clipped, and told apart."""

from __future__ import annotations

import errno
import tracemalloc
import wave
from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pytest

from posecheck.coaching.judge import Judge
from posecheck.errors import OutputError
from posecheck.exercises.library import load_exercises
from posecheck.feedback.voice.sound_track import CHUNK, SoundTrack
from posecheck.feedback.voice.sounds import (
    LOUDNESS_DBFS,
    SAMPLE_RATE,
    correction_sound_name,
    find_sound,
    level_dbfs,
    load_sounds,
    make_tone,
    resample,
)

SIGNALS = list(load_sounds().signals)
CORRECTIONS = [f"corrections.{kind}.more" for kind in load_sounds().corrections]


@pytest.mark.parametrize("name", SIGNALS + CORRECTIONS)
def test_every_sound_is_as_loud_as_it_should_be_and_not_clipped(name):
    samples = make_tone(name)
    assert samples.size == pytest.approx(find_sound(name).seconds * SAMPLE_RATE, abs=10)
    assert np.abs(samples).max() <= 0.9
    wanted = LOUDNESS_DBFS - find_sound(name).softer_db
    assert level_dbfs(samples) == pytest.approx(wanted, abs=2.5)
    assert abs(samples[0]) < 0.02  # no click
    assert abs(samples[-1]) < 0.02


def _onsets(name):
    starts, now = [], 0.0
    for hertz, seconds in find_sound(name).notes:
        if hertz:
            starts.append(now)
        now += seconds
    return [*starts, now]


def _semitones(name):
    pitches = [12 * np.log2(hertz) for hertz, _ in find_sound(name).notes if hertz]
    return [b - a for a, b in pairwise(pitches)] + [pitches[0]]


def test_no_two_sounds_can_be_taken_for_each_other():
    """They differ in their number of notes, by a clear change of rhythm, or of melody."""
    for one, two in combinations(SIGNALS + CORRECTIONS, 2):
        rhythm = [_onsets(name) for name in (one, two)]
        if len(rhythm[0]) != len(rhythm[1]):
            continue
        beats = max(abs(a - b) for a, b in zip(*rhythm, strict=True))
        melody = max(abs(a - b) for a, b in zip(_semitones(one), _semitones(two), strict=True))
        assert beats >= 0.1 or melody >= 5, f"{one} and {two}"


def test_every_check_of_every_exercise_has_a_sound_of_its_own_kind():
    for exercise in load_exercises().values():
        for check, judgement in zip(
            exercise.checks, Judge(exercise.checks, "left").judge(None), strict=True
        ):
            name = correction_sound_name(judgement)
            of_back = check.measure == "lumbar_gap_change_cm"
            kind = "lumbar_gap_cm" if of_back else check.measure
            assert kind in (None, name.split(".")[1])
            assert make_tone(name).any()


def test_too_much_falls_and_too_little_rises():
    checks = load_exercises()["supine_release"].checks
    knee = next(j for j in Judge(checks, "left").judge(None) if j.check.name == "knee")
    assert correction_sound_name(replace(knee, value=30.0)) == "corrections.knee.more"
    assert correction_sound_name(replace(knee, value=150.0)) == "corrections.knee.less"
    more, less = (find_sound(f"corrections.knee.{way}").notes for way in ("more", "less"))
    assert more[0][0] < more[-1][0]
    assert less == more[::-1]


def test_the_cameras_place_has_its_own_sound():
    assert correction_sound_name(None).startswith("corrections.camera")


def test_another_rate_keeps_pitch_and_length():
    times = np.arange(44_100) / 44_100
    heard = resample(np.sin(2 * np.pi * 440 * times).astype(np.float32), 44_100)
    assert heard.size == SAMPLE_RATE
    strongest = np.argmax(np.abs(np.fft.rfft(heard)))
    assert strongest == 440


def test_a_sound_track_puts_sounds_at_their_times_and_cuts_what_was_cut_off():
    track = SoundTrack()
    second = np.full(SAMPLE_RATE, 0.5, np.float32)
    track.add(1.0, second)
    track.add(1.5, second)
    track.cut(2.0)
    samples = track.pcm(4.0)
    assert samples.size == 4 * SAMPLE_RATE
    loud = np.flatnonzero(samples) / SAMPLE_RATE
    assert loud[0] == pytest.approx(1.0, abs=1e-3)
    assert loud[-1] == pytest.approx(2.0, abs=1e-3)
    assert samples.max() == 16384  # nothing sounds at once


def test_the_tones_of_the_breath_are_softer_than_speech():
    softer = level_dbfs(make_tone("start")) - level_dbfs(make_tone("breathe_in"))
    assert softer == pytest.approx(find_sound("breathe_in").softer_db, abs=1.0)


def test_a_low_note_has_overtones_that_a_small_loudspeaker_can_play():
    note = make_tone("corrections.posture.more")
    strength = np.abs(np.fft.rfft(note))
    hertz = np.fft.rfftfreq(note.size, 1 / SAMPLE_RATE)
    base = find_sound("corrections.posture.more").notes[0][0]
    loudest = [strength[np.abs(hertz - k * base) < 20].max() for k in (1, 2)]
    assert loudest[1] > 0.2 * loudest[0]


def test_a_sound_track_that_cannot_be_written_says_so(tmp_path):
    with pytest.raises(OutputError, match="Cannot write"):
        SoundTrack().write(tmp_path / "missing" / "heard.wav", 1.0)


def test_a_sound_track_is_written_at_full_scale(tmp_path):
    track = SoundTrack()
    track.add(0.0, np.full(100, 0.5, np.float32))
    track.write(tmp_path / "heard.wav", 0.1)
    with wave.open(str(tmp_path / "heard.wav")) as file:
        assert file.getframerate() == SAMPLE_RATE
        heard = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    assert heard[50] == 16384
    assert heard.size == round(0.1 * SAMPLE_RATE)


def test_on_a_sound_track_a_short_sound_ends_the_long_one_before_it():
    track = SoundTrack()
    track.add(1.0, np.full(SAMPLE_RATE, 0.5, np.float32))
    track.add(1.25, np.full(SAMPLE_RATE // 10, 0.25, np.float32))
    assert not track.pcm(3.0)[round(1.36 * SAMPLE_RATE) :].any()


def test_an_hour_of_sound_takes_no_memory(tmp_path):
    track, second = SoundTrack(), np.full(SAMPLE_RATE, 0.5, np.float32)
    for start_s in range(0, 3600, 3):
        track.add(float(start_s), second)
    sizes = [chunk.size for chunk in track.chunks(3600.0)]
    assert max(sizes) <= CHUNK
    assert sum(sizes) == 3600 * SAMPLE_RATE
    tracemalloc.start()
    track.write(tmp_path / "heard.wav", 3600.0)
    assert tracemalloc.get_traced_memory()[1] < 5e6
    tracemalloc.stop()
    with wave.open(str(tmp_path / "heard.wav")) as file:
        assert file.getnframes() == 3600 * SAMPLE_RATE
        file.setpos(3597 * SAMPLE_RATE)
        end = np.frombuffer(file.readframes(3 * SAMPLE_RATE), "<i2")
    assert end[:SAMPLE_RATE].min() == 16384
    assert not end[SAMPLE_RATE:].any()


def test_a_sound_that_could_not_be_kept_is_told(tmp_path, monkeypatch):
    track = SoundTrack()

    def fail(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(track._spool, "write", fail)
    track.add(0.0, np.full(100, 0.5, np.float32))
    with pytest.raises(OutputError, match="could not be kept: No space"):
        track.write(tmp_path / "heard.wav", 1.0)
    assert not list(tmp_path.iterdir())
