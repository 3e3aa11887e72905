"""Which cells of the trunk move together: one number from many, with the least noise."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

MEMORY_S = 30.0
LEARN_EVERY_S = 0.5

STEADIED_S = 0.5
"""The pattern is learnt from the mean motion of so long: a breath is slow, noise is not."""

PRIOR = 1.5
"""Until something stands out of the noise, all cells count by how well they are seen: their mean
motion is given so many times the variance that the largest direction of pure noise has,
(1 + sqrt(cells / samples))^2 of a cell's (Marchenko and Pastur 1967)."""


class MotionPattern:
    """The leading principal component of the cells' motion, in units of their mean motion.

    Cells without breath in them (an arm, the wall behind the belly) get no weight. Every value so
    far is worked out anew as the pattern is learnt, so that the series has one meaning.

    Args:
        weights: (n,) the cells' motion has variances in proportion to 1 / weight.
    """

    def __init__(self, weights: NDArray[np.floating]) -> None:
        self._scale = np.sqrt(np.asarray(weights, float))
        self._mean = self._scale / np.linalg.norm(self._scale)
        self._pattern = self._mean
        self._gain = 1 / float(self._mean @ self._scale)
        self._times: list[float] = []
        self._rows: list[Array] = []
        self._values = np.empty(0)
        self._learnt_s = -np.inf

    def add(self, time_s: float, cells: NDArray[np.floating]) -> tuple[Array, Array]:
        """Take in a frame's cells (n,); gives times and values (m,) of the last 30 s."""
        row = np.asarray(cells, float) * self._scale
        self._times.append(time_s)
        self._rows.append(row)
        while self._times[0] < time_s - MEMORY_S:
            del self._times[0], self._rows[0]
            self._values = self._values[1:]
        if time_s - self._learnt_s >= LEARN_EVERY_S:
            self._learnt_s = time_s
            self._learn()
        else:
            self._values = np.append(self._values, float(row @ self._pattern) * self._gain)
        return np.array(self._times), self._values

    def _learn(self) -> None:
        rows = np.array(self._rows)
        times = np.array(self._times)
        if len(rows) >= 5:
            width = max(1, round(STEADIED_S * (len(rows) - 1) / max(times[-1] - times[0], 1e-6)))
            off = rows[1:-1] - (rows[:-2] + rows[2:]) / 2
            noise = float(np.median(off**2)) / 0.455 / 1.5
            sums = np.cumsum(np.vstack([np.zeros(rows.shape[1]), rows]), axis=0)
            steadied = (sums[width:] - sums[:-width]) / width
            steadied -= steadied.mean(axis=0)
            edge = (1 + np.sqrt(rows.shape[1] * width / len(steadied))) ** 2
            prior = PRIOR * edge * noise / width
            pattern = self._pattern
            for _ in range(4):  # power iteration; it goes on where it stopped the last time
                pulled = steadied.T @ (steadied @ pattern) / len(steadied)
                pulled += prior * self._mean * float(self._mean @ pattern)
                pulled = np.maximum(pulled, 0.0)  # what moves against the breath is not breath
                length = float(np.linalg.norm(pulled))
                if length <= 0:
                    break
                pattern = pulled / length
            self._pattern = pattern
            self._gain = self._gain_of(steadied)
        self._values = rows @ self._pattern * self._gain

    def _gain_of(self, steadied: Array) -> float:
        """What makes the pattern's values as large as the mean motion of all cells."""
        own = steadied @ self._pattern
        mean = steadied @ self._mean / float(self._mean @ self._scale)
        spread = float(own @ own)
        gain = float(own @ mean) / spread if spread > 0 else 0.0
        return gain if gain > 0 else 1 / float(self._pattern @ self._scale)
