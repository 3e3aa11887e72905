"""The reading of someone lying, from frame to frame: when it is made anew, kept or given up."""

from __future__ import annotations

import math
from dataclasses import replace

from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.lying import LyingReader
from posecheck.perception.body.posture import is_lying
from posecheck.perception.body.reading import LyingReading, largest_turn_deg
from posecheck.perception.body.reading_match import attach_reading
from posecheck.perception.crop import Image

READ_PAUSE_S = 0.2
"""Pause between two readings of someone lying, in seconds of the frames' time: one costs 2 ms. What
the image shows of the angles is measured in every frame."""

MOVING_READ_PAUSE_S = 0.06
"""The same pause while a leg moves."""

MOVING_DEG = 2.5
"""A leg moves when a bone has turned by more than this, in degrees, between two readings."""

REJECTED_FOR_S = 0.2
"""The last accepted reading stays until later ones have been rejected for so long: a single frame
in which MediaPipe and the reading differ would make the angles jump (by 20 degrees in a clip)."""

LYING_KEPT_S = 0.1
"""So long somebody who lay and does not seem to any more is looked at as lying: the posture that is
shown changes no sooner."""

AWAY_S = 1.0
"""After a longer time in which the person was not seen, the last reading tells nothing any more."""


class ReadingFollower:
    """Reads the trunk and legs of somebody in the frames of a video, while that person lies.

    Parameters
    ----------
    reader
        The network.

    Attributes
    ----------
    pause_factor
        By what the pauses between two readings while the legs move are multiplied, up to the pause
        at rest: 1, or more to save work.
    """

    def __init__(self, reader: LyingReader) -> None:
        self._reader = reader
        self.pause_factor = 1.0
        self._read_s = self._pause_s = 0.0
        self.forget()

    def forget(self) -> None:
        """Begin with somebody else, or elsewhere in the picture."""
        self._last: Body | None = None
        self._reading: LyingReading | None = None
        self._accepted_s, self._up_s, self._seen_s = -math.inf, math.inf, -math.inf

    def lies(self, time_s: float, body: Body) -> bool:
        """Whether the person is to be looked at as lying; of one who is not nothing is kept."""
        if is_lying(body):
            self._up_s = math.inf
            return True
        self._up_s = min(self._up_s, time_s)
        if self._last is not None and time_s - self._up_s < LYING_KEPT_S:
            return True
        self.forget()
        return False

    def read(self, image: Image, time_s: float, body: Body) -> Body:
        """``body``, which lies, with its reading where one is accepted.

        Parameters
        ----------
        image
            (H, W, 3) RGB, the frame.
        time_s
            The frame's time.
        body
            The person in it.
        """
        if time_s - self._seen_s > AWAY_S:
            self.forget()
        self._seen_s = time_s
        if self._reading is None or not 0 <= time_s - self._read_s < self._pause_s:
            before, self._reading = self._reading, self._reader.read(image, body)
            moves = before is None or largest_turn_deg(before, self._reading) > MOVING_DEG
            self._read_s = time_s
            pause_s = MOVING_READ_PAUSE_S if moves else READ_PAUSE_S
            self._pause_s = min(self.pause_factor * pause_s, READ_PAUSE_S)
        body = attach_reading(body, self._reading, self._last)
        if body.reading is not None:
            self._accepted_s = time_s
        elif self._last is not None and time_s - self._accepted_s < REJECTED_FOR_S:
            body = replace(body, reading=self._last.reading)
        self._last = body
        return body
