"""How right posecheck is about the roller, against rendered truth.

    python benchmarks/roller.py                     the 60 stills that come along
    python benchmarks/roller.py --stills FOLDER     another folder, with labels (.png)
    python benchmarks/roller.py --write-report      docs/roller.md anew, clips included
    python benchmarks/roller.py --write-factors     of_roller of the package's tolerance table anew

Each still by itself, as in ``posecheck measure``; nothing of it was learnt from as long as its
people's numbers leave 7 when divided by 8 (models/train_roller.py).
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from accuracy import ROOT, TOLERANCES, table
from truth_files import KnownStill, known_clips, known_stills

from posecheck.coaching.session import Session
from posecheck.engine.pipeline import moments
from posecheck.exercises.library import find_exercise
from posecheck.measures.tolerance import load_tolerances
from posecheck.moment import Moment
from posecheck.perception.body.estimator import PoseEstimator
from posecheck.perception.body.posture import LYING
from posecheck.perception.roller.finder import RollerFinder
from posecheck.perception.roller.network import TAUGHT_POSITIONS, RollerNetwork
from posecheck.perception.roller.roller import Roller
from posecheck.video.opening import open_file

REPORT = ROOT / "docs/roller.md"
ROLLER_LABEL = 2
SHOWS_SHARE = 0.1
"""Of its outline: a roller of which less shows need not be found."""

FEWEST_PX = 12
CLEARLY_TURNED_DEG = 15.0
HAND_ERROR = 0.1
"""Of a line drawn by hand, in diameters: 2 pixels where a roller is 20 wide."""

PERCENTILE = 68
"""What a tolerance promises, as for all measures."""

CLIPS = ("roller_oblique", "roller_low", "release_right", "knee_then_right", "hold_broken")


@dataclass(frozen=True)
class Case:
    """One still: its truth and what was made of it. Angles in degrees, lengths in centimetres."""

    posture: str
    there: bool | None
    found: Roller | None
    turn: float
    position: float
    lens_m: float
    off_side: float
    shows_cm: float
    said_turn: float
    turn_tolerance: float
    said_position: float
    position_tolerance: float
    near_off: float
    axis_off: float


def case_of(still: KnownStill, moment: Moment) -> Case:
    """``there`` is None where too little shows to ask for it."""
    record, truth = still.record, still.record["roller"]
    labels = cv2.imread(str(still.path.with_suffix(".png")), cv2.IMREAD_GRAYSCALE)
    visible = labels == ROLLER_LABEL
    there: bool | None = False
    shows_cm = near_off = axis_off = math.nan
    if truth is not None:
        share, shows = shown(visible, record)
        there = True if share >= SHOWS_SHARE and visible.sum() >= FEWEST_PX else None
        shows_cm = 100 * shows * truth["length_m"]
        if moment.roller is not None:
            near_off, axis_off = ends_off(moment.roller, record)
    measured = moment.measurements
    values = {
        name: (measured.value(name), measured.tolerance(name)) if measured else (math.nan,) * 2
        for name in ("roller_turn", "roller_position")
    }
    on = truth is not None and lain_on(record)
    return Case(
        record["posture"],
        there,
        moment.roller,
        truth["turn"] if on else math.nan,
        truth["position"] if on else math.nan,
        record["camera"]["position"][2],
        record["off_side_deg"],
        shows_cm,
        *values["roller_turn"],
        *values["roller_position"],
        near_off,
        axis_off,
    )


def lain_on(record: dict) -> bool:
    """Whether trunk or hips of somebody lying rest on the roller: else it has no place there."""
    roller, (low, high) = record["roller"], TAUGHT_POSITIONS
    return "turn" in roller and record["posture"] in LYING and low <= roller["position"] <= high


def shown(visible: np.ndarray, record: dict) -> tuple[float, float]:
    """How much of the roller's outline, and of its length, shows (0..1)."""
    camera, roller = record["camera"], record["roller"]
    ends = np.array(roller["ends_px"])
    depths = (np.array(roller["ends"]) - camera["position"]) @ np.array(camera["rotation"])[2]
    radii = camera["focal_px"] * roller["diameter_m"] / 2 / np.maximum(depths, 0.1)
    area = float(np.linalg.norm(ends[1] - ends[0]) * radii.sum() + math.pi * radii[0] ** 2)
    y, x = np.nonzero(visible)
    if not len(x):
        return 0.0, 0.0
    axis = ends[1] - ends[0]
    along = ((np.stack([x, y], 1) - ends[0]) @ axis) / max(float(axis @ axis), 1e-6)
    return len(x) / area, len(np.unique((np.clip(along, 0, 0.999) * 40).astype(int))) / 40


def diameter_px(record: dict) -> float:
    """The apparent diameter at the nearer end."""
    camera, roller = record["camera"], record["roller"]
    depth = (np.array(roller["ends"][0]) - camera["position"]) @ np.array(camera["rotation"])[2]
    return camera["focal_px"] * roller["diameter_m"] / max(float(depth), 0.1)


def ends_off(roller: Roller, record: dict) -> tuple[float, float]:
    """The nearer end's error in diameters, and the axis' in the picture in degrees."""
    ends = np.array(record["roller"]["ends_px"])
    slopes = [math.degrees(math.atan2(*(e[1] - e[0])[::-1])) for e in (ends, roller.ends)]
    axis_off = abs((slopes[1] - slopes[0] + 90.0) % 180.0 - 90.0)
    return float(np.linalg.norm(roller.ends[0] - ends[0])) / roller.diameter_px, axis_off


def cases(folder: Path) -> tuple[list[Case], list[Case]]:
    """As found, and as shown by hand: a line from end to end, as inexactly as a hand draws."""
    found, shown_ones, network, hand = [], [], RollerNetwork(), np.random.default_rng(0)
    with PoseEstimator("photo", with_mask=False) as estimator:

        def seen(still: KnownStill, finder: RollerFinder) -> Moment:
            with open_file(still.path) as source:
                (moment,) = moments(source, estimator, roller_finder=finder)
            return moment

        for still in known_stills(folder):
            moment = seen(still, RollerFinder(network=network))
            if moment.body is None:
                continue
            found.append(case_of(still, moment))
            if found[-1].there and lain_on(still.record):
                ends = np.array(still.record["roller"]["ends_px"])
                ends += hand.normal(0, HAND_ERROR * diameter_px(still.record), ends.shape)
                moment = seen(still, RollerFinder(ends, network))
                shown_ones.append(case_of(still, moment))
    return found, shown_ones


def angle_off(case: Case) -> float:
    """Error of the angle between roller and spine, 0..90: without the side to which it turns."""
    return abs(abs(case.said_turn) - abs(case.turn))


def percent(hits: Iterable[bool]) -> str:
    hits = list(hits)
    return f"{100 * sum(hits) / len(hits):.0f} %" if hits else "-"


def found_table(cases: list[Case]) -> str:
    there, none = [c for c in cases if c.there], [c for c in cases if c.there is False]
    near = [c.near_off for c in there if c.found]
    axis = [c.axis_off for c in there if c.found]
    row = [
        len(there),
        percent(c.found is not None for c in there),
        len(none),
        percent(c.found is not None for c in none),
        f"{np.median(near):.2f}",
        f"{np.median(axis):.1f} / {np.percentile(axis, 90):.1f}",
    ]
    head = ["roller shows", "found", "none", "claimed", "near end off, diameters (median)"]
    return table([*head, "axis in the picture off (median / p90)"], [row])


def turn_table(cases: list[Case], shown_by_hand: list[Case]) -> str:
    """By height of the lens, degrees off the side view and how much sticks out."""
    rows = []
    on = [c for c in cases if c.there and not math.isnan(c.turn)]
    for low, high in ((0.0, 0.5), (0.5, 0.8), (0.8, 9.0)):
        for side_low, side_high in ((0.0, 20.0), (20.0, 45.0), (45.0, 91.0)):
            for shows_low, shows_high in ((0.0, 5.0), (5.0, 999.0)):
                group = [
                    c
                    for c in on
                    if low <= c.lens_m < high
                    and side_low <= c.off_side < side_high
                    and shows_low <= c.shows_cm < shows_high
                ]
                if len(group) >= 5:
                    place = f"{low:.1f}-{high:.1f} m" if high < 9 else f"{low:.1f} m and higher"
                    shows = "5 cm and more" if shows_low else "under 5 cm"
                    rows.append([place, f"{side_low:.0f}-{side_high:.0f}", shows, *cells(group)])
    rows.append(["all", "", "", *cells(on)])
    rows.append(["all, shown by hand", "", "", *cells(shown_by_hand)])
    head = ["lens", "off side", "shows", "n", "angle given", "MAE", "always 90", "which way"]
    return table([*head, "within tolerance", "position given", "MAE x 100"], rows)


def cells(group: list[Case]) -> list[object]:
    given = [c for c in group if not math.isnan(c.said_turn)]
    off = [angle_off(c) for c in given]
    clear = [
        c
        for c in given
        if abs(c.turn) > CLEARLY_TURNED_DEG and not c.posture.startswith("side_lying")
    ]
    placed = [c for c in group if not math.isnan(c.said_position)]
    return [
        len(group),
        percent(not math.isnan(c.said_turn) for c in group),
        float(np.mean(off)) if off else math.nan,
        float(np.mean([abs(c.turn) for c in given])) if given else math.nan,
        percent(c.said_turn * c.turn > 0 for c in clear),
        percent(o <= c.turn_tolerance for o, c in zip(off, given, strict=True)),
        percent(not math.isnan(c.said_position) for c in group),
        100 * float(np.mean([abs(c.said_position - c.position) for c in placed] or [math.nan])),
    ]


def clip_table(folder: Path) -> str:
    """When the verdicts on the roller change in the clips, against the truth's own changes."""
    rows = []
    for clip in known_clips(folder):
        if clip.path.stem not in CLIPS:
            continue
        session = Session(find_exercise(clip.exercise), target_s=1000.0)
        spans: dict[str, list[str]] = {"roller_angle": [], "roller_position": []}
        with open_file(clip.path) as source, PoseEstimator("video", with_mask=False) as estimator:
            for moment in moments(source, estimator, session, RollerFinder()):
                for judgement in moment.coaching.judgements if moment.coaching else ():
                    told = spans.get(judgement.check.name)
                    if told is not None and (not told or told[-1].split()[0] != judgement.verdict):
                        told.append(f"{judgement.verdict} {moment.frame.time_s:.1f}")
        for name, told in spans.items():
            rows.append([clip.path.stem, name, truth_spans(clip.frames, name), ", ".join(told)])
    return table(["clip", "check", "true (from, s)", "said (from, s)"], rows)


def truth_spans(frames: list[dict], check: str) -> str:
    told: list[str] = []
    for record in frames:
        roller = record.get("roller") or {}
        if "turn" not in roller:
            verdict = "none"
        elif check == "roller_angle":
            verdict = "good" if abs(roller["turn"]) <= 15 else "fix"
        else:
            verdict = "good" if 0.25 <= roller["position"] <= 0.55 else "fix"
        if not told or told[-1].split()[0] != verdict:
            told.append(f"{verdict} {record['t']:.1f}")
    return ", ".join(told)


def factors(cases: list[Case]) -> dict[str, float]:
    """How many times the network's expected error holds :data:`PERCENTILE` of the errors."""
    on = [c for c in cases if c.there and c.found and not math.isnan(c.turn)]
    turns = [angle_off(c) / c.turn_tolerance for c in on]
    places = [abs(c.said_position - c.position) / c.position_tolerance for c in on]
    now = load_tolerances().of_roller
    return {
        "turn": round(now["turn"] * float(np.nanpercentile(turns, PERCENTILE)), 2),
        "position": round(now["position"] * float(np.nanpercentile(places, PERCENTILE)), 2),
    }


REPORT_HEAD = """# How right posecheck is about the roller

Written by `python benchmarks/roller.py`; do not edit. Rendered people that the network never saw,
each still by itself. "Always 90" is the error of an answer that always says square; "which way" is
the share of the turns beyond 15 degrees whose direction is right. Degrees; the position is along
the trunk, 0 the shoulder line and 1 the hip line. Of people on their side which way is not scored:
there neither end of the roller is the left one. Shown by hand: the true ends, each a tenth of a
diameter off.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stills", type=Path, default=ROOT / "sample_videos/stills")
    parser.add_argument("--clips", type=Path, default=ROOT / "sample_videos")
    parser.add_argument("--write-report", action="store_true")
    parser.add_argument("--write-factors", action="store_true")
    args = parser.parse_args()
    if args.write_factors:
        from posecheck.measures.tolerance import USABLE

        USABLE.clear()  # what is withheld for its tolerance must be counted too
    seen, shown_by_hand = cases(args.stills)
    parts = [
        REPORT_HEAD,
        f"## Found in {len(seen)} stills",
        found_table(seen),
        "## Turn and position",
        turn_table(seen, shown_by_hand),
        "## Verdicts in the clips",
        clip_table(args.clips),
    ]
    text = "\n\n".join(part.strip() for part in parts) + "\n"
    print(text)
    if args.write_report:
        REPORT.write_text(text)
    if args.write_factors:
        found = json.loads(TOLERANCES.read_text())
        old, new = json.dumps(found["of_roller"]), json.dumps(factors(seen))
        TOLERANCES.write_text(TOLERANCES.read_text().replace(old, new))
        print(new)


if __name__ == "__main__":
    main()
