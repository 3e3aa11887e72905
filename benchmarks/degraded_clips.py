"""Clips made harder: noise, flicker, shake, lost frames, compression."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import av
import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
TimedImage = tuple[float, Image]
"""A frame's time in seconds and its image (H, W, 3), RGB."""

Clip = list[TimedImage]

NOISE_MARGIN_PX = 256
"""The noise is drawn once, this much larger than the image in both directions."""


class ShiftingNoise:
    """Camera noise: drawn once, larger than the image, then another part of it for each frame.

    Parameters
    ----------
    rng
        Draws the noise and its shifts.
    sd
        Standard deviation in grey levels.
    """

    def __init__(self, rng: np.random.Generator, sd: float) -> None:
        self._rng, self._sd = rng, sd
        self._drawn: NDArray[np.float32] | None = None

    def draw(self, shape: tuple[int, ...]) -> NDArray[np.float32]:
        """Draw the noise of the next frame; all frames have the same shape."""
        height, width, *channels = shape
        if self._drawn is None:
            size = (height + NOISE_MARGIN_PX, width + NOISE_MARGIN_PX, *channels)
            self._drawn = self._rng.normal(0, self._sd, size).astype(np.float32)
        y, x = self._rng.integers(0, NOISE_MARGIN_PX, 2)
        return self._drawn[y : y + height, x : x + width]


def add_noise(clip: Clip, sd: float, seed: int = 1) -> Clip:
    """Add camera noise of ``sd`` grey levels."""
    noise = ShiftingNoise(np.random.default_rng(seed), sd)
    return [(time_s, _to_uint8(image + noise.draw(image.shape))) for time_s, image in clip]


def add_flicker(clip: Clip, share: float, seed: int = 2) -> Clip:
    """Make each frame brighter or darker, by up to ``share``."""
    rng = np.random.default_rng(seed)
    return [(time_s, _to_uint8(image * (1 + share * rng.uniform(-1, 1)))) for time_s, image in clip]


def add_shake(clip: Clip, sd_px: float, seed: int = 3) -> Clip:
    """Shift the frames as a camera does that is held or knocked: a random walk of ``sd_px``."""
    rng, shift = np.random.default_rng(seed), np.zeros(2)
    shaken = []
    for time_s, image in clip:
        shift = 0.8 * shift + rng.normal(0, 0.6 * sd_px, 2)
        warp = np.array([[1.0, 0.0, shift[0]], [0.0, 1.0, shift[1]]])
        size = (image.shape[1], image.shape[0])
        moved = cv2.warpAffine(image, warp, size, borderMode=cv2.BORDER_REPLICATE)
        shaken.append((time_s, np.asarray(moved, np.uint8)))
    return shaken


def drop_frames(clip: Clip) -> Clip:
    """Drop a third of the frames, at random."""
    keep = np.random.default_rng(4).random(len(clip)) > 1 / 3
    return [frame for frame, kept in zip(clip, keep, strict=True) if kept]


def halve_size(clip: Clip) -> Clip:
    """Reduce the images to half their width and height."""
    return [
        (
            time_s,
            np.asarray(cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)),
        )
        for time_s, image in clip
    ]


def compress(clip: Clip, *, kbit_s: int | None = None, crf: int | None = None) -> Clip:
    """Encode and decode with H.264 at that bit rate or quality, as a network camera does."""
    rate = round((len(clip) - 1) / (clip[-1][0] - clip[0][0]))
    height, width = clip[0][1].shape[:2]
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.framerate = Fraction(rate)
    encoder.options = {"preset": "veryfast", "tune": "zerolatency"}
    if kbit_s is not None:
        encoder.bit_rate = 1000 * kbit_s
    if crf is not None:
        encoder.options |= {"crf": str(crf)}
    packets = []
    for _, image in clip:
        packets += encoder.encode(av.VideoFrame.from_ndarray(image, format="rgb24"))
    packets += encoder.encode(None)
    decoder = av.CodecContext.create("h264", "r")
    if encoder.extradata:
        decoder.extradata = encoder.extradata
    images = [
        np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)
        for packet in [*packets, None]
        for frame in decoder.decode(packet)
    ]
    return [(time_s, image) for (time_s, _), image in zip(clip, images, strict=True)]


def _to_uint8(image: np.ndarray) -> Image:
    return np.asarray(np.clip(image, 0, 255), np.uint8)


AS_IT_IS = "as it is"

DEGRADED: dict[str, Callable[[Clip], Clip]] = {
    AS_IT_IS: lambda clip: clip,
    "noise SD 8": lambda clip: add_noise(clip, 8),
    "flicker 4 %": lambda clip: add_flicker(clip, 0.04),
    "shake SD 1 px": lambda clip: add_shake(clip, 1.0),
    "6 frames/s": lambda clip: clip[::2],
    "a third lost": drop_frames,
    "H.264 150 kbit/s": lambda clip: compress(add_noise(clip, 3), kbit_s=150),
    "H.264 80 kbit/s": lambda clip: compress(add_noise(clip, 3), kbit_s=80),
    "H.264 CRF 35": lambda clip: compress(clip, crf=35),
    "H.264 CRF 40": lambda clip: compress(clip, crf=40),
    "H.264 CRF 45": lambda clip: compress(clip, crf=45),
    "320x240": halve_size,
    "320x240, 80 kbit/s": lambda clip: compress(halve_size(clip), kbit_s=80),
}
"""The ways to make a clip harder, by their names in the table."""
