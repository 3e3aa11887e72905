"""Track the breath of one person from frame to frame."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

from posecheck.geometry import Array
from posecheck.perception.body.posture import LYING
from posecheck.perception.breath import waveform
from posecheck.perception.breath.breath import Breath
from posecheck.perception.breath.motion_pattern import MotionPattern
from posecheck.perception.breath.trunk_motion import TrunkMotion
from posecheck.perception.breath.waveform import BreathPhase, TurningPoint
from posecheck.perception.crop import Image
from posecheck.perception.scene import Scene

MIN_INTERVAL_S = 0.078
"""Frames that follow each other faster than this, in seconds, are skipped: 12 a second are more
than enough."""

HELD_AFTER_S = 6.0
"""A breath that is still for this long, in seconds, is held. At 4 s in and 8 s out the slow end and
beginning take 4 s, and a rest of 2 s between two breaths is natural."""

UNKNOWN_AFTER_S = 3.0
"""After this long without a significant slope, in seconds, the phase is neither in nor out."""

COMPLETE_SHARE = 0.6
"""A breath is complete when this share of what was breathed in has been breathed out, and the
signal rests or turns."""

HALF_CONFIDENCE_NOISES = 10.0
"""Depth of a breath, in noises, at which the confidence is a half."""

FORGET_AFTER_S = 10.0
"""Depth and rate are forgotten when nothing was seen for this long, in seconds."""


class BreathTracker:
    """Tracks the breath of a person who lies. All times are the frames' times."""

    def __init__(self) -> None:
        self._motion = TrunkMotion()
        self._pattern: MotionPattern | None = None
        self._reference = 0
        self._breath = Breath()
        self._last_s = -math.inf
        self._seen_s = -math.inf
        self._depth = math.nan
        self._moved_s = -math.inf

    def update(self, time_s: float, image: Image, scene: Scene | None) -> Breath | None:
        """Take the next frame.

        Parameters
        ----------
        time_s
            The frame's time.
        image
            (H, W, 3) uint8, RGB.
        scene
            The person in it; None where nobody is seen.

        Returns
        -------
        Breath or None
            None where nobody is seen.
        """
        if scene is None:
            self._motion.reset()
            self._lose(time_s)
            return None
        if time_s - self._last_s < MIN_INTERVAL_S:
            return self._breath
        self._last_s = time_s
        if scene.posture not in LYING:
            self._motion.reset()
            return self._lose(time_s)
        sample = self._motion.update(time_s, image, scene)
        if sample is None or sample.cells is None:
            return self._lose(time_s)
        if self._pattern is None or sample.reference != self._reference:
            self._pattern, self._reference = MotionPattern(sample.weights), sample.reference
        self._seen_s = time_s
        self._breath = self._analyse(*self._pattern.add(time_s, sample.cells))
        return self._breath

    def _lose(self, time_s: float) -> Breath:
        """The breath is not seen in this frame; the breaths counted so far stay."""
        self._breath = replace(self._breath, phase=None, held_s=0.0, confidence=0.0)
        if time_s - self._seen_s > FORGET_AFTER_S:
            self._depth = math.nan
            self._breath = replace(self._breath, rate_per_min=math.nan)
        return self._breath

    def _analyse(self, times: Array, values: Array) -> Breath:
        """The breath at the end of the signal ``values`` at ``times``, (n,) each."""
        noise = waveform.noise_sd(values)
        if math.isinf(noise):
            return replace(self._breath, phase=None)
        if waveform.is_choppy(values):
            return Breath(breath_ends_s=self._breath.breath_ends_s)
        smooth = waveform.moving_average(times, values)
        smooth_noise = noise / math.sqrt(_samples_per_window(times))
        points = self._find_turning_points(times, smooth, smooth_noise)
        depth = self._depth
        # without a breath since the reference was taken, stillness says nothing
        still_s = 0.0
        if len(points) > 1:
            still_s = waveform.still_duration_s(times, smooth, depth, smooth_noise)
        slope = _slope(times, values, noise, depth, still_s)
        if slope:
            self._moved_s = float(times[-1])
        ends = self._update_ends(times, smooth, points, resting=slope == 0)
        unknown = math.isnan(depth)
        if not unknown and waveform.starts_in_motion(times, smooth, depth, smooth_noise):
            points = points[1:]
        is_held = still_s >= HELD_AFTER_S and bool(ends)
        snr = 0.0 if unknown else depth / (HALF_CONFIDENCE_NOISES * smooth_noise)
        return Breath(
            phase=self._phase(slope, float(times[-1]), still_s, is_held=is_held),
            rate_per_min=self._rate(points, ends),
            held_s=still_s if is_held else 0.0,
            confidence=snr**2 / (snr**2 + 1),
            breath_ends_s=ends,
        )

    def _find_turning_points(
        self, times: Array, smooth: Array, smooth_noise: float
    ) -> list[TurningPoint]:
        """The turning points, and the depth of a breath from those above the noise."""
        min_prominence = waveform.PROMINENCE_NOISES * smooth_noise
        points = waveform.find_turning_points(times, smooth, min_prominence)
        depth = waveform.breath_depth(points)
        if not math.isnan(depth):
            self._depth = depth
        if math.isnan(self._depth):
            return points
        prominence = max(min_prominence, waveform.PROMINENCE_SHARE * self._depth)
        return waveform.find_turning_points(times, smooth, prominence)

    def _update_ends(
        self, times: Array, smooth: Array, points: list[TurningPoint], *, resting: bool
    ) -> tuple[float, ...]:
        """The ends of all complete breaths, with those that have become known now."""
        ends = self._breath.breath_ends_s
        last_s = ends[-1] if ends else -math.inf
        found = [
            bottom.time_s
            for top, bottom in pairwise(points[1:])
            if not bottom.is_top and top.time_s > last_s
        ]
        if resting and len(points) >= 2 and points[-1].is_top and points[-1].time_s > last_s:
            bottom, top = points[-2:]
            if top.value - smooth[-1] > COMPLETE_SHARE * (top.value - bottom.value):
                found.append(float(times[-1]))
        return (*ends, *found)

    def _phase(
        self, slope: float, time_s: float, still_s: float, *, is_held: bool
    ) -> BreathPhase | None:
        if is_held:
            return "held"
        if slope:
            return "in" if slope > 0 else "out"
        last = self._breath.phase
        without_slope_s = max(still_s, time_s - self._moved_s)
        return None if without_slope_s >= UNKNOWN_AFTER_S or last == "held" else last

    def _rate(self, points: list[TurningPoint], ends: tuple[float, ...]) -> float:
        """Breaths a minute; the last rate when there is no new one."""
        ended_s = ends[-1] if ends and points and ends[-1] > points[-1].time_s else math.nan
        rate = waveform.rate_per_min(waveform.cycle_lengths(points, ended_s))
        return self._breath.rate_per_min if math.isnan(rate) else rate


def _slope(times: Array, values: Array, noise: float, depth: float, still_s: float) -> float:
    """The slope at the end of the signal; 0 at rest."""
    if math.isnan(depth):
        return waveform.slope_at_end(times, values, noise, 0.0, waveform.FIRST_SLOPE_ERRORS)
    rested = still_s >= UNKNOWN_AFTER_S
    min_slope = waveform.REST_SLOPE_AFTER_REST if rested else waveform.REST_SLOPE
    return waveform.slope_at_end(times, values, noise, min_slope * depth)


def _samples_per_window(times: Array) -> float:
    """How many samples the window of the moving average holds."""
    span_s = max(float(times[-1] - times[0]), 1e-6)
    return max(1.0, waveform.SMOOTH_S * (len(times) - 1) / span_s)
