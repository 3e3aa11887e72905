"""The names of the measures, for whoever only checks a name: the table loads all that they need."""

from __future__ import annotations

SIDED_NAMES = frozenset({
    "knee", "hip_flexion", "fallout", "hip_rotation", "hip_abduction", "hand_to_head",
    "foot_behind", "ankle_to_thigh",
})  # fmt: skip
"""Names of the measures that each side of the body has."""

WHOLE_NAMES = frozenset({
    "roller_angle", "roller_turn", "roller_position", "trunk_inclination", "lumbar_gap_cm",
    "lumbar_gap_change_cm",
})  # fmt: skip
"""Names of the measures of the whole body, of the roller and of the lower back."""

MEASURE_NAMES = SIDED_NAMES | WHOLE_NAMES
"""Names of all measures, without a side."""

PLANNED_MEASURES = ("pelvic_tilt",)
"""Measures that checks may name already, although no function gives them yet: always cannot-see."""
