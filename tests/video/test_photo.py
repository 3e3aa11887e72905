"""Photos of every kind become one upright RGB frame."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from posecheck.errors import InputError
from posecheck.video import open_source


def _first(path):
    with open_source(path) as source:
        (frame,) = source
    return frame


@pytest.mark.parametrize("mode", ["L", "RGBA", "RGB", "P", "I;16"])
def test_any_kind_of_pixels(tmp_path, mode):
    path = tmp_path / "photo.png"
    if mode == "I;16":
        Image.fromarray(np.full((30, 40), 30_000, np.uint16)).save(path)
    else:
        Image.new("RGB", (40, 30), (200, 10, 10)).convert(mode).save(path)
    frame = _first(path)
    assert frame.image.shape == (30, 40, 3)
    assert frame.image.dtype == np.uint8


def test_colours_are_rgb(tmp_path):
    Image.new("RGB", (40, 30), (200, 10, 10)).save(tmp_path / "red.png")
    assert tuple(_first(tmp_path / "red.png").image[5, 5]) == (200, 10, 10)


def test_the_orientation_in_the_exif_data_is_applied(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise
    Image.new("RGB", (40, 30)).save(tmp_path / "turned.jpg", exif=exif)
    assert _first(tmp_path / "turned.jpg").size == (30, 40)


def test_large_photo_in_a_folder_with_spaces(tmp_path):
    path = tmp_path / "meine Fotos – 写真" / "groß.jpg"
    path.parent.mkdir()
    Image.new("RGB", (7000, 4000), (90, 90, 90)).save(path)
    assert _first(path).size == (7000, 4000)


def test_a_damaged_photo_gives_one_sentence(tmp_path):
    (tmp_path / "bad.jpg").write_bytes(b"\xff\xd8\xff\xe0 not a picture")
    with pytest.raises(InputError, match="not a picture"):
        open_source(tmp_path / "bad.jpg")
