"""Which leg is the left one: MediaPipe's word against what the picture shows, over time.

MediaPipe's trunk says which side of the body is near; the network of
:mod:`posecheck.perception.body.leg_order` says which of the two legs it took for near and far is
nearer in the picture. Where they contradict each other clearly, MediaPipe took one leg for the
other, and the legs are exchanged. In a video the evidence adds up, and the legs are followed in
between.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from posecheck.anatomy import SIDES, Landmark, opposite
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.leg_order import LegOrder, trunk_length
from posecheck.perception.body.orientation import orientation_of
from posecheck.perception.body.view import near_side_of, off_side_of

EXCHANGED_PARTS = ("knee", "ankle", "heel", "foot_index")
FOLLOWED_PARTS = ("knee", "ankle", "foot_index")

APART = 0.6
"""In trunk lengths, summed over knees, ankles and toes: legs nearer to each other are not told
apart, and need not be."""

HALF_LEG = 0.2
"""Half of a leg's width, in trunk lengths: nearer to the picture's edge it is cut off, and the
network knows whole legs."""

WITHIN_DEG = 35.0
"""Off the side view by MediaPipe's trunk: a side view (25) and the 10 degrees by which that may be
off. Further round, or with somebody lying on a side, neither leg is clearly the nearer one: at
35-55 MediaPipe was right in 99 % of 213 rendered people held back, the network in 92 %."""

CLEAR = 1.25
"""Logits from which the legs are taken to be the other way round: three and a half times as likely.
Of 837 rendered people held back one was clearly wrong, of labelled photos none."""

MOST, KEPT = 6.0, 0.9
"""Evidence never grows beyond MOST, and each further look leaves KEPT of what was there before."""

MOST_TOGETHER = 2.0
"""Nor beyond that once the legs have lain together: MediaPipe may take the one for the other then
without that either jumps. When they part, the picture is looked at at once."""

LOOK_AGAIN_S = (0.25, 2.0)
"""Seconds of the frames' time between two looks, in doubt and when all agrees."""

FOLLOWED_S = 0.25
JUMP = 1.0
"""Legs are followed over gaps up to FOLLOWED_S. MediaPipe has exchanged them when as they are they
would have moved, in trunk lengths summed over FOLLOWED_PARTS of both, by JUMP more than the
other way round."""


class LegSides:
    """Keeps the left leg the left leg, in frames that come one after another or in photos.

    Args:
        order: the network.
        follow: whether frames come one after another.
    """

    def __init__(self, order: LegOrder, *, follow: bool) -> None:
        self._order = order
        self._follow = follow
        self.forget()

    def forget(self) -> None:
        """Somebody else comes."""
        self._exchanged = False
        self._evidence = 0.0
        self._last: NDArray[np.float64] | None = None
        self._last_s = self._next_look_s = -math.inf

    def told(self, image: NDArray[np.uint8], time_s: float, body: Body) -> Body:
        """``body``, as MediaPipe sees it in ``image`` (H, W, 3), RGB, with its legs told apart."""
        if not self._follow:
            self.forget()
        legs = _legs(body)
        trunk = trunk_length(body.middle("shoulder"), body.middle("hip"), legs.reshape(-1, 2))
        if self._follow:
            self._go_along(legs, trunk, time_s)
        if not _apart(legs, trunk):
            self._evidence = max(-MOST_TOGETHER, min(MOST_TOGETHER, self._evidence))
            self._next_look_s = -math.inf
        elif time_s >= self._next_look_s and _tells(body, legs, trunk):
            sure = self._look(image, body)
            self._next_look_s = time_s + LOOK_AGAIN_S[sure]
        return legs_exchanged(body) if self._exchanged else body

    def _go_along(self, legs: NDArray[np.float64], trunk: float, time_s: float) -> None:
        """Notice that MediaPipe has exchanged the legs since the last frame."""
        if self._last is not None and 0 <= time_s - self._last_s <= FOLLOWED_S:
            same, crossed = (
                float(np.linalg.norm(each - self._last, axis=-1).sum())
                for each in (legs, legs[::-1])
            )
            if same - crossed > JUMP * trunk:
                self._exchanged = not self._exchanged
                self._evidence = -self._evidence
        elif self._last is not None and time_s < self._last_s:
            self.forget()
        self._last, self._last_s = legs, time_s

    def _look(self, image: NDArray[np.uint8], body: Body) -> bool:
        """Look at the picture; whether it says clearly what was known already."""
        score = self._order.nearer(image, body, near_side_of(orientation_of(body)))
        agrees = score * self._evidence > 0
        self._evidence = max(-MOST, min(MOST, KEPT * self._evidence + score))
        if abs(self._evidence) > CLEAR:
            self._exchanged = self._evidence < 0
        return agrees and abs(self._evidence) > CLEAR


def _legs(body: Body) -> NDArray[np.float64]:
    """(2, 3, 2) pixels of FOLLOWED_PARTS, the left leg's first."""
    return np.array([[body.image[Landmark.of(s, part)] for part in FOLLOWED_PARTS] for s in SIDES])


def _apart(legs: NDArray[np.float64], trunk: float) -> bool:
    """Whether the legs can be told apart at all."""
    return float(np.linalg.norm(legs[0] - legs[1], axis=-1).sum()) > APART * trunk


def _tells(body: Body, legs: NDArray[np.float64], trunk: float) -> bool:
    """Whether the picture can show which leg is nearer."""
    margin = HALF_LEG * trunk
    whole = bool((legs > margin).all() and (legs < np.array(body.frame_size) - margin).all())
    return whole and off_side_of(orientation_of(body)) <= WITHIN_DEG


def legs_exchanged(body: Body) -> Body:
    """``body`` with its left leg called the right one.

    In space each leg moves to the other hip, so that its bones keep their directions.
    """
    order = np.arange(len(Landmark))
    world = body.world.copy()
    hips = {side: body.world[Landmark.of(side, "hip")] for side in SIDES}
    for part in EXCHANGED_PARTS:
        for side in SIDES:
            own, other = Landmark.of(side, part), Landmark.of(opposite(side), part)
            order[own] = other
            world[own] = body.world[other] + hips[side] - hips[opposite(side)]
    return replace(
        body,
        image=body.image[order],
        world=world,
        visibility=body.visibility[order],
        legs_exchanged=not body.legs_exchanged,
    )
