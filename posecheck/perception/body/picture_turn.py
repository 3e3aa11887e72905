"""Find out that a picture is upside down or on its side, from somebody who lies in it.

The reading of someone lying (:mod:`posecheck.perception.body.lying`) was learnt from pictures that
are the right way up. In a turned picture its joints miss those of MediaPipe, which finds people at
any angle; turned back they agree. How often that is right, and its limits: docs/orientation.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import numpy as np

from posecheck.anatomy import SIDES, Landmark
from posecheck.geometry import angle_at
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.reading import JOINTS, LyingReading
from posecheck.perception.crop import Image

Turn = Literal[0, 90, 180, 270]
"""By how many degrees clockwise a picture must be turned to be the right way up."""

TURNS: tuple[Turn, ...] = (0, 90, 180, 270)
"""All of them, in the order of quarter turns."""

Look = Turn | None
"""What one look tells: the turn that makes the reading agree, 0 for none; None for cannot tell."""

AGREES_BELOW = 2.0
"""Distance between the joints of reading and MediaPipe, in trunk lengths, summed over ten joints.
Less is agreement: so are all 154 looks at people who lie in the sample clips."""

DISAGREES_ABOVE = 3.0
"""The same distance. More is disagreement: upside-down copies of the sample clips have a median of
3.8, copies on their side of 7 to 15."""

UPRIGHT_ABOVE = 0.7
"""Sine of the trunk's elevation. Above, or below its negative, the person seems to stand, or to
stand on the head."""

BENT_BELOW_DEG = 115.0
"""Angle of the more bent knee in the picture. Somebody who seems to stand votes for a turn only
with a knee bent more than this: a straight body that stands looks like one that lies, turned."""

LOOK_PAUSE_S = 0.5
"""Pause between two looks, in seconds of the frames' time: one look takes 2 to 10 ms. It doubles
with each look that tells nothing, up to :data:`MAX_LOOK_PAUSE_S`."""

MAX_LOOK_PAUSE_S = 4.0
"""The longest pause between two looks."""

SETTLED_LOOKS = 5
"""So many looks that say the same, and few that contradict, settle it: nobody looks again."""

END_LOOKS = 3
"""So many are enough at the end of a clip."""

END_SHARE = 0.25
"""They must be at least this share of all looks there."""

MAX_CONTRADICTION = 0.25
"""Looks that say something else may be at most this share of those that say the same."""


class TurnFinder:
    """Gathers looks at the frames of one video.

    Parameters
    ----------
    read
        Reads a person who lies: :meth:`posecheck.perception.body.lying.LyingReader.read`.

    Attributes
    ----------
    turn
        By how many degrees clockwise the pictures must be turned; 0 while nothing is settled.
    settled
        Whether enough was seen to know.
    """

    def __init__(self, read: Callable[[Image, Body], LyingReading]) -> None:
        self._read = read
        self._votes: Counter[Look] = Counter()
        self._next_look_s, self._pause_s = -np.inf, LOOK_PAUSE_S
        self.settled = False
        self.turn: Turn = 0

    def look(self, time_s: float, image: Image, body: Body) -> None:
        """Look at a frame, if it is time to."""
        if self.settled or time_s < self._next_look_s:
            return
        vote = look_at(self._read, image, body)
        self._votes[vote] += 1
        self._pause_s = min(2 * self._pause_s, MAX_LOOK_PAUSE_S) if vote is None else LOOK_PAUSE_S
        self._next_look_s = time_s + self._pause_s
        found = self._most_voted(SETTLED_LOOKS)
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
        enough = given[best] >= at_least and others <= MAX_CONTRADICTION * given[best]
        return best if enough else None


def look_at(read: Callable[[Image, Body], LyingReading], image: Image, body: Body) -> Look:
    """One look at a frame.

    Parameters
    ----------
    read
        See :class:`TurnFinder`.
    image
        (H, W, 3) RGB.
    body
        A person in it.
    """
    as_it_is = _distance(body, read(image, body))
    if as_it_is < AGREES_BELOW:
        return 0
    if as_it_is < DISAGREES_ABOVE:
        return None
    if abs(trunk_elevation(body)) > UPRIGHT_ABOVE and _bent_knee_deg(body) > BENT_BELOW_DEG:
        return None
    distances = {}
    for quarters in (1, 2, 3):
        turned = turn_body(body, quarters)
        picture = np.ascontiguousarray(np.rot90(image, -quarters))
        distances[TURNS[quarters]] = _distance(turned, read(picture, turned))
    best = min(distances, key=lambda turn: distances[turn])
    agrees = distances[best] < min(AGREES_BELOW, as_it_is - AGREES_BELOW)
    return best if agrees else None


def look_at_photo(read: Callable[[Image, Body], LyingReading], image: Image, body: Body) -> Turn:
    """The turn that a single photo tells; 0 for none. Somebody upright is never doubted."""
    if trunk_elevation(body) > UPRIGHT_ABOVE:
        return 0
    return look_at(read, image, body) or 0


def trunk_elevation(body: Body) -> float:
    """Sine of the trunk's angle over the horizontal, from -1, head down, to 1."""
    trunk = body.middle_world("shoulder") - body.middle_world("hip")
    return float(-trunk[1] / max(float(np.linalg.norm(trunk)), 1e-9))


def turn_body(body: Body, quarters: int) -> Body:
    """The body in the frame turned clockwise by so many quarters. It has no mask."""
    image, world, (width, height) = body.image, body.world, body.frame_size
    for _ in range(quarters):
        image = np.column_stack((height - 1 - image[:, 1], image[:, 0]))
        world = np.column_stack((-world[:, 1], world[:, 0], world[:, 2]))
        width, height = height, width
    return replace(body, image=image, world=world, frame_size=(width, height), mask=None)


def _distance(body: Body, reading: LyingReading) -> float:
    """Between the joints of both, in trunk lengths, summed over all ten."""
    trunk = float(np.linalg.norm(body.middle("shoulder") - body.middle("hip")))
    gaps = [
        float(np.linalg.norm(body.point(Landmark.of(side, part)) - reading.joints[side][i]))
        for side in SIDES
        for i, part in enumerate(JOINTS)
    ]
    return sum(gaps) / max(trunk, 1e-6)


def _bent_knee_deg(body: Body) -> float:
    """Angle of the more bent knee in the picture."""
    return min(
        angle_at(*(body.point(Landmark.of(side, part)) for part in ("hip", "knee", "ankle")))
        for side in SIDES
    )
