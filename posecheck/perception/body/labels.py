"""The names of postures and views. Nothing heavy is imported here: exercise files name them."""

from __future__ import annotations

from typing import Literal

Posture = Literal[
    "supine",
    "prone",
    "side_lying_left",
    "side_lying_right",
    "sitting",
    "kneeling",
    "half_kneeling",
    "quadruped",
    "standing",
    "lunge",
    "unknown",
]
"""The name of a posture. A side-lying posture names the side that is down."""

View = Literal["side", "oblique", "front", "back", "head_end", "foot_end", "top", "unknown"]
"""The name of a view; :func:`~posecheck.perception.body.view.classify_view` defines each."""
