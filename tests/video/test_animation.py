"""Animated WebP, PNG and GIF are clips."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from posecheck.video.opening import open_file
from posecheck.video.photo import Photo
from posecheck.video.reading import ReadingOptions


@pytest.fixture
def animation(tmp_path):
    """Writes pictures that grow lighter, each shown for so many milliseconds."""

    def make(name, shown_ms=(100, 200, 300, 100)):
        grey = [np.full((48, 64, 3), 40 + 40 * i, np.uint8) for i in range(len(shown_ms))]
        first, *others = [Image.fromarray(image) for image in grey]
        durations = list(shown_ms) if len(shown_ms) > 1 else {}
        more = {"save_all": True, "append_images": others} if others else {}
        first.save(tmp_path / name, duration=durations, **more)
        return tmp_path / name

    return make


@pytest.mark.parametrize("name", ["a.webp", "a.png", "a.gif"])
def test_an_animation_is_a_clip_with_its_own_times(animation, name):
    with open_file(animation(name)) as source:
        frames = list(source)
        assert not source.is_photo
    assert [frame.time_s for frame in frames] == pytest.approx([0, 0.1, 0.3, 0.6], abs=0.005)
    levels = [float(frame.image.mean()) for frame in frames]
    assert levels == pytest.approx([40, 80, 120, 160], abs=4)


def test_no_time_means_a_tenth_of_a_second_and_a_speed_changes_that(animation):
    path = animation("a.webp", (0, 0, 0))
    with open_file(path, ReadingOptions(speed=0.5)) as source:
        assert [frame.time_s for frame in source] == pytest.approx([0, 0.05, 0.1])
        assert source.frame_rate == 20
        assert "2 times slower than real" in source.notes[0]


def test_one_picture_is_a_photo(animation):
    assert isinstance(open_file(animation("a.webp", (0,))), Photo)


def test_what_is_left_of_a_damaged_animation_is_given_and_told(animation):
    path = animation("a.png")
    data = path.read_bytes()
    last = data.rindex(b"fdAT")
    path.write_bytes(data[: last + 8] + bytes(len(data) - last - 8))
    with open_file(path) as source:
        frames = list(source)
    assert 1 <= len(frames) < 4
    assert "is damaged: it should have 4 pictures" in source.damage


@pytest.mark.parametrize(("start", "end"), [(0.5, 0.7), (0.7, 1.0)])
def test_a_gif_with_a_hole_or_without_its_end_is_told(tmp_path, start, end):
    noise = np.random.default_rng(1).integers(0, 40, (6, 48, 64, 3), np.uint8)
    first, *others = [Image.fromarray(image) for image in noise]
    path = tmp_path / "a.gif"
    first.save(path, save_all=True, append_images=others, duration=100)
    with open_file(path) as source:
        assert len(list(source)) == 6
    assert source.damage is None
    data = path.read_bytes()
    a, b = round(len(data) * start), round(len(data) * end)
    path.write_bytes(data[:a] + (bytes(b - a) + data[b:] if end < 1 else b""))
    with open_file(path) as source:
        assert 1 <= len(list(source)) < 6
    assert "is damaged: one part of it cannot be read" in source.damage
