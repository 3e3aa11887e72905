"""How right posecheck is: every measure and verdict against exact truth.

    python benchmarks/accuracy.py                          the clips and stills that come along
    python benchmarks/accuracy.py --stills FOLDER          another folder of rendered stills
    python benchmarks/accuracy.py --footage FOLDER         also photos and clips labelled by hand
    python benchmarks/accuracy.py --write-report           docs/accuracy.md anew
    python benchmarks/accuracy.py --write-tolerances       the package's tolerance table anew,
                                                           nothing withheld: not for a report

Rendered truth is described in sample_videos/README.md. Clips run through the same pipeline as
``posecheck analyze``, each still by itself as in ``posecheck measure``.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean, median

import numpy as np
from labelled_footage import footage_tables
from posecheck.engine.pipeline import moments
from truth_files import (
    KnownClip,
    Record,
    known_clips,
    known_stills,
    legs_swapped,
    measured_sides,
    true_measurements,
)

from posecheck.anatomy import Landmark, Side, opposite
from posecheck.coaching.exercise_session import ExerciseSession
from posecheck.coaching.judge import Judge
from posecheck.exercises.library import exercises
from posecheck.exercises.schema import Exercise
from posecheck.geometry import angle_at, wrap_degrees
from posecheck.measures import leg
from posecheck.measures.table import Measurements
from posecheck.measures.tolerance import (
    MAX_USABLE_TOLERANCE,
    TABLE_FILE,
    ToleranceRow,
    ToleranceTable,
    load_tolerances,
)
from posecheck.perception.body.estimator import PoseEstimator
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.legs import swap_legs
from posecheck.perception.roller.finder import RollerFinder
from posecheck.perception.roller.network import RollerNetwork
from posecheck.perception.scene import scene_of
from posecheck.video.opening import open_file

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "docs/accuracy.md"
TOLERANCES = ROOT / "posecheck/measures" / TABLE_FILE

OFF_SIDE_BINS = (15.0, 30.0, 45.0, 90.0)
TOLERANCE_PERCENTILE = 68
"""A standard deviation's share, were the errors normal."""

FEWEST_FOR_TOLERANCE = 40


@dataclass(frozen=True)
class Seen:
    """One picture with its truth, and what was made of it."""

    source: str
    time_s: float
    record: Record
    body: Body | None
    measurements: Measurements | None


@dataclass(frozen=True)
class Score:
    """One angle of one leg in one picture; ``truth``, ``bare`` and ``ours`` in degrees, NaN
    where not given."""

    measure: str
    near: bool
    posture: str
    off_side: float
    truth: float
    bare: float
    ours: float
    expected: float = math.nan
    """The error that the reading of someone lying expects; NaN without one."""


# --- looking


def seen_in_clip(clip: KnownClip) -> list[Seen]:
    """Run a clip through the pipeline."""
    found = []
    with (
        open_file(clip.path) as source,
        PoseEstimator("video", with_mask=False) as estimator,
    ):
        seen = moments(source, estimator, roller_finder=RollerFinder())
        for moment, record in zip(seen, clip.frames, strict=True):
            found.append(
                Seen(clip.path.stem, moment.frame.time_s, record, moment.body, moment.measurements)
            )
    return found


def seen_in_stills(folder: Path) -> Iterator[Seen]:
    """Each still by itself."""
    network = RollerNetwork()
    with PoseEstimator("photo", with_mask=False) as estimator:
        for still in known_stills(folder):
            with open_file(still.path) as source:
                (moment,) = moments(source, estimator, roller_finder=RollerFinder(network=network))
            yield Seen(still.path.stem, 0.0, still.record, moment.body, moment.measurements)


def bare_angles(body: Body) -> dict[str, float]:
    """What MediaPipe's landmarks give by themselves: knee and hip as angles in the picture,
    fall-out and rotation in its world space; nothing withheld."""
    if body.legs_swapped:
        body = swap_legs(body)
    sure = replace(body, visibility=np.ones_like(body.visibility), reading=None)
    scene = replace(scene_of(sure), posture="supine")
    angles = {}
    for measure, side in measured_sides():
        shoulder, hip, knee, ankle = (
            body.point(Landmark.of(side, part)) for part in ("shoulder", "hip", "knee", "ankle")
        )
        if measure == "knee":
            value = angle_at(hip, knee, ankle)
        elif measure == "hip_flexion":
            value = 180.0 - angle_at(shoulder, hip, knee)
        elif measure == "fallout":
            value = leg.fall_out(scene, side)
        else:
            value = leg.hip_rotation(scene, side)
        angles[f"{measure}_{side}"] = value
    return angles


def scores_of(pictures: Iterable[Seen]) -> list[Score]:
    """The angles of all pictures that show the whole person."""
    scores = []
    for seen in pictures:
        truth = true_measurements(seen.record)
        if truth is None or not seen.record["fully_in_view"]:
            continue
        bare = bare_angles(seen.body) if seen.body is not None else {}
        for measure, side in measured_sides():
            value = truth.value(measure, side)
            if math.isnan(value):
                continue
            ours = seen.measurements.value(measure, side) if seen.measurements else math.nan
            scores.append(
                Score(
                    measure,
                    side == truth.near_side,
                    truth.posture,
                    truth.off_side_deg,
                    value,
                    bare.get(f"{measure}_{side}", math.nan),
                    ours,
                    _expected_error(seen.body, measure, side),
                )
            )
    return scores


def _expected_error(body: Body | None, measure: str, side: Side) -> float:
    if body is None or body.reading is None:
        return math.nan
    return body.reading.legs[side].error_deg[measure]


# --- tables


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table; numbers to one decimal."""
    cells = [list(head)] + [
        [f"{cell:.1f}" if isinstance(cell, float) else str(cell) for cell in row] for row in rows
    ]
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in cells
    ]
    lines.insert(1, "| " + " | ".join("-" * width for width in widths) + " |")
    return "\n".join(lines)


def off_by(measure: str, value: float, truth: float) -> float:
    """The error in degrees; turns are compared the short way round."""
    error = value - truth
    return wrap_degrees(error) if measure in ("fallout", "hip_rotation") else error


def error_cells(scores: list[Score], whose: str) -> list[object]:
    """MAE, median, 90th percentile, bias, share given."""
    errors = [off_by(s.measure, getattr(s, whose), s.truth) for s in scores]
    errors = [e for e in errors if not math.isnan(e)]
    share = f"{100 * len(errors) / len(scores):.0f} %"
    if not errors:
        return ["", "", "", "", share]
    size = [abs(e) for e in errors]
    return [fmean(size), median(size), float(np.percentile(size, 90)), fmean(errors), share]


def angle_table(scores: list[Score], groups: dict[str, list[Score]] | None = None) -> str:
    """Bare MediaPipe and posecheck side by side, a row a measure, leg and group."""
    rows = []
    for group, members in (groups or {"all": scores}).items():
        for measure in dict.fromkeys(name for name, _ in measured_sides()):
            for near in (True, False):
                chosen = [s for s in members if s.measure == measure and s.near == near]
                if chosen:
                    which = [measure, "near" if near else "far", group, len(chosen)]
                    rows.append(which + error_cells(chosen, "bare") + error_cells(chosen, "ours"))
    kinds = ("MAE", "median", "p90", "bias", "given")
    head = ["measure", "leg", "group", "n"] + [f"bare {k}" for k in kinds]
    return table(head + [f"posecheck {k}" for k in kinds], rows)


def by_posture(scores: list[Score]) -> dict[str, list[Score]]:
    return {p: [s for s in scores if s.posture == p] for p in sorted({s.posture for s in scores})}


def by_off_side(scores: list[Score]) -> dict[str, list[Score]]:
    groups, start = {}, 0.0
    for end in OFF_SIDE_BINS:
        groups[f"{start:.0f}-{end:.0f}°"] = [s for s in scores if start <= s.off_side < end]
        start = end
    return groups


def detection_table(pictures: dict[str, list[Seen]]) -> str:
    rows = []
    for source, all_seen in pictures.items():
        whole = [s for s in all_seen if s.record.get("fully_in_view")]
        empty = [s for s in all_seen if not s.record["person"]]
        found = sum(s.body is not None for s in whole)
        rows.append(
            [
                source,
                len(all_seen),
                f"{100 * found / len(whole):.1f} % of {len(whole)}" if whole else "",
                f"{sum(s.body is not None for s in empty)} of {len(empty)}" if empty else "",
                _share_right(whole, "posture"),
                _share_right(whole, "view"),
                _share_right(whole, "near_side"),
                sum(legs_swapped(s.body, s.record) for s in whole if s.body is not None),
            ]
        )
    return table(
        ["source", "pictures", "found, whole person in view", "claimed in an empty room",
         "posture right", "view right", "near side right", "legs swapped"], rows,
    )  # fmt: skip


def _share_right(pictures: list[Seen], name: str) -> str:
    known = [s for s in pictures if s.record["posture"] != "unknown" and s.measurements]
    if not known:
        return ""
    right = sum(getattr(s.measurements, name) == s.record[name] for s in known)
    return f"{100 * right / len(known):.1f} %"


# --- verdicts, holds, events


def coached(clips: dict[KnownClip, list[Seen]]) -> Iterator[tuple[KnownClip, Exercise, list[Seen]]]:
    for clip, pictures in clips.items():
        if clip.exercise in exercises():
            yield clip, exercises()[clip.exercise], pictures


def verdict_table(clips: dict[KnownClip, list[Seen]]) -> str:
    """Each check's verdict, frame by frame, against the one that the truth gives."""
    counts: dict[str, dict[str, int]] = {}
    for clip, exercise, pictures in coached(clips):
        true_judge, judge = (Judge(exercise.checks, clip.side) for _ in range(2))
        for seen in pictures:
            pairs = zip(
                true_judge.judge(true_measurements(seen.record)),
                judge.judge(seen.measurements),
                strict=True,
            )
            for right, given in pairs:
                if right.verdict == "cannot_see":
                    continue
                row = counts.setdefault(f"{exercise.name}: {right.check.name}", {})
                key = f"{right.verdict} as {given.verdict}"
                row[key] = row.get(key, 0) + 1
    rows = []
    for name, row in counts.items():
        given = sum(n for key, n in row.items() if not key.endswith("cannot_see"))
        right = row.get("good as good", 0) + row.get("fix as fix", 0)
        rows.append(
            [
                name,
                sum(row.values()),
                f"{100 * given / sum(row.values()):.0f} %",
                f"{100 * right / given:.1f} %" if given else "",
                row.get("fix as good", 0),
                row.get("good as fix", 0),
            ]
        )
    return table(
        ["check", "frames", "given", "right, of those given", "said good, was fix",
         "said fix, was good"], rows,
    )  # fmt: skip


def hold_table(clips: dict[KnownClip, list[Seen]]) -> str:
    """The hold timer on measured and on true numbers."""
    rows = []
    for clip, exercise, pictures in coached(clips):
        for side in (clip.side, opposite(clip.side)):
            true_session, session = (ExerciseSession(exercise, sides=(side,)) for _ in range(2))
            for seen in pictures:
                true_session.update(seen.time_s, None, true_measurements(seen.record))
                session.update(seen.time_s, seen.body, seen.measurements)
            states = [s.hold(side, pictures[-1].time_s) for s in (true_session, session)]
            if any(state.held_s for state in states):
                cells: list[object] = [clip.path.stem, side]
                for state in states:
                    cells += [state.held_s, _seconds(state.start_s), _seconds(state.end_s)]
                rows.append(cells)
    return table(
        ["clip", "side", "true hold s", "from", "to", "measured hold s", "from", "to"], rows
    )


def event_table(clips: dict[KnownClip, list[Seen]]) -> str:
    """When the back began to arch, told by the measured gap with the truth's own rule."""
    rows = []
    for clip, pictures in clips.items():
        for event in clip.events:
            if event["name"] == "arch_onset":
                gaps = [
                    s.measurements.value("lumbar_gap_cm") if s.measurements else math.nan
                    for s in pictures
                ]
                found = arch_onset([s.time_s for s in pictures], gaps)
                rows.append([clip.path.stem, event["name"], event["t"], _seconds(found)])
    return table(["clip", "event", "true s", "measured s"], rows)


def arch_onset(times_s: list[float], gaps_cm: list[float]) -> float | None:
    """The first moment from which the gap stays 1 cm over its first second's mean for 0.5 s."""
    times, gaps = np.array(times_s), np.array(gaps_cm)
    start = gaps[times < times[0] + 1.0]
    if np.isnan(start).any():
        return None
    over = gaps > start.mean() + 1.0
    for i, time_s in enumerate(times):
        window = (times >= time_s) & (times <= time_s + 0.5)
        if over[window].all() and times[-1] >= time_s + 0.5:
            return float(times[i])
    return None


def _seconds(value: float | None) -> str:
    return "not given" if value is None else f"{value:.2f}"


# --- tolerances


def tolerances(scores: list[Score], source: str) -> ToleranceTable:
    """The rows from people who do not lie, the factors from those who do."""
    read = [s for s in scores if not math.isnan(s.expected) and not math.isnan(s.ours)]
    factors = {}
    for measure in dict.fromkeys(s.measure for s in read):
        times = [
            abs(off_by(measure, s.ours, s.truth)) / s.expected for s in read if s.measure == measure
        ]
        factors[measure] = round(float(np.percentile(times, TOLERANCE_PERCENTILE)), 2)
    scores = [s for s in scores if math.isnan(s.expected)]
    rows = []
    for measure in dict.fromkeys(name for name, _ in measured_sides()):
        for near in (True, False):
            start = 0.0
            for end in OFF_SIDE_BINS:
                errors = [
                    abs(off_by(measure, s.ours, s.truth))
                    for s in scores
                    if s.measure == measure and s.near == near and start <= s.off_side < end
                ]
                errors = [e for e in errors if not math.isnan(e)]
                start = end
                if len(errors) >= FEWEST_FOR_TOLERANCE:
                    tolerance = round(float(np.percentile(errors, TOLERANCE_PERCENTILE)), 1)
                    rows.append(
                        ToleranceRow(
                            measure=measure,
                            near=near,
                            off_side_below=end,
                            tolerance=tolerance,
                            n=len(errors),
                        )
                    )
    roller_factors = load_tolerances().roller_factors  # benchmarks/roller.py measures these
    return ToleranceTable(
        source=source, rows=tuple(rows), reading_factors=factors, roller_factors=roller_factors
    )


def tolerance_text(found: ToleranceTable) -> str:
    """The table as JSON, a row a line."""
    rows = ",\n  ".join(json.dumps(row.model_dump()) for row in found.rows)
    head = (
        f'"source": {json.dumps(found.source)},\n'
        f' "roller_factors": {json.dumps(found.roller_factors)},\n'
        f' "reading_factors": {json.dumps(found.reading_factors)}'
    )
    return f'{{\n {head},\n "rows": [\n  {rows}\n ]\n}}\n'


# --- all together

REPORT_HEAD = """# How right posecheck is

Written by `python benchmarks/accuracy.py`; do not edit. "Bare" is what MediaPipe's landmarks give
by themselves: knee and hip flexion as angles in the picture, fall-out and rotation in its world
space, nothing withheld. posecheck answers "cannot see" where it is not sure; "given" is the share
of pictures with an answer. Angles in degrees; bias is measured minus true; p90 is the 90th
percentile of the error's size. The near leg is the one nearer to the camera in truth. "Off side" is
the true angle between the line of sight and the body's left-right axis. Only pictures with the
whole person in view are scored, and a clip's frames are not independent of each other. "Legs
swapped" counts the pictures in which each leg lies where the other one truly is.
"""


def report(
    clips: dict[KnownClip, list[Seen]], stills: list[Seen], stills_name: str, footage: list[str]
) -> str:
    by_source = {clip.path.stem: pictures for clip, pictures in clips.items()}
    clip_scores = scores_of(s for pictures in clips.values() for s in pictures)
    still_scores = scores_of(stills)
    parts = [
        REPORT_HEAD,
        "## Detection, posture, view",
        detection_table(by_source | {stills_name: stills}),
        "## Angles in the clips",
        angle_table(clip_scores),
        f"## Angles in the {stills_name}",
        angle_table(still_scores),
        "### By posture",
        angle_table(still_scores, by_posture(still_scores)),
        "### By degrees off the side view, supine",
        angle_table(still_scores, by_off_side([s for s in still_scores if s.posture == "supine"])),
        "## Verdicts against truth, clips of exercises with checks",
        verdict_table(clips),
        "## Hold seconds against truth",
        hold_table(clips),
        "## Events against truth",
        event_table(clips),
        *footage,
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clips", type=Path, default=ROOT / "sample_videos")
    parser.add_argument("--stills", type=Path, default=ROOT / "sample_videos/stills")
    parser.add_argument("--footage", type=Path, help="folder with photos.json or clips.json")
    parser.add_argument("--write-report", action="store_true")
    parser.add_argument("--write-tolerances", action="store_true")
    args = parser.parse_args()
    if args.write_tolerances:
        MAX_USABLE_TOLERANCE.clear()  # what is withheld for its tolerance must be counted too
    clips = {clip: seen_in_clip(clip) for clip in known_clips(args.clips)}
    stills = list(seen_in_stills(args.stills))
    footage = footage_tables(args.footage, table) if args.footage else []
    text = report(clips, stills, f"{len(stills)} stills", footage)
    print(text)
    if args.write_report:
        REPORT.write_text(text)
    if args.write_tolerances:
        found = tolerances(scores_of(stills), f"{len(stills)} rendered stills")
        TOLERANCES.write_text(tolerance_text(found))


if __name__ == "__main__":
    main()
