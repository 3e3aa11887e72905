"""Accept or reject a reading by comparing its joints with MediaPipe's."""

from __future__ import annotations

import math
from dataclasses import replace

from posecheck.anatomy import SIDES, Landmark, opposite
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.reading import JOINTS, LyingReading, swap_reading_legs

LEG_JOINTS = ("knee", "ankle", "foot_index")
"""The joints that are compared, of both legs."""

MAX_DISTANCE = 1.5
"""Largest distance between the reading's joints and MediaPipe's at which a reading is accepted, in
trunk lengths, summed over six joints. On rendered people nine in ten lie under 1.3; where it is
more on real photos the network does not know the pose."""

MAX_DISTANCE_ONCE_ACCEPTED = 2.0
"""The same while the last frame's reading was accepted (hysteresis)."""

MIN_LEGS_APART = 2.0
"""Distance between the legs from which the reading's legs may be swapped, in trunk lengths, summed
over three joints. Legs that are nearer to each other are not swapped."""

SWAP_MARGIN = 0.4
"""The reading's legs are swapped when this brings its joints nearer to MediaPipe's by more than
this, in trunk lengths, summed over six joints. A smaller difference is not significant."""


def attach_reading(body: Body, reading: LyingReading, previous: Body | None = None) -> Body:
    """``body`` with ``reading`` when both agree where the legs are, else unchanged.

    When the reading has taken one leg for the other, its legs are swapped first. Where the legs lie
    so near to each other that this cannot be told, a reading agrees whichever leg it calls left: to
    reject those was no better (238 rendered stills: hip 7.4 degrees off instead of 7.3).

    Parameters
    ----------
    body
        As MediaPipe finds it, with the sides of its legs corrected.
    reading
        Of the same person.
    previous
        The same person in the last frame. If its reading was accepted, the limit is wider.
    """
    trunk = math.dist(body.middle("shoulder"), body.middle("hip"))
    distance = swapped_distance = apart = 0.0
    for part in LEG_JOINTS:
        seen = {side: body.image[Landmark.of(side, part)].tolist() for side in SIDES}
        read = {side: reading.joints[side][JOINTS.index(part)].tolist() for side in SIDES}
        apart += math.dist(seen["left"], seen["right"])
        for side in SIDES:
            distance += math.dist(seen[side], read[side])
            swapped_distance += math.dist(seen[side], read[opposite(side)])
    was_accepted = previous is not None and previous.reading is not None
    limit = MAX_DISTANCE_ONCE_ACCEPTED if was_accepted else MAX_DISTANCE
    if min(distance, swapped_distance) > limit * trunk:
        return body
    if apart > MIN_LEGS_APART * trunk and distance - swapped_distance > SWAP_MARGIN * trunk:
        reading = swap_reading_legs(reading)
    return replace(body, reading=reading)
