"""The cameras of this machine, as OpenCV numbers them."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

from posecheck.readable import shown

DEVICES = Path("/sys/class/video4linux")
"""Where Linux lists its video devices, each with a name."""

USUAL = ((0, "The first camera"), (1, "The second camera"))
"""Offered where nothing tells what is there: to find out, each would have to be switched on."""


def find_cameras(devices: Path = DEVICES) -> list[tuple[int, str]]:
    """Number and name of each camera.

    Parameters
    ----------
    devices
        The folder of Linux's video devices.
    """
    if sys.platform != "linux":
        return list(USUAL)
    found = []
    with suppress(OSError):
        for folder in sorted(devices.glob("video[0-9]*")):
            with suppress(OSError, ValueError):
                if (folder / "index").read_text("utf-8").strip() not in ("", "0"):
                    continue  # a second device of the same camera, for what is no picture
                name = (folder / "name").read_text("utf-8").strip()
                found.append((int(folder.name.removeprefix("video")), shown(name)))
    return found
