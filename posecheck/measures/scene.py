"""What a measure may look at: one frame's body, its orientation, posture and view."""

from __future__ import annotations

from dataclasses import dataclass

from posecheck.body.landmarks import Body
from posecheck.body.orientation import Orientation, orientation_of
from posecheck.body.posture import Posture, posture_of
from posecheck.body.view import View, off_side_of, view_of


@dataclass(frozen=True, eq=False)
class Scene:
    """Everything that the measures of one frame share, worked out once.

    ``off_side_deg`` is how far the camera is from looking along the body's left-right
    axis, 0..90, NaN when unknown.
    """

    body: Body
    orientation: Orientation
    posture: Posture
    view: View
    off_side_deg: float


def scene_of(body: Body) -> Scene:
    """Work out orientation, posture and view of ``body``."""
    orientation = orientation_of(body)
    return Scene(
        body,
        orientation,
        posture_of(body, orientation),
        view_of(orientation),
        off_side_of(orientation),
    )
