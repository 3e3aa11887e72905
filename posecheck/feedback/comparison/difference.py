"""One number in two recordings, and whether they differ: the one rule of a comparison."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from posecheck.tightness.outcome import Z_95

Finding = Literal["higher", "lower", "no_change", "not_known"]
"""Whether the second number is really higher or lower than the first. ``no_change``: they differ by
no more than the error. ``not_known``: one of them, or the error, is not known."""


@dataclass(frozen=True)
class Difference:
    """One number in two recordings.

    Attributes
    ----------
    title
        What it is.
    unit
        Its unit, as written after a number.
    first, second
        The number in each recording; NaN where it is not known.
    error
        Half-width of the 95 % interval of ``second - first``; NaN where it is not known.
    decimals
        How many decimals are worth showing.
    note
        What must be known beside it, or why a number cannot be compared; mostly empty.
    """

    title: str
    unit: str
    first: float
    second: float
    error: float
    decimals: int = 0
    note: str = ""

    @property
    def difference(self) -> float:
        """The second number minus the first."""
        return self.second - self.first

    @property
    def finding(self) -> Finding:
        """What may be said of it."""
        if math.isnan(self.difference) or math.isnan(self.error):
            return "not_known"
        if abs(self.difference) <= self.error:
            return "no_change"
        return "higher" if self.difference > 0 else "lower"

    @property
    def is_real(self) -> bool:
        """Whether the difference is larger than its error."""
        return self.finding in ("higher", "lower")

    def describe(self) -> str:
        """The finding in words, with the error."""
        match self.finding:
            case "higher" | "lower":
                return f"{self.finding} by {self._write(abs(self.difference))} (±{self._error()})"
            case "no_change":
                return f"no difference beyond the error (±{self._error()})"
        if math.isnan(self.difference):
            return "cannot tell: not seen in both"
        return "cannot tell" if self.note else "cannot tell: the error is not known"

    def describe_first(self) -> str:
        """The first number with its unit; "-" where it is not known."""
        return self._write(self.first)

    def describe_second(self) -> str:
        """The second number with its unit; "-" where it is not known."""
        return self._write(self.second)

    def _write(self, value: float) -> str:
        return "-" if math.isnan(value) else f"{value:z.{self.decimals}f}{self.unit}"

    def _error(self) -> str:
        """The error, never rounded down to less than it is."""
        step = 10**-self.decimals
        return f"{math.ceil(self.error / step - 1e-6) * step:.{self.decimals}f}{self.unit}"


def combine_errors(first: float, second: float) -> float:
    """Half-width of the 95 % interval of a difference, from those of the two numbers.

    The errors are independent: they add as squares (docs/statistics.md).
    """
    return math.hypot(first, second)


def error_of_tolerance(tolerance: float) -> float:
    """Half-width of the 95 % interval of a measure, from its tolerance.

    68 % of the errors are smaller than a tolerance: it is one standard deviation of them.
    """
    return Z_95 * tolerance


def error_of_mean(values: list[float]) -> float:
    """Half-width of the 95 % interval of a mean, from the spread of its values.

    NaN for fewer than two: one alone tells nothing of the spread.
    """
    if len(values) < 2:
        return math.nan
    mean = sum(values) / len(values)
    variance = sum((value - mean) ** 2 for value in values) / (len(values) - 1)
    return Z_95 * math.sqrt(variance / len(values))
