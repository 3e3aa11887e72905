"""Which frames of a recording are looked at, and what is known of those between two looks.

A body that lies still shows nothing new thirty times a second. So a recording of 24 frames a second
and more is looked at 12 to 15 times a second while the body moves slowly, and in every frame while
it does not. In between landmarks and numbers are interpolated; everything else stays as it was at
the look before. docs/performance.md has what that costs in accuracy.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from typing import Protocol

import numpy as np

from posecheck.anatomy import SIDES, Landmark
from posecheck.engine.perceiver import Ahead, known_ahead
from posecheck.geometry import Array, wrap_degrees
from posecheck.measures.steadiness import wraps
from posecheck.measures.table import ROLLER_NAMES, Measurements
from posecheck.moment import Moment
from posecheck.perception.body.landmarks import Body
from posecheck.video.frame import Frame

LONGEST_S = 0.084
"""Longest time between two looks, in seconds: two frames of a recording of 24 a second (12 looks a
second), of 25 and of 30 (15 a second), four of one of 50. Slower recordings are looked at in every
frame."""

SLOW = 0.06
"""A body moves slowly while each joint moves by less than this share of the body's length a second:
docs/performance.md shows what a larger or smaller one does."""

WATCHED_S = 0.25
"""The speed is that over so many seconds: over one frame the landmarks' noise would count as
motion."""

SLOW_FOR_S = 0.5
"""Frames are left out once the body has been slow for so long, in seconds: by then MediaPipe's
filter, which answers to the rate of the frames, has come to rest."""

MIN_VISIBILITY = 0.5
"""Joints that MediaPipe is less sure of do not count: where they are is a guess that trembles."""

JOINTS = [
    Landmark.of(side, part) for part in ("shoulder", "hip", "knee", "ankle") for side in SIDES
]
"""The joints that are watched."""


class Looking(Protocol):
    """What looks at frames, one after another."""

    def perceive(self, frame: Frame, ahead: Ahead | None = None) -> Moment:
        """What is seen in a frame; ``ahead`` gives the one that comes next."""
        ...


def look_through(perceiver: Looking, frames: Iterable[Frame]) -> Iterator[Moment]:
    """Look at the frames of a recording as often as their motion needs.

    The moments of the frames that were looked at, each with those left out before it
    (:attr:`~posecheck.moment.Moment.left_out`). While the numbers of one are worked out, MediaPipe
    looks at the next one already.
    """
    pace = Pace()
    for look, ahead in pairwise(chain(pace.choose(frames), (None,))):
        assert look is not None, "only the last one's next is none"
        following = None if ahead is None else ahead.frame
        moment = perceiver.perceive(look.frame, known_ahead(following))
        pace.see(look.frame.time_s, moment.body)
        yield replace(moment, left_out=look.left_out) if look.left_out else moment


def fill_in(moments: Iterable[Moment]) -> Iterator[Moment]:
    """Add the moments of the frames that were left out, interpolated between two looks."""
    before: Moment | None = None
    for moment in moments:
        for frame in moment.left_out:
            assert before is not None, "the first frame is looked at"
            yield interpolate(before, moment, frame)
        yield moment
        before = moment


@dataclass(frozen=True, eq=False)
class Look:
    """A frame that is looked at, and those before it that are not."""

    frame: Frame
    left_out: tuple[Frame, ...] = ()


class Pace:
    """Chooses the frames to look at. Knows no clock but the frames'."""

    def __init__(self) -> None:
        self._bodies: deque[tuple[float, Body]] = deque()
        self._slow_since_s = math.nan

    def choose(self, frames: Iterable[Frame]) -> Iterator[Look]:
        """The frames to look at, by what :meth:`see` was told of those before.

        The first one and the last one are among them, and both sides of a gap or of a change of
        size.
        """
        last: Frame | None = None
        left_out: list[Frame] = []
        for frame, following in pairwise(chain(frames, (None,))):
            assert frame is not None, "only the last one's next is none"
            if last is not None and following is not None and self._skips(last, frame, following):
                left_out.append(frame)
                continue
            yield Look(frame, tuple(left_out))
            last, left_out = frame, []

    def see(self, time_s: float, body: Body | None) -> None:
        """Take in what was seen at a look."""
        speed = self._speed(time_s, body)
        if not speed < SLOW:
            self._slow_since_s = math.nan
        elif math.isnan(self._slow_since_s):
            self._slow_since_s = time_s
        if body is None:
            self._bodies.clear()
            return
        self._bodies.append((time_s, body))
        while time_s - self._bodies[0][0] > WATCHED_S:
            self._bodies.popleft()

    def _skips(self, last: Frame, frame: Frame, following: Frame) -> bool:
        """Whether ``frame`` is left out between the last look and the frame after it."""
        soon_enough = following.time_s - last.time_s <= LONGEST_S
        goes_on = frame.gap_s == following.gap_s == 0 and last.size == frame.size == following.size
        # NaN while it is not slow
        return soon_enough and goes_on and last.time_s - self._slow_since_s >= SLOW_FOR_S

    def _speed(self, time_s: float, body: Body | None) -> float:
        """How fast the fastest joint moves, in body lengths a second; NaN where nobody knows."""
        if body is None or not self._bodies:
            return math.nan
        before_s, before = self._bodies[0]
        if not 0 < time_s - before_s <= 2 * WATCHED_S or before.frame_size != body.frame_size:
            return math.nan
        seen = np.minimum(before.visibility, body.visibility)[JOINTS] > MIN_VISIBILITY
        if not seen.any():
            return math.nan
        ways = np.linalg.norm(body.image[JOINTS] - before.image[JOINTS], axis=1)
        x1, y1, x2, y2 = body.box()
        length = max(x2 - x1, y2 - y1, 1.0)
        return float(ways[seen].max()) / length / (time_s - before_s)


def interpolate(before: Moment, after: Moment, frame: Frame) -> Moment:
    """What is known of a frame between two looks.

    Landmarks and numbers lie on the straight line between the two, where both know them. All else
    is as at the look before. Between two shots of a film nobody knows to which one it belongs: then
    nothing is seen in it.
    """
    span_s = after.frame.time_s - before.frame.time_s
    share = (frame.time_s - before.frame.time_s) / span_s
    between = replace(before, frame=frame, left_out=(), is_interpolated=True)
    if before.coaching is not None:  # what happened at the look before does not happen again
        between = replace(between, coaching=replace(before.coaching, repetition=None))
    if before.shot != after.shot:
        return replace(between, body=None, measurements=None, roller=None)
    if before.body is None or after.body is None:
        return between
    body = _mix_bodies(before.body, after.body, share)
    if before.measurements is None or after.measurements is None:
        return replace(between, body=body)
    return replace(
        between, body=body, measurements=_mix(before.measurements, after.measurements, share)
    )


def _mix_bodies(before: Body, after: Body, share: float) -> Body:
    def mix(a: Array, b: Array) -> Array:
        return np.asarray(a + share * (b - a))

    return replace(
        before,
        image=mix(before.image, after.image),
        world=mix(before.world, after.world),
        visibility=mix(before.visibility, after.visibility),
    )


def _mix(before: Measurements, after: Measurements, share: float) -> Measurements:
    values = dict(before.values)
    for name, value in before.values.items():
        way = after.values[name] - value
        # the roller's numbers hold still by themselves
        if not math.isnan(way) and name not in ROLLER_NAMES:
            turned = wrap_degrees(value + share * wrap_degrees(way))
            values[name] = turned if wraps(name) else value + share * way
    return replace(before, values=values)
