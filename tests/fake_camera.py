"""A rendered clip as the camera of a browser: Chromium plays it again and again."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

import av
import cv2

RATE = 30
"""Pictures a second at which Chromium plays an MJPEG file, whatever the file says."""

ALLOWED = (
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
)
"""Arguments of a Chromium whose camera is a file, and which asks nobody."""


def camera_arguments(file: Path) -> tuple[str, ...]:
    """The arguments of a Chromium whose camera plays an MJPEG file."""
    return (*ALLOWED, f"--use-file-for-fake-video-capture={file}")


def write_camera_file(
    clip: Path,
    file: Path,
    *,
    lead: Sequence[int] = (),
    lead_s: float = 0.0,
    rate: float | None = None,
    own: Sequence[int] | None = None,
) -> Path:
    """Write a clip as the MJPEG file that Chromium takes for a camera.

    Pictures are given more than once where the clip has fewer than :data:`RATE` a second.

    Parameters
    ----------
    clip
        The clip.
    file
        Where to; its name ends in .mjpeg.
    lead, lead_s
        Frames that are played to and fro before the clip, and for how long.
    rate
        Frames a second of the clip; by default its own. 30 plays it faster, with a new picture
        each time.
    own
        The frames of the clip that follow; by default all.
    """
    with av.open(str(clip)) as source:
        stream = source.streams.video[0]
        clip_rate = float(stream.average_rate)
        pictures = [picture.to_ndarray(format="bgr24") for picture in source.decode(stream)]
    rate = rate or clip_rate
    order = list(islice(cycle([*lead, *reversed(lead[1:-1])]), round(lead_s * rate)))
    order += range(len(pictures)) if own is None else own
    shown = [order[int(k * rate / RATE)] for k in range(int(len(order) * RATE / rate))]
    encoded = {
        k: cv2.imencode(".jpg", pictures[k], [cv2.IMWRITE_JPEG_QUALITY, 92])[1].tobytes()
        for k in set(shown)
    }
    file.write_bytes(b"".join(encoded[index] for index in shown))
    return file
