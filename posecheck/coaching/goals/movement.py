"""Count whatever movement the whole body repeats, without knowing which movement it is."""

from __future__ import annotations

import math
from collections import deque
from statistics import median

import numpy as np

from posecheck.anatomy import Side
from posecheck.coaching.goals.cycles import REMEMBERED, USUAL_RANGE_FRACTION, Cycle
from posecheck.coaching.goals.look import Look, look_at
from posecheck.coaching.goals.pose_history import PoseHistory
from posecheck.coaching.goals.swings import SAME_POSE_FRACTION, Swing, find_swings, find_turns
from posecheck.geometry import Array
from posecheck.perception.placement import Placement

UPDATE_PERIOD_S = 0.25
"""The movement is looked at again after this many seconds."""

MIN_POSES = 8
"""With fewer poses nothing is looked for."""

SAME_AXIS_COS = 0.7
"""Axes whose cosine is smaller are two movements: where the second one rests is not known yet."""

EARLIER_FRACTION = 0.3
"""Swings that are smaller than this fraction of those in earlier shots, in the picture, are another
movement: a small moving picture of somebody on an end card."""

EARLIER_COUNT = 3
"""Only a shot with so many repetitions tells how large the movement is."""

OVERLAP_FRACTION = 0.2
"""A repetition may start before the end of the last one by this fraction of its length: each look
sets their edges a little apart. One that overlaps by half is the way back of the last one."""

SWITCH_LEAD = 2
"""The side of the rest, once found, changes only for one with so many more repetitions."""

CUT_FRACTION = 0.5
"""A repetition goes on across a cut if at least this fraction of the usual swing was seen before
the cut, and after it as much of the way back, of either shot's usual swing."""

BRIEF_FRACTION = 0.25
"""A swing that lasts less than this fraction of the usual repetition counts only if two of them
come one after the other: alone it is what happens between repetitions, as when the legs change. Of
70 repetitions in films of real people that came after others none lasts less than 0.48 of the
median of those."""

MAX_EARLY_S = 0.2
"""After a cut in the middle of a repetition, the way back begins within so many seconds."""


class MovementCounter:
    """Counts along the direction in which the body's points move most.

    The points are the nose, shoulders, hips, knees and ankles in the image, in units of the body's
    size. Every UPDATE_PERIOD_S the last seconds are looked at as a whole:

    - The main axis is the direction of most of the way that the points went (principal component
      analysis of their steps, each by its length). So a movement that comes again weighs more than
      a larger one that came once, and a cross-fade hardly at all.
    - A repetition leaves one side of this axis and comes back to the same pose. Swings that are
      small against the usual one do not count, nor a single one that is brief against it.
    - Rest is the side at which the first repetition began. If another movement came before it, it
      is known once both sides have a repetition; then all of them count.
    - While the main axis rests, repetitions along the second axis count as well: the other leg.
    - A repetition may go on across a cut.

    Parameters
    ----------
    least_range
        The smallest movement, in body sizes, summed over the points.
    shortest_s, longest_s
        A faster or slower movement does not count, in seconds.

    Attributes
    ----------
    in_progress
        Whether a repetition has started and is not done.
    """

    def __init__(self, least_range: float, shortest_s: float, longest_s: float) -> None:
        self.in_progress = False
        self._least_range = least_range
        self._shortest_s, self._longest_s = shortest_s, longest_s
        self._history = PoseHistory()
        self._waiting: list[Cycle] = []
        self._lasted_s: deque[float] = deque(maxlen=REMEMBERED)
        self._counted_until_s = -math.inf
        self._updated_s = -math.inf
        self._seen: Look | None = None  # the last look in which the rest was known
        self._axis: Array | None = None
        self._rest = 0  # the side of the axis: 1, -1, or 0 while it is unknown
        self._counted_in_shot = 0
        self._usual = 0.0  # the usual swing of this shot, in body sizes
        self._earlier_px = 0.0  # that of the earlier shots, in pixels
        # start of a repetition that a cut interrupted, and the usual swing before the cut
        self._cut_since_s: float | None = None
        self._cut_usual = 0.0

    def update(
        self, time_s: float, placement: Placement | None, near_side: Side = "left"
    ) -> Cycle | None:
        """Take in one frame.

        Parameters
        ----------
        time_s
            The frame's time.
        placement
            Where the body is in the image; None when nobody is seen.
        near_side
            The person's own side that is nearer to the camera.

        Returns
        -------
        Cycle or None
            A repetition that has become clear, at most one a frame.
        """
        if placement is not None:
            gap, cut = self._history.has_gap(time_s), self._history.has_cut(time_s, placement)
            if gap or cut:
                self._look(last=True)
                open_since_s = self._open_since_s() if cut and not gap else None
                self.interrupt()
                self._cut_since_s, self._cut_usual = open_since_s, self._usual
            self._history.add(time_s, placement, near_side)
            if time_s - self._updated_s >= UPDATE_PERIOD_S:
                self._updated_s = time_s
                self._look(last=False)
        elif self._history.has_gap(time_s):
            self.in_progress = False
        return self._waiting.pop(0) if self._waiting else None

    def finish(self) -> list[Cycle]:
        """Nothing more will be seen: the repetitions that are as good as over, and those waiting.

        Nothing may be taken in after it.
        """
        self._look(last=True)
        found, self._waiting = self._waiting, []
        return found

    def rests(self, start_s: float, end_s: float) -> bool:
        """Whether nothing moved enough to count between two times, nor before in this shot."""
        if self._counted_in_shot:
            return False
        times = self._history.times()
        poses = self._history.poses()[(times >= start_s) & (times <= end_s)]
        if len(poses) < MIN_POSES:
            return False
        centred = poses - poses.mean(axis=0)
        main_axis = np.linalg.svd(centred, full_matrices=False)[2][0]
        return float(np.ptp(centred @ main_axis)) < self._least_range

    def interrupt(self) -> None:
        """Nothing is known of the time up to the next frame: no repetition reaches across it."""
        if self._counted_in_shot >= EARLIER_COUNT:
            self._earlier_px = self._usual * self._history.size()
        self._history.clear()
        self._axis, self._rest, self._cut_since_s, self._counted_in_shot = None, 0, None, 0
        self._seen = None
        self.in_progress = False

    def _look(self, *, last: bool) -> None:
        """Look at the last seconds and count what is new; ``last`` if nothing more comes."""
        self._seen = None
        times = self._history.times()
        if len(times) < MIN_POSES:
            return
        smallest = EARLIER_FRACTION * self._earlier_px / self._history.size()
        look = look_at(times, self._history.poses(), self._axis, self._least_range, smallest)
        if self._axis is not None and look.axis @ self._axis < SAME_AXIS_COS:
            self._rest = 0
        self._axis = look.axis
        swings = {
            side: [
                swing
                for swing in find_swings(times, look.poses, look.axis, look.turns, side, last=last)
                if self._lasts_well(times, swing)
            ]
            for side in (-1, 1)
        }
        self._choose_rest(look, swings, last)
        if not self._rest:
            return
        self._seen, self._usual = look, look.usual
        self._count_across_cut(look)
        main = swings[self._rest]
        self._count(look, [*main, *self._find_other_leg(look, main, last)])
        tops = [turn.index for turn in look.turns if turn.side == -self._rest]
        self.in_progress = bool(tops) and all(swing.top != tops[-1] for swing in main)

    def _lasts_well(self, times: Array, swing: Swing) -> bool:
        return self._shortest_s <= _length_s(times, swing) <= self._longest_s

    def _choose_rest(self, look: Look, swings: dict[int, list[Swing]], last: bool) -> None:
        """At which side of the movement the person rests; 0 while it cannot be told."""
        number = {side: len(found) for side, found in swings.items()}
        if self._rest:
            if number[-self._rest] >= number[self._rest] + SWITCH_LEAD:
                self._rest = -self._rest
            return
        if self._cut_since_s is not None and look.turns and _turns_early(look):
            self._rest = -look.turns[0].side  # the cut came at the top
            return
        sides = [side for side in number if number[side]]
        if len(sides) == 1:
            first = swings[sides[0]][0]
            # after another movement, this may be the way back of a repetition that was missed
            if last or number[sides[0]] > 1 or first.base == look.turns[0].index:
                self._rest = sides[0]
        elif sides:
            self._rest = min(swings, key=lambda side: swings[side][0].start)

    def _find_other_leg(self, look: Look, main: list[Swing], last: bool) -> list[Swing]:
        """The repetitions along the second axis, from the same rest, while the main axis rests."""
        if not main:
            return []
        ends = [swing.end for swing in main]
        rest_pose, level = np.median(look.poses[ends], axis=0), np.median(look.along[ends])
        rests = np.abs(look.along - level) < USUAL_RANGE_FRACTION * look.usual
        edges = np.flatnonzero(np.diff(np.concatenate([[False], rests, [False]])))
        found = []
        for first, stop in edges.reshape(-1, 2):
            times, poses = look.times[first:stop], look.poses[first:stop]
            turns = find_turns(poses @ look.second_axis, look.least)
            for side in (-1, 1):
                found += [
                    swing.shifted(first)
                    for swing in find_swings(
                        times, poses, look.second_axis, turns, side, last=last or stop < len(rests)
                    )
                    if self._lasts_well(times, swing)
                    and np.linalg.norm(poses[swing.end] - rest_pose)
                    < SAME_POSE_FRACTION * swing.size
                ]
        return found

    def _count(self, look: Look, swings: list[Swing]) -> None:
        """Count what is new; a brief swing that stands alone is left for the next look."""
        new = sorted((s for s in swings if self._is_new(look, s)), key=lambda s: s.end)
        usual_s = median(self._lasted_s) if self._lasted_s else 0.0
        brief = [_length_s(look.times, s) < BRIEF_FRACTION * usual_s for s in new]
        for i, swing in enumerate(new):
            stands_alone = brief[i] and not any(brief[max(0, i - 1) : i] + brief[i + 1 : i + 2])
            if not stands_alone and self._is_new(look, swing):
                start_s = float(look.times[swing.start])
                self._add(look, start_s, swing.start, swing.top, swing.end)

    def _is_new(self, look: Look, swing: Swing) -> bool:
        """Whether it begins after the last repetition that was counted."""
        overlap_s = OVERLAP_FRACTION * _length_s(look.times, swing)
        return float(look.times[swing.start]) >= self._counted_until_s - overlap_s

    def _add(self, look: Look, start_s: float, start: int, top: int, end: int) -> None:
        values = [float(look.along[index]) for index in (start, top, end)]
        top_s, end_s = float(look.times[top]), float(look.times[end])
        self._waiting.append(Cycle(start_s, top_s, end_s, *values))
        self._counted_until_s = end_s
        self._lasted_s.append(end_s - start_s)
        self._counted_in_shot += 1

    def _count_across_cut(self, look: Look) -> None:
        """Count the repetition that a cut interrupted, once its way back is seen."""
        since_s = self._cut_since_s
        if since_s is None or len(look.turns) < 2:
            return
        top, rest = look.turns[:2]
        self._cut_since_s = None
        back = abs(float(look.along[top.index] - look.along[rest.index]))
        lasts_s = float(look.times[rest.index]) - since_s
        least = CUT_FRACTION * max(look.usual, self._cut_usual)
        comes_back = top.side == -self._rest and back >= least
        if comes_back and _turns_early(look) and self._shortest_s <= lasts_s <= self._longest_s:
            self._add(look, since_s, top.index, top.index, rest.index)

    def _open_since_s(self) -> float | None:
        """When the repetition began that the last look left at its top; None for none."""
        look = self._seen
        if look is None or len(look.turns) < 2 or look.turns[-1].side == self._rest:
            return None
        base, top = look.turns[-2].index, look.turns[-1].index
        out = abs(float(look.along[top] - look.along[base]))
        return float(look.times[base]) if out >= CUT_FRACTION * look.usual else None


def _length_s(times: Array, swing: Swing) -> float:
    """How long a swing among samples at these times, (n,), lasts."""
    return float(times[swing.end] - times[swing.start])


def _turns_early(look: Look) -> bool:
    """Whether the first turn lies at the very beginning."""
    return float(look.times[look.turns[0].index] - look.times[0]) <= MAX_EARLY_S
