"""A roller whose two ends the user has marked by hand.

The marked ends are tracked from frame to frame by optical flow. Both ends are on the floor, so
together with the camera's pitch they give the direction of the axis in space; its expected error
is larger the flatter and the shorter the axis looks. Where the network detects the same roller,
its direction is fused with this one. The two directions differ by about the same angle in each
frame. When for two seconds this difference is another one, or the roller is detected elsewhere, it
was moved and the flow has missed it. Then, and when both ends have left the frame, the marked ends
are given up, and the roller is searched as if nobody had marked it.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from posecheck.geometry import Array, wrap_axis_degrees
from posecheck.perception.body.landmarks import Body
from posecheck.perception.crop import Image
from posecheck.perception.estimate import CONSISTENT_WITHIN, UNKNOWN, Estimate, fuse
from posecheck.perception.roller.end_tracker import EndTracker
from posecheck.perception.roller.evidence import CONFIRM_S
from posecheck.perception.roller.network import Detection
from posecheck.perception.roller.perspective import Camera, Cylinder, axis_azimuth
from posecheck.perception.roller.resting import place_under_trunk
from posecheck.perception.roller.roller import Roller

LENGTH = 7.5
"""Assumed length of the roller, in radii: 14 cm wide and 45 to 60 cm long are the commonest."""

PITCH_ERROR_DEG = 4.0
"""Expected error of the camera's pitch, in degrees."""

ROLL_ERROR_DEG = 2.0
"""Expected error of the camera's roll, in degrees."""

END_ERROR = 0.1
"""Expected error of a marked end, in diameters of the roller."""

TRUNK_ERROR_DEG = 3.0
"""Expected error of the trunk's direction, in degrees."""

UNKNOWN_ERROR_DEG = 90.0
"""Expected error of a direction, in degrees, when an end may as well lie above the horizon."""

MOVED_APART_DEG = 15.0
"""Change of the difference between the marked and the detected direction, in degrees, from which
the roller was moved. The guide allows a roller to be turned by this much."""

MAX_SHIFT_DEG = 30.0
"""A detected direction that is further away than this, in degrees, counts as if it were this far
away: it is that of something else."""


class MarkedRoller:
    """The roller whose ends the user has marked, tracked from frame to frame.

    Parameters
    ----------
    ends
        (2, 2) pixels of the first frame that :meth:`follow` gets.

    Attributes
    ----------
    is_lost
        Whether the roller was moved or has left the frame, so that it must be searched.
    """

    def __init__(self, ends: Array) -> None:
        self._tracker = EndTracker(ends)
        self._ends: Array | None = None
        self._first_difference_deg: float | None = None
        self._moved_since_s = math.inf
        self.is_lost = False

    def follow(self, image: Image) -> None:
        """Take the next frame, (H, W, 3) RGB."""
        self._ends = self._tracker.update(image)

    def locate(
        self, time_s: float, detection: Detection, body: Body, *, detected: bool, under_body: bool
    ) -> Roller | None:
        """The roller in the last frame; sets ``is_lost``.

        Parameters
        ----------
        time_s
            The last frame's time.
        detection
            What the network finds in the last frame.
        body
            The person in it.
        detected
            Whether that is a roller.
        under_body
            Whether somebody lies on the roller.

        Returns
        -------
        Roller or None
            None when its ends have left the frame. Its direction is NaN when one of its ends is
            above the horizon.
        """
        if self._ends is None:
            self.is_lost = True
            return None
        camera = Camera.for_body(body)
        nearer = int(np.argmax(camera.rays(self._ends) @ camera.gravity))
        ends = self._ends if nearer == 0 else self._ends[::-1].copy()
        distance = float(np.linalg.norm(detection.ends[0] - ends[0]))
        is_elsewhere = detected and distance >= detection.diameter_px
        detected = detected and not is_elsewhere
        if self._first_difference_deg is not None and not detected:
            self._note_moved(time_s, is_elsewhere)
        cylinder = Cylinder.from_ends(ends, camera, LENGTH)
        if cylinder is None:
            length = float(np.linalg.norm(ends[1] - ends[0]))
            return Roller(ends=ends, diameter_px=max(2 * length / LENGTH, 2.0), confidence=1.0)
        if detected:
            cylinder = _with_diameter(cylinder, detection.diameter_px)
        found = Roller(ends=ends, diameter_px=2 * cylinder.radius_px, confidence=1.0)
        azimuth = Estimate(cylinder.azimuth_deg, azimuth_error(cylinder, camera))
        position = UNKNOWN
        if detected:
            position = Estimate(detection.position, detection.position_error)
            detected_deg = detection.azimuth_deg + cylinder.between_sights_deg(camera)
            azimuth = self._fuse_azimuth(
                time_s, azimuth, Estimate(detected_deg, detection.turn_error_deg)
            )
        if not under_body:
            return found
        return place_under_trunk(
            found,
            replace(cylinder, azimuth_deg=azimuth.value),
            camera,
            detection,
            body,
            turn_error_deg=math.hypot(azimuth.error, TRUNK_ERROR_DEG),
            position=position,
        )

    def _note_moved(self, time_s: float, moved: bool) -> None:
        """Note whether a look speaks for a roller that was moved since the network first agreed.

        All looks of ``CONFIRM_S`` must. A detection elsewhere tells nothing before the network has
        agreed: it may be what made the user mark the roller by hand.
        """
        self._moved_since_s = min(self._moved_since_s, time_s) if moved else math.inf
        self.is_lost = time_s - self._moved_since_s >= CONFIRM_S

    def _fuse_azimuth(self, time_s: float, marked: Estimate, detected: Estimate) -> Estimate:
        """Fuse the direction of the marked ends with the detected one.

        Both have errors that stay the same from frame to frame, so their difference is constant
        while the roller lies still. It is remembered when both first agree; when it has changed
        since then by more than ``MOVED_APART_DEG``, the roller was moved.
        """
        difference_deg = wrap_axis_degrees(detected.value - marked.value)
        joint_error = math.hypot(marked.error, detected.error)
        if self._first_difference_deg is not None:
            changed = abs(wrap_axis_degrees(difference_deg - self._first_difference_deg))
            self._note_moved(time_s, changed > MOVED_APART_DEG)
        elif abs(difference_deg) < CONSISTENT_WITHIN * joint_error:
            self._first_difference_deg = difference_deg
        # both relative to the marked direction
        shift, error = fuse(
            Estimate(0.0, marked.error),
            Estimate(difference_deg, detected.error),
            max_shift=MAX_SHIFT_DEG,
        )
        return Estimate(wrap_axis_degrees(marked.value + shift), error)


def azimuth_error(cylinder: Cylinder, camera: Camera) -> float:
    """Expected error of the direction of a marked roller, in degrees.

    It follows from how far each uncertain input turns the axis: the camera's pitch and roll, and
    the two coordinates of both ends.
    """
    ends = cylinder.ends(camera)
    diameter = 2 * cylinder.radius_px
    tilts = ((PITCH_ERROR_DEG, 0.0), (0.0, ROLL_ERROR_DEG))
    others = [axis_azimuth(ends, camera.tilted(*tilt)) for tilt in tilts]
    for shift in np.eye(4).reshape(4, 2, 2) * END_ERROR * diameter:
        others.append(axis_azimuth(ends + shift, camera))
    turns = [wrap_axis_degrees(other - cylinder.azimuth_deg) for other in others]
    return math.hypot(*(UNKNOWN_ERROR_DEG if math.isnan(turn) else turn for turn in turns))


def _with_diameter(cylinder: Cylinder, diameter_px: float) -> Cylinder:
    """The same axis with another apparent diameter: its length in radii changes."""
    radius_px = max(diameter_px / 2, 1.0)
    length = cylinder.length * cylinder.radius_px / radius_px
    return replace(cylinder, radius_px=radius_px, length=length)
