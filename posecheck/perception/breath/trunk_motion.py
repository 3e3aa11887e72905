"""Follow how far belly and ribs have moved outwards, to a small part of a pixel.

A reference image of the trunk is taken, and each later frame is compared with it
(:mod:`posecheck.perception.breath.reference`). After a limb or the body has moved, or after a gap,
a new reference is taken.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from posecheck.perception.breath.alignment import Grid
from posecheck.perception.breath.reference import Reference, take_reference
from posecheck.perception.crop import Image
from posecheck.perception.scene import Scene

SETTLED_AFTER_S = 0.4
"""A new reference is taken this long after the last movement, in seconds."""

MAX_GAP_S = 1.0
"""A new reference is taken after a gap longer than this, in seconds."""


@dataclass(frozen=True, eq=False)
class TrunkSample:
    """How far a trunk has moved outwards in one frame.

    Attributes
    ----------
    cells
        (n,) how far each cell has moved outwards since the reference was taken, in trunk lengths;
        None in the reference itself, and while a limb or the body moves.
    weights
        (n,) the variance of each cell's motion is proportional to 1 / weight.
    reference
        Number of the reference. Samples of different references cannot be compared.
    """

    cells: Grid | None
    weights: Grid
    reference: int


class TrunkMotion:
    """Follows one trunk. All times are the frames' times."""

    def __init__(self) -> None:
        self._reference: Reference | None = None
        self._count = 0
        self._last_s = self._taken_s = self._moved_s = -math.inf

    def reset(self) -> None:
        """Drop the reference: there is nobody to follow any more."""
        self._reference = None

    def update(self, time_s: float, image: Image, scene: Scene) -> TrunkSample | None:
        """Take the next frame.

        Parameters
        ----------
        time_s
            The frame's time.
        image
            (H, W, 3) RGB.
        scene
            The person in it, who lies.

        Returns
        -------
        TrunkSample or None
            None when the trunk cannot be followed.
        """
        settled = self._moved_s > self._taken_s and time_s - self._moved_s >= SETTLED_AFTER_S
        if self._reference is None or settled or time_s - self._last_s > MAX_GAP_S:
            self._reference = take_reference(image, scene)
            self._taken_s = time_s
            self._count += 1
        reference = self._reference
        if reference is None:
            return None
        cells, speed = reference.compare(time_s, image)
        if speed > 1:
            self._moved_s = time_s
        self._last_s = time_s
        # the reference's own frame lacks the noise that it adds to all later frames
        is_quiet = self._moved_s < self._taken_s < time_s
        return TrunkSample(cells if is_quiet else None, reference.weights, self._count)
