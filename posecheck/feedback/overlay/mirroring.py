"""Mirrors all that is drawn of a moment. Left and right in texts stay the person's own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from posecheck.moment import Moment
from posecheck.perception.body.landmarks import Body
from posecheck.perception.roller.roller import Roller
from posecheck.tightness.session import SelfTestState


def mirror_moment(moment: Moment) -> Moment:
    """Return the moment as a mirror shows it.

    Picture, landmarks, roller and underside of the back are mirrored. Measurements, verdicts and
    texts are the same.
    """
    width = moment.frame.size[0]
    image = np.ascontiguousarray(moment.frame.image[:, ::-1])
    return replace(
        moment,
        frame=replace(moment.frame, image=image),
        body=moment.body and _mirror_body(moment.body, width),
        selftest=moment.selftest and _mirror_selftest(moment.selftest, width),
        roller=moment.roller and _mirror_roller(moment.roller, width),
    )


def _mirror_points(points: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """Mirror (N, 2) or (2,) pixels in a picture that is ``width`` pixels wide."""
    mirrored = points.copy()
    mirrored[..., 0] = width - 1 - mirrored[..., 0]
    return mirrored


def _mirror_body(body: Body, width: int) -> Body:
    return replace(body, image=_mirror_points(body.image, width))


def _mirror_roller(roller: Roller, width: int) -> Roller:
    return replace(
        roller,
        ends=_mirror_points(roller.ends, width),
        perpendicular_ends=_mirror_points(roller.perpendicular_ends, width),
    )


def _mirror_selftest(state: SelfTestState, width: int) -> SelfTestState:
    seen = state.underside
    if seen is None:
        return state
    outline, floor, peak = (
        _mirror_points(points, width) for points in (seen.outline, seen.floor, seen.peak)
    )
    return replace(state, underside=replace(seen, outline=outline, floor=floor, peak=peak))
