"""A rendered clip as the camera of a browser: Chromium plays it again and again."""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING

import av
import cv2
import numpy as np

if TYPE_CHECKING:
    from browser import Browser

RATE = 30
"""Pictures a second at which Chromium plays an MJPEG file, whatever the file says."""

ALLOWED = (
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
)
"""Arguments of a Chromium whose camera is a file, and which asks nobody."""


BITS, BLOCK = 12, 8
"""A picture's number in its upper left corner: so many binary digits, the lowest first, white for
1, each a square of so many pixels. A JPEG keeps such blocks, and nobody takes them for a body."""

WATCH = f"""(() => {{
  const video = document.querySelector("#live video");
  const context = document.createElement("canvas").getContext("2d", {{ willReadFrequently: true }});
  window.cameraShowed = [];
  window.lookedAt = [];
  const note = (now, about) => {{
    video.requestVideoFrameCallback(note);
    context.drawImage(video, 0, 0);
    const {{ data }} = context.getImageData(0, {BLOCK // 2}, {BITS * BLOCK}, 1);
    let number = 0;
    for (let bit = 0; bit < {BITS}; bit += 1) {{
      if (data[4 * ({BLOCK} * bit + {BLOCK // 2})] > 127) number |= 1 << bit;
    }}
    cameraShowed.push([Math.round(about.captureTime ?? now), number]);
  }};
  video.requestVideoFrameCallback(note);
  new PerformanceObserver((list) => {{
    for (const each of list.getEntriesByName("overlay")) lookedAt.push(Math.round(each.startTime));
  }}).observe({{ type: "measure" }});
}})()"""
"""Notes on a live page when which picture came, in milliseconds of the clock by which the page
itself times them, and of which of them it got an answer."""

AGAIN_S = 60.0
"""The longest wait for the end of a position, in seconds: the file may be played late."""


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
    numbered: bool = False,
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
    numbered
        Whether each picture bears its place in the whole: see :class:`CameraWatch`.
    """
    with av.open(str(clip)) as source:
        stream = source.streams.video[0]
        clip_rate = float(stream.average_rate)
        pictures = [picture.to_ndarray(format="bgr24") for picture in source.decode(stream)]
    rate = rate or clip_rate
    order = list(islice(cycle([*lead, *reversed(lead[1:-1])]), round(lead_s * rate)))
    order += range(len(pictures)) if own is None else own
    places = [int(k * rate / RATE) for k in range(int(len(order) * RATE / rate))]
    encoded = {}
    for place in set(places):
        picture = pictures[order[place]]
        if numbered:
            picture = _with_number(picture, place)
        done = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 92])
        encoded[place] = done[1].tobytes()
    file.write_bytes(b"".join(encoded[place] for place in places))
    return file


def _with_number(picture: np.ndarray, number: int) -> np.ndarray:
    """A copy of a picture that bears a number."""
    marked = picture.copy()
    for bit in range(BITS):
        marked[:BLOCK, BLOCK * bit : BLOCK * (bit + 1)] = 255 * (number >> bit & 1)
    return marked


class CameraWatch:
    """When the camera of a live page showed what, and which pictures of it were looked at.

    On a busy machine Chromium plays a file late, and few pictures are looked at. Made while a
    session runs; the file must be numbered.

    Parameters
    ----------
    browser
        Whose page is watched from now on.
    pictures
        How many the file has, as they are numbered: it then begins again.
    """

    def __init__(self, browser: Browser, pictures: int) -> None:
        self._browser, self._pictures = browser, pictures
        browser.run(WATCH)

    def shown_s(self, first: int, end: int, bridge_s: float) -> tuple[float, float]:
        """For how long at least, and at most, a position was seen, in seconds.

        Parameters
        ----------
        first, end
            The first picture that shows it, and the one after the last, by their numbers.
        bridge_s
            A longer gap between two answers may not count: no picture was looked at in it, or the
            page was too busy to show the answer.
        """
        times, places = self._looked_at()
        waited_until_s = time.monotonic() + AGAIN_S
        while places[-1] < end:
            assert time.monotonic() < waited_until_s, "the position does not end"
            time.sleep(0.2)
            times, places = self._looked_at()
        begins, ends = (int(np.argmax(places >= number)) for number in (first, end))
        assert begins > 0, "the position was there from the beginning"
        gaps = np.diff(times[begins - 1 : ends + 1])
        within = gaps[1:-1]
        return float(within[within <= bridge_s].sum()), float(gaps.sum())

    def _looked_at(self) -> tuple[np.ndarray, np.ndarray]:
        """Of each picture that was looked at: when it was taken, in seconds, and which it was.

        When the file begins again the numbers go on.
        """
        numbers = dict(self._browser.run("cameraShowed"))
        looked = [t for t in dict.fromkeys(self._browser.run("lookedAt")) if t in numbers]
        places = [numbers[t] for t in looked] or [0]
        return np.array(looked or [0]) / 1000, np.unwrap(places, period=self._pictures)
