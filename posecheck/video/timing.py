"""The times of a clip's pictures, from whatever stamps its file gives."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from statistics import median
from typing import Generic, TypeVar

from posecheck.video.chain import (
    chain_from,
    chain_lengths,
    chain_steps,
    first_longest,
    has_chain,
    is_rising,
    mean_step,
)
from posecheck.video.jitter import MIN_STEP_S, Steadier
from posecheck.video.stamps import FaultCount, Gap, Stamped, Timed

LOOK_AHEAD = 32
"""Pictures that are known ahead of the one whose time is decided. One bad stamp, and up to fifteen
in a row, are outvoted by the good ones around them."""

MIN_GAP_S = 1.0
"""A shorter step from one picture to the next is no gap, in real seconds: phones drop pictures for
some tenths of a second in poor light. A hold bridges as much (``bridge_s``)."""

GAP_RATIO = 4.0
"""A gap is this many times longer than the clip's own long steps. A time lapse or the recording of
a still screen has long steps throughout."""

LONG_STEPS = 4
"""The clip's own long step is the fourth longest of the last :data:`REMEMBERED_STEPS`: the three
longest may be gaps themselves."""

REMEMBERED_STEPS = 200
"""Steps that tell the clip's own rhythm."""

RHYTHM_STEPS = 31
"""Steps whose median is the usual step."""

END_GAP_S = 0.3
"""A single picture before all others, or behind them, may be this many real seconds away. That of
one farther away is more likely a wrong stamp: it is placed one usual step away."""

NEAR_STEPS = 3.0
"""A stamp within this many usual steps of the last picture follows it, whatever comes later."""

MIN_CHAIN = 3
"""Stamps that must rise together, before the clip's clock is believed to have jumped there, and
that must come too early, before it is believed to have jumped back."""

FASTEST_STEP_S = 0.9 / 1000
"""A shorter usual step shows that the stamps are in a wrong unit: the fastest cameras take 1000
pictures a second."""

FAST_STEP_S, WRONG_RATIO = 1 / 250, 5.0
"""So does a step below the first if the header's frame rate means one that is this many times
longer: phones film slow motion at 240 pictures a second, and say so."""

SLOWEST_STEP_S = 60.0
"""So does a longer step if the header tells a frame rate."""

SANE_RATES = (1.0, 1000.0)
"""Frame rates of a header that are believed, in pictures a second."""

FALLBACK_STEP_S = 1 / 25
"""The step where neither stamps nor header say anything, in seconds: television's."""

DTS_ADVANTAGE = 2
"""Decoding stamps are taken if they fail to rise this many times less often than the presentation
stamps. In AVI with B-frames only they rise."""

T = TypeVar("T")


class Timeline(Generic[T]):
    """Times the pictures of one clip, one after another, whatever its container.

    Stamps that rise are kept as they are, so a variable frame rate keeps its rhythm. The first
    picture is time 0. For the others the first row that applies decides:

    =============================================  ==============================================
    what the stamps do                             the picture's time
    =============================================  ==============================================
    no stamps that rise                            one nominal step after the picture before
    this one breaks the rise of those around it    spread evenly between its neighbours
    it is missing                                  the same
    it is alone behind a gap, first or last        one usual step from its neighbour
    all go on earlier, or beyond ``longest_gap_s`` one usual step on: the clock jumped, as where
                                                   clips were joined
    all go on later than the rhythm explains       as stamped: a gap
    =============================================  ==============================================

    So one bad stamp moves one picture and no other. Where all stamps tremble about an even rhythm,
    the rhythm is taken (:mod:`posecheck.video.jitter`).

    Parameters
    ----------
    nominal_step_s
        Seconds from one picture to the next by the file's header; None when it does not say.
    look_ahead
        Pictures that are read ahead.
    longest_gap_s
        A longer step forward is a jump of the clock, in seconds of the file.
    find_speed
        Called once, before the first time is given, with the usual step in seconds of the file;
        returns how fast the film plays (0.25: slow motion, four times slower than real).

    Attributes
    ----------
    step_s
        The usual step in seconds of the file, as the first stamps have it; None before.
    speed
        How fast the film plays.
    last_s
        The last picture's time in real seconds; 0 before the first.
    gaps
        The holes so far.
    jumps_s
        When the clock jumped, in real seconds.
    has_stamps
        Whether any stamps were of use.
    was_rescaled
        Whether the stamps were in a wrong unit, so that the header's frame rate was taken.
    """

    def __init__(
        self,
        nominal_step_s: float | None = None,
        *,
        look_ahead: int = LOOK_AHEAD,
        longest_gap_s: float = math.inf,
        find_speed: Callable[[float], float] = lambda _: 1.0,
    ) -> None:
        self._nominal_s, self._longest_gap_s = nominal_step_s, longest_gap_s
        self._look_ahead = look_ahead
        self._find_speed = find_speed
        self._pts, self._dts = FaultCount(), FaultCount()
        self._uses_dts = False
        self._unit = 1.0
        self._film_s = 0.0
        self._last: float | None = None  # the last picture's time on the stamps' clock
        self._steps: deque[float] = deque(maxlen=REMEMBERED_STEPS)
        self._ahead_steps: list[float] = []
        self._steadier = Steadier(nominal_step_s)
        self.step_s: float | None = None
        self.speed, self.last_s = 1.0, 0.0
        self.gaps: list[Gap] = []
        self.jumps_s: list[float] = []
        self.has_stamps = self.was_rescaled = False

    def time(self, pictures: Iterable[Stamped[T]]) -> Iterator[Timed[T]]:
        """Time the pictures of a whole clip; some of them are read ahead."""
        window: deque[Stamped[T]] = deque()
        source = iter(pictures)
        is_first = True
        while True:
            while len(window) <= self._look_ahead and (stamped := next(source, None)) is not None:
                self._pts.add(stamped.pts_s)
                self._dts.add(stamped.dts_s)
                window.append(stamped)
            if not window:
                return
            if is_first:
                self._begin(window)
                missing_s, is_first = 0.0, False
            else:
                missing_s = self._advance(self._stamps(window))
            if missing_s:
                self._steadier.restart()
            ahead = self._film_times_ahead(self._stamps(window)[1:])
            film_s = self._steadier.steady(self._film_s, ahead)
            self.last_s = film_s * self.speed
            if missing_s:
                missing_s *= self.speed
                self.gaps.append(Gap(self.last_s - missing_s, missing_s))
            yield Timed(window.popleft().picture, self.last_s, missing_s)

    def _stamps(self, window: Iterable[Stamped[T]]) -> list[float | None]:
        """The stamps of the coming pictures in seconds: pts or dts, whichever rises."""
        uses_dts = self._dts.count + DTS_ADVANTAGE < self._pts.count
        if uses_dts != self._uses_dts:
            self._uses_dts, self._last = uses_dts, None
        stamps = [p.dts_s if uses_dts else p.pts_s for p in window]
        return [s * self._unit if s is not None and math.isfinite(s) else None for s in stamps]

    def _film_times_ahead(self, stamps: Sequence[float | None]) -> dict[int, float]:
        """The times of coming pictures up to the next gap, by how many steps on they come.

        In seconds of the film. Those whose stamps break the rise are left out.
        """
        times: dict[int, float] = {}
        if self._last is None:
            return times
        later = [self._last, *(s if s is not None and s > self._last else None for s in stamps)]
        before_s, offset_s = self._last, self._film_s - self._last
        for i in chain_from(later, chain_lengths(later), 0)[1:]:
            stamp = later[i]
            assert stamp is not None
            if stamp - before_s > MIN_GAP_S / self.speed and stamp - before_s > self._gap_limit_s():
                break
            times[i], before_s = stamp + offset_s, stamp
        return times

    def _begin(self, window: Sequence[Stamped[T]]) -> None:
        """Learn the rhythm from the first pictures, and set the first picture's time."""
        said = [p.duration_s for p in window if _is_sane(p.duration_s)]
        if self._nominal_s is not None and not _is_sane(self._nominal_s):
            self._nominal_s = None
        if self._nominal_s is None and said:
            self._nominal_s = median(said)
        stamps = self._stamps(window)
        self._set_ahead(stamps)
        if self._ahead_steps and self._is_wrong(median(self._ahead_steps)):
            # stamps in a wrong unit may be rounded to a few of it: their mean is nearer
            self._unit = (self._nominal_s or FALLBACK_STEP_S) / mean_step(stamps)
            self.was_rescaled = True
            stamps = self._stamps(window)
            self._set_ahead(stamps)
        self.step_s = self._usual_step_s()
        self.speed = self._find_speed(self.step_s)
        self._anchor(stamps)

    def _is_wrong(self, step_s: float) -> bool:
        """Whether the usual step of the stamps shows that they are in a wrong unit."""
        if self._nominal_s is None:
            return step_s < FASTEST_STEP_S
        too_fast = step_s < FAST_STEP_S and self._nominal_s > WRONG_RATIO * step_s
        return too_fast or step_s < FASTEST_STEP_S or step_s > SLOWEST_STEP_S

    def _set_ahead(self, stamps: Sequence[float | None]) -> None:
        """Note the steps between the coming stamps that rise."""
        lengths = chain_lengths(stamps)
        self._ahead_steps = chain_steps(stamps, lengths) if has_chain(stamps, lengths) else []

    def _usual_step_s(self) -> float:
        recent = list(self._steps)[-RHYTHM_STEPS:]
        if len(recent) < RHYTHM_STEPS:
            recent += self._ahead_steps
        return median(recent) if recent else self._nominal_s or FALLBACK_STEP_S

    def _gap_limit_s(self, least_s: float = MIN_GAP_S) -> float:
        """The longest step that is no gap, in seconds of the file; at least ``least_s`` real ones.

        Few steps tell less: then it is the longest of them that counts, or the second or third.
        """
        steps = sorted([*self._steps, *self._ahead_steps], reverse=True)
        own_s = steps[min(LONG_STEPS - 1, len(steps) // 8)] if steps else 0.0
        return max(least_s / self.speed, GAP_RATIO * own_s)

    def _anchor(self, stamps: Sequence[float | None]) -> None:
        """Set the stamps' clock so that the coming stamps that rise follow from this picture."""
        lengths = chain_lengths(stamps)
        if not has_chain(stamps, lengths):
            return
        self._set_ahead(stamps)
        first = first_longest(lengths)
        chain = chain_from(stamps, lengths, first)
        if len(chain) < MIN_CHAIN and self._film_s > 0:
            return  # the last few of many that do not rise
        if len(chain) > MIN_CHAIN:
            first_s, *self._ahead_steps = self._ahead_steps
            if first_s > self._gap_limit_s(END_GAP_S):
                first = chain[1]  # alone before a gap: its stamp is wrong
        value = stamps[first]
        assert value is not None
        self._last = value - first * self._usual_step_s()
        self.has_stamps = True

    def _advance(self, stamps: Sequence[float | None]) -> float:
        """Set the next picture's time; return the film's seconds that are missing before it."""
        if self._last is not None and self._rises_evenly(self._last, stamps):
            self._move(stamps[0] - self._last)  # type: ignore[operator]
            return 0.0
        usual_s = self._usual_step_s()
        if self._last is None:
            self._film_s += usual_s
            self._anchor(stamps)
            return 0.0
        rising = [s if s is not None and s > self._last else None for s in stamps]
        lengths, free = chain_lengths(rising), chain_lengths(stamps)
        best, best_free = max(lengths), max(free)
        near = rising[0] is not None and rising[0] - self._last <= NEAR_STEPS * usual_s
        all_rise = free[0] == sum(s is not None for s in stamps)
        goes_back = all_rise and best_free - best >= MIN_CHAIN
        if best and not goes_back and (2 * best >= best_free or (near and lengths[0] == best)):
            self._set_ahead(rising)
            return self._follow(rising, lengths, usual_s)
        if best_free >= MIN_CHAIN and free[0] == best_free and stamps[0] is not None:
            self._jump(stamps[0], usual_s)
        else:
            self._move(usual_s)
        return 0.0

    def _rises_evenly(self, last: float, stamps: Sequence[float | None]) -> bool:
        """Whether all is plain, as in most clips: all coming stamps rise, and there is no gap."""
        first = stamps[0]
        least_s = MIN_GAP_S if len(stamps) > 1 else END_GAP_S
        if first is None or first - last > least_s / self.speed:
            return False
        return is_rising([last, *stamps])

    def _follow(
        self, rising: Sequence[float | None], lengths: Sequence[int], usual_s: float
    ) -> float:
        """Go on to the next of the stamps that rise; return the missing seconds."""
        assert self._last is not None
        best = max(lengths)
        limit_s = self._gap_limit_s(END_GAP_S if best == 1 else MIN_GAP_S)
        # of chains of one length, each begins lower than the one before
        starts = [i for i, length in enumerate(lengths) if length == best]
        is_far = (rising[starts[0]] or 0.0) - self._last > NEAR_STEPS * usual_s
        start = starts[-1] if is_far else starts[0]
        value = rising[start]
        assert value is not None
        room_s = value - self._last
        if room_s <= limit_s:
            self._move(room_s / (start + 1))
        elif start > 0 or best == 1:
            self._move(usual_s)
        elif room_s > self._longest_gap_s:
            self._jump(value, usual_s)
        else:
            self._move(room_s)
            return room_s - usual_s
        return 0.0

    def _jump(self, stamp: float, usual_s: float) -> None:
        """Go on by one usual step where the clock of the stamps jumps."""
        self._move(usual_s)
        self._last = stamp
        self.jumps_s.append(self._film_s * self.speed)

    def _move(self, step_s: float) -> None:
        assert self._last is not None
        step_s = max(step_s, MIN_STEP_S)
        self._film_s += step_s
        self._last += step_s
        self._steps.append(step_s)


def _is_sane(step_s: float) -> bool:
    low, high = SANE_RATES
    return math.isfinite(step_s) and step_s > 0 and low <= 1 / step_s <= high
