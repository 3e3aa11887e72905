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
        Frame times of the first and the last moment that counted; None before the first.
    break_s
        Seconds since time last counted; 0 while it counts, before it starts, and once complete.
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
        if self._last is not None:
            last_s, last_good = self._last
            gap_s = time_s - last_s
            if (good or last_good) and gap_s <= self._hold.bridge_s:
                self._add(gap_s * (1.0 if good and last_good else good_fraction), time_s)
        if good:
            self._start_s = time_s if self._start_s is None else self._start_s
            if not self.complete:
                self._end_s = time_s
        self._last = (time_s, good)
        return self.state(time_s)

    def state(self, time_s: float) -> HoldState:
        """The state at ``time_s``, without taking in a frame."""
        status, break_s = self._find_status(time_s), 0.0
        if self._end_s is not None and status in ("grace", "paused"):
            break_s = time_s - self._end_s
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

    def _add(self, seconds: float, time_s: float) -> None:
        missing_s = self._target_s - self._held_s
        if seconds >= missing_s:
            self._end_s = time_s - (seconds - missing_s)
            self._held_s = self._target_s
        else:
            self._held_s += seconds

    def _find_status(self, time_s: float) -> HoldStatus:
        if self.complete:
            return "complete"
        if self._end_s is None:
            return "waiting"
        if self._last is not None and self._last[1] and time_s - self._last[0] <= SAME_TIME_S:
            return "counting"
        return "grace" if time_s - self._end_s <= self._hold.grace_s else "paused"
