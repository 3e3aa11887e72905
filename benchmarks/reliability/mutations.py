"""Seeded damage: makes faulty clips, photos and data files out of good ones."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np

SIDE_PX = (320, 240)
"""Size of the good clips: small, so that thousands of runs take an hour."""

FRAMES = 12
"""Pictures in a good clip: one second of the sample clips."""

CONTAINERS = {
    "mp4": "libx264",
    "mov": "libx264",
    "mkv": "libx264",
    "ts": "libx264",
    "avi": "mpeg4",
    "mpg": "mpeg2video",
    "webm": "libvpx",
    "flv": "flv",
    "h264": "libx264",
    "mjpeg": "mjpeg",
    "gif": "gif",
}
"""Suffix of each kind of clip, and the encoder of its pictures."""

PHOTOS = ("jpg", "png", "bmp", "webp", "tif")
"""Suffixes of the kinds of photos."""

ABSURD = (0, 1, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
"""Values that readers of sizes, counts and rates forget."""

ABSURD_TEXTS = (
    "nan",
    "inf",
    "-inf",
    "1e308",
    "-1",
    "0",
    "99999999999999999999",
    '""',
    '"\\u0000"',
    "true",
    "[]",
    "{}",
    "[[[[]]]]",
    "1979-05-27",
    '"' + "x" * 5000 + '"',
)
"""Values that a data file may hold where a number or a sentence is expected."""

RESTAMPED_SHARE = 0.3
"""Share of the clips whose bytes stay and whose times are damaged."""

WRONG_NAME_SHARE = 0.1
"""Share of the files that hold another kind of file than their name says."""

Mutation = Callable[[bytes, random.Random], bytes]


def make_good_files(clip: Path, folder: Path) -> str:
    """Write a good clip of each container and a good photo of each kind; return their names."""
    with av.open(str(clip)) as source:
        images = [
            cv2.resize(picture.to_ndarray(format="rgb24"), SIDE_PX)
            for picture, _ in zip(source.decode(video=0), range(FRAMES), strict=False)
        ]
    for suffix, codec in CONTAINERS.items():
        write_clip(folder / f"good.{suffix}", codec, images)
    for suffix in PHOTOS:
        cv2.imwrite(str(folder / f"good-photo.{suffix}"), images[0][:, :, ::-1])
    return " ".join((*CONTAINERS, *PHOTOS))


def write_clip(path: Path, codec: str, images: list[np.ndarray]) -> None:
    """Write pictures, 12 a second."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=25 if codec == "mpeg2video" else 12)
        stream.width, stream.height = SIDE_PX
        stream.pix_fmt = {"gif": "rgb8", "mjpeg": "yuvj420p"}.get(codec, "yuv420p")
        for image in images:
            for packet in stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")):
                container.mux(packet)
        for packet in stream.encode(None):
            container.mux(packet)


def mutate_file(source: Path, target: Path, good: list[Path], rng: random.Random) -> str:
    """Write a damaged copy of one good file; return what was done to it."""
    if source.suffix in (".mp4", ".mkv", ".mov") and rng.random() < RESTAMPED_SHARE:
        return f"{source.name}: {_restamp(source, target, rng)}"
    data = source.read_bytes()
    if rng.random() < WRONG_NAME_SHARE:
        data = rng.choice(good).read_bytes()
    data, how = mutate_bytes(data, rng)
    target.write_bytes(data)
    return f"{source.name}: {how}"


def mutate_bytes(data: bytes, rng: random.Random) -> tuple[bytes, str]:
    """Damage some bytes in up to three ways; return them and what was done."""
    names = [rng.choice(tuple(MUTATIONS)) for _ in range(rng.choice((1, 1, 1, 2, 3)))]
    for name in names:
        data = MUTATIONS[name](data, rng)
    return data, ", ".join(names)


def mutate_bundle(data: bytes, rng: random.Random) -> tuple[bytes, str]:
    """Damage a ZIP archive, or one of its entries and pack it whole again."""
    if rng.random() < 0.5:
        return mutate_bytes(data, rng)
    with zipfile.ZipFile(io.BytesIO(data)) as bundle:
        entries = {name: bundle.read(name) for name in bundle.namelist()}
    name = rng.choice(sorted(entries))
    entries[name], how = mutate_bytes(entries[name], rng)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as bundle:
        for entry, content in entries.items():
            bundle.writestr(entry, content)
    return packed.getvalue(), f"{name}: {how}"


def mutate_text(text: str, rng: random.Random) -> bytes:
    """Damage a TOML file: absurd values, lines lost, doubled or exchanged, bytes turned."""
    lines = text.splitlines()
    for _ in range(rng.choice((1, 1, 2, 4))):
        at = rng.randrange(len(lines))
        match rng.randrange(6):
            case 0:
                lines[at] = lines[at].split("=")[0] + "= " + rng.choice(ABSURD_TEXTS)
            case 1:
                del lines[at]
            case 2:
                lines.insert(rng.randrange(len(lines)), lines[at])
            case 3:
                other = rng.randrange(len(lines))
                lines[at], lines[other] = lines[other], lines[at]
            case 4:
                lines[at] = re.sub(r"-?\d+(\.\d+)?", _absurd_number(rng), lines[at])
            case 5:
                lines.insert(at, rng.choice(("unknown = 1", "[[unknown]]", "[unknown", "= 3")))
        lines = lines or [""]
    data = "\n".join(lines).encode()
    return MUTATIONS["bits turned"](data, rng) if rng.random() < 0.15 else data


def _absurd_number(rng: random.Random) -> str:
    return rng.choice(("-1", "0", "1e308", "-1e308", "nan", "inf", "1e-300", "7" * 30))


def _restamp(source: Path, target: Path, rng: random.Random) -> str:
    """Copy the packets of a clip with times that jump, repeat, run backwards or are absurd."""
    kind = rng.choice(("jitter", "one far off", "all the same", "backwards", "jump", "huge"))
    odd = rng.randrange(FRAMES)

    def stamp(index: int, time_s: float) -> float:
        return {
            "jitter": time_s + rng.uniform(-0.2, 0.2),
            "one far off": time_s + (rng.choice((-50, 2, 3600)) if index == odd else 0),
            "all the same": 1.0,
            "backwards": 10 - time_s,
            "jump": time_s + (500 if index > odd else 0),
            "huge": time_s * 1e6,
        }[kind]

    with av.open(str(source)) as read, av.open(str(target), "w") as written:
        pictures = read.streams.video[0]
        copied = written.add_stream_from_template(pictures)
        for index, packet in enumerate(read.demux(pictures)):
            if packet.dts is None or packet.pts is None or packet.time_base is None:
                continue
            base = Fraction(packet.time_base)
            packet.pts = max(0, round(stamp(index, float(packet.pts * base)) / base))
            packet.dts, packet.stream = min(index, packet.pts), copied
            try:
                written.mux_one(packet)
            except (av.FFmpegError, ValueError):
                return f"stamps: {kind}, as far as the container takes them"
    return f"stamps: {kind}"


# --- bytes


def _truncate(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _turn_bits(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(min(len(changed), rng.choice((1, 3, 10, 100, 1000)))):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _turn_header_bits(data: bytes, rng: random.Random) -> bytes:
    head = min(len(data), rng.choice((64, 512, 4096)))
    return _turn_bits(data[:head], rng) + data[head:] if head else data


def _absurd_field(data: bytes, rng: random.Random) -> bytes:
    """Put absurd sizes or rates over some aligned words of the header or of the end (moov)."""
    changed = bytearray(data)
    for _ in range(rng.choice((1, 2, 5))):
        start = rng.choice((0, max(0, len(data) - 2048)))
        at = start + 4 * rng.randrange(512)
        value = rng.choice(ABSURD).to_bytes(4, rng.choice(("big", "little")))
        changed[at : at + 4] = value[: len(changed[at : at + 4])]
    return bytes(changed)


def _hole(data: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(data) + 1)
    length = rng.randrange(len(data) // 3 + 1)
    return data[:start] + bytes(len(data[start : start + length])) + data[start + length :]


def _cut_out(data: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(data) + 1)
    return data[:start] + data[start + rng.randrange(len(data) // 3 + 1) :]


def _double(data: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(data) + 1)
    block = data[start : start + rng.choice((16, 256, 4096))]
    return data[:start] + block * rng.choice((2, 20)) + data[start:]


def _noise(data: bytes, rng: random.Random) -> bytes:
    return rng.randbytes(rng.choice((1, 100, 10_000)))


MUTATIONS: dict[str, Mutation] = {
    "truncated": _truncate,
    "bits turned": _turn_bits,
    "header's bits turned": _turn_header_bits,
    "absurd fields": _absurd_field,
    "a hole of zeros": _hole,
    "a part cut out": _cut_out,
    "a part doubled": _double,
    "noise": _noise,
}
