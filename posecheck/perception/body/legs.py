"""Correct the sides of the legs where MediaPipe took the left leg for the right one.

Two sources are compared. MediaPipe's trunk gives the side of the body that is near the camera. The
network of :mod:`posecheck.perception.body.leg_order` estimates from the image which of MediaPipe's
two legs is nearer. Where they clearly contradict each other, MediaPipe has swapped the legs, and
they are swapped back. In a video the evidence adds up over time, and between two estimates the legs
are tracked from frame to frame.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from posecheck.anatomy import SIDES, Landmark, opposite
from posecheck.geometry import Array
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.leg_order import LegOrder, trunk_length
from posecheck.perception.body.orientation import orientation_from_landmarks
from posecheck.perception.body.view import angle_off_side, near_side_of
from posecheck.perception.crop import Image

SWAPPED_PARTS = ("knee", "ankle", "heel", "foot_index")
"""Landmarks that are swapped with a leg. MediaPipe does not swap the hips."""

TRACKED_PARTS = ("knee", "ankle", "foot_index")
"""Landmarks by which a leg is tracked."""

MIN_APART = 0.6
"""Distance between the legs in trunk lengths, summed over knees, ankles and toes. Legs that are
nearer to each other cannot be told apart, and need not be."""

HALF_LEG = 0.2
"""Half of a leg's width, in trunk lengths. A landmark nearer to the frame's edge belongs to a leg
that is cut off, and the network was trained on whole legs."""

MAX_OFF_SIDE_DEG = 35.0
"""Largest angle off the side view, by MediaPipe's trunk, at which the network is used: a side view
(25 degrees) and 10 degrees for MediaPipe's error. Beyond that, or with a person who lies on a side,
neither leg is clearly the nearer one. At 35-55 degrees MediaPipe was right in 99 % of 213 rendered
people, the network in 98 % of 177 of the test split."""

SWAP_THRESHOLD = 1.25
"""Evidence, as a logit, from which the legs are swapped: three and a half times as likely. The
wrong leg had as much in 4 of 375 rendered people of the test split."""

MOST_OF_ONE_ESTIMATE = 2.5
"""One estimate, as a logit, counts no more than this: while MediaPipe's marks are on their way from
one leg to the other, the network can be sure and wrong."""

MAX_EVIDENCE = 6.0
"""The evidence, as a logit, never grows beyond this."""

SURE_EVIDENCE = 4.0
"""Evidence from which it is sure which leg is which: at least two estimates have agreed."""

EVIDENCE_KEPT = 0.9
"""Share of the evidence so far that each new estimate leaves."""

MAX_EVIDENCE_TOGETHER = 1.0
"""The evidence is limited to this once the legs have lain together or were not seen: MediaPipe may
have swapped them, or have taken a swap back. The network is run as soon as it can."""

MAX_EVIDENCE_JUMPED = 1.5
"""The same once the legs have jumped: it takes two estimates to think otherwise, as EVIDENCE_KEPT
of this less MOST_OF_ONE_ESTIMATE is over -SWAP_THRESHOLD. In the frame of the jump one can be
wrong."""

DOUBTFUL_INTERVAL_S = 0.1
"""Seconds of frame time between two runs of the network while the evidence is weak or the last
estimate contradicts it."""

SURE_INTERVAL_S = 2.0
"""Seconds of frame time between two runs of the network while all estimates agree."""

MAX_GAP_S = 0.25
"""Legs are tracked over gaps up to this, in seconds of frame time. After a longer one MediaPipe may
name them the other way round."""

JUMP = 1.0
"""MediaPipe has swapped the legs between two frames when this is how much further they would have
moved as labelled than with their labels swapped. In trunk lengths, summed over TRACKED_PARTS of
both legs."""


class LegSideCorrector:
    """Keeps the left leg the left leg, in the frames of a video or in photos.

    Parameters
    ----------
    order
        The network.
    follow
        True for the frames of a video, False when each image stands alone.
    """

    def __init__(self, order: LegOrder, *, follow: bool) -> None:
        self._order = order
        self._follow = follow
        self.reset()

    def reset(self) -> None:
        """Start again with another person."""
        self._swapped = False
        self._evidence = 0.0
        self._last: Array | None = None
        self._last_s = self._next_run_s = -math.inf

    def correct(self, image: Image, time_s: float, body: Body) -> Body:
        """``body`` with its legs swapped if MediaPipe had swapped them.

        Parameters
        ----------
        image
            (H, W, 3) RGB, the frame.
        time_s
            The frame's time.
        body
            As MediaPipe finds it in the frame.
        """
        if not self._follow:
            self.reset()
        legs = _leg_points(body)
        trunk = trunk_length(body.middle("shoulder"), body.middle("hip"), legs.reshape(-1, 2))
        if self._follow:
            self._track(legs, trunk, time_s)
        if not _are_apart(legs, trunk):
            self._doubt()
        elif time_s >= self._next_run_s and _can_estimate(body, legs, trunk):
            sure = self._add_evidence(image, body)
            self._next_run_s = time_s + (SURE_INTERVAL_S if sure else DOUBTFUL_INTERVAL_S)
        return swap_legs(body) if self._swapped else body

    def _track(self, legs: Array, trunk: float, time_s: float) -> None:
        """Notice when MediaPipe has swapped the legs since the last frame."""
        if self._last is None:
            pass
        elif time_s < self._last_s:
            self.reset()
        elif time_s - self._last_s > MAX_GAP_S:
            self._doubt()  # MediaPipe has started again
        else:
            same, crossed = (
                float(np.linalg.norm(each - self._last, axis=-1).sum())
                for each in (legs, legs[::-1])
            )
            if same - crossed > JUMP * trunk:
                self._swapped = not self._swapped
                self._evidence = -self._evidence
                self._doubt(MAX_EVIDENCE_JUMPED)
        self._last, self._last_s = legs, time_s

    def _doubt(self, most: float = MAX_EVIDENCE_TOGETHER) -> None:
        """Believe less in what is known, and run the network as soon as it can tell."""
        self._evidence = _limit(self._evidence, most)
        self._next_run_s = -math.inf

    def _add_evidence(self, image: Image, body: Body) -> bool:
        """Run the network; whether it is sure now, and this estimate agrees."""
        near = near_side_of(orientation_from_landmarks(body))
        logit = _limit(self._order.nearer_logit(image, body, near), MOST_OF_ONE_ESTIMATE)
        agrees = logit * self._evidence > 0
        self._evidence = _limit(EVIDENCE_KEPT * self._evidence + logit, MAX_EVIDENCE)
        if abs(self._evidence) > SWAP_THRESHOLD:
            self._swapped = self._evidence < 0
        return agrees and abs(self._evidence) > SURE_EVIDENCE


def swap_legs(body: Body) -> Body:
    """``body`` with left and right leg swapped.

    In the world landmarks each leg moves to the other hip, so that its bones keep their directions.
    """
    order = np.arange(len(Landmark))
    world = body.world.copy()
    hips = {side: body.world[Landmark.of(side, "hip")] for side in SIDES}
    for part in SWAPPED_PARTS:
        for side in SIDES:
            own, other = Landmark.of(side, part), Landmark.of(opposite(side), part)
            order[own] = other
            world[own] = body.world[other] + hips[side] - hips[opposite(side)]
    return replace(
        body,
        image=body.image[order],
        world=world,
        visibility=body.visibility[order],
        legs_swapped=not body.legs_swapped,
    )


def _limit(value: float, most: float) -> float:
    """``value`` between ``-most`` and ``most``."""
    return max(-most, min(most, value))


def _leg_points(body: Body) -> Array:
    """(2, 3, 2) pixels of TRACKED_PARTS, the left leg first."""
    return np.array([[body.image[Landmark.of(s, part)] for part in TRACKED_PARTS] for s in SIDES])


def _are_apart(legs: Array, trunk: float) -> bool:
    """Whether the legs are far enough apart to be told apart."""
    return float(np.linalg.norm(legs[0] - legs[1], axis=-1).sum()) > MIN_APART * trunk


def _can_estimate(body: Body, legs: Array, trunk: float) -> bool:
    """Whether the frame shows whole legs in a side view, as the network needs them."""
    margin = HALF_LEG * trunk
    whole = bool((legs > margin).all() and (legs < np.array(body.frame_size) - margin).all())
    return whole and angle_off_side(orientation_from_landmarks(body)) <= MAX_OFF_SIDE_DEG
