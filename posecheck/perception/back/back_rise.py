"""How far the lower back has risen since a reference picture of the same person."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BackRise:
    """How much higher the lower back is than in the reference.

    Attributes
    ----------
    change_cm
        Positive when it is higher, as when the back arches.
    error_cm
        Expected error of that: 68 % of the errors are smaller.
    reference
        Number of the reference; with another one the changes count from elsewhere.
    settled
        Whether the back has lain still for long enough to be measured from there. In a recording
        the changes told shortly before that count too, once it has:
        :meth:`posecheck.measures.steadiness.Smoother.look_back`.
    """

    change_cm: float
    error_cm: float
    reference: int
    settled: bool = True
