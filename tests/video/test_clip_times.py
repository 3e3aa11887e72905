"""Clips as phones, cameras and damaged disks give them: times, gaps, slow motion and tracks."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from posecheck.errors import InputError
from posecheck.video.opening import open_file
from posecheck.video.reading import ReadingOptions

RATE = 12
COUNT = 72
EVEN = [i / RATE for i in range(COUNT)]


def pictures(count: int = COUNT, size: tuple[int, int] = (64, 48)) -> Iterator[av.VideoFrame]:
    """Grey pictures that grow lighter, so that their order can be seen, with some noise."""
    noise = np.random.default_rng(1)
    for index in range(count):
        image = np.full((size[1], size[0], 3), 20 + 3 * index, np.int16)
        image += noise.integers(-8, 8, image.shape, np.int16)
        frame = av.VideoFrame.from_ndarray(image.clip(0, 255).astype(np.uint8), format="rgb24")
        frame.pts, frame.time_base = index, Fraction(1, RATE)
        yield frame


def write(
    path: Path, codec: str = "libx264", *, b_frames: int = 0, sound_s: float = 0.0, **how
) -> Path:
    """Write a clip of 6 s; ``stamp`` changes the stamp of a picture, None leaves the packet out."""
    stamp, tags, rate = how.get("stamp"), how.get("tags", {}), how.get("rate", RATE)
    muxing = {"movflags": "use_metadata_tags"} if tags else {}
    if path.suffix == ".mkv":
        muxing = {"cluster_time_limit": "1000"}
    with av.open(str(path), "w", options=muxing) as container:
        container.metadata.update(tags)
        options = {"bf": str(b_frames), "g": "12"} if codec == "libx264" else {}
        if codec == "libx265":
            options = {"x265-params": "log-level=none"}
        stream = container.add_stream(codec, rate=rate, options=options)
        stream.width, stream.height, stream.pix_fmt = 64, 48, how.get("pix_fmt", "yuv420p")
        stream.codec_context.time_base = Fraction(1, RATE)
        sound = container.add_stream("aac", rate=8000) if sound_s else None
        packets = [p for frame in [*pictures(), None] for p in stream.encode(frame)]
        for index, packet in enumerate(packets):
            if stamp is not None:
                new_s = stamp(index, float(packet.pts * packet.time_base))
                if new_s is None:
                    continue
                before_s = float(packet.dts * packet.time_base) - 3  # never behind a stamp
                packet.time_base = Fraction(1, 90_000)
                packet.pts, packet.dts = round(new_s * 90_000), round(before_s * 90_000)
            container.mux(packet)
        for start in range(0, round(sound_s * 8000), 1024) if sound else ():
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
            frame.sample_rate, frame.pts = 8000, start
            container.mux(sound.encode(frame))
    return path


def read(path: Path, reading: ReadingOptions | None = None):
    """The clip's source after its last frame, the frames' times and their brightness."""
    with open_file(path, reading or ReadingOptions()) as source:
        frames = [(frame.time_s, float(frame.image.mean())) for frame in source]
    times, brightness = zip(*frames, strict=True)
    assert list(brightness) == sorted(brightness)
    return source, list(times)


@pytest.mark.parametrize(
    ("name", "codec", "how"),
    [
        ("b.avi", "libx264", {"b_frames": 3}),
        ("b.mkv", "libx264", {"b_frames": 3}),
        ("b.mp4", "libx264", {"b_frames": 3}),
        ("b.ts", "libx264", {"b_frames": 3}),
        ("b.flv", "libx264", {"b_frames": 3}),
        ("old.avi", "mpeg4", {}),
        ("still.avi", "mjpeg", {"pix_fmt": "yuvj420p"}),
        ("x.wmv", "wmv2", {}),
        ("x.webm", "libvpx", {}),
        ("raw.h264", "libx264", {"b_frames": 2}),
        ("sound.mkv", "libx264", {"sound_s": 9.0}),
        ("sound.mp4", "libx264", {"sound_s": 9.0}),
        ("late.mkv", "libx264", {"sound_s": 9.0, "stamp": lambda _, s: s + 3}),
        ("one_late.mkv", "libx264", {"stamp": lambda i, s: s + 2 * (i == 30)}),
        ("one_late.mp4", "libx264", {"stamp": lambda i, s: s + 2 * (i == 30)}),
        ("one_early.mkv", "libx264", {"stamp": lambda i, s: s + 3 - 2 * (i == 30)}),
        ("first_early.mkv", "libx264", {"stamp": lambda i, s: s + 3 - 2 * (i == 0)}),
        ("last_late.mkv", "libx264", {"stamp": lambda i, s: s + 2 * (i == COUNT - 1)}),
        ("rate.mkv", "libx264", {"rate": 1000, "stamp": lambda _, s: s}),
    ],
)
def test_any_container_gives_the_same_times(tmp_path, name, codec, how):
    source, times = read(write(tmp_path / name, codec, **how))
    assert times == pytest.approx(EVEN, abs=0.002)
    assert source.damage is None
    assert source.frame_rate == pytest.approx(RATE, rel=0.01)
    assert bool(source.notes) == (name == "raw.h264")


def test_joined_transport_streams_follow_one_another(tmp_path):
    one = write(tmp_path / "one.ts", b_frames=2).read_bytes()
    (tmp_path / "two.ts").write_bytes(one + one)
    with open_file(tmp_path / "two.ts") as source:
        times = [frame.time_s for frame in source]
    assert times == pytest.approx([i / RATE for i in range(2 * COUNT)], abs=0.01)
    assert source.damage is None
    assert "jumps at 6.0 s" in source.notes[0]


def _drop(path: Path) -> None:
    write(path, stamp=lambda i, s: None if 24 <= i < 48 else s)


def _zero(path: Path, codec: str = "libx264", **how) -> None:
    data = bytearray(write(path, codec, **how).read_bytes())
    middle = len(data) // 2
    data[middle : middle + len(data) // 4] = bytes(len(data) // 4)
    path.write_bytes(data)


@pytest.mark.parametrize("damage", [_drop, _zero])
def test_a_hole_keeps_its_time_and_is_told(tmp_path, damage):
    damage(tmp_path / "hole.mkv")
    with open_file(tmp_path / "hole.mkv") as source:
        frames = list(source)
    assert frames[-1].time_s == pytest.approx(EVEN[-1], abs=0.002)
    (after,) = (frame for frame in frames if frame.gap_s)
    start_s = frames[after.index - 1].time_s
    assert after.gap_s == pytest.approx(after.time_s - start_s - 1 / RATE, abs=0.002)
    assert f"{after.gap_s:.1f} s of its pictures are missing at" in source.damage


@pytest.mark.skipif(
    not hasattr(av.stream.Stream, "index_entries"), reason="this PyAV does not tell the index"
)
def test_a_hole_in_an_avi_keeps_its_time_though_it_holds_no_times(tmp_path):
    _zero(tmp_path / "hole.avi", "mjpeg", pix_fmt="yuvj420p")
    source, times = read(tmp_path / "hole.avi")
    assert times[-1] == pytest.approx(EVEN[-1], abs=0.002)
    assert set(np.round(times, 2)) < set(np.round(EVEN, 2))
    assert "s of its pictures are missing at" in source.damage


def test_pictures_that_cannot_be_decoded_up_to_the_end_are_told(tmp_path):
    """Behind a hole HEVC without a key picture decodes to nothing, and that is no error."""
    path = write(tmp_path / "hole.mkv", "libx265")
    with av.open(str(path)) as container:
        sizes = [(p.pos, p.size) for p in container.demux(video=0) if p.size]
    data = bytearray(path.read_bytes())
    start, end = sizes[24][0], sizes[28][0]
    data[start:end] = bytes(end - start)
    path.write_bytes(data)
    source, times = read(path)
    assert times[-1] < 4
    assert "it should last 6.0 s, but only the first" in source.damage


def test_a_film_that_ends_with_its_sound_before_its_header_says_is_cut_off(tmp_path):
    data = write(tmp_path / "whole.mkv", sound_s=6.0).read_bytes()
    (tmp_path / "cut.mkv").write_bytes(data[: len(data) // 2])
    source, times = read(tmp_path / "cut.mkv")
    assert times[-1] < 5
    assert "it should last 6.0 s, but only the first" in source.damage
    with_last_picture_s = 2 * times[-1] - times[-2]
    assert f"only the first {with_last_picture_s:.1f} s can be read" in source.damage


@pytest.mark.parametrize(
    ("name", "tag", "speed", "factor"),
    [
        ("slow.mp4", "48.0", None, 0.25),
        ("slow.mkv", "48.0", None, 0.25),
        ("slow.mp4", "48.0", 1.0, 1.0),  # the user knows better
        ("slow.mp4", "48.0", 0.5, 0.5),
        ("real.mp4", "12.0", None, 1.0),
        ("untagged.mp4", None, 0.25, 0.25),
        ("lapse.mp4", None, 20.0, 20.0),
    ],
)
def test_slow_motion_gives_real_times_and_is_told(tmp_path, name, tag, speed, factor):
    tags = {"com.android.capture.fps": tag} if tag else {}
    path = write(tmp_path / name, tags=tags)
    source, times = read(path, ReadingOptions(speed=speed))
    assert times == pytest.approx([s * factor for s in EVEN], abs=0.002)
    assert float(source.frame_rate) == pytest.approx(RATE / factor)
    if factor == 1:
        assert source.notes == ()
    else:
        assert f"{max(factor, 1 / factor):g} times" in source.notes[0]
        assert ("by its own tag" if speed is None else "as --speed says") in source.notes[0]


def _with_cover(path: Path, codec: str) -> None:
    with av.open(str(path), "w", format="mp4" if codec == "aac" else None) as container:
        sound = container.add_stream(codec, rate=44_100)
        cover = container.add_stream("mjpeg", rate=1)
        cover.width, cover.height, cover.pix_fmt = 64, 48, "yuvj420p"
        cover.disposition = av.stream.Disposition.attached_pic
        (frame,) = pictures(1)
        picture = cover.encode(frame.reformat(format="yuvj420p"))
        container.mux(picture)
        for start in range(0, 44_100, 1152):
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 1152), np.float32), "fltp", "mono")
            frame.sample_rate, frame.pts = 44_100, start
            container.mux(sound.encode(frame))


@pytest.mark.parametrize(("name", "codec"), [("song.mp3", "mp3"), ("song.m4a", "aac")])
def test_a_song_with_a_cover_is_no_video(tmp_path, name, codec):
    _with_cover(tmp_path / name, codec)
    with pytest.raises(InputError, match="holds no video, only sound"):
        open_file(tmp_path / name)


@pytest.mark.parametrize(
    ("flags", "width"),
    [
        ((None, "default"), 128),
        (("default", None), 64),
        ((None, None), 128),  # nothing is said: the larger
        (("default", "default"), 128),
        (("attached_pic", None), 128),
    ],
)
def test_the_track_that_players_show_is_read(tmp_path, flags, width):
    path = tmp_path / "two.mkv"
    with av.open(str(path), "w") as container:
        streams = []
        for flag, size in zip(flags, ((64, 48), (128, 96)), strict=True):
            stream = container.add_stream("mpeg4", rate=RATE)
            stream.width, stream.height = size
            stream.pix_fmt = "yuv420p"
            kinds = av.stream.Disposition
            stream.disposition = kinds[flag] if flag else kinds(0)
            streams.append((stream, size))
        for stream, size in streams:
            for frame in [*pictures(6, size), None]:
                container.mux(stream.encode(frame))
    with open_file(path) as source:
        frames = list(source)
    assert len(frames) == 6
    assert frames[0].size[0] == width


def test_a_film_of_an_unknown_kind_is_one_sentence(tmp_path):
    path = write(tmp_path / "unknown.mkv")
    path.write_bytes(path.read_bytes().replace(b"V_MPEG4/ISO/AVC", b"V_XYZ99/ISO/AVC"))
    with pytest.raises(InputError, match="a kind that cannot be decoded"):
        open_file(path)


def test_reading_ahead_is_bounded_by_memory(tmp_path):
    with open_file(write(tmp_path / "clip.mp4")) as source:
        assert source._count_look_ahead() == 32
        source._stream.width, source._stream.height = 7680, 4320
        assert source._count_look_ahead() == 4
