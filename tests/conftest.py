"""Clips made on the spot, and ways to run the program."""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import sys
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

REPOSITORY = Path(__file__).resolve().parents[1]

ClipMaker = Callable[..., Path]
Program = Callable[..., subprocess.CompletedProcess[str]]

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    # run in a shell's background: the programs that are started here would ignore Ctrl-C too
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest test, so that no worker waits for it at the end."""
    items.sort(key=lambda item: item.get_closest_marker("golden") is None)


def picture(width: int, height: int, index: int = 0) -> np.ndarray:
    """Grey, growing lighter with the index, with a red top-left corner."""
    image = np.full((height, width, 3), 40 + index % 100, np.uint8)
    image[: height // 3, : width // 4] = (220, 20, 20)
    return image


@pytest.fixture
def make_clip(tmp_path: Path) -> ClipMaker:
    """Writes an MP4 whose frames are shown at the given times."""

    def make(
        name: str = "clip.mp4",
        times_s: Sequence[float] = (0.0, 0.1, 0.2),
        size: tuple[int, int] = (160, 120),
        pix_fmt: str = "yuv420p",
        rotation: int = 0,
        codec: str = "libx264",
        images: Sequence[np.ndarray] | None = None,
    ) -> Path:
        path = tmp_path / name
        with av.open(str(path), "w") as container:
            stream = container.add_stream(codec, rate=30)
            stream.width, stream.height = size
            stream.pix_fmt = pix_fmt
            stream.codec_context.time_base = Fraction(1, 90_000)
            for index, time_s in enumerate(times_s):
                image = picture(*size, index) if images is None else images[index]
                frame = av.VideoFrame.from_ndarray(image, format="rgb24")
                frame.pts, frame.time_base = round(time_s * 90_000), Fraction(1, 90_000)
                for packet in stream.encode(frame):
                    container.mux(packet)
            for packet in stream.encode(None):
                container.mux(packet)
        if rotation:
            set_rotation(path, rotation)
        return path

    return make


def set_rotation(path: Path, clockwise: int) -> None:
    """Note in an MP4's track header that it is to be shown turned, as phones do."""
    a, b, c, d = {90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}[clockwise]
    data = bytearray(path.read_bytes())
    matrix = data.index(b"tkhd") + 4 + 40
    one = 1 << 16
    values = (a * one, b * one, 0, c * one, d * one, 0, 0, 0, 1 << 30)
    struct.pack_into(">9i", data, matrix, *values)
    path.write_bytes(data)


@pytest.fixture(scope="session")
def release_clip() -> Path:
    """A rendered person on a roller who lowers the left knee outward and holds it there."""
    return REPOSITORY / "sample_videos" / "release_right.mp4"


@pytest.fixture
def short_clip(make_clip: ClipMaker, release_clip: Path) -> Path:
    """Two and a half seconds of someone on a roller, who has not lowered the knee yet."""
    with av.open(str(release_clip)) as container:
        pictures = zip(range(30), container.decode(video=0), strict=False)
        images = [picture.to_ndarray(format="rgb24") for _, picture in pictures]
    return make_clip(times_s=[i / 12 for i in range(30)], size=(640, 480), images=images)


@pytest.fixture
def tiny_clip(make_clip: ClipMaker, release_clip: Path) -> Path:
    """A second of the same in small pictures: what takes least time and shows somebody."""
    with av.open(str(release_clip)) as container:
        pictures = zip(range(12), container.decode(video=0), strict=False)
        images = [picture.to_ndarray(format="rgb24")[::2, ::2] for _, picture in pictures]
    return make_clip(times_s=[i / 12 for i in range(12)], size=(320, 240), images=images)


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Runs ``posecheck`` as a user would, in an empty folder, without a screen."""

    def run(*arguments: str | Path, timeout_s: float = 120) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "posecheck", *map(str, arguments)]
        return subprocess.run(
            command,
            cwd=tmp_path,
            env=program_environment(tmp_path),
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
        )

    return run


def program_environment(home: Path) -> dict[str, str]:
    """The environment with the user's data under ``home`` and no screen.

    A program may keep its bytecode for the next one, which then starts half a second sooner.
    """
    left_out = {"DISPLAY", "WAYLAND_DISPLAY", "https_proxy", "HTTPS_PROXY"}
    left_out |= {"PYTHONDONTWRITEBYTECODE"}
    environment = {k: v for k, v in os.environ.items() if k not in left_out}
    environment["XDG_DATA_HOME"] = str(home / "data")
    environment["PYTHONPATH"] = str(REPOSITORY)
    return environment
