"""Whether one arm is held straight up to the ceiling."""

from __future__ import annotations

from posecheck.anatomy import SIDES, Landmark, Side, opposite
from posecheck.geometry import Vector, angle_at, angle_between
from posecheck.perception.body.labels import Posture
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.orientation import up_of

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


def raised_arm(body: Body, posture: Posture) -> Side | None:
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
