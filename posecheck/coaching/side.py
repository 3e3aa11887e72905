"""Which side is being worked on: it is recognised, not asked for."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from posecheck.anatomy import Side

SIDE_STEADY_S = 0.5
"""Shorter than this a leg is passing through the other one's position."""


class SideChooser:
    """The working side is the one that is in the exercise's position or nearest to it, or that
    moves; at first, and where both could be, the one near the camera.

    Args:
        steady_s: it changes only when the other side has been right for this long.

    Attributes:
        side: the working side.
        waiting: the last one is done, the next has not begun.
    """

    def __init__(self, sides: Sequence[Side], steady_s: float = SIDE_STEADY_S) -> None:
        self.side: Side = sides[0]
        self.waiting = False
        self._steady_s = steady_s
        self._chosen = False
        self._rival_since_s: float | None = None

    def update(
        self,
        time_s: float,
        near: Side,
        to_do: Sequence[Side],
        in_position: Collection[Side],
        moving: Collection[Side],
    ) -> None:
        """Take in one frame with somebody in it.

        Args:
            near: the side that is nearer to the camera.
            to_do: the sides that are not complete.
            in_position: the sides that are in the exercise's position, or nearest to it.
            moving: the sides that are doing a repetition just now.
        """
        if not to_do:
            return
        if not self._chosen or self.side not in to_do:
            self.waiting = self._chosen
            likely = [side for side in to_do if side in in_position] or to_do
            self.side = near if near in likely else likely[0]
            self._chosen = True
        rivals = [s for s in to_do if s != self.side and s in in_position]
        movers = [s for s in rivals if s in moving]
        if self.side not in moving and movers:
            self.side, self._rival_since_s = movers[0], None
        elif not rivals or self.side in in_position:
            self._rival_since_s = None
        else:
            since_s = time_s if self._rival_since_s is None else self._rival_since_s
            self._rival_since_s = since_s
            if time_s - since_s >= self._steady_s:
                self.side, self._rival_since_s = rivals[0], None

    def begun(self) -> None:
        """The working side has begun."""
        self.waiting = False
