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


AREA_BELOW = 0.5
"""A picture that is made smaller than this is averaged over areas, which takes six times as long.
Above it every pixel counts also without that."""


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
        return replace(
            moment,
            frame=replace(moment.frame, image=self.show_image(moment.frame.image)),
            body=moment.body and self._show_body(moment.body),
            selftest=moment.selftest and self._show_selftest(moment.selftest),
            roller=moment.roller and self._show_roller(moment.roller),
        )

    def show_image(self, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return (H, W, 3) the frame's image as it is shown."""
        if self.shown_size != self.frame_size:
            way = cv2.INTER_AREA if self._scale[0] < AREA_BELOW else cv2.INTER_LINEAR
            image = np.asarray(cv2.resize(image, self.shown_size, interpolation=way), np.uint8)
        return np.ascontiguousarray(image[:, ::-1]) if self.mirrored else image

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
