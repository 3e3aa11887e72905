"""The markers of a TRC file: the joints that MediaPipe sees, under the names that others use."""

from __future__ import annotations

import numpy as np

from posecheck.anatomy import Landmark
from posecheck.geometry import Array
from posecheck.measures.leg import MIN_VISIBILITY
from posecheck.perception.body.landmarks import Body

MARKERS: dict[str, tuple[Landmark, ...]] = {
    "Hip": (Landmark.LEFT_HIP, Landmark.RIGHT_HIP),
    "RHip": (Landmark.RIGHT_HIP,),
    "RKnee": (Landmark.RIGHT_KNEE,),
    "RAnkle": (Landmark.RIGHT_ANKLE,),
    "RBigToe": (Landmark.RIGHT_FOOT_INDEX,),
    "RHeel": (Landmark.RIGHT_HEEL,),
    "LHip": (Landmark.LEFT_HIP,),
    "LKnee": (Landmark.LEFT_KNEE,),
    "LAnkle": (Landmark.LEFT_ANKLE,),
    "LBigToe": (Landmark.LEFT_FOOT_INDEX,),
    "LHeel": (Landmark.LEFT_HEEL,),
    "Neck": (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER),
    "Nose": (Landmark.NOSE,),
    "RShoulder": (Landmark.RIGHT_SHOULDER,),
    "RElbow": (Landmark.RIGHT_ELBOW,),
    "RWrist": (Landmark.RIGHT_WRIST,),
    "LShoulder": (Landmark.LEFT_SHOULDER,),
    "LElbow": (Landmark.LEFT_ELBOW,),
    "LWrist": (Landmark.LEFT_WRIST,),
}
"""Name of the marker -> the landmarks whose middle it is.

The names are those of HALPE_26, which Sports2D and Pose2Sim write and for which Pose2Sim has an
OpenSim model, markers and a set-up of inverse kinematics. MediaPipe has neither the top of the head
(``Head``) nor the small toes (``RSmallToe``, ``LSmallToe``): these are left out. ``Hip`` and
``Neck`` are the middles of both hips and of both shoulders, as there."""

MM = 1000.0
"""Millimetres in a metre: OpenSim's marker files are written in millimetres."""

OPENSIM_FROM_WORLD = np.array([MM, -MM, -MM])
"""Turns MediaPipe's axes (metres; x right, y down, z away from the camera) into OpenSim's
(millimetres; X right, Y up, Z towards the camera): half a turn about x, so that left stays left."""


def marker_positions(body: Body | None) -> Array:
    """Place the markers of one frame.

    Parameters
    ----------
    body
        The landmarks; None where nobody is seen.

    Returns
    -------
    Array
        (markers, 3) in millimetres, in the order of :data:`MARKERS`; X right, Y up, Z towards the
        camera, as if the camera were level. The origin is the middle of the hips in every frame.
        NaN for a marker of which a landmark is less visible than
        :data:`~posecheck.measures.leg.MIN_VISIBILITY`.
    """
    if body is None:
        return np.full((len(MARKERS), 3), np.nan)
    seen = np.where((body.visibility >= MIN_VISIBILITY)[:, None], body.world, np.nan)
    middles = [seen[list(landmarks)].mean(axis=0) for landmarks in MARKERS.values()]
    return np.asarray(np.array(middles) * OPENSIM_FROM_WORLD)
