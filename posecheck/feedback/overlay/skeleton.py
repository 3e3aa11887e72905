"""Draws the bones and joints of the person."""

from __future__ import annotations

import cv2

from posecheck.anatomy import SKELETON
from posecheck.feedback.overlay.drawing import blend, to_pixel
from posecheck.feedback.overlay.layout import Area
from posecheck.feedback.overlay.style import ACCENT, UNSEEN, WHITE, Sizes
from posecheck.feedback.overlay.text import Image8
from posecheck.moment import Moment

JOINTS = tuple(dict.fromkeys(landmark for bone in SKELETON for landmark in bone))
"""Every landmark that a bone ends at, once."""

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
        places = {landmark: to_pixel(body.image[landmark]) for landmark in JOINTS}
        visibility = {landmark: float(body.visibility[landmark]) for landmark in JOINTS}
        for start, end in SKELETON:
            seen = min(visibility[start], visibility[end])
            colour = blend(UNSEEN, seen, ACCENT)
            width = sizes.line if seen >= VISIBLE else max(1, sizes.line // 2)
            cv2.line(image, places[start], places[end], colour, width, cv2.LINE_AA)
        for landmark in JOINTS:
            if visibility[landmark] >= VISIBLE:
                cv2.circle(image, places[landmark], sizes.line + 1, WHITE, -1, cv2.LINE_AA)
