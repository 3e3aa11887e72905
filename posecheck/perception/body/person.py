"""Choose the person who exercises among several people in a frame."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.orientation import orientation_from_landmarks
from posecheck.perception.body.posture import LYING, classify_posture, is_lying
from posecheck.perception.crop import Image

LOW_HIPS = 0.6
"""Height of the hips over the body's lowest point, in trunk lengths. Lower hips are those of a
person on the floor, whatever the posture: most such people lie below it, kneeling begins at 0.6,
standing at 1.0 (photos of floor exercises)."""

SITTING_LOW = 0.85
"""The same for somebody who sits: on the floor below it, on a chair above (58 photos of people who
sit: of those up to 0.79 four sit on a machine's low seat, of those from 0.97 one on the floor)."""

MIN_TRUNK_SHARE = 0.25
"""The trunk counts as at least this share of the whole body's extent in the image: a trunk seen
from its end looks short."""

SAME_PERSON_OVERLAP = 0.3
"""Two boxes of one person, found at different times, overlap by more than this (intersection over
union)."""

MIN_AREA_OF_ANOTHER = 0.4
"""Another person covers at least this share of the mask area of the smallest person known."""

AREA_THRESHOLD = 0.5
"""Mask value, 0..1, from which a pixel counts for a person's area."""

PAINT_THRESHOLD = 0.3
"""Mask value, 0..1, from which a pixel of a person is painted out."""

PAINT_MARGIN_SHARE = 0.012
"""Margin around a person that is painted out too, as a share of the frame's longer side."""

PAINT = 128
"""Grey value, 0..255, with which people are painted out."""

Box = tuple[float, float, float, float]
"""x1, y1, x2, y2 in pixels."""


def choose_exerciser(
    people: Sequence[Body], number: int | None = None, followed: Box | None = None
) -> Body | None:
    """The person who exercises.

    Without a ``number`` this is somebody on the floor if there is one. Among several the person
    followed so far is preferred, then somebody with low hips, then the largest.

    Parameters
    ----------
    people
        Everybody in the frame.
    number
        Choose this person, counted from the left, from 1.
    followed
        The box of the person followed so far. With both a ``number`` and a ``followed`` box only
        the person in that box is chosen.

    Returns
    -------
    Body or None
        None when nobody is there, when there are fewer than ``number`` people, or when the followed
        person with a number is not among them.
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
    # low hips go before size: they are more reliable than the posture, which may be wrong
    return max(people, key=lambda b: (hip_height(b) < LOW_HIPS, _area(b.box())), default=None)


def hip_height(body: Body) -> float:
    """Height of the hips over the body's lowest point in the image, in trunk lengths."""
    hips, shoulders = body.middle("hip"), body.middle("shoulder")
    extent = np.ptp(body.image, axis=0)
    trunk = max(
        float(np.linalg.norm(shoulders - hips)), MIN_TRUNK_SHARE * float(np.linalg.norm(extent))
    )
    return float(body.image[:, 1].max() - hips[1]) / trunk


def is_on_floor(body: Body) -> bool:
    """Whether that person lies or sits on the floor, or has the hips as low as who does."""
    height = hip_height(body)
    if height < LOW_HIPS:
        return True
    posture = classify_posture(body, orientation_from_landmarks(body))
    return posture in LYING or (posture == "sitting" and height < SITTING_LOW)


def overlap(a: Box, b: Box) -> float:
    """Intersection over union of two boxes, 0..1."""
    width = max(0.0, min(a[2], b[2]) - max(a[0], b[0]))
    height = max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
    union = _area(a) + _area(b) - width * height
    return width * height / union if union > 0 else 0.0


def are_same(a: Body, b: Body) -> bool:
    """Whether these are the same person, found twice."""
    return overlap(a.box(), b.box()) > SAME_PERSON_OVERLAP


def is_another_person(body: Body, people: Sequence[Body]) -> bool:
    """Whether ``body``, found after ``people`` were painted out, is another person who lies.

    MediaPipe may find the rest of a painted person again: that is no other person.

    Parameters
    ----------
    body, people
        All with their masks.
    """
    apart = not any(are_same(body, other) for other in people)
    min_area = MIN_AREA_OF_ANOTHER * min(_mask_area(other) for other in people)
    return apart and is_lying(body) and _mask_area(body) > min_area


def paint_out(image: Image, bodies: Sequence[Body]) -> Image:
    """A copy of the frame with these people painted grey, to find people whom they hide.

    Parameters
    ----------
    image
        (H, W, 3).
    bodies
        With their masks.
    """
    image = image.copy()
    margin = 1 + 2 * round(PAINT_MARGIN_SHARE * max(image.shape[:2]))
    for body in bodies:
        assert body.mask is not None
        person = (body.mask > PAINT_THRESHOLD).astype(np.uint8)
        person = np.asarray(cv2.dilate(person, np.ones((margin, margin))), np.uint8)
        if person.shape != image.shape[:2]:
            size = image.shape[1::-1]
            person = np.asarray(cv2.resize(person, size, interpolation=cv2.INTER_NEAREST), np.uint8)
        image[person > 0] = PAINT
    return image


def _mask_area(body: Body) -> float:
    """The share of the frame that the person's mask covers."""
    assert body.mask is not None
    return float((body.mask > AREA_THRESHOLD).mean())


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
