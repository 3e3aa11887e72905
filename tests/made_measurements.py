"""Checks and measurements made by hand, for tests that need no picture."""

from __future__ import annotations

from posecheck.anatomy import Side
from posecheck.exercises.schema import Check
from posecheck.measures.table import Measurements
from posecheck.perception.breath.tracker import Breath


def measured(
    posture: str = "supine",
    near: Side = "left",
    view: str = "side",
    *,
    tolerances: dict[str, float] | None = None,
    breath: Breath | None = None,
    **values: float,
) -> Measurements:
    """One frame's measurements: ``measured(knee_left=65.0)``."""
    return Measurements(posture, view, 0.0, near, values, tolerances or {}, breath=breath)  # type: ignore[arg-type]


def knee_check(**changes: object) -> Check:
    """A guarding check of the working knee: 50 to 110 degrees, hysteresis 3."""
    fields: dict[str, object] = {
        "name": "knee",
        "title": "Knee bent",
        "kind": "guarding",
        "reason": "to try",
        "measure": "knee",
        "min": 50.0,
        "max": 110.0,
        "hysteresis": 3.0,
        "fix_low": "Straighten your {side} knee",
        "fix_high": "Bend your {side} knee, not your {other} one",
    }
    return Check.model_validate(fields | changes)


def posture_check(**changes: object) -> Check:
    """A defining check: to lie on the back."""
    fields: dict[str, object] = {
        "name": "posture",
        "title": "On the back",
        "kind": "defining",
        "reason": "to try",
        "posture": ("supine",),
        "fix": "Lie on your back",
    }
    return Check.model_validate(fields | changes)
