"""The measures' names and units, for whoever needs no more: the table loads all that measures."""

from __future__ import annotations

SIDED_UNITS = {
    "knee": "°",
    "hip_flexion": "°",
    "fallout": "°",
    "hip_rotation": "°",
    "hip_abduction": "°",
    "hand_to_head": " trunk lengths",
    "foot_behind": " leg lengths",
    "ankle_to_thigh": " trunk lengths",
}
"""The measures that each side of the body has, with their units as written after a number."""

WHOLE_UNITS = {
    "roller_angle": "°",
    "roller_turn": "°",
    "roller_position": "",
    "trunk_inclination": "°",
    "lumbar_gap_cm": " cm",
    "lumbar_gap_change_cm": " cm",
}
"""The same of the measures of the whole body, of the roller and of the lower back."""

UNITS = SIDED_UNITS | WHOLE_UNITS
"""Measure name, without a side -> unit."""

SIDED_NAMES = frozenset(SIDED_UNITS)
"""Names of the measures that each side of the body has."""

BOTH_LEGS = frozenset({"foot_behind", "ankle_to_thigh"})
"""Those of one side that need the other leg as well."""

MEASURE_NAMES = frozenset(UNITS)
"""Names of all measures, without a side."""

SCALES = {"roller_position": "0 is the shoulder line, 1 the hip line"}
"""What the numbers of a measure without a unit mean."""

PLANNED_MEASURES = ("pelvic_tilt",)
"""Measures that checks may name already, although no function gives them yet: always cannot-see."""
