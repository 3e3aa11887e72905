"""Which of several people is the one who exercises."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.lying import lies
from posecheck.perception.body.orientation import orientation_of
from posecheck.perception.body.posture import LYING, posture_of

LOW_HIPS = 0.6
"""Hips less than this many trunk lengths over the body's lowest point are those of someone on
the floor, whatever the posture: most lie under it, kneeling begins at 0.6, standing at 1.0
(photos of floor exercises)."""

FLOOR_POSTURES = LYING | {"sitting"}

SAME_PERSON_OVERLAP = 0.3
"""Boxes of one person in two looks overlap (intersection over union) by more than this."""

LEAST_OF_ANOTHER = 0.4
"""One more person covers at least this share of what the smallest other one does."""

MASK_SEEN = 0.3
PAINT_MARGIN_SHARE = 0.012
PAINT = 128


Box = tuple[float, float, float, float]
"""x1, y1, x2, y2 in pixels."""


def exerciser(
    people: Sequence[Body], number: int | None = None, followed: Box | None = None
) -> Body | None:
    """The one who exercises; None when nobody is there, or fewer than ``number`` people.

    Args:
        people: everybody in the picture.
        number: that one, counted from the left, from 1; else the one on the floor.
        followed: the box of the one followed so far, who is preferred among several.
    """
    if followed is None and number is not None:
        from_left = sorted(people, key=lambda body: float(body.middle("hip")[0]))
        return from_left[number - 1] if number <= len(people) else None
    if number is None:
        people = [body for body in people if is_on_floor(body)] or people
    if followed is not None:
        same = [body for body in people if overlap(body.box(), followed) > SAME_PERSON_OVERLAP]
        if same:
            return max(same, key=lambda body: overlap(body.box(), followed))
        if number is not None:
            return None
    # a posture may be misread, low hips hardly: they go before size
    return max(people, key=lambda b: (hip_height(b) < LOW_HIPS, _area(b.box())), default=None)


def hip_height(body: Body) -> float:
    """How high the hips are over the body's lowest point, in trunk lengths of the picture."""
    hips, shoulders = body.middle("hip"), body.middle("shoulder")
    extent = np.ptp(body.image, axis=0)
    # a trunk seen from its end is short: not less than a share of the whole body
    trunk = max(float(np.linalg.norm(shoulders - hips)), 0.25 * float(np.linalg.norm(extent)))
    return float(body.image[:, 1].max() - hips[1]) / trunk


def is_on_floor(body: Body) -> bool:
    """Whether that person lies or sits, or has hips as low as if."""
    return hip_height(body) < LOW_HIPS or posture_of(body, orientation_of(body)) in FLOOR_POSTURES


def overlap(a: Box, b: Box) -> float:
    """Intersection over union of two boxes x1, y1, x2, y2, 0..1."""
    width = max(0.0, min(a[2], b[2]) - max(a[0], b[0]))
    height = max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
    union = _area(a) + _area(b) - width * height
    return width * height / union if union > 0 else 0.0


def is_another(body: Body, people: Sequence[Body]) -> bool:
    """Whether ``body``, found with ``people`` painted out, lies as one more person, and is not what
    the paint left of one of them. All with their masks."""
    apart = all(overlap(body.box(), other.box()) < SAME_PERSON_OVERLAP for other in people)
    least = LEAST_OF_ANOTHER * min(_seen_area(other) for other in people)
    return apart and lies(body) and _seen_area(body) > least


def painted_out(image: NDArray[np.uint8], bodies: Sequence[Body]) -> NDArray[np.uint8]:
    """The picture with these people painted grey, so that whoever they hide is looked for."""
    image = image.copy()
    margin = 1 + 2 * round(PAINT_MARGIN_SHARE * max(image.shape[:2]))
    for body in bodies:
        assert body.mask is not None
        seen = cv2.dilate((body.mask > MASK_SEEN).astype(np.uint8), np.ones((margin, margin)))
        if seen.shape != image.shape[:2]:
            seen = cv2.resize(seen, image.shape[1::-1], interpolation=cv2.INTER_NEAREST)
        image[seen > 0] = PAINT
    return image


def _seen_area(body: Body) -> float:
    """The share of the picture that the person covers."""
    assert body.mask is not None
    return float((body.mask > 0.5).mean())


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
