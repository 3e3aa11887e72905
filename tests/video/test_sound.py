"""The sound track in an annotated video: at its time, and the pictures as they were."""

from __future__ import annotations

import av
import numpy as np
import pytest

from posecheck.errors import OutputError
from posecheck.video.sound import add_sound

RATE = 22_050


def _packets(path):
    with av.open(str(path)) as container:
        return [bytes(p) for p in container.demux(container.streams.video[0]) if p.size]


def test_a_tone_is_heard_at_its_time_and_the_pictures_are_untouched(make_clip):
    clip = make_clip(times_s=[i / 10 for i in range(30)])
    before = _packets(clip)
    samples = np.zeros(3 * RATE, np.int16)
    samples[RATE : 2 * RATE] = 8000 * np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE)
    add_sound(clip, [samples[:RATE], samples[RATE:]], RATE)
    assert _packets(clip) == before
    with av.open(str(clip)) as container:
        frames = list(container.decode(audio=0))
    heard = np.concatenate([frame.to_ndarray()[0] for frame in frames])
    loud = np.flatnonzero(np.abs(heard) > 0.1) / RATE + float(frames[0].time)
    assert loud[0] == pytest.approx(1.0, abs=0.06)
    assert loud[-1] == pytest.approx(2.0, abs=0.06)


def test_a_clip_stays_as_it_was_when_the_sound_cannot_be_written(make_clip):
    clip = make_clip()
    clip.write_bytes(b"no video")
    with pytest.raises(OutputError, match="Cannot write the sound"):
        add_sound(clip, [np.zeros(RATE, np.int16)], RATE)
    assert clip.read_bytes() == b"no video"
    assert list(clip.parent.iterdir()) == [clip]
