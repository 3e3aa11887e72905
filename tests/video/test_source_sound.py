"""The sound of a recording goes with its frames, or not at all."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from posecheck.video import VideoWriter, open_source
from posecheck.video.reading import ReadingOptions
from posecheck.video.sound import copy_sound

RATE = 48_000
EVENT_S = 1.6
"""When there is a flash and a beep."""


def flash_and_beep(
    path: Path, codec: str, *, picture_s: float = 0.0, sound_s: float = 0.0, channels: int = 2
) -> Path:
    """A film of 3 s whose pictures and sound begin at these times of the file's clock."""
    layout = "stereo" if channels == 2 else "mono"
    with av.open(str(path), "w") as container:
        pictures = container.add_stream("libx264", rate=25, options={"bf": "2"})
        pictures.width, pictures.height, pictures.pix_fmt = 64, 48, "yuv420p"
        pictures.codec_context.time_base = Fraction(1, 90_000)
        sound = container.add_stream(codec, rate=RATE, layout=layout)
        for index in range(75):
            lit = index - round(25 * (EVENT_S - picture_s)) in (0, 1)
            image = np.full((48, 64, 3), 250 if lit else 10, np.uint8)
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            frame.pts, frame.time_base = (
                round((picture_s + index / 25) * 90_000),
                Fraction(1, 90_000),
            )
            container.mux(pictures.encode(frame))
        container.mux(pictures.encode(None))
        times_s = np.arange(3 * RATE) / RATE + sound_s
        heard = (times_s >= EVENT_S) & (times_s < EVENT_S + 0.2)
        tone = (12_000 * np.sin(2 * np.pi * 880 * times_s) * heard).astype(np.int16)
        samples = np.repeat(tone[:, None], channels, axis=1).reshape(1, -1)
        for start in range(0, samples.shape[1], 960 * channels):
            part = np.ascontiguousarray(samples[:, start : start + 960 * channels])
            frame = av.AudioFrame.from_ndarray(part, format="s16", layout=layout)
            frame.sample_rate, frame.time_base = RATE, Fraction(1, RATE)
            frame.pts = round(sound_s * RATE) + start // channels
            container.mux(sound.encode(frame))
        container.mux(sound.encode(None))
    return path


def write_with_sound(clip: Path, path: Path, reading: ReadingOptions | None = None) -> None:
    with open_source(clip, reading or ReadingOptions()) as source:
        frames = list(source)
        with VideoWriter(path, frames[0].size) as writer:
            for frame in frames:
                writer.write(frame)
        if source.sound is not None:
            copy_sound(path, source.sound, frames[-1].time_s)


def event_times_s(path: Path) -> tuple[float, float]:
    """When a player shows the flash, and when it sounds the beep."""
    with av.open(str(path)) as container:
        flashes = [
            float(frame.time)
            for frame in container.decode(video=0)
            if frame.to_ndarray(format="gray").mean() > 128
        ]
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            samples = frame.to_ndarray().astype(float)
            loud = np.flatnonzero(np.abs(samples[0]) > 0.1 * (1 if samples.max() <= 1 else 32768))
            if loud.size:
                channels = 1 if frame.format.is_planar else len(frame.layout.channels)
                return flashes[0], float(frame.time) + loud[0] / channels / frame.sample_rate
    pytest.fail("no beep is heard")


@pytest.mark.parametrize(
    ("name", "codec", "where"),
    [
        ("clip.mp4", "aac", {}),
        ("clip.mp4", "aac", {"channels": 1}),
        ("clip.mp4", "aac", {"sound_s": 0.7}),  # the sound begins later
        ("clip.mkv", "aac", {"picture_s": 0.8}),  # it begins earlier
        ("clip.ts", "aac", {"picture_s": 0.4}),
        ("clip.mp4", "libmp3lame", {}),
        ("clip.mkv", "libopus", {"picture_s": 0.8}),
        ("clip.mov", "pcm_s16le", {}),  # these are encoded again
        ("clip.mkv", "pcm_s16le", {"picture_s": 0.8, "channels": 1}),
        ("clip.mkv", "ac3", {"sound_s": 0.7}),
    ],
)
def test_flash_and_beep_stay_together(tmp_path, name, codec, where):
    path = tmp_path / "annotated.mp4"
    write_with_sound(flash_and_beep(tmp_path / name, codec, **where), path)
    flash_s, beep_s = event_times_s(path)
    assert flash_s == pytest.approx(EVENT_S - where.get("picture_s", 0.0), abs=0.02)
    assert beep_s == pytest.approx(flash_s, abs=0.05)
    with av.open(str(path)) as container:
        assert container.streams.audio[0].codec_context.name in ("aac", "mp3", "mp3float", "opus")
        assert len(list(container.decode(video=0))) == 75


def test_the_sound_ends_with_the_pictures(tmp_path):
    path = tmp_path / "annotated.mp4"
    write_with_sound(flash_and_beep(tmp_path / "clip.mp4", "aac", sound_s=0.7), path)
    with av.open(str(path)) as container:
        end_s = max(float(frame.time) for frame in container.decode(audio=0))
    assert 2.8 < end_s < 3.0


def has_sound(path: Path) -> bool:
    with av.open(str(path)) as container:
        return bool(container.streams.audio)


@pytest.mark.parametrize("speed", [0.5, 2.0, 0.9])
def test_a_film_that_does_not_play_in_real_time_stays_silent(tmp_path, speed):
    clip, path = flash_and_beep(tmp_path / "clip.mp4", "aac"), tmp_path / "annotated.mp4"
    write_with_sound(clip, path, ReadingOptions(speed=speed))
    assert not has_sound(path)


def test_a_clip_without_sound_stays_without(make_clip, tmp_path):
    path = tmp_path / "annotated.mp4"
    write_with_sound(make_clip(), path)
    assert not has_sound(path)


@pytest.mark.parametrize("codec", ["aac", "pcm_s16le"])
def test_damaged_sound_breaks_nothing(tmp_path, codec):
    """Whatever becomes of the sound, the pictures are all there."""
    clip, path = flash_and_beep(tmp_path / "clip.mkv", codec), tmp_path / "annotated.mp4"
    with av.open(str(clip)) as container:
        places = [(p.pos, p.size) for p in container.demux(audio=0) if p.pos]
    data, random = bytearray(clip.read_bytes()), np.random.default_rng(1)
    for place, size in places[::2]:
        data[place + 8 : place + size] = random.bytes(max(0, size - 8))
    clip.write_bytes(data)
    write_with_sound(clip, path)
    with av.open(str(path)) as container:
        assert len(list(container.decode(video=0))) == 75


def test_sound_that_cannot_be_read_leaves_the_video_as_it_was(tmp_path):
    clip, path = flash_and_beep(tmp_path / "clip.mp4", "aac"), tmp_path / "annotated.mp4"
    with open_source(clip) as source:
        frames = list(source)
        sound = source.sound
    with VideoWriter(path, frames[0].size) as writer:
        for frame in frames:
            writer.write(frame)
    before = path.read_bytes()
    clip.write_bytes(b"gone")
    copy_sound(path, sound, 3.0)
    assert path.read_bytes() == before
    assert sorted(tmp_path.iterdir()) == [path, clip]
