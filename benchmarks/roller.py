"""Accuracy of the roller's place and angle, against rendered truth.

    python benchmarks/roller.py                     the 60 stills of the repository
    python benchmarks/roller.py --stills FOLDER     another folder, with label images (.png)
    python benchmarks/roller.py --write-report      write docs/roller.md, with the clips
    python benchmarks/roller.py --write-factors     write the roller's factors into the package's
                                                    tolerance table

Each still is seen alone, as in ``posecheck measure``. research/render/README.md has the stills of
the report.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path

import numpy as np
from command_line import add_truth_folders, make_parser
from markdown_tables import aligned_table
from perceive_files import read_frames
from roller_cases import RollerCase, run_cases
from tolerance_fit import PERCENTILE, TOLERANCES, measure_without_limits
from truth_files import REPOSITORY, Record, known_clips

from posecheck.coaching.exercise_session import ExerciseSession
from posecheck.engine.session import Session
from posecheck.exercises.library import find_exercise
from posecheck.exercises.schema import Check, Exercise
from posecheck.measures.tolerance import load_tolerances

REPORT = REPOSITORY / "docs/roller.md"

CLEARLY_TURNED_DEG = 15.0
"""A roller turned by more than this has a clear direction, in degrees."""

LENS_BINS_M = ((0.0, 0.5), (0.5, 0.8), (0.8, 9.0))
"""Heights of the camera, in metres."""

OFF_SIDE_BINS_DEG = ((0.0, 20.0), (20.0, 45.0), (45.0, 91.0))
"""Degrees off the side view."""

SHOWS_BINS_CM = ((0.0, 5.0), (5.0, 999.0))
"""How much of the roller's length shows, in cm."""

MIN_CASES = 5
"""A row of the table needs at least this many stills."""

CLIPS = ("roller_oblique", "roller_low", "release_right", "knee_then_right", "hold_broken")
"""The sample clips with somebody on the roller."""

CHECKS = ("roller_angle", "roller_position")
"""Names of the checks on the roller in those clips' exercise."""

LONG_HOLD_S = 1000.0
"""Seconds to hold in the clips: longer than any of them, so that one side is judged to the end."""

REPORT_HEAD = """# How right posecheck is about the roller

Written by `python benchmarks/roller.py`; do not edit. Rendered people that no network has learnt
from and no limit was chosen with (research/render/README.md), each still by itself. "Always 90" is
the error of an answer that always says square; "which way" is the share of the turns beyond 15
degrees whose direction is right. Degrees; the position is along the trunk, 0 the shoulder line and
1 the hip line. Of people on their side which way is not scored: there neither end of the roller is
the left one. Shown by hand: the true ends, each a tenth of a diameter off.
"""


def percent(hits: Iterable[bool]) -> str:
    """Format the share of hits; a dash where there is nothing to count."""
    hits = list(hits)
    return f"{100 * sum(hits) / len(hits):.0f} %" if hits else "-"


def found_table(cases: list[RollerCase]) -> str:
    """Make a table of found rollers and false positives."""
    there, none = [c for c in cases if c.there], [c for c in cases if c.there is False]
    near = [c.near_end_error for c in there if c.found]
    axis = [c.axis_error for c in there if c.found]
    row = [
        len(there),
        percent(c.found is not None for c in there),
        len(none),
        percent(c.found is not None for c in none),
        f"{np.median(near):.2f}",
        f"{np.median(axis):.1f} / {np.percentile(axis, 90):.1f}",
    ]
    head = ["roller shows", "found", "none", "claimed", "near end off, diameters (median)"]
    return aligned_table([*head, "axis in the picture off (median / p90)"], [row])


def turn_table(cases: list[RollerCase], by_hand: list[RollerCase]) -> str:
    """Make a table of turn and position.

    A row a camera height, range of degrees off the side view, and visible length of the roller.
    """
    lies_on = [c for c in cases if c.there and not math.isnan(c.turn)]
    rows = []
    for lens, off_side, shows in product(LENS_BINS_M, OFF_SIDE_BINS_DEG, SHOWS_BINS_CM):
        group = [
            c
            for c in lies_on
            if lens[0] <= c.lens_m < lens[1]
            and off_side[0] <= c.off_side < off_side[1]
            and shows[0] <= c.shows_cm < shows[1]
        ]
        if len(group) >= MIN_CASES:
            last = lens == LENS_BINS_M[-1]
            height = f"{lens[0]:.1f} m and higher" if last else f"{lens[0]:.1f}-{lens[1]:.1f} m"
            length = "5 cm and more" if shows[0] else "under 5 cm"
            rows.append([height, f"{off_side[0]:.0f}-{off_side[1]:.0f}", length, *_cells(group)])
    rows.append(["all", "", "", *_cells(lies_on)])
    rows.append(["all, shown by hand", "", "", *_cells(by_hand)])
    head = ["lens", "off side", "shows", "n", "angle given", "MAE", "always 90", "which way"]
    return aligned_table([*head, "within tolerance", "position given", "MAE x 100"], rows)


def _cells(group: list[RollerCase]) -> list[object]:
    given = [c for c in group if not math.isnan(c.measured_angle)]
    directed = [c for c in given if not math.isnan(c.measured_turn)]
    clear = [
        c
        for c in directed
        if abs(c.turn) > CLEARLY_TURNED_DEG and not c.posture.startswith("side_lying")
    ]
    placed = [c for c in group if not math.isnan(c.measured_position)]
    return [
        len(group),
        percent(not math.isnan(c.measured_angle) for c in group),
        float(np.mean([c.angle_error for c in given])) if given else math.nan,
        float(np.mean([abs(c.turn) for c in given])) if given else math.nan,
        percent(c.measured_turn * c.turn > 0 for c in clear),
        percent(c.angle_error <= c.angle_tolerance for c in given),
        percent(not math.isnan(c.measured_position) for c in group),
        100 * float(np.mean([c.position_error for c in placed] or [math.nan])),
    ]


def clip_table(folder: Path) -> str:
    """Make a table of when the verdicts on the roller change in the clips, true and measured."""
    rows = []
    for clip in known_clips(folder):
        if clip.path.stem not in CLIPS:
            continue
        exercise = find_exercise(clip.exercise)
        measured = measured_verdicts(clip.path, exercise)
        for check in exercise.checks:
            if check.name in CHECKS:
                true = ((record["t"], true_verdict(record, check)) for record in clip.frames)
                answer = changes(measured[check.name])
                rows.append([clip.path.stem, check.name, changes(true), answer])
    return aligned_table(["clip", "check", "true (from, s)", "said (from, s)"], rows)


def measured_verdicts(path: Path, exercise: Exercise) -> dict[str, list[tuple[float, str]]]:
    """Give the time and the verdict of each frame of a clip, for each check of the exercise."""
    verdicts: dict[str, list[tuple[float, str]]] = {check.name: [] for check in exercise.checks}
    with Session(ExerciseSession(exercise, target_s=LONG_HOLD_S)) as session:
        for moment in map(session.take, read_frames(path)):
            for judgement in moment.coaching.judgements if moment.coaching else ():
                verdicts[judgement.check.name].append((moment.frame.time_s, judgement.verdict))
    return verdicts


def true_verdict(record: Record, check: Check) -> str:
    """Give the true verdict of a check on the roller; "none" where nobody lies on a roller."""
    assert check.measure is not None
    value = (record.get("roller") or {}).get(check.measure.removeprefix("roller_"))
    if value is None:
        return "none"
    return "good" if check.min <= value <= check.max else "fix"


def changes(verdicts: Iterable[tuple[float, str]]) -> str:
    """Format verdicts (time in s, verdict) as those that differ from the one before."""

    def changed() -> Iterator[str]:
        last = None
        for time_s, verdict in verdicts:
            if verdict != last:
                yield f"{verdict} {time_s:.1f}"
            last = verdict

    return ", ".join(changed())


def roller_factors(cases: list[RollerCase]) -> dict[str, float]:
    """Compute the factors that turn the network's expected errors into tolerances.

    Multiplied by them, :data:`PERCENTILE` % of the errors are smaller.
    """
    lies_on = [c for c in cases if c.there and c.found and not math.isnan(c.turn)]
    turns = [c.angle_error / c.angle_tolerance for c in lies_on]
    positions = [c.position_error / c.position_tolerance for c in lies_on]
    present = load_tolerances().roller_factors
    return {
        "turn": round(present["turn"] * float(np.nanpercentile(turns, PERCENTILE)), 2),
        "position": round(present["position"] * float(np.nanpercentile(positions, PERCENTILE)), 2),
    }


def write_factors(factors: dict[str, float]) -> None:
    """Write the factors into the package's tolerance table."""
    text = TOLERANCES.read_text()
    old = json.dumps(json.loads(text)["roller_factors"])
    TOLERANCES.write_text(text.replace(old, json.dumps(factors)))


def main() -> None:
    """Run the command line."""
    parser = make_parser(__doc__)
    add_truth_folders(parser)
    parser.add_argument("--write-report", action="store_true", help="write docs/roller.md")
    parser.add_argument(
        "--write-factors", action="store_true", help="write into posecheck's tolerance table"
    )
    options = parser.parse_args()
    if options.write_factors:
        measure_without_limits()
    found, by_hand = run_cases(options.stills)
    parts = [
        REPORT_HEAD,
        f"## Found in {len(found)} stills",
        found_table(found),
        "## Turn and position",
        turn_table(found, by_hand),
        "## Verdicts in the clips",
        clip_table(options.clips),
    ]
    text = "\n\n".join(part.strip() for part in parts) + "\n"
    print(text)
    if options.write_report:
        REPORT.write_text(text)
    if options.write_factors:
        factors = roller_factors(found)
        write_factors(factors)
        print(json.dumps(factors))


if __name__ == "__main__":
    main()
