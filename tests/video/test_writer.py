"""What is written plays anywhere, keeps the source's times, and is never half there."""

from __future__ import annotations

import io
import os
import sys
import threading
from pathlib import Path

import av
import pytest
from conftest import picture

from posecheck.errors import OutputError
from posecheck.video import Frame, VideoWriter, open_source

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
