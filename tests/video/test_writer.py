"""What is written plays anywhere, keeps the source's times, and is never half there."""

from __future__ import annotations

import io
import os
import sys
import threading
from pathlib import Path

import av
import numpy as np
import pytest
from conftest import picture
from full_disk import no_file_beyond

from posecheck.errors import OutputError
from posecheck.video import Frame, VideoWriter, open_source
from posecheck.video.fragments import cut_to_whole_fragments

TIMES_S = [0.0, 0.0417, 0.1, 0.35, 1.0]


def test_h264_even_size_and_the_sources_own_times(tmp_path):
    path = tmp_path / "out.mp4"
    with VideoWriter(path, (161, 121)) as writer:
        for index, time_s in enumerate(TIMES_S):
            writer.write(Frame(picture(161, 121, index), time_s, index))
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert stream.codec_context.name == "h264"
        assert stream.codec_context.pix_fmt == "yuv420p"
        assert (stream.width, stream.height) == (162, 122)
    with open_source(path) as source:
        frames = list(source)
    assert [f.time_s for f in frames] == pytest.approx(TIMES_S, abs=1e-3)
    red, green, blue = frames[0].image[5, 5]
    assert red > 180
    assert max(green, blue) < 60


def test_nothing_is_left_after_an_error(tmp_path):
    with pytest.raises(RuntimeError), VideoWriter(tmp_path / "out.mp4", (160, 120)) as writer:
        writer.write(Frame(picture(160, 120), 0.0, 0))
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(OutputError, match="Cannot write"):
        VideoWriter(tmp_path / "no" / "out.mp4", (160, 120))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no FIFOs")
def test_a_fifo_is_written_to_as_frames_come_and_stays(tmp_path):
    pipe, got = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    with VideoWriter(pipe, (160, 120)) as writer:
        for index, time_s in enumerate(TIMES_S):
            writer.write(Frame(picture(160, 120, index), time_s, index))
    reader.join(timeout=10)
    assert list(tmp_path.iterdir()) == [pipe]
    assert pipe.is_fifo()
    with av.open(io.BytesIO(got[0])) as container:
        assert len(list(container.decode(video=0))) == len(TIMES_S)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux has /dev/full")
def test_a_device_that_is_full_is_one_sentence():
    with pytest.raises(OutputError, match="Cannot write /dev/full"):
        with VideoWriter(Path("/dev/full"), (160, 120)) as writer:
            writer.write(Frame(picture(160, 120), 0.0, 0))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows allows few links")
def test_a_link_stays_and_its_file_is_written(tmp_path):
    (tmp_path / "link.mp4").symlink_to("real.mp4")
    with VideoWriter(tmp_path / "link.mp4", (160, 120)) as writer:
        writer.write(Frame(picture(160, 120), 0.0, 0))
    assert (tmp_path / "link.mp4").is_symlink()
    assert not (tmp_path / "real.mp4").is_symlink()


def _noise(index: int) -> Frame:
    """A picture that takes some 50 kB."""
    image = np.random.default_rng(index).integers(0, 255, (120, 160, 3), np.uint8)
    return Frame(image, index / 10, index)


def _decoded(path) -> int:
    with av.open(str(path)) as container:
        return sum(1 for _ in container.decode(video=0))


def test_a_recording_becomes_an_ordinary_mp4(tmp_path):
    path = tmp_path / "out.mp4"
    with VideoWriter(path, (160, 120), in_fragments=True) as writer:
        for index in range(30):
            writer.write(_noise(index))
    assert _decoded(path) == 30
    data, at, boxes = path.read_bytes(), 0, []
    while at < len(data):
        boxes.append(data[at + 4 : at + 8])
        at += int.from_bytes(data[at : at + 4], "big")
    assert boxes == [b"ftyp", b"free", b"mdat", b"moov"]  # no fragments, an index
    with open_source(path) as source:
        assert [f.time_s for f in source] == pytest.approx([i / 10 for i in range(30)], abs=1e-3)


@pytest.mark.parametrize("share", [0.5, 0.8, 0.999])
def test_on_a_full_disk_a_recording_keeps_what_is_whole(tmp_path, share):
    """The last share is full only when the index is written."""
    with VideoWriter(tmp_path / "all.mp4", (160, 120), in_fragments=True) as writer:
        for index in range(60):
            writer.write(_noise(index))
    size = (tmp_path / "all.mp4").stat().st_size
    path = tmp_path / "out.mp4"
    writer = VideoWriter(path, (160, 120), in_fragments=True)
    with no_file_beyond(int(size * share)), pytest.raises(OutputError, match="disk full"):
        for index in range(60):
            writer.write(_noise(index))
        writer.close()
    assert writer.salvage()
    assert 60 * share - 15 <= _decoded(path) <= 60
    assert sorted(p.name for p in tmp_path.iterdir()) == ["all.mp4", "out.mp4"]


def test_where_not_one_fragment_is_whole_nothing_is_left(tmp_path):
    writer = VideoWriter(tmp_path / "out.mp4", (160, 120), in_fragments=True)
    with no_file_beyond(2000), pytest.raises(OutputError):
        for index in range(60):
            writer.write(_noise(index))
        writer.close()
    assert not writer.salvage()
    assert list(tmp_path.iterdir()) == []


def test_other_videos_are_whole_or_absent(tmp_path):
    (tmp_path / "out.mp4").write_text("the old one")
    with no_file_beyond(20_000), pytest.raises(OutputError):
        with VideoWriter(tmp_path / "out.mp4", (160, 120)) as writer:
            for index in range(60):
                writer.write(_noise(index))
    assert (tmp_path / "out.mp4").read_text() == "the old one"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_recording_that_is_cut_anywhere_is_cut_to_its_last_whole_fragment(tmp_path):
    path, cut = tmp_path / "out.mp4", tmp_path / "cut.mp4"
    writer = VideoWriter(path, (160, 120), in_fragments=True)
    for index in range(60):
        writer.write(_noise(index))
    (hidden,) = tmp_path.glob(".*.part")
    data = hidden.read_bytes()
    writer.discard()
    kept = []
    for share in (0.3, 0.55, 0.8, 1.0):
        cut.write_bytes(data[: int(len(data) * share)])
        assert cut_to_whole_fragments(cut)
        kept.append(_decoded(cut))
    assert kept == sorted(kept)
    assert kept[0] >= 8
    assert kept[-1] >= 40
    for broken in (b"", b"text", data[:100]):
        cut.write_bytes(broken)
        assert not cut_to_whole_fragments(cut)
        assert cut.read_bytes() == broken


def test_only_what_has_changed_is_converted_and_the_rest_stays(tmp_path):
    """Odd places too: two by two pixels share a colour."""
    path, parts = tmp_path / "out.mp4", [(31, 21, 25, 33), (100, 99, 60, 21)]
    image = np.full((120, 160, 3), 90, np.uint8)
    images = []
    with VideoWriter(path, (160, 120)) as writer:
        writer.write(Frame(image, 0.0, 0))
        for index in range(1, 8):
            image = image.copy()
            for x, y, width, height in parts:
                image[y : y + height, x : x + width] = (30 * index, 200, 255 - 30 * index)
            images.append(image)
            writer.write(Frame(image, index / 10, index), parts)
    with open_source(path) as source:
        written = [frame.image.astype(int) for frame in source][1:]
    for got, wanted in zip(written, images, strict=True):
        assert np.abs(got - wanted).mean() < 4
        assert np.abs(got[40, 33:55] - wanted[40, 33:55]).max() < 20
        assert np.abs(got[10, 90:] - 90).max() < 10


@pytest.mark.parametrize("size", [(640, 480), (1280, 720)])
def test_a_video_says_what_its_colours_mean(tmp_path, size):
    """Else players assume other ones from 720 rows on."""
    colours = [(255, 120, 40), (70, 200, 120), (80, 170, 255), (200, 160, 130)]
    image = np.zeros((size[1], size[0], 3), np.uint8)
    for k, colour in enumerate(colours):
        image[:, k * size[0] // 4 : (k + 1) * size[0] // 4] = colour
    path = tmp_path / "colours.mp4"
    with VideoWriter(path, size) as writer:
        for k in range(3):
            writer.write(Frame(image, k / 10, k))
    with av.open(str(path)) as container:
        codec = container.streams.video[0].codec_context
        said = codec.colorspace, codec.color_range, codec.color_primaries, codec.color_trc
    assert said == (6, 1, 1, 1)  # BT.601's matrix, limited range, BT.709's primaries and transfer
    with open_source(path) as source:
        read = next(iter(source)).image
    places = [read[size[1] // 2, (2 * k + 1) * size[0] // 8] for k in range(4)]
    np.testing.assert_allclose(places, colours, atol=3)
