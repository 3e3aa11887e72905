"""Recorded clips: times, orientation, formats, and what is wrong with a file."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import av
import numpy as np
import pytest

from posecheck.errors import InputError
from posecheck.video import open_source


def test_variable_frame_rate_keeps_its_rhythm(make_clip):
    times_s = [0.0, 0.1, 0.15, 0.6, 0.61, 2.0]
    with open_source(make_clip(times_s=times_s)) as source:
        assert [f.time_s for f in source] == pytest.approx(times_s, abs=1e-3)


def test_times_count_from_the_first_frame(make_clip):
    with open_source(make_clip(times_s=[5.0, 5.2, 5.4])) as source:
        assert [f.time_s for f in source] == pytest.approx([0, 0.2, 0.4], abs=1e-3)


@pytest.mark.parametrize(
    ("clockwise", "size", "red_corner"),
    [
        (0, (160, 120), (5, 5)),  # as stored: red at the top left
        (90, (120, 160), (-6, 5)),  # turned clockwise: red at the top right
        (180, (160, 120), (-6, -6)),
        (270, (120, 160), (5, -6)),
    ],
)
def test_rotation_flag_is_applied(make_clip, clockwise, size, red_corner):
    with open_source(make_clip(rotation=clockwise)) as source:
        frame = next(iter(source))
    assert frame.size == size
    x, y = red_corner
    red, green, blue = frame.image[y, x]
    assert red > 150
    assert max(green, blue) < 90


@pytest.mark.parametrize(
    ("pix_fmt", "size"),
    [
        ("yuv422p", (160, 120)),  # 4:2:2
        ("yuv420p10le", (160, 120)),  # 10 bit
        ("yuv444p", (161, 121)),  # odd width and height
        ("gray", (160, 120)),
    ],
)
def test_unusual_pixel_formats(make_clip, pix_fmt, size):
    with open_source(make_clip(pix_fmt=pix_fmt, size=size)) as source:
        frames = list(source)
    assert len(frames) == 3
    assert frames[0].image.shape == (size[1], size[0], 3)
    assert frames[0].image.dtype == np.uint8


def test_one_frame(make_clip):
    with open_source(make_clip(times_s=[0.0])) as source:
        assert len(list(source)) == 1
        assert source.damage is None


def test_a_cut_off_clip_gives_its_frames_and_reports_the_damage(make_clip, tmp_path):
    noise = np.random.default_rng(1).integers(0, 255, (100, 120, 160, 3), np.uint8)
    whole = make_clip(times_s=[i / 10 for i in range(100)], images=list(noise))
    moved = tmp_path / "front.mp4"
    with (
        av.open(str(whole)) as old,
        av.open(str(moved), "w", options={"movflags": "+faststart"}) as new,
    ):
        stream = new.add_stream_from_template(old.streams.video[0])
        for packet in old.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                new.mux(packet)
    data = moved.read_bytes()
    moved.write_bytes(data[: len(data) // 2])
    with open_source(moved) as source:
        frames = list(source)
        assert 10 < len(frames) < 90
        assert source.damage is not None
        assert "should last" in source.damage


def _audio_only(path: Path) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=44_100)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
        frame.sample_rate, frame.pts = 44_100, 0
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)


@pytest.mark.parametrize(
    ("name", "prepare", "message"),
    [
        ("missing.mp4", lambda p: None, "no file"),
        ("empty.mp4", lambda p: p.write_bytes(b""), "is empty"),
        ("text.mp4", lambda p: p.write_text("not a video\n" * 50), "not a video"),
        ("sound.mp4", _audio_only, "no picture"),
        ("folder.mp4", lambda p: p.mkdir(), "is a folder"),
    ],
)
def test_a_file_that_is_no_clip_gives_one_clear_sentence(tmp_path, name, prepare, message):
    prepare(tmp_path / name)
    with pytest.raises(InputError, match=message) as caught:
        open_source(tmp_path / name)
    assert "\n" not in str(caught.value)


def test_clip_cut_before_its_index(make_clip):
    path = make_clip(times_s=[i / 10 for i in range(30)])
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(InputError), open_source(path) as source:
        list(source)


def test_clip_without_frames(tmp_path):
    path = tmp_path / "none.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 160, 120, "yuv420p"
        for packet in stream.encode(None):
            container.mux(packet)
    with pytest.raises(InputError), open_source(path) as source:
        list(source)


def test_unicode_and_spaces_in_the_path(make_clip):
    with open_source(make_clip(name="Übung – links 左.mp4")) as source:
        assert len(list(source)) == 3


def test_closing_ends_a_reader_in_another_thread(release_clip):
    for _ in range(5):
        source, seen = open_source(release_clip), []
        reader = threading.Thread(
            target=lambda s=source, n=seen: n.extend(frame.index for frame in s)
        )
        reader.start()
        while not seen and reader.is_alive():
            time.sleep(0.001)
        source.close()
        reader.join(timeout=5)
        assert not reader.is_alive()
        assert seen == list(range(len(seen)))
