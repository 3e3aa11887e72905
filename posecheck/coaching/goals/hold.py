"""The hold timer: counts time in good position, on the frames' own clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

HoldStatus = Literal["waiting", "counting", "grace", "paused", "complete"]


class Timed(Protocol):
    """What an exercise's data says of a time to be reached."""

    @property
    def target_s(self) -> float: ...
    @property
    def grace_s(self) -> float: ...
    @property
    def bridge_s(self) -> float: ...


@dataclass(frozen=True)
class HoldState:
    """Attributes:
    status: waiting (not begun), counting, grace (a short break), paused, complete.
    held_s: seconds in good position so far, at most ``target_s``.
    start_s, end_s: frame time of the first and the last moment that counted; None before.
    broken_s: seconds since it last counted; 0 while it counts, before, and once complete.
    """

    status: HoldStatus
    held_s: float
    target_s: float
    start_s: float | None
    end_s: float | None
    broken_s: float = 0.0


class HoldTimer:
    """Adds up the time between frames that are good.

    Between two good frames all the time counts, between a good and a bad one the share of
    it that was good, so the sum does not depend on the frame rate.
    Frames in which nothing can be told are left out: if the position was good before and
    after and the gap is at most ``bridge_s``, it counts. A break never resets the timer.

    Args:
        hold: target, grace and bridge.
        target_s: another target than the hold's.
    """

    def __init__(self, hold: Timed, target_s: float | None = None) -> None:
        self._hold = hold
        self._target_s = target_s or hold.target_s
        self._held_s = 0.0
        self._last: tuple[float, bool] | None = None
        self._start_s: float | None = None
        self._end_s: float | None = None

    def update(self, time_s: float, good: bool | None, share: float = 0.5) -> HoldState:
        """Take in one frame.

        Args:
            time_s: the frame's own time.
            good: whether it is good; None when it cannot be told.
            share: where the last frame that could be told and this one differ, how much of
                the time between them was good, 0..1.
        """
        if good is None or self.complete:
            return self.state(time_s)
        if self._last is not None:
            last_s, last_good = self._last
            gap = time_s - last_s
            if (good or last_good) and gap <= self._hold.bridge_s:
                self._add(gap * (1.0 if good and last_good else share), time_s)
        if good:
            self._start_s = time_s if self._start_s is None else self._start_s
            self._end_s = max(self._end_s or time_s, time_s) if not self.complete else self._end_s
        self._last = (time_s, good)
        return self.state(time_s)

    def state(self, time_s: float) -> HoldState:
        """The state at ``time_s`` without taking in a frame."""
        status, broken_s = self._status(time_s), 0.0
        if self._end_s is not None and status in ("grace", "paused"):
            broken_s = time_s - self._end_s
        return HoldState(status, self._held_s, self._target_s, self._start_s, self._end_s, broken_s)

    @property
    def complete(self) -> bool:
        return self._held_s >= self._target_s

    def _add(self, seconds: float, time_s: float) -> None:
        missing = self._target_s - self._held_s
        if seconds >= missing:
            self._end_s = time_s - (seconds - missing)
            self._held_s = self._target_s
        else:
            self._held_s += seconds

    def _status(self, time_s: float) -> HoldStatus:
        if self.complete:
            return "complete"
        if self._end_s is None:
            return "waiting"
        if self._last is not None and self._last[1] and time_s - self._last[0] <= 1e-9:
            return "counting"
        return "grace" if time_s - self._end_s <= self._hold.grace_s else "paused"
