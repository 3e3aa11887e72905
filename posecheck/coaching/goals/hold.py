"""The hold timer: counts the time in good position, on the frames' own clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

HoldStatus = Literal["waiting", "counting", "grace", "paused", "complete"]
"""Waiting: not started. Grace: a break that is still short. Paused: a longer break."""

SAME_TIME_S = 1e-9
"""Two frame times this close are the same frame: room for rounding errors."""


class Timed(Protocol):
    """What an exercise's data says about a time to be reached."""

    @property
    def target_s(self) -> float:
        """Seconds to reach."""
        ...

    @property
    def grace_s(self) -> float:
        """A break is announced once it is longer than this, in seconds."""
        ...

    @property
    def bridge_s(self) -> float:
        """The longest gap without a verdict that still counts, in seconds."""
        ...


@dataclass(frozen=True)
class HoldState:
    """The state of a hold timer at one moment.

    Attributes
    ----------
    status
        Waiting (not started), counting, grace (a short break), paused or complete.
    held_s
        Seconds in good position so far, at most ``target_s``.
    target_s
        Seconds to reach.
    start_s, end_s
        The first and the last moment that counted, so ``held_s`` is at most the time between
        them; None before the first good frame. They may lie between two frames.
    break_s
        Seconds since the last good frame; 0 while it counts, before it starts, and once complete.
    """

    status: HoldStatus
    held_s: float
    target_s: float
    start_s: float | None
    end_s: float | None
    break_s: float = 0.0


class HoldTimer:
    """Adds up the time between frames that are good. A break never resets it.

    Between two good frames all the time counts. Between a good and a bad frame the fraction of it
    that was good counts, so the sum does not depend on the frame rate. Frames that cannot be
    judged are left out: if the position was good before and after them, and the gap is at most
    ``bridge_s``, the gap counts.

    Parameters
    ----------
    hold
        Target, grace and bridge.
    target_s
        Another target in seconds; None for the hold's own.
    """

    def __init__(self, hold: Timed, target_s: float | None = None) -> None:
        self._hold = hold
        self._target_s = target_s or hold.target_s
        self._held_s = 0.0
        self._last: tuple[float, bool] | None = None
        self._start_s: float | None = None
        self._end_s: float | None = None
        self._last_good_s = 0.0

    def update(self, time_s: float, good: bool | None, good_fraction: float = 0.5) -> HoldState:
        """Take in one frame.

        Parameters
        ----------
        time_s
            The frame's time.
        good
            Whether the position is good; None when it cannot be judged.
        good_fraction
            Which fraction of the time since the last judged frame was good, 0 to 1. Used only
            when one of the two frames is good and the other is not.
        """
        if good is None or self.complete:
            return self.state(time_s)
        counted_s = 0.0
        last_s, last_good = self._last or (time_s, False)
        gap_s = time_s - last_s
        if (good or last_good) and gap_s <= self._hold.bridge_s:
            counted_s = gap_s * (1.0 if good and last_good else good_fraction)
        if good:
            self._last_good_s = time_s
            self._start_s = time_s - counted_s if self._start_s is None else self._start_s
        if good or last_good:
            self._add(counted_s, time_s if good else last_s + counted_s)
        self._last = (time_s, good)
        return self.state(time_s)

    def state(self, time_s: float) -> HoldState:
        """The state at ``time_s``, without taking in a frame."""
        status, break_s = self._find_status(time_s), 0.0
        if self._end_s is not None and status in ("grace", "paused"):
            break_s = time_s - self._last_good_s
        return HoldState(status, self._held_s, self._target_s, self._start_s, self._end_s, break_s)

    def limit(self, target_s: float) -> None:
        """Ask for no more than ``target_s`` in all; what has been held stays."""
        self._target_s = min(self._target_s, max(target_s, self._held_s))

    def interrupt(self) -> None:
        """Nothing is known of the time up to the next frame: it does not count, however short."""
        self._last = None

    @property
    def held_s(self) -> float:
        """Seconds in good position so far."""
        return self._held_s

    @property
    def complete(self) -> bool:
        """Whether the target is reached."""
        return self._held_s >= self._target_s

    def _add(self, seconds: float, end_s: float) -> None:
        """Add the seconds before ``end_s``; what exceeds the target is cut off."""
        beyond_s = max(0.0, self._held_s + seconds - self._target_s)
        self._held_s = self._target_s if beyond_s else self._held_s + seconds
        self._end_s = end_s - beyond_s

    def _find_status(self, time_s: float) -> HoldStatus:
        if self.complete:
            return "complete"
        if self._end_s is None:
            return "waiting"
        if self._last is not None and self._last[1] and time_s - self._last[0] <= SAME_TIME_S:
            return "counting"
        return "grace" if time_s - self._last_good_s <= self._hold.grace_s else "paused"
