"""Analyses made by hand: the folder with analysis.json and frames.csv that `compare` reads."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from posecheck.feedback.report.columns import COLUMNS

RATE_HZ = 10


def make_analysis(
    folder: Path,
    exercise: str = "supine_release",
    *,
    holds: Any = (),
    repetitions: Any = (),
    verdicts: Any = (),
    selftest: Any = None,
    columns: Any = None,
    seconds: float = 20.0,
    goal_s: float = 15.0,
    **more: Any,
) -> Path:
    """Write an analysis.

    Args:
        holds: (side, start_s, end_s, held_s) each.
        repetitions: (side, start_s, end_s) each.
        verdicts: (side, start_s, end_s) each, of a check that says fix.
        selftest: what stands under that key.
        goal_s: seconds to hold.
        columns: name -> function of the time in seconds, or a number; None is an empty cell.
        more: other keys of analysis.json.
    """
    folder.mkdir()
    contents: dict[str, Any] = {
        "schema": 1,
        "schema_version": "1.1",
        "exercise": exercise,
        "holds": [
            {"side": side, "start_s": start, "end_s": end, "held_s": held, "target_s": goal_s,
             "complete": held >= goal_s, "unverified": []}
            for side, start, end, held in holds
        ],
        "repetitions": [
            {"name": "repetition", "side": side, "start_s": start, "end_s": end}
            for side, start, end in repetitions
        ],
        "verdicts": [
            {"check": "fallout", "side": side, "verdict": "fix", "start_s": start, "end_s": end}
            for side, start, end in verdicts
        ],
        "corrections": [],
        "source": {"path": f"{folder.name}.mp4", "width": 640, "height": 480,
                   "frames": int(seconds * RATE_HZ), "duration_s": seconds},
        **more,
    }  # fmt: skip
    if selftest is not None:
        contents["selftest"] = selftest
    (folder / "analysis.json").write_text(json.dumps(contents))
    with (folder / "frames.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        for number in range(int(seconds * RATE_HZ)):
            time_s = number / RATE_HZ
            row: dict[str, Any] = {"source": "a", "frame": number, "time_s": time_s, "person": 1}
            for name, value in (columns or {}).items():
                found = value(time_s) if callable(value) else value
                row[name] = "" if found is None else found
            writer.writerow(row)
    return folder


def leg(
    onset_hip_flexion: float | None,
    end_hip_flexion: float = 0.0,
    onset_s: float = 10.0,
    end_knee: float = 175.0,
):
    """A leg whose back rose at that angle; None for one that stayed flat to the end."""
    arched = onset_hip_flexion is not None
    result = "tight" if arched or end_hip_flexion > 8 or end_knee < 158 else "clear"
    trial = {
        "result": result,
        "reason": "arched" if arched else "stopped_short" if result == "tight" else None,
        "onset_s": onset_s if arched else None,
        "onset_hip_flexion": onset_hip_flexion,
        "onset_knee": 170.0 if arched else None,
        "gap_change_cm": 3.0 if arched else 0.2,
        "end_hip_flexion": end_hip_flexion,
        "end_knee": end_knee,
    }
    own = {k: v for k, v in trial.items() if not k.startswith("end")}
    return own | {
        "explanation": "Made by hand.",
        "onset_hip_flexion_range": [onset_hip_flexion, onset_hip_flexion],
        "trials": [trial],
    }
