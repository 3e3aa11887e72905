"""The breath of one person, frame by frame."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.posture import LYING, Posture
from posecheck.perception.breath.motion_pattern import MotionPattern
from posecheck.perception.breath.trunk_motion import TrunkMotion
from posecheck.perception.breath.waveform import (
    AFTER_REST_PER_S,
    FIRST_ERRORS,
    SLOWEST_SHARE_PER_S,
    SMOOTH_S,
    TURN_NOISES,
    TURN_SHARE,
    Array,
    BreathPhase,
    Turn,
    begins_in_motion,
    cycles_of,
    depth_of,
    is_choppy,
    noise_of,
    rate_per_min,
    slope_of,
    smoothed,
    still_s,
    turns_of,
)
from posecheck.perception.scene import scene_of

EVERY_S = 0.078
"""Frames nearer to each other than this are passed over: 12 a second are more than enough."""

HELD_AFTER_S = 6.0
"""Still for this long, a breath is held. At 4 s in and 8 s out the slow end and beginning take
4 s, and a rest of 2 s between two breaths is natural."""

DOUBT_AFTER_S = 3.0
"""After so long without a direction neither in nor out is said."""

WHOLE_SHARE = 0.6
"""A breath is whole when this share of what came in has gone out, and it rests or turns."""

BELIEVED_NOISES = 10.0
"""A breath so many times its noise is believed by half."""

FORGET_AFTER_S = 10.0
"""Depth and rate are of no use any more when nothing was seen for so long."""


@dataclass(frozen=True)
class Breath:
    """What is known of the breath in one frame.

    Attributes:
        phase: in, out or held; None when it cannot be told.
        rate_per_min: breaths a minute, of the last whole ones; NaN before the first.
        amplitude: how far belly and ribs move, in trunk lengths, averaged over all of the
            trunk's front that shows an edge: for comparing a person with himself only.
        still_s: for how long the trunk has been still, as far as it can be told.
        held_s: the same once the breath is held, else 0.
        confidence: 0..1, from the breath's size against its noise.
        breath_ends_s: when each whole breath (in and out) ended, frame time.
    """

    phase: BreathPhase | None = None
    rate_per_min: float = math.nan
    amplitude: float = math.nan
    still_s: float = 0.0
    held_s: float = 0.0
    confidence: float = 0.0
    breath_ends_s: tuple[float, ...] = ()

    @property
    def breaths(self) -> int:
        """Whole breaths so far."""
        return len(self.breath_ends_s)


class BreathTracker:
    """Follows the breath of someone lying. Knows no clock but the frames'."""

    def __init__(self) -> None:
        self._motion = TrunkMotion()
        self._pattern: MotionPattern | None = None
        self._reference = 0
        self._breath = Breath()
        self._last_s = -math.inf
        self._seen_s = -math.inf
        self._depth = math.nan
        self._moved_s = -math.inf

    def update(
        self,
        time_s: float,
        image: NDArray[np.uint8],
        body: Body | None,
        posture: Posture | None = None,
    ) -> Breath | None:
        """The breath in one frame, None without a body.

        Args:
            time_s: the frame's own time.
            image: (H, W, 3) uint8, RGB.
            body: who is seen in it.
            posture: the body's, where it is known better than from this frame alone.
        """
        if body is None:
            self._motion.forget()
            self._lose(time_s)
            return None
        if time_s - self._last_s < EVERY_S:
            return self._breath
        self._last_s = time_s
        if (posture or scene_of(body).posture) not in LYING:
            self._motion.forget()
            return self._lose(time_s)
        sample = self._motion.update(time_s, image, body)
        if sample is None or sample.cells is None:
            return self._lose(time_s)
        if self._pattern is None or sample.reference != self._reference:
            self._pattern, self._reference = MotionPattern(sample.weights), sample.reference
        self._seen_s = time_s
        self._breath = self._read(*self._pattern.add(time_s, sample.cells))
        return self._breath

    def _lose(self, time_s: float) -> Breath:
        """Nothing is known of this moment; what was counted stays."""
        self._breath = replace(self._breath, phase=None, still_s=0.0, held_s=0.0, confidence=0.0)
        if time_s - self._seen_s > FORGET_AFTER_S:
            self._depth = math.nan
            self._breath = replace(self._breath, rate_per_min=math.nan, amplitude=math.nan)
        return self._breath

    def _read(self, times: Array, values: Array) -> Breath:
        noise = noise_of(values)
        if math.isinf(noise):
            return replace(self._breath, phase=None)
        if is_choppy(values):
            return Breath(breath_ends_s=self._breath.breath_ends_s)
        smooth = smoothed(times, values)
        smooth_noise = noise / math.sqrt(_per_window(times))
        turns = turns_of(times, smooth, TURN_NOISES * smooth_noise)
        depth = self._depth_of(turns)
        if not math.isnan(depth):
            turns = turns_of(times, smooth, max(TURN_NOISES * smooth_noise, TURN_SHARE * depth))
        unknown = math.isnan(depth)
        # where no breath was seen since the reference was taken, stillness tells nothing
        quiet_s = still_s(times, smooth, depth, smooth_noise) if len(turns) > 1 else 0.0
        if unknown:
            slope = slope_of(times, values, noise, 0.0, FIRST_ERRORS)
        else:
            resting = quiet_s >= DOUBT_AFTER_S
            least = AFTER_REST_PER_S if resting else SLOWEST_SHARE_PER_S
            slope = slope_of(times, values, noise, least * depth)
        if slope:
            self._moved_s = float(times[-1])
        ends = self._ends(times, smooth, turns, resting=slope == 0)
        caught = int(not unknown and begins_in_motion(times, smooth, depth, smooth_noise))
        held = quiet_s >= HELD_AFTER_S and bool(ends)
        snr = 0.0 if unknown else depth / (BELIEVED_NOISES * smooth_noise)
        return Breath(
            phase=self._phase(slope, float(times[-1]), quiet_s, held=held),
            rate_per_min=self._rate(turns[caught:], ends),
            amplitude=depth,
            still_s=quiet_s,
            held_s=quiet_s if held else 0.0,
            confidence=snr**2 / (snr**2 + 1),
            breath_ends_s=ends,
        )

    def _depth_of(self, turns: list[Turn]) -> float:
        depth = depth_of(turns)
        if math.isnan(depth):
            return self._depth
        self._depth = depth
        return depth

    def _ends(
        self, times: Array, smooth: Array, turns: list[Turn], *, resting: bool
    ) -> tuple[float, ...]:
        """The ends of all whole breaths, with those that became known now."""
        ends = self._breath.breath_ends_s
        last_s = ends[-1] if ends else -math.inf
        found = [
            bottom.time_s
            for top, bottom in pairwise(turns[1:])
            if not bottom.top and top.time_s > last_s
        ]
        if resting and len(turns) >= 2 and turns[-1].top and turns[-1].time_s > last_s:
            bottom, top = turns[-2:]
            if top.value - smooth[-1] > WHOLE_SHARE * (top.value - bottom.value):
                found.append(float(times[-1]))
        return (*ends, *found)

    def _phase(
        self, slope: float, time_s: float, quiet_s: float, *, held: bool
    ) -> BreathPhase | None:
        if held:
            return "held"
        if slope:
            return "in" if slope > 0 else "out"
        last = self._breath.phase
        doubt_s = max(quiet_s, time_s - self._moved_s)
        return None if doubt_s >= DOUBT_AFTER_S or last == "held" else last

    def _rate(self, turns: list[Turn], ends: tuple[float, ...]) -> float:
        ended = ends[-1] if ends and turns and ends[-1] > turns[-1].time_s else math.nan
        rate = rate_per_min(cycles_of(turns, ended))
        return self._breath.rate_per_min if math.isnan(rate) else rate


def _per_window(times: Array) -> float:
    """Samples that one smoothing window holds."""
    return max(1.0, SMOOTH_S * (len(times) - 1) / max(float(times[-1] - times[0]), 1e-6))
