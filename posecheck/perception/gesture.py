"""One arm raised to the ceiling: the sign with which someone on the floor pauses and goes on."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

import numpy as np

from posecheck.anatomy import SIDES, Landmark, Side, opposite
from posecheck.geometry import Vector, angle_at, angle_between
from posecheck.measures.table import Measurements
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.orientation import up_of
from posecheck.perception.body.posture import Posture

HOLD_S = 1.5
"""How long the arm must be up: longer than reaching for something, short enough to wait for."""

LAPSE_S = 0.4
"""Frames that do not show it for up to this long do not end it: landmarks of an arm jump."""

LOWERED_S = 0.5
"""After it has been seen the arm must be down for this long before it is seen again."""

RESTING: frozenset[Posture] = frozenset(
    {"supine", "side_lying_left", "side_lying_right", "sitting"}
)
"""Postures in which it is looked for. Prone nobody can raise an arm to the ceiling; upright,
reaching up belongs to many exercises."""

STRAIGHT_IN_PICTURE_DEG = 150.0
"""Least angle at the elbow in the picture."""

STRAIGHT_DEG = 115.0
"""The same in space, where a straight arm that points to the ceiling is found at 133 to 148; a
forearm that points at the camera or away looks straight in the picture, and is found at 90."""

UPRIGHT_DEG = 32.0
"""The most that the arm may lean, in space. Depth is what MediaPipe knows least of."""

UPRIGHT_IN_PICTURE_DEG = 25.0
"""The most that it may lean in the picture, which is known better."""

OTHER_DOWN_DEG = 55.0
"""The other arm must lean at least this much: with both up it is an exercise."""

VISIBLE = 0.3
"""Least visibility of elbow and wrist. It rises slowly for an arm that was hidden behind the body
before; what MediaPipe only guesses of a hidden arm stays under 0.1."""

STILL_SHARE = 0.12
"""Shoulders, hips and knees move by less than this share of the trunk's length while the arm is
up (a breath moves them by 0.03); crunches and sit-ups move them by several times as much."""


@dataclass(frozen=True)
class GestureState:
    """Attributes:
    side: the arm that is up, None for none.
    share: how much of the time that it must be held has passed, 0..1.
    made: true in the one frame in which it is complete.
    """

    side: Side | None = None
    share: float = 0.0
    made: bool = False


class RaisedArm:
    """Watches for one straight arm held up against gravity by a body that else lies or sits still.

    Knows no clock but the frames'.
    """

    def __init__(self) -> None:
        self._side: Side | None = None
        self._since_s = 0.0
        self._last_up_s = -math.inf
        self._spent = False
        self._places: deque[tuple[float, Vector]] = deque()

    def update(
        self, time_s: float, body: Body | None, measurements: Measurements | None
    ) -> GestureState:
        """Take in one frame."""
        side = None
        if body is not None and measurements is not None:
            side = arm_up(body, measurements.posture)
            self._places.append((time_s, _places(body)))
        while self._places and time_s - self._places[0][0] > HOLD_S:
            self._places.popleft()
        if side is not None:
            if side != self._side:
                self._side, self._since_s = side, time_s
            self._last_up_s = time_s
        elif time_s - self._last_up_s > (LOWERED_S if self._spent else LAPSE_S):
            self._side, self._spent = None, False
        return self._state(time_s)

    def _state(self, time_s: float) -> GestureState:
        if self._side is None or self._spent:
            return GestureState(self._side)
        if not self._is_still():
            self._since_s = time_s
        share = min(1.0, (time_s - self._since_s) / HOLD_S)
        if share >= 1.0 and self._last_up_s == time_s:
            self._spent = True
            return GestureState(self._side, 1.0, made=True)
        return GestureState(self._side, share)

    def _is_still(self) -> bool:
        """Whether the body has kept its place since the arm went up, as far as is known."""
        known = [p for t, p in self._places if t >= self._since_s]
        if len(known) < 2:
            return True
        places = np.stack(known)
        reach = places.max(axis=0) - places.min(axis=0)
        return bool(np.linalg.norm(reach, axis=1).max() < STILL_SHARE)


def arm_up(body: Body, posture: Posture) -> Side | None:
    """The arm that points to the ceiling, straight and alone; None for none, or for both."""
    if posture not in RESTING:
        return None
    up = up_of(body.reading)
    raised = [side for side in SIDES if _is_raised(body, side, up)]
    if len(raised) != 1:
        return None
    other = _arm(body, opposite(raised[0]))
    return raised[0] if angle_between(other, up) > OTHER_DOWN_DEG else None


def _is_raised(body: Body, side: Side, up: Vector) -> bool:
    shoulder, elbow, wrist = (Landmark.of(side, part) for part in ("shoulder", "elbow", "wrist"))
    if min(body.visibility[elbow], body.visibility[wrist]) < VISIBLE:
        return False
    if not (body.in_frame(elbow) and body.in_frame(wrist)):
        return False
    arm = (shoulder, elbow, wrist)
    if angle_at(*(body.world[p] for p in arm)) < STRAIGHT_DEG:
        return False
    if angle_at(*(body.point(p) for p in arm)) < STRAIGHT_IN_PICTURE_DEG:
        return False
    in_picture = body.point(wrist) - body.point(shoulder)
    return (
        angle_between(_arm(body, side), up) < UPRIGHT_DEG
        and angle_between(in_picture, up[:2]) < UPRIGHT_IN_PICTURE_DEG
    )


def _arm(body: Body, side: Side) -> Vector:
    wrist, shoulder = (body.world[Landmark.of(side, part)] for part in ("wrist", "shoulder"))
    along: Vector = wrist - shoulder
    return along


def _places(body: Body) -> Vector:
    """(6, 2) shoulders, hips and knees in the picture, in trunk lengths."""
    points = [
        body.point(Landmark.of(side, part))
        for side in SIDES
        for part in ("shoulder", "hip", "knee")
    ]
    trunk = float(np.linalg.norm(body.middle("shoulder") - body.middle("hip")))
    return np.stack(points) / max(trunk, 1.0)
