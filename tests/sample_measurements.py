"""What was measured in the sample clips, from the golden results, as recognition samples it."""

from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path

import numpy as np
from golden.recorded import frames_of

from posecheck.engine.recognising import STEP_S
from posecheck.measures.table import VALUE_NAMES, Measurements
from posecheck.perception.breath.breath import Breath
from posecheck.perception.placement import PARTS, Placement

REPOSITORY = Path(__file__).resolve().parents[1]

Row = tuple[float, Measurements | None, bool]
"""A frame's time, what is measured in it, and whether a roller is seen."""

CLIPS = sorted(path.stem for path in (REPOSITORY / "sample_videos").glob("*.mp4"))


def read_truth(clip: str) -> dict:
    return json.loads((REPOSITORY / "sample_videos" / f"{clip}.json").read_text("utf-8"))


@cache
def sampled(clip: str) -> tuple[Row, ...]:
    """A frame of a sample clip every STEP_S. The body's place in the picture is the true one."""
    rows, next_s = [], 0.0
    for row, true in zip(frames_of(clip), read_truth(clip)["frames"], strict=True):
        if float(row["time_s"]) >= next_s - 1e-6:
            next_s = float(row["time_s"]) + STEP_S
            rows.append((float(row["time_s"]), _measurements(row, true), row["roller"] == "1"))
    return tuple(rows)


def _measurements(row: dict[str, str], true: dict) -> Measurements | None:
    if row["person"] != "1":
        return None
    placement = None
    if joints := true.get("joints_px"):
        sides = [[joints[f"{side}_{part}"] for part in PARTS] for side in ("left", "right")]
        placement = Placement(np.array(joints["head"], float), np.array(sides, float))
    return Measurements(
        row["posture"],
        row["view"],
        0.0,
        true.get("near_side") or "left",
        {name: float(row.get(name) or "nan") for name in VALUE_NAMES},
        dict.fromkeys(VALUE_NAMES, math.nan),
        breath=Breath(rate_per_min=float(row["breath_rate"] or "nan")),
        placement=placement,
    )
