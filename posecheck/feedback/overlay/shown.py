"""The picture as it is shown: scaled to its place, and mirrored where that is wished."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.moment import Moment
from posecheck.perception.body.landmarks import Body
from posecheck.perception.roller.roller import Roller
from posecheck.tightness.session import SelfTestState

Points = NDArray[np.float64]
"""(N, 2) or (2,) pixels."""


@dataclass(frozen=True)
class ShownPicture:
    """How a frame becomes the picture that is shown. Left and right in texts stay the person's own.

    Attributes
    ----------
    frame_size, shown_size
        (width, height) in pixels before and after.
    mirrored
        Whether it is shown as a mirror would.
    """

    frame_size: tuple[int, int]
    shown_size: tuple[int, int]
    mirrored: bool = False

    def show(self, moment: Moment) -> Moment:
        """Return the moment as it is shown.

        Picture, landmarks, roller and underside of the back are moved. Measurements, verdicts and
        texts are the same.
        """
        shown = self.show_places(moment)
        return replace(
            shown, frame=replace(moment.frame, image=self.show_image(moment.frame.image))
        )

    def show_places(self, moment: Moment) -> Moment:
        """The same, but for the picture, which stays as it is."""
        return replace(
            moment,
            body=moment.body and self._show_body(moment.body),
            selftest=moment.selftest and self._show_selftest(moment.selftest),
            roller=moment.roller and self._show_roller(moment.roller),
        )

    def show_image(self, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return (H, W, 3) the frame's image as it is shown."""
        shown = np.empty((self.shown_size[1], self.shown_size[0], 3), np.uint8)
        self.put_image(image, shown)
        return shown

    def put_image(self, image: NDArray[np.uint8], target: NDArray[np.uint8]) -> None:
        """Write the frame's image as it is shown into ``target``, (H, W, 3), without a copy."""
        is_scaled = self.shown_size != self.frame_size
        if is_scaled:
            image = _shrink_large(image, self.shown_size)
            unmirrored = None if self.mirrored else target
            image = np.asarray(cv2.resize(image, self.shown_size, dst=unmirrored), np.uint8)
        if self.mirrored:
            cv2.flip(image, 1, dst=target)
        elif not is_scaled:
            target[:] = image

    def to_shown(self, points: Points) -> Points:
        """Convert places in the frame to places in the picture that is shown.

        A whole number is the middle of a pixel.
        """
        shown = (points + 0.5) * self._scale - 0.5
        return self._mirror(shown) if self.mirrored else shown

    def to_frame(self, points: Points) -> Points:
        """Convert places in the picture that is shown to places in the frame."""
        shown = self._mirror(points) if self.mirrored else points
        return (shown + 0.5) / self._scale - 0.5

    @property
    def _scale(self) -> NDArray[np.float64]:
        return np.array(self.shown_size, float) / self.frame_size

    def _mirror(self, points: Points) -> Points:
        mirrored = points.copy()
        mirrored[..., 0] = self.shown_size[0] - 1 - mirrored[..., 0]
        return mirrored

    def _show_body(self, body: Body) -> Body:
        return replace(body, image=self.to_shown(body.image))

    def _show_roller(self, roller: Roller) -> Roller:
        return replace(
            roller,
            ends=self.to_shown(roller.ends),
            perpendicular_ends=self.to_shown(roller.perpendicular_ends),
        )

    def _show_selftest(self, state: SelfTestState) -> SelfTestState:
        seen = state.underside
        if seen is None:
            return state
        outline, floor, peak = (
            self.to_shown(points) for points in (seen.outline, seen.floor, seen.peak)
        )
        return replace(state, underside=replace(seen, outline=outline, floor=floor, peak=peak))


def _shrink_large(image: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """Halve an image until it is less than twice as large as ``size``: now every pixel counts.

    Above half its size an image is made smaller by interpolation alone. To average over areas
    takes six times as long.
    """
    while image.shape[1] >= 2 * size[0] and image.shape[0] >= 2 * size[1]:
        half = image.shape[1] // 2, image.shape[0] // 2
        image = np.asarray(cv2.resize(image, half, interpolation=cv2.INTER_AREA), np.uint8)
    return image
