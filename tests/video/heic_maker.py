"""HEIC photos as phones make them: a grid of HEVC tiles, and how to turn or mirror them."""

from __future__ import annotations

import struct
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

TILE = 128


def make_heic(
    path: Path, image: np.ndarray, *, quarters: int | None = None, mirror: int | None = None
) -> Path:
    """Write an image, (H, W, 3) RGB, as tiles.

    ``quarters`` anticlockwise turns are asked for by an irot property; ``mirror`` 0 turns top and
    bottom round, 1 left and right, by an imir property, which comes after it.
    """
    height, width = image.shape[:2]
    columns, rows = -(-width // TILE), -(-height // TILE)
    padded = np.zeros((rows * TILE, columns * TILE, 3), np.uint8)
    padded[:height, :width] = image
    tiles, configuration = [], b""
    for row in range(rows):
        for column in range(columns):
            part = padded[row * TILE : (row + 1) * TILE, column * TILE : (column + 1) * TILE]
            configuration, tile = _encode(path.with_suffix(".tile.mp4"), part)
            tiles.append(tile)
    path.write_bytes(_contents(tiles, configuration, (width, height), rows, quarters, mirror))
    return path


def _encode(path: Path, tile: np.ndarray) -> tuple[bytes, bytes]:
    """The hvcC box and the coded picture of one tile."""
    with av.open(str(path), "w") as container:
        options = {"x265-params": "log-level=none:crf=15:bframes=0"}
        stream = container.add_stream("libx265", rate=1, options=options)
        stream.width = stream.height = TILE
        stream.pix_fmt = "yuv420p"
        stream.codec_tag = "hvc1"
        picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(tile), format="rgb24")
        picture.pts, picture.time_base = 0, Fraction(1)
        for frame in (picture, None):
            container.mux(stream.encode(frame))
    data = path.read_bytes()
    path.unlink()
    at = data.index(b"hvcC") - 4
    box = data[at : at + int.from_bytes(data[at : at + 4], "big")]
    at = data.index(b"mdat") - 4
    return box, data[at + 8 : at + int.from_bytes(data[at : at + 4], "big")]


def _box(kind: bytes, contents: bytes, full: int | None = None) -> bytes:
    flags = b"" if full is None else struct.pack(">I", full)
    return struct.pack(">I", 8 + len(flags) + len(contents)) + kind + flags + contents


def _contents(
    tiles: list[bytes],
    configuration: bytes,
    size: tuple[int, int],
    rows: int,
    quarters: int | None,
    mirror: int | None,
) -> bytes:
    ids = range(1, len(tiles) + 1)
    grid = len(tiles) + 1
    properties = [
        configuration,
        _box(b"ispe", struct.pack(">II", TILE, TILE), 0),
        _box(b"ispe", struct.pack(">II", *size), 0),
    ]
    of_grid = [3]
    for kind, value in ((b"irot", quarters), (b"imir", mirror)):
        if value is not None:
            properties.append(_box(kind, bytes([value])))
            of_grid.append(0x80 | len(properties))
    items = [(i, b"hvc1", 1) for i in ids] + [(grid, b"grid", 0)]
    infos = b"".join(
        _box(b"infe", struct.pack(">HH", i, 0) + kind + b"\0", 2 << 24 | hidden)
        for i, kind, hidden in items
    )
    linked = b"".join(struct.pack(">HB", i, 2) + bytes([0x81, 2]) for i in ids)
    linked += struct.pack(">HB", grid, len(of_grid)) + bytes(of_grid)
    parts = [
        _box(b"hdlr", struct.pack(">I", 0) + b"pict" + b"\0" * 13, 0),
        _box(b"pitm", struct.pack(">H", grid), 0),
        _box(b"iinf", struct.pack(">H", grid) + infos, 0),
        _box(
            b"iref",
            _box(b"dimg", struct.pack(f">HH{len(tiles)}H", grid, len(tiles), *ids)),
            0,
        ),
        _box(
            b"iprp",
            _box(b"ipco", b"".join(properties))
            + _box(b"ipma", struct.pack(">I", grid) + linked, 0),
        ),
        _box(b"idat", struct.pack(">BBBBHH", 0, 0, rows - 1, len(tiles) // rows - 1, *size)),
    ]
    start = _box(b"ftyp", b"heic" + struct.pack(">I", 0) + b"mif1heic")
    length = len(start) + 8 + sum(map(len, parts)) + 12 + 4 + 4 + 16 * grid
    at = length + 8
    places = bytes([0x44, 0]) + struct.pack(">H", grid)
    for i, tile in zip(ids, tiles, strict=True):
        places += struct.pack(">HHHHII", i, 0, 0, 1, at, len(tile))
        at += len(tile)
    places += struct.pack(">HHHHII", grid, 1, 0, 1, 0, 8)
    meta = _box(b"meta", b"".join([*parts[:2], _box(b"iloc", places, 1 << 24), *parts[2:]]), 0)
    assert len(start) + len(meta) == length, (len(start) + len(meta), length)
    return start + meta + _box(b"mdat", b"".join(tiles))
