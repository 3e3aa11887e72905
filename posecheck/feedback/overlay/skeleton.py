"""Draws the bones and joints of the person."""

from __future__ import annotations

import cv2

from posecheck.anatomy import SKELETON, Landmark
from posecheck.feedback.overlay.drawing import to_pixel
from posecheck.feedback.overlay.layout import Area
from posecheck.feedback.overlay.style import ACCENT, UNSEEN, WHITE, Sizes
from posecheck.feedback.overlay.text import Colour, Image8
from posecheck.moment import Moment
from posecheck.perception.body.landmarks import Body

VISIBLE = 0.5
"""Lowest visibility, 0..1, of a joint or bone that is drawn as seen."""


class SkeletonAnnotator:
    """Bones and joints: bright where seen, grey and thin where they are probably hidden."""

    area = Area.PICTURE

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None:
        """Draw the skeleton; nothing if there is no person."""
        body = moment.body
        if body is None:
            return
        for start, end in SKELETON:
            visibility = float(min(body.visibility[start], body.visibility[end]))
            colour = _blend(UNSEEN, ACCENT, visibility)
            width = sizes.line if visibility >= VISIBLE else max(1, sizes.line // 2)
            ends = _landmark_pixel(body, start), _landmark_pixel(body, end)
            cv2.line(image, *ends, colour, width, cv2.LINE_AA)
        for landmark in {point for bone in SKELETON for point in bone}:
            if body.visibility[landmark] >= VISIBLE:
                centre = _landmark_pixel(body, landmark)
                cv2.circle(image, centre, sizes.line + 1, WHITE, -1, cv2.LINE_AA)


def _landmark_pixel(body: Body, landmark: Landmark) -> tuple[int, int]:
    return to_pixel(body.image[landmark])


def _blend(a: Colour, b: Colour, share: float) -> Colour:
    x, y, z = (round(p + (q - p) * share) for p, q in zip(a, b, strict=True))
    return x, y, z
