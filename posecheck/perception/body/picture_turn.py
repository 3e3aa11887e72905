"""Find out that a picture is upside down or on its side, from several looks at it.

A look is what the network of :mod:`posecheck.perception.body.which_way_up` says of one frame. How
often that is right, and its limits: docs/orientation.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Literal

import numpy as np

from posecheck.geometry import Array
from posecheck.perception.body.landmarks import Body
from posecheck.perception.crop import Image

Turn = Literal[0, 90, 180, 270]
"""By how many degrees clockwise a picture must be turned to be the right way up."""

TURNS: tuple[Turn, ...] = (0, 90, 180, 270)
"""All of them, in the order of quarter turns."""

Look = Turn | Literal["rather upright"] | None
"""What one look tells: the turn, 0 for none; None for cannot tell. A look that is not sure, but
takes no turn for the likeliest, is rather upright."""

LookAt = Callable[[Image, Body, int], Array]
"""Gives how likely each of the four turns is; the number counts the looks. See
:meth:`posecheck.perception.body.which_way_up.WhichWayUp.probabilities`."""

SURE = 0.9
"""Least probability of a turn for a look to count."""

SURE_OF_PHOTO = 0.99
"""The same for a photo, of which there is only one look."""

LOOK_PAUSE_S = 0.5
"""Pause between two looks, in seconds of the frames' time: one look takes 40 to 80 ms. It doubles
with each look that tells nothing, up to :data:`MAX_LOOK_PAUSE_S`."""

MAX_LOOK_PAUSE_S = 4.0
"""The longest pause between two looks."""

SETTLED_LOOKS = 5
"""So many looks that tell the same turn, and few that contradict, settle it: nobody looks again."""

SETTLED_UPRIGHT_LOOKS = 3
"""The same for looks that tell no turn: most pictures are the right way up."""

END_LOOKS = 3
"""So many are enough at the end of a clip."""

END_SHARE = 0.25
"""They must be at least this share of all looks there."""

MAX_CONTRADICTION = 0.25
"""Looks that say something else may be at most this share of those that say the same."""

UPRIGHT_WEIGHT = 3
"""Against a turn, a look that is sure of an upright picture counts as so many: nearly all pictures
are upright, and somebody who lies still in an odd way gives the same wrong look many times."""


class TurnFinder:
    """Gathers looks at the frames of one video.

    Parameters
    ----------
    look_at
        Looks at a frame.

    Attributes
    ----------
    turn
        By how many degrees clockwise the pictures must be turned; 0 while nothing is settled.
    settled
        Whether enough was seen to know.
    """

    def __init__(self, look_at: LookAt) -> None:
        self._look_at = look_at
        self._votes: Counter[Look] = Counter()
        self._next_look_s, self._pause_s = -np.inf, LOOK_PAUSE_S
        self.settled = False
        self.turn: Turn = 0

    def look(self, time_s: float, image: Image, body: Body) -> None:
        """Look at a frame, if it is time to."""
        if self.settled or time_s < self._next_look_s:
            return
        vote = turn_of(self._look_at(image, body, self._votes.total()))
        self._votes[vote] += 1
        is_sure = vote in TURNS
        self._pause_s = LOOK_PAUSE_S if is_sure else min(2 * self._pause_s, MAX_LOOK_PAUSE_S)
        self._next_look_s = time_s + self._pause_s
        found = self._most_voted(SETTLED_LOOKS)
        if found is None and self._most_voted(SETTLED_UPRIGHT_LOOKS) == 0:
            found = 0
        if found is not None:
            self.turn, self.settled = found, True

    def at_end(self) -> Turn:
        """The turn as far as all looks at a clip tell, which has ended; 0 for none."""
        if self.settled:
            return self.turn
        found = self._most_voted(max(END_LOOKS, END_SHARE * self._votes.total()))
        return found or 0

    def _most_voted(self, at_least: float) -> Turn | None:
        given = {turn: self._votes[turn] for turn in TURNS}
        best = max(TURNS, key=lambda turn: given[turn])
        others = sum(given.values()) - given[best]
        if best != 0:
            others += (UPRIGHT_WEIGHT - 1) * given[0] + self._votes["rather upright"]
        enough = given[best] >= at_least and others <= MAX_CONTRADICTION * given[best]
        return best if enough else None


def turn_of(probabilities: Array, sure: float = SURE) -> Look:
    """What one look tells.

    Parameters
    ----------
    probabilities
        (4,) of the turns.
    sure
        Less than this is cannot tell.
    """
    best = int(np.argmax(probabilities))
    if probabilities[best] >= sure:
        return TURNS[best]
    return None if best else "rather upright"


def turn_of_photo(probabilities: Array) -> Turn:
    """The turn that a single photo tells, from (4,) probabilities; 0 for none."""
    look = turn_of(probabilities, SURE_OF_PHOTO)
    return look if look in TURNS else 0
