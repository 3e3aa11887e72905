"""Reduce the motion of many cells to one number: the breath, with the least noise."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from posecheck.geometry import Array

MEMORY_S = 30.0
"""The pattern is learnt from the last frames over this time, in seconds."""

LEARN_INTERVAL_S = 0.5
"""Seconds of frame time between two updates of the pattern."""

AVERAGE_S = 0.5
"""The cells are averaged over this time, in seconds, before the pattern is learnt: a breath is
slow, noise is not."""

PRIOR = 1.5
"""Weight of the prior: until the breath stands out of the noise, the pattern is the mean motion of
all cells, each weighted by how well it is seen. The mean motion is given this many times the
variance that the largest principal component of pure noise has, (1 + sqrt(cells / samples))^2 of a
cell's (Marchenko and Pastur 1967)."""

MIN_SAMPLES = 5
"""Least number of frames from which a pattern is learnt."""

POWER_ITERATIONS = 4
"""Steps of the power iteration in each update; each starts from the last pattern."""

CHI_SQUARE_MEDIAN = 0.455
"""Median of a squared standard normal variable: from the median of squares to the variance."""

NEIGHBOUR_VARIANCE = 1.5
"""Variance of a sample's difference from the mean of its two neighbours, over that of a sample."""


class MotionPattern:
    """The first principal component of the cells' motion, scaled to the size of their mean motion.

    Cells without breath in them (an arm, the wall behind the belly) get no weight. When the pattern
    is updated, all values so far are computed again, so that the series stays consistent.

    Parameters
    ----------
    weights
        (n,) the variance of each cell's motion is proportional to 1 / weight.
    """

    def __init__(self, weights: NDArray[np.floating]) -> None:
        self._scale = np.sqrt(np.asarray(weights, float))
        self._mean_pattern = self._scale / np.linalg.norm(self._scale)
        self._pattern = self._mean_pattern
        self._gain = 1 / float(self._mean_pattern @ self._scale)
        self._times: list[float] = []
        self._rows: list[Array] = []
        self._values = np.empty(0)
        self._learnt_s = -np.inf

    def add(self, time_s: float, cells: NDArray[np.floating]) -> tuple[Array, Array]:
        """Add a frame.

        Parameters
        ----------
        time_s
            The frame's time.
        cells
            (n,) how far each cell has moved.

        Returns
        -------
        Array
            (m,) the times of the frames in the last 30 s.
        Array
            (m,) how far the trunk's front has moved in each.
        """
        row = np.asarray(cells, float) * self._scale
        self._times.append(time_s)
        self._rows.append(row)
        while self._times[0] < time_s - MEMORY_S:
            del self._times[0], self._rows[0]
            self._values = self._values[1:]
        if time_s - self._learnt_s >= LEARN_INTERVAL_S:
            self._learnt_s = time_s
            rows = np.array(self._rows)
            if len(rows) >= MIN_SAMPLES:
                self._learn(rows, np.array(self._times))
            self._values = rows @ self._pattern * self._gain
        else:
            self._values = np.append(self._values, float(row @ self._pattern) * self._gain)
        return np.array(self._times), self._values

    def _learn(self, rows: Array, times: Array) -> None:
        """Update the pattern from the frames so far: rows (m, n) at times (m,).

        The pattern is the first principal component of the motion, found by power iteration. A
        prior pulls it to the mean motion of all cells as long as noise could be as large.
        """
        n_averaged = max(1, round(AVERAGE_S * (len(rows) - 1) / max(times[-1] - times[0], 1e-6)))
        from_neighbours = rows[1:-1] - (rows[:-2] + rows[2:]) / 2
        noise_variance = (
            float(np.median(from_neighbours**2)) / CHI_SQUARE_MEDIAN / NEIGHBOUR_VARIANCE
        )
        sums = np.cumsum(np.vstack([np.zeros(rows.shape[1]), rows]), axis=0)
        averaged = (sums[n_averaged:] - sums[:-n_averaged]) / n_averaged
        averaged -= averaged.mean(axis=0)
        largest_noise_component = (1 + np.sqrt(rows.shape[1] * n_averaged / len(averaged))) ** 2
        prior = PRIOR * largest_noise_component * noise_variance / n_averaged
        pattern = self._pattern
        for _ in range(POWER_ITERATIONS):
            moved = averaged.T @ (averaged @ pattern) / len(averaged)
            moved += prior * self._mean_pattern * float(self._mean_pattern @ pattern)
            moved = np.maximum(moved, 0.0)  # what moves against the breath is not breath
            length = float(np.linalg.norm(moved))
            if length <= 0:
                break
            pattern = moved / length
        self._pattern = pattern
        self._gain = self._find_gain(averaged)

    def _find_gain(self, averaged: Array) -> float:
        """The factor that makes the pattern's values as large as the mean motion of all cells."""
        own = averaged @ self._pattern
        mean = averaged @ self._mean_pattern / float(self._mean_pattern @ self._scale)
        spread = float(own @ own)
        gain = float(own @ mean) / spread if spread > 0 else 0.0
        return gain if gain > 0 else 1 / float(self._pattern @ self._scale)
