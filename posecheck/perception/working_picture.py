"""The picture that is looked at: a frame of a video, or a smaller copy of it, made once.

What a frame costs then does not grow with the camera: a picture of 4K is looked at as one of 720p.
All places that come out are in pixels of the frame.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from posecheck.geometry import Array
from posecheck.perception.back.lumbar_view import LumbarView
from posecheck.perception.body.landmarks import Body
from posecheck.perception.crop import Image, shrink
from posecheck.perception.roller.roller import Roller


@dataclass(frozen=True, eq=False)
class WorkingPicture:
    """A frame's picture as it is looked at.

    Attributes
    ----------
    image
        (h, w, 3) RGB, at most :data:`~posecheck.perception.crop.MAX_SIDE_PX` long.
    frame_size
        (width, height) of the frame in pixels.
    """

    image: Image
    frame_size: tuple[int, int]

    @classmethod
    def of(cls, image: Image) -> WorkingPicture:
        """Make it of a frame's image (H, W, 3); a small one is taken as it is."""
        return cls(shrink(image), (image.shape[1], image.shape[0]))

    def from_frame(self, points: Array) -> Array:
        """Convert places (..., 2) in the frame; a whole number is the middle of a pixel."""
        return np.asarray((points + 0.5) / self._scale - 0.5)

    def to_frame(self, points: Array) -> Array:
        """Convert places (..., 2) to places in the frame."""
        return np.asarray((points + 0.5) * self._scale - 0.5)

    def body_to_frame(self, body: Body) -> Body:
        """The same body, its places in the frame.

        The mask stays as small as it is. The outline of the trunk is left out: only what looks at
        the lower back needs it.
        """
        if self._is_frame:
            return body
        reading = body.reading
        if reading is not None:
            joints = {side: self.to_frame(places) for side, places in reading.joints.items()}
            reading = replace(reading, joints=joints)
        return replace(
            body,
            image=self.to_frame(body.image),
            frame_size=self.frame_size,
            reading=reading,
            outline=None,
        )

    def roller_to_frame(self, roller: Roller) -> Roller:
        """The same roller, its places in the frame."""
        if self._is_frame:
            return roller
        return replace(
            roller,
            ends=self.to_frame(roller.ends),
            diameter_px=roller.diameter_px * float(self._scale.mean()),
            perpendicular_ends=self.to_frame(roller.perpendicular_ends),
        )

    def lumbar_view_to_frame(self, view: LumbarView) -> LumbarView:
        """What is seen of the lower back, its places in the frame."""
        seen = view.underside
        if self._is_frame or seen is None:
            return view
        underside = replace(
            seen,
            outline=self.to_frame(seen.outline),
            floor=self.to_frame(seen.floor),
            peak=self.to_frame(seen.peak),
            cm_per_px=seen.cm_per_px / float(self._scale.mean()),
        )
        return replace(view, underside=underside)

    @property
    def _is_frame(self) -> bool:
        return self.image.shape[1::-1] == self.frame_size

    @property
    def _scale(self) -> Array:
        """(2,) pixels of the frame for one of the picture, across and down."""
        return np.array(self.frame_size, float) / self.image.shape[1::-1]
