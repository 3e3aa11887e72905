"""What is said when the person, or a leg, cannot be seen although the camera stands right."""

from __future__ import annotations

from posecheck.anatomy import Side
from posecheck.coaching.judge import Judgement, is_pending

NOBODY_SEEN = "Nobody is in the picture"
"""Shown when nobody is seen."""

WHOLE_BODY_UNSEEN = (
    "Cannot see you well: your whole body must be in the picture, with nothing in front of it"
)
"""Shown when the posture cannot be seen."""


def ask_to_be_seen(side: Side, near_side: Side, judgements: tuple[Judgement, ...]) -> str:
    """What to do about the first defining check that cannot see.

    Parameters
    ----------
    side
        The working side.
    near_side
        The side near the camera.
    judgements
        Of the working side. At least one defining check cannot see, and none says fix.
    """
    leg = next(j.side for j in judgements if j.check.kind == "defining" and is_pending(j))
    if leg is None:
        return WHOLE_BODY_UNSEEN
    if leg == near_side:
        return f"Cannot see your {leg} leg well: nothing may hide it from the camera"
    if leg == side:
        return f"Cannot see your {leg} leg well: turn so that it is near the camera"
    return f"Cannot see your {leg} leg well: turn until the camera sees both legs"
