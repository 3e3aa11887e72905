"""Recognise the working side: nobody is asked for it."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

from posecheck.anatomy import Side
from posecheck.coaching.judge import Judgement, all_defining_good, has_good_posture

SIDE_DWELL_S = 0.5
"""The other side must be in position for this many seconds to become the working side. In less time
a leg only passes through the other leg's position."""

CHANGED_S = 1.0
"""The change to the next side is over once the person has been ready for it for this many seconds:
while somebody turns round, the near side is misread for moments."""

GAP_S = 1.0
"""Over a longer time in which nobody is seen, in seconds, neither of these goes on: what was done
then is unknown. Who turns round is often not seen."""


def is_ready_for(side: Side, near: Side, judged: Mapping[Side, tuple[Judgement, ...]]) -> bool:
    """Whether the person is ready for one of two sides.

    That is near the camera with it, and in the exercise's posture; or in the position of this side
    and not of the other. Where both sides have one position, such as on the back, it tells nothing.

    Parameters
    ----------
    side
        The side.
    near
        The side near the camera.
    judged
        The judgements of each side.
    """
    in_position = {each for each, judgements in judged.items() if all_defining_good(judgements)}
    return in_position == {side} or (near == side and has_good_posture(judged[side]))


class SideChooser:
    """Chooses the working side: the one that is in the exercise's position, or that moves.

    At first, and where both sides qualify, it is the side near the camera. A completed side is
    left for one that is still to do.

    Parameters
    ----------
    sides
        The sides that may be worked on; the first is the working side until the first frame.
    dwell_s
        The working side changes only when the other has been in position for this many seconds.

    Attributes
    ----------
    side
        The working side.
    awaits_next_side
        Whether one side is complete, and the next has not started nor is the person ready for it.
    """

    def __init__(self, sides: Sequence[Side], dwell_s: float = SIDE_DWELL_S) -> None:
        self.side: Side = sides[0]
        self.awaits_next_side = False
        self._dwell_s = dwell_s
        self._chosen = False
        self._candidate_since_s: float | None = None
        self._ready_since_s: float | None = None
        self._seen_s = -math.inf

    def update(
        self,
        time_s: float,
        near: Side,
        to_do: Sequence[Side],
        in_position: Collection[Side],
        moving: Collection[Side],
    ) -> None:
        """Take in one frame in which somebody is seen.

        Parameters
        ----------
        time_s
            The frame's time.
        near
            The side near the camera.
        to_do
            The sides that are not complete.
        in_position
            The sides that are in the exercise's position, or nearest to it.
        moving
            The sides on which a repetition is in progress.
        """
        if time_s - self._seen_s > GAP_S:
            self._candidate_since_s = self._ready_since_s = None
        self._seen_s = time_s
        if not to_do:
            return
        if not self._chosen or self.side not in to_do:
            self.awaits_next_side = self._chosen
            likely = [side for side in to_do if side in in_position] or to_do
            self.side = near if near in likely else likely[0]
            self._chosen = True
        candidates = [s for s in to_do if s != self.side and s in in_position]
        movers = [s for s in candidates if s in moving]
        if self.side not in moving and movers:
            self.side, self._candidate_since_s = movers[0], None
        elif not candidates or self.side in in_position:
            self._candidate_since_s = None
        else:
            since_s = time_s if self._candidate_since_s is None else self._candidate_since_s
            self._candidate_since_s = since_s
            if time_s - since_s >= self._dwell_s:
                self.side, self._candidate_since_s = candidates[0], None

    def go_to(self, side: Side) -> None:
        """Leave the working side for this one."""
        self.side, self._chosen, self._candidate_since_s = side, True, None

    def watch_change(self, time_s: float, is_ready: bool) -> None:
        """End the change once the person has been ready for :data:`CHANGED_S`."""
        if not is_ready or not self.awaits_next_side:
            self._ready_since_s = None
            return
        self._ready_since_s = time_s if self._ready_since_s is None else self._ready_since_s
        if time_s - self._ready_since_s >= CHANGED_S:
            self.awaits_next_side = False

    def end_change(self) -> None:
        """Note that the working side has started."""
        self.awaits_next_side = False
