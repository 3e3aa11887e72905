"""Pictures as players show them: turned, mirrored, with square pixels, all of one size."""

from __future__ import annotations

import gc
import math
import struct
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from conftest import picture

from posecheck.video import open_source
from posecheck.video.opening import open_file
from posecheck.video.reading import ReadingOptions
from posecheck.video.upright import BAR_GREY, apply_display_matrix, fit
from video.camera_server import CameraServer

MATRICES = {
    (1, 0, 0, 1): "top left",
    (-1, 0, 0, 1): "top right",
    (1, 0, 0, -1): "bottom left",
    (-1, 0, 0, -1): "bottom right",
    (0, 1, 1, 0): "top left",
    (0, 1, -1, 0): "top right",
    (0, -1, 1, 0): "bottom left",
    (0, -1, -1, 0): "bottom right",
}
"""Every way to lay a picture on its sides, and where its top left corner is then shown."""


def red_corner(image: np.ndarray) -> str:
    corners = {"top left": (5, 5), "top right": (5, -6)}
    corners |= {"bottom left": (-6, 5), "bottom right": (-6, -6)}
    (found,) = [name for name, at in corners.items() if image[at][0] > 150 > image[at][1] + 50]
    return found


def first(path: Path, **reading) -> np.ndarray:
    with open_file(path, ReadingOptions(**reading)) as source:
        return next(iter(source)).image


def set_matrix(path: Path, matrix: tuple[float, ...]) -> Path:
    data = bytearray(path.read_bytes())
    a, b, c, d = (round(value * 65536) for value in matrix)
    struct.pack_into(">9i", data, data.index(b"tkhd") + 44, a, b, 0, c, d, 0, 0, 0, 1 << 30)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("matrix", MATRICES)
def test_a_clip_is_turned_and_mirrored_as_its_matrix_says(make_clip, matrix):
    image = first(set_matrix(make_clip(), matrix))
    assert red_corner(image) == MATRICES[matrix]
    assert image.shape == ((120, 160, 3) if matrix[0] else (160, 120, 3))


@pytest.mark.parametrize("degrees", [-40, 20, 44])
@pytest.mark.parametrize("matrix", MATRICES)
def test_a_slanting_matrix_counts_as_the_nearest_quarter_turn(matrix, degrees):
    image = picture(160, 120)
    turn = math.radians(degrees)
    slant = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    slanting = 65536 * np.reshape(matrix, (2, 2)) @ slant
    assert red_corner(apply_display_matrix(image, slanting)) == MATRICES[matrix]


def test_a_matrix_without_an_area_is_ignored(make_clip):
    assert red_corner(first(set_matrix(make_clip(), (0, 0, 0, 0)))) == "top left"


def stretched(path: Path, aspect: Fraction, size: tuple[int, int] = (120, 120)) -> Path:
    """A clip whose stream says how wide its pixels are."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        stream.codec_context.sample_aspect_ratio = aspect
        for index in range(3):
            frame = av.VideoFrame.from_ndarray(picture(*size, index), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


@pytest.mark.parametrize(
    ("aspect", "width"),
    [
        (Fraction(4, 3), 160),
        (Fraction(2, 3), 80),
        (Fraction(1000), 120),  # no camera makes such pixels
        (Fraction(1, 1000), 120),
    ],
)
@pytest.mark.parametrize("suffix", [".ts", ".mp4", ".mkv"])
def test_pixels_become_square(tmp_path, suffix, aspect, width):
    image = first(stretched(tmp_path / f"oblong{suffix}", aspect))
    assert image.shape == (120, width, 3)


def test_pixels_of_a_network_camera_become_square():
    square = picture(120, 120)
    jpeg = cv2.imencode(".jpg", square[:, :, ::-1])[1].tobytes()
    at = jpeg.index(b"JFIF") + 7
    oblong = jpeg[:at] + struct.pack(">BHH", 0, 4, 3) + jpeg[at + 5 :]
    with CameraServer([square]) as camera:
        camera.jpegs[:] = [oblong]
        with open_source(camera.url) as source:
            assert next(iter(source)).size == (160, 120)


def test_a_size_that_changes_midway_keeps_its_shape(tmp_path):
    parts = [stretched(tmp_path / f"{n}.ts", Fraction(1), size) for n, size in enumerate(SIZES)]
    joined = tmp_path / "joined.ts"
    joined.write_bytes(b"".join(part.read_bytes() for part in parts))
    with open_file(joined) as source:
        frames = list(source)
    assert {frame.size for frame in frames} == {(160, 120)}
    # 60 x 120 in 160 x 120: bars of 50 pixels at both sides
    assert np.all(frames[-1].image[:, [0, 45, 115, 159]] == BAR_GREY)
    assert frames[-1].image[10, 55][0] > 150


SIZES = [(160, 120), (60, 120)]


def test_a_pixel_shape_that_changes_midway_is_followed(tmp_path):
    parts = [
        stretched(tmp_path / f"{n}.ts", a) for n, a in enumerate([Fraction(1), Fraction(4, 3)])
    ]
    joined = tmp_path / "joined.ts"
    joined.write_bytes(b"".join(part.read_bytes() for part in parts))
    with open_file(joined) as source:
        *_, last = source
    # 160 x 120 in 120 x 120: bars of 15 pixels above and below
    assert np.all(last.image[[0, 12, 107, 119]] == BAR_GREY)
    assert last.image[20, 5][0] > 150


def test_a_phone_that_is_turned_is_shown_whole_in_its_own_size():
    pictures = [picture(160, 120), picture(120, 160)]
    with CameraServer(pictures) as camera, open_source(camera.url) as source:
        seen = set()
        for frame in source:
            edges = frame.image[0, frame.size[0] // 2], frame.image[frame.size[1] // 2, 0]
            assert not any(np.all(edge == BAR_GREY) for edge in edges)
            seen.add(frame.size)
            if len(seen) == 2 or frame.index > 50:
                break
    assert seen == {(160, 120), (120, 160)}


@pytest.mark.parametrize("size", [(160, 120), (120, 160), (33, 240), (320, 240), (7, 5)])
def test_fitting_keeps_the_shape(size):
    disc = np.zeros((200, 200, 3), np.uint8)
    cv2.circle(disc, (100, 100), 80, (255, 255, 255), -1)
    fitted = fit(disc, size)
    assert fitted.shape == (size[1], size[0], 3)
    bright = (fitted[:, :, 0] > 200).nonzero()
    across, down = (np.ptp(axis) + 1 for axis in bright[::-1])
    assert across == pytest.approx(down, abs=2)


def test_a_picture_of_the_right_size_is_left_alone():
    image = picture(160, 120)
    assert fit(image, (160, 120)) is image


@pytest.mark.parametrize(
    ("reading", "corner"),
    [
        ({}, "top left"),
        ({"rotate": 90}, "top right"),
        ({"rotate": 180}, "bottom right"),
        ({"rotate": 270}, "bottom left"),
        ({"mirrored": True}, "top right"),
        ({"rotate": 90, "mirrored": True}, "top left"),
    ],
)
def test_clips_photos_and_cameras_are_turned_and_mirrored_as_asked(
    make_clip, tmp_path, reading, corner
):
    photo = tmp_path / "photo.png"
    cv2.imwrite(str(photo), picture(160, 120)[:, :, ::-1])
    with CameraServer([picture(160, 120)]) as camera:
        with open_source(camera.url, ReadingOptions(**reading)) as source:
            live = next(iter(source)).image
    for image in (first(make_clip(), **reading), first(photo, **reading), live):
        assert red_corner(image) == corner


def test_it_is_turned_after_what_the_file_says(make_clip):
    turned = set_matrix(make_clip(), (0, 1, -1, 0))  # red at the top right
    assert red_corner(first(turned, rotate=90)) == "bottom right"


def test_other_turns_are_refused():
    with pytest.raises(ValueError, match="rotate"):
        ReadingOptions(rotate=45)


def exif(orientation: int) -> bytes:
    entry = struct.pack("<HHIHH", 0x112, 3, 1, orientation, 0)
    block = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 1) + entry + struct.pack("<I", 0)
    return b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block


@pytest.mark.parametrize(
    ("orientation", "corner"), [(1, "top left"), (3, "bottom right"), (6, "top right")]
)
def test_the_pictures_of_a_network_camera_may_say_how_they_lie(orientation, corner):
    jpeg = cv2.imencode(".jpg", picture(160, 120)[:, :, ::-1])[1].tobytes()
    with CameraServer([picture(160, 120)]) as camera:
        camera.jpegs[:] = [jpeg[:2] + exif(orientation) + jpeg[2:]]
        with open_source(camera.url) as source:
            assert red_corner(next(iter(source)).image) == corner


@pytest.mark.parametrize(
    ("codec", "pix_fmt"),
    [
        ("libx265", "yuv420p10le"),
        ("ffv1", "yuva420p"),
        ("ffv1", "gray16le"),
        ("ffv1", "rgb48le"),
        ("mjpeg", "yuvj444p"),
        ("libx264", "yuvj420p"),
    ],
)
def test_kinds_of_pixels(make_clip, codec, pix_fmt):
    image = first(make_clip(name="clip.mkv", codec=codec, pix_fmt=pix_fmt))
    assert image.shape == (120, 160, 3)
    assert int(image[5, 5][0]) > int(image[60, 100][0]) + 20


def test_a_high_dynamic_range_clip_is_read(tmp_path):
    path = tmp_path / "hdr.mkv"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx265", rate=10)
        stream.width, stream.height, stream.pix_fmt = 160, 120, "yuv420p10le"
        context = stream.codec_context
        context.options = {"x265-params": "log-level=none:colorprim=9:transfer=16:colormatrix=9"}
        context.color_primaries, context.color_trc, context.colorspace = 9, 16, 9
        for frame in (av.VideoFrame.from_ndarray(picture(160, 120), format="rgb24"), None):
            container.mux(stream.encode(frame))
    assert red_corner(first(path)) == "top left"


def test_pictures_that_were_shown_leave_the_memory_at_once(release_clip):
    """They did not, until the garbage collector came by: 1080p needed a gigabyte more."""
    gc.collect()
    gc.disable()
    try:
        with open_file(release_clip) as source:
            alive = [
                sum(isinstance(thing, av.VideoFrame) for thing in gc.get_objects())
                for frame in source
                if frame.index % 20 == 10
            ]
    finally:
        gc.enable()
    assert len(alive) > 2
    assert max(alive) <= alive[0]
