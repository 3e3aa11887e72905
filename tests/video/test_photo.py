"""Photos of every kind become one upright RGB frame."""

from __future__ import annotations

import contextlib
import struct
import sys
import zlib

import numpy as np
import pytest
from conftest import picture
from PIL import Image

from posecheck.errors import InputError
from posecheck.video import open_source
from video.heic_maker import make_heic


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


def _corner(image) -> str:
    corners = {"top left": (5, 5), "top right": (5, -6)}
    corners |= {"bottom left": (-6, 5), "bottom right": (-6, -6)}
    (found,) = [name for name, at in corners.items() if image[at][0] > int(image[at][1]) + 50]
    return found


CORNERS = {
    1: "top left",
    2: "top right",
    3: "bottom right",
    4: "bottom left",
    5: "top left",
    6: "top right",
    7: "bottom right",
    8: "bottom left",
}
"""Where the top left corner is shown, by the orientation in the EXIF data."""


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tiff", "avif"])
@pytest.mark.parametrize("orientation", CORNERS)
def test_every_orientation_is_applied_mirrored_ones_too(tmp_path, orientation, suffix):
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / f"photo.{suffix}"
    Image.fromarray(picture(160, 120)).save(path, exif=exif)
    assert _corner(_first(path).image) == CORNERS[orientation]


@pytest.mark.parametrize(
    ("quarters", "mirror", "corner", "size"),
    [
        (None, None, "top left", (200, 150)),
        (1, None, "bottom left", (150, 200)),
        (3, None, "top right", (150, 200)),
        (None, 1, "top right", (200, 150)),
    ],
)
def test_an_heic_photo_is_read_whole_and_turned_once(tmp_path, quarters, mirror, corner, size):
    pytest.importorskip("pillow_heif")
    path = tmp_path / "IMG_0001.HEIC"
    make_heic(path, picture(200, 150), quarters=quarters, mirror=mirror)
    frame = _first(path)
    assert frame.size == size
    assert _corner(frame.image) == corner
    assert frame.image[-5:, -5:].mean() == pytest.approx(40, abs=6)  # the last tile


def test_the_content_counts_not_the_name(tmp_path):
    pytest.importorskip("pillow_heif")
    make_heic(tmp_path / "whatsapp.jpg", picture(200, 150))
    assert _first(tmp_path / "whatsapp.jpg").size == (200, 150)
    Image.fromarray(picture(160, 120)).save(tmp_path / "photo.jpg")
    renamed = (tmp_path / "photo.jpg").rename(tmp_path / "photo.heic")
    assert _first(renamed).size == (160, 120)


def test_an_heic_photo_that_is_cut_short_is_refused(tmp_path):
    path = make_heic(tmp_path / "cut.heic", picture(200, 150))
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(InputError, match="cut short"):
        open_source(path)


@pytest.mark.parametrize("place", [0.3, 0.5, 0.8])
@pytest.mark.parametrize("length", [600, 25_000])  # within a tile of 20,000; over its end
def test_an_heic_photo_with_a_hole_in_its_data_is_refused(tmp_path, place, length):
    pytest.importorskip("pillow_heif")
    noise = np.random.default_rng(1).integers(0, 255, (150, 200, 3), np.uint8)
    path = make_heic(tmp_path / "hole.heic", noise)
    _make_hole(path, place, length)
    with pytest.raises(InputError, match="damaged"):
        open_source(path)


def test_without_the_package_for_heic_it_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    path = make_heic(tmp_path / "IMG_0001.HEIC", picture(200, 150))
    with pytest.raises(InputError, match="pip install pillow-heif"):
        open_source(path)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "bmp", "avif"])
def test_a_photo_that_is_cut_short_is_refused(tmp_path, suffix, share):
    path = _noise(tmp_path / f"photo.{suffix}")
    data = path.read_bytes()
    path.write_bytes(data[: round(len(data) * share)])
    with pytest.raises(InputError, match="cut short"):
        open_source(path)


@pytest.mark.parametrize("place", [0.3, 0.5, 0.8])
@pytest.mark.parametrize("options", [{}, {"optimize": True}, {"restart_marker_blocks": 2}])
def test_a_jpeg_with_a_hole_in_its_data_is_refused(tmp_path, options, place):
    """With tables of its own the zeros of a hole are flat blocks, and no decoder complains."""
    path = tmp_path / "hole.jpg"
    Image.fromarray(_smooth(640, 480)).save(path, quality=90, **options)
    _make_hole(path, place, path.stat().st_size // 8)
    with pytest.raises(InputError, match="damaged"):
        open_source(path)


@pytest.mark.parametrize(
    "options",
    [{}, {"progressive": True}, {"subsampling": 0}, {"quality": 1}, {"restart_marker_blocks": 2}],
)
def test_sound_jpegs_of_every_kind_are_read(tmp_path, options):
    path = _noise(tmp_path / "photo.jpg", exif=b"Exif\0\0 damaged " * 9, **options)
    data = path.read_bytes()
    for appended in (b"what some phones append", data, bytes(3000) + b"\xff\xd9"):
        path.write_bytes(data + appended)
        assert _first(path).size == (160, 120)


def test_what_can_be_passed_over_in_a_jpeg_is_passed_over_in_silence(tmp_path, capfd):
    """OpenCV's library would print a warning of its own."""
    path = _noise(tmp_path / "photo.jpg")
    data = path.read_bytes()
    path.write_bytes(data[:-2] + b"extraneous bytes" + data[-2:])
    assert _first(path).size == (160, 120)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "I;16"])
def test_a_png_whose_check_sum_is_wrong_is_said_in_one_sentence_or_read(tmp_path, mode, capfd):
    """OpenCV's library would print warnings of its own."""
    path = tmp_path / "photo.png"
    Image.new(mode, (160, 120)).save(path)
    data = bytearray(path.read_bytes())
    data[data.index(b"IEND") - 5] ^= 1  # the last byte of the data's check sum
    path.write_bytes(data)
    with contextlib.suppress(InputError):
        open_source(path)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("side", [65_535, 12_000])
@pytest.mark.parametrize("suffix", ["jpg", "png", "bmp"])
def test_an_absurd_size_is_refused_before_memory_is_taken(tmp_path, suffix, side):
    path = _noise(tmp_path / f"photo.{suffix}")
    data = bytearray(path.read_bytes())
    if suffix == "jpg":
        struct.pack_into(">HH", data, data.index(b"\xff\xc0") + 5, side, side)
    elif suffix == "bmp":
        struct.pack_into("<ii", data, 18, side, side)
    else:
        struct.pack_into(">II", data, 16, side, side)
        struct.pack_into(">I", data, 29, zlib.crc32(data[12:29]))
    path.write_bytes(data)
    with pytest.raises(InputError, match="megapixels"):
        open_source(path)


def test_colours_of_print_become_rgb(tmp_path):
    Image.new("RGB", (40, 30), (200, 10, 10)).convert("CMYK").save(tmp_path / "print.jpg")
    red, green, blue = _first(tmp_path / "print.jpg").image[5, 5]
    assert red > 150
    assert max(green, blue) < 60


def _smooth(width, height):
    """Colours that run into one another, with a little noise."""
    across, down = np.meshgrid(np.arange(width), np.arange(height))
    image = np.stack([across % 200, down % 180, (across + down) // 5], axis=2) + 20
    noise = np.random.default_rng(1).integers(0, 4, image.shape)
    return (image + noise).astype(np.uint8)


def _make_hole(path, place, length):
    data = bytearray(path.read_bytes())
    at = round(len(data) * place)
    data[at : at + length] = bytes(length)
    path.write_bytes(data)


def _noise(path, **options):
    image = np.random.default_rng(1).integers(0, 255, (120, 160, 3), np.uint8)
    Image.fromarray(image).save(path, **options)
    return path
