"""Find the roller in frames that come one after another.

1. Search: the network looks for a roller in a crop around the body, five times a second while
   something moves there, else once a second.
2. Accept: a roller is found when the looks of the last two seconds tell so at one place, a plain
   one sooner; in a photo the one look (:mod:`posecheck.perception.roller.evidence`). Until then it
   is fitted and filtered, but not given. A lower threshold keeps it (hysteresis).
3. Widen: where there is none around the body, a wider crop is searched once a second, in a photo
   with a higher threshold.
4. Fit: a cylinder on the floor is fitted to the image's edges. It gives the ends of the axis, and
   when somebody lies on the roller its turn against the trunk and where the trunk rests on it.
5. Keep: the results are low-pass filtered, and the last one stays when a look does not see it,
   until the looks of the last two seconds no longer tell of it; a second when nobody is seen.

Ends that the user has marked are tracked instead, until the roller is moved
(:mod:`posecheck.perception.roller.by_hand`).
"""

from __future__ import annotations

import math
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.geometry import Array, wrap_axis_degrees
from posecheck.perception.body.landmarks import Body
from posecheck.perception.crop import Image, extract_crop
from posecheck.perception.estimate import Estimate
from posecheck.perception.roller.by_hand import MarkedRoller
from posecheck.perception.roller.evidence import DROP_THRESHOLD, Evidence
from posecheck.perception.roller.fit import fit_cylinder
from posecheck.perception.roller.network import (
    HEIGHT,
    PADDING,
    WIDE_PADDING,
    WIDTH,
    Detection,
    RollerNetwork,
    body_crop_transform,
    covers_frame,
)
from posecheck.perception.roller.perspective import Camera
from posecheck.perception.roller.plausible import can_be_roller
from posecheck.perception.roller.resting import place_under_trunk
from posecheck.perception.roller.roller import Roller

MOVING_INTERVAL_S = 0.2
"""Seconds of frame time between two searches while something moves around the body."""

STILL_INTERVAL_S = 1.0
"""Seconds of frame time between two searches while nothing moves."""

WIDE_INTERVAL_S = 1.0
"""Seconds of frame time between two searches of the wider crop."""

MOTION_SIZE = (48, 36)
"""Width and height of the small image of the body's surroundings that is compared for motion."""

MOTION_THRESHOLD = 2.5
"""Mean difference of two such images, 0..255, from which something moved; noise makes a third."""

BOX_STEPS = 20
"""The box for that image is rounded to the frame's longer side divided by this, so that noise of
the landmarks does not move it."""

UNDER_BODY_THRESHOLD = 0.5
"""Probability from which somebody lies on the roller."""

STILL_UNDER_BODY_THRESHOLD = 0.3
"""The same once somebody lies on it."""

LOST_AFTER_S = 1.0
"""Seconds of frame time that the last result stays while an arm or a helper covers the roller."""

SMOOTHING_S = 0.3
"""Time constant of the low-pass filter, in seconds."""

JUMP_DIAMETERS = 1.0
"""When the nearer end moves by more than this at once, in diameters, the roller is in another
place: the result is not filtered."""


class RollerFinder:
    """Finds the roller around the body, and keeps it from frame to frame.

    Parameters
    ----------
    marked
        (2, 2) the ends of the roller's axis in pixels of the first frame, when the user has marked
        them. They are then tracked.
    network
        A network that is already loaded, to be used again.
    confirm_s
        For how many seconds a roller must be seen before it counts; 0 for a photo.

    Attributes
    ----------
    pause_factor
        By what the pause between two searches is multiplied: 1, or more to save work.

    Raises
    ------
    ModelError
        The model is missing or damaged.
    """

    def __init__(
        self,
        marked: Array | None = None,
        network: RollerNetwork | None = None,
        *,
        confirm_s: float = 0.0,
    ) -> None:
        self._network = network or RollerNetwork()
        self._confirm_s = confirm_s
        self.pause_factor = 1.0
        self._near, self._wide = Evidence(confirm_s), Evidence(confirm_s, wide=True)
        self._marked = MarkedRoller(marked) if marked is not None else None
        self._last: Roller | None = None
        self._since_s, self._is_found = math.inf, False
        self._searched_s, self._missed_since_s = -math.inf, math.inf
        self._searched_wide_s, self._is_apart = -math.inf, False
        self._surroundings: NDArray[np.float32] | None = None
        self._has_moved = False

    def mark(self, ends: Array) -> None:
        """Track the ends that the user has marked in the current frame, (2, 2) pixels."""
        self.forget()
        self._marked = MarkedRoller(ends)

    def forget(self) -> None:
        """Search as in the first frame, also if it was marked: the frames' size has changed."""
        self._marked, self._last, self._is_found = None, None, False
        self._near = Evidence(self._confirm_s)
        self._wide = Evidence(self._confirm_s, wide=True)
        self._searched_s, self._missed_since_s = -math.inf, math.inf
        self._searched_wide_s, self._is_apart = -math.inf, False
        self._surroundings, self._has_moved = None, False

    def update(self, time_s: float, image: Image, body: Body | None) -> Roller | None:
        """Take the next frame.

        Parameters
        ----------
        time_s
            The frame's time.
        image
            (H, W, 3) RGB.
        body
            The person in it, if any.

        Returns
        -------
        Roller or None
            None where there is no roller, or nobody.
        """
        if self._marked is not None:
            self._marked.follow(image)
        if self._marked is None and time_s - self._searched_s > STILL_INTERVAL_S + LOST_AFTER_S:
            # nobody was seen meanwhile, or no frame came
            self._last, self._is_found, self._is_apart = None, False, False
        if body is None:
            return None
        interval_s = self.pause_factor * self._search_interval_s(image, body, time_s)
        if time_s - self._searched_s < min(interval_s, STILL_INTERVAL_S):
            return self._given(time_s)
        since_s = time_s - self._searched_s
        self._searched_s, self._has_moved = time_s, False
        found = None
        if self._marked is not None:
            found = self._locate_marked(self._marked, time_s, image, body)
        if self._marked is None:
            found = self._search(time_s, image, body)
        self._keep(found, time_s, since_s)
        return self._given(time_s)

    def _given(self, time_s: float) -> Roller | None:
        """The roller, if it is surely one."""
        if self._marked is not None:
            return self._last
        if self._last is None or not self._is_found:
            return None
        seen_s = time_s - self._since_s if self._confirm_s else math.inf
        return replace(self._last, seen_s=seen_s)

    def _locate_marked(
        self, marked: MarkedRoller, time_s: float, image: Image, body: Body
    ) -> Roller | None:
        """The marked roller; gives up the marked ends when it was moved or has left the frame."""
        detection = self._network.detect(image, body)
        detected = is_detected(detection)
        under_body = not detected or is_under_body(detection, self._last)
        found = marked.locate(time_s, detection, body, detected=detected, under_body=under_body)
        if marked.is_lost:
            self.forget()
            self._searched_s = time_s
        return found

    def _search(self, time_s: float, image: Image, body: Body) -> Roller | None:
        """Search around the body; where there is none, sometimes in a wider crop."""
        found = self._search_crop(time_s, PADDING, image, body)
        if found is not None or covers_frame(image, body, PADDING):
            self._is_apart = False
            return found
        if time_s - self._searched_wide_s < WIDE_INTERVAL_S:
            return self._last if self._is_apart else None
        self._searched_wide_s = time_s
        found = self._search_crop(time_s, WIDE_PADDING, image, body)
        self._is_apart = found is not None
        return found

    def _search_crop(
        self, time_s: float, padding: float, image: Image, body: Body
    ) -> Roller | None:
        detection = self._network.detect(image, body, padding=padding)
        is_wide = padding == WIDE_PADDING
        known = self._last if self._is_found and self._is_apart == is_wide else None
        looks = self._wide if is_wide else self._near
        looks.add(time_s, detection)
        if not looks.tells_roller(known=known is not None):
            return None
        if known is not None and detection.probability <= DROP_THRESHOLD:
            return known  # this look does not see it, so it does not tell where it lies
        under_body = is_under_body(detection, known)
        found = fit_roller(image, detection, body, under_body=under_body)
        possible = can_be_roller(found, body, under_body=under_body)
        if not possible or not looks.lies_still(time_s, found):
            return None
        self._is_found = self._is_found or looks.is_enough
        return found

    def _keep(self, found: Roller | None, time_s: float, since_s: float) -> None:
        """Filter the new result, or keep the last one for a while."""
        if found is not None:
            if self._last is None:
                self._since_s = time_s
            self._missed_since_s = math.inf
            self._last = _filter(self._last, found, since_s)
            return
        self._missed_since_s = min(self._missed_since_s, time_s)
        if self._is_to_confirm or time_s - self._missed_since_s > LOST_AFTER_S:
            self._last, self._is_found = None, False

    @property
    def _is_to_confirm(self) -> bool:
        """Whether there seems to be a roller of which it is not sure yet."""
        return self._last is not None and not self._is_found and self._marked is None

    def _search_interval_s(self, image: Image, body: Body, time_s: float) -> float:
        """The time between two searches: shorter when something has moved since the last one."""
        early = time_s - self._searched_s < MOVING_INTERVAL_S
        if early or self._has_moved or self._is_to_confirm:
            return MOVING_INTERVAL_S
        small_from_crop = np.diag([MOTION_SIZE[0] / WIDTH, MOTION_SIZE[1] / HEIGHT])
        small_from_frame = small_from_crop @ body_crop_transform(_rounded_box(body))
        small = extract_crop(image, small_from_frame, MOTION_SIZE)
        now = cv2.blur(small, (3, 3)).astype(np.float32)
        before = self._surroundings
        if before is not None and float(np.abs(now - before).mean()) < MOTION_THRESHOLD:
            return STILL_INTERVAL_S
        self._surroundings, self._has_moved = now, True
        return MOVING_INTERVAL_S


def is_detected(detection: Detection) -> bool:
    """Whether one look at the crop around the body tells that there is a roller."""
    look = Evidence(0.0)
    look.add(0.0, detection)
    return look.tells_roller(known=False)


def is_under_body(detection: Detection, previous: Roller | None) -> bool:
    """Whether somebody lies on the roller; with a lower threshold once somebody does.

    Parameters
    ----------
    previous
        The roller found so far.
    """
    was = previous is not None and not math.isnan(previous.off_perpendicular_deg)
    threshold = STILL_UNDER_BODY_THRESHOLD if was else UNDER_BODY_THRESHOLD
    return detection.under_body_probability > threshold


def fit_roller(image: Image, detection: Detection, body: Body, *, under_body: bool) -> Roller:
    """The roller that the network detects, fitted to the image's edges.

    Parameters
    ----------
    image
        (H, W, 3) RGB, the frame.
    detection
        The network's.
    body
        The person in it.
    under_body
        Whether somebody lies on the roller, as far as the network tells.
    """
    fit = fit_cylinder(image, detection, Camera.for_body(body), under_body=under_body)
    roller = Roller(
        ends=fit.ends,
        diameter_px=2 * fit.cylinder.radius_px,
        confidence=detection.probability,
    )
    if not under_body:
        return roller
    return place_under_trunk(
        roller,
        fit.cylinder,
        fit.camera,
        detection,
        body,
        turn_error_deg=detection.turn_error_deg,
        position=Estimate(detection.position, detection.position_error),
    )


def _rounded_box(body: Body) -> tuple[float, float, float, float]:
    step = max(body.frame_size) / BOX_STEPS
    x1, y1, x2, y2 = (round(edge / step) * step for edge in body.box())
    return x1, y1, x2, y2


def _filter(before: Roller | None, now: Roller, since_s: float) -> Roller:
    """``now`` after a low-pass filter, unless the roller is in another place."""
    if before is None:
        return now
    if math.isnan(before.off_perpendicular_deg) != math.isnan(now.off_perpendicular_deg):
        return now  # somebody lay down on it, or got off
    moved = float(np.linalg.norm(now.ends[0] - before.ends[0]))
    if moved > JUMP_DIAMETERS * now.diameter_px:
        return now
    share = 1 - math.exp(-since_s / SMOOTHING_S)
    if math.isnan(before.position):
        before = replace(before, position=now.position)
    turned = wrap_axis_degrees(now.off_perpendicular_deg - before.off_perpendicular_deg)
    return replace(
        now,
        ends=before.ends + share * (now.ends - before.ends),
        diameter_px=before.diameter_px + share * (now.diameter_px - before.diameter_px),
        off_perpendicular_deg=wrap_axis_degrees(before.off_perpendicular_deg + share * turned),
        position=before.position + share * (now.position - before.position),
        perpendicular_ends=before.perpendicular_ends
        + share * (now.perpendicular_ends - before.perpendicular_ends),
    )
