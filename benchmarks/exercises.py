"""Every exercise on a clip: what was wrong or right in it, what posecheck said, what it counted.

    python benchmarks/exercises.py --out docs/exercises.md
        [--footage FOLDER] [--variants] [--no-roller]

Rendered clips come with their truth. FOLDER holds real clips with ``clips.json`` (see
benchmarks/labelled_footage.py); ``--variants`` counts them mirrored, cropped, with every third
frame and with noise too.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from posecheck.engine.pipeline import moments

from posecheck.anatomy import Side
from posecheck.coaching.exercise_session import ExerciseSession
from posecheck.coaching.record import SessionRecord
from posecheck.exercises.library import exercises, find_exercise
from posecheck.exercises.schema import Exercise
from posecheck.measures.table import Measurements
from posecheck.perception.body.estimator import PoseEstimator
from posecheck.perception.body.landmarks import Body
from posecheck.perception.roller.finder import RollerFinder
from posecheck.video.frame import Frame
from posecheck.video.opening import open_file

SAMPLES = Path(__file__).resolve().parent.parent / "sample_videos"
SHORTEST_SPAN_S = 0.3
"""Shorter spans of a verdict are in analysis.json, not in the table."""


@dataclass(frozen=True)
class Ran:
    """What a session added up to, and for how long each sentence was shown."""

    record: SessionRecord
    shown_s: dict[str, float] = field(default_factory=dict)


Change = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Case:
    """One clip for one exercise; ``shows`` says what is wrong and right in it, and when."""

    exercise: str
    clip: str
    shows: str
    sides: tuple[Side, ...] | None = None
    target_s: float | None = 3.0


CASES = (
    Case("roll_quadriceps", "roll_quadriceps", "still to 2.0 s, then rolling"),
    Case("roll_adductors", "roll_quadriceps", "the same: the leg cannot be told from the side"),
    Case("roll_glutes", "roll_glutes", "ankle across from 2.2 s, rolling from 2.6 s", ("left",)),
    Case("supine_release", "release_right", "right from 2.4 to 18.4 s", target_s=15.0),
    Case("supine_release", "knee_then_right", "knee not lowered to 4 s; lowered from 5.5 s"),
    Case("side_lying_release", "side_release", "right all the time"),
    Case("side_lying_release", "side_release", "asked for the other side: wrong", ("right",)),
    Case("side_lying_release", "side_wrong", "hand and top leg wrong to 3.0 s, right from 4.2 s"),
    Case("knee_to_chest", "knee_to_chest", "three right, the fourth too short"),
    Case("hip_circles", "hip_circles", "two outward, then two inward", ("right",)),
    Case("lunge", "lunge", "two: back hip open, then bent (5.8 to 6.4 s)"),
    Case("low_lunge", "low_lunge", "back hip 4 degrees at first, beyond straight from 3.5 s"),
    Case("figure_four", "figure_four", "feet flat to 1.0 s, ankle across from 3.5 s"),
    Case("standing_stretch", "standing_stretch", "leaning from 1.7 to 4.0 s, right from 5.2 s"),
    Case("breathing", "breathing", "4 in, 7 out, held from 11 s"),
)

FOOTAGE = (
    ("movement", "v_ups.mp4"),
    ("movement", "crunches_all_view.mp4"),
    ("movement", "lunges.mp4"),
    ("lunge", "lunges.mp4"),
)


def _noisy(image: np.ndarray) -> np.ndarray:
    noise = np.random.default_rng(image.size).normal(0, 14, image.shape)
    return np.clip(image + noise, 0, 255).astype(np.uint8)


def _cropped(image: np.ndarray) -> np.ndarray:
    height, width = image.shape[:2]
    inner = image[int(0.06 * height) : int(0.97 * height), int(0.05 * width) : int(0.93 * width)]
    return np.ascontiguousarray(inner)


VARIANTS: dict[str, tuple[Change | None, int]] = {
    "as it is": (None, 1),
    "mirrored": (lambda image: np.ascontiguousarray(image[:, ::-1]), 1),
    "cropped": (_cropped, 1),
    "a third of the frames": (None, 3),
    "noise": (_noisy, 2),
}
"""How the picture is changed, and which share of the frames is kept."""


class _Changed:
    """A source whose frames are changed, or left out."""

    is_live = True  # frames are changed here, not ahead
    is_photo = False

    def __init__(self, source: Any, change: Change | None, keep_one_in: int) -> None:
        self._source, self._change, self._keep = source, change, keep_one_in

    def __iter__(self) -> Iterator[Frame]:
        for frame in self._source:
            if frame.index % self._keep == 0:
                image = self._change(frame.image) if self._change else frame.image
                yield replace(frame, image=image)


def run(
    path: Path, sessions: list[ExerciseSession], variant: str = "as it is", roller: bool = False
) -> list[Ran]:
    """One pass over a clip for several sessions."""
    ran = [Ran(SessionRecord(session)) for session in sessions]
    before_s = 0.0
    for time_s, body, measurements in seen(path, variant, roller=roller):
        for one in ran:
            coaching = one.record.session.update(time_s, body, measurements)
            one.record.add(time_s, coaching)
            if coaching.message:
                shown_s = one.shown_s.get(coaching.message, 0.0)
                one.shown_s[coaching.message] = shown_s + time_s - before_s
        before_s = time_s
    return ran


def seen(
    path: Path, variant: str, *, roller: bool = False
) -> Iterator[tuple[float, Body | None, Measurements | None]]:
    """What is seen and measured in each frame of a clip."""
    with open_file(path) as source, PoseEstimator("video", with_mask=False) as estimator:
        changed: Any = _Changed(source, *VARIANTS[variant])
        finder = RollerFinder() if roller else None
        for moment in moments(changed, estimator, roller_finder=finder):
            yield moment.frame.time_s, moment.body, moment.measurements


def case_row(case: Case, roller: bool) -> list[object]:
    exercise = find_exercise(case.exercise)
    session = ExerciseSession(exercise, case.sides, case.target_s)
    (ran,) = run(SAMPLES / f"{case.clip}.mp4", [session], roller=roller)
    said = "<br>".join(f"{text} ({seconds:.1f} s)" for text, seconds in ran.shown_s.items())
    verdicts, done = _spans(ran.record), _done(ran.record)
    return [exercise.name, case.clip, case.shows, verdicts, done, said or "nothing"]


def _spans(record: SessionRecord) -> str:
    """Fix and good of each check with their times; checks that were never seen are named."""
    parts = []
    for check in record.session.exercise.checks:
        spans = [
            f"{v.verdict}{f' ({v.side})' if v.side else ''} {v.start_s:.1f}-{v.end_s:.1f}"
            for v in record.verdicts
            if v.check == check.name
            and v.verdict != "cannot_see"
            and v.end_s - v.start_s >= SHORTEST_SPAN_S
        ]
        parts.append(f"{check.name}: {', '.join(spans) or 'cannot see'}")
    return "<br>".join(parts)


def _done(record: SessionRecord) -> str:
    parts = [
        f"{hold.side or 'both'} {hold.held_s:.1f} of {hold.target_s:.0f} s"
        for hold in record.holds()
    ]
    parts += [
        f"{r.name}{f' ({r.side})' if r.side else ''} {r.start_s:.1f}-{r.end_s:.1f}"
        for r in record.repetitions
    ]
    return "<br>".join(parts) or "nothing"


def footage_rows(folder: Path, variants: list[str]) -> Iterator[list[object]]:
    """Labelled and counted repetitions of real clips, by continuous shot."""
    labels = json.loads((folder / "clips.json").read_text())["clips"]
    for clip in dict.fromkeys(name for _, name in FOOTAGE):
        names = [exercise for exercise, name in FOOTAGE if name == clip]
        edges = [0.0, *(cut["t_s"] for cut in labels[clip]["cuts"]), labels[clip]["duration_s"]]
        tops = [r["top"] for r in labels[clip]["reps"] if r["top"] is not None and r["end"]]
        for variant in variants:
            every = run(folder / "clips" / clip, [_of(name) for name in names], variant)
            for name, ran in zip(names, every, strict=True):
                middles = [(r.start_s + r.end_s) / 2 for r in ran.record.repetitions]
                shots = [
                    (sum(a <= t < b for t in tops), sum(a <= t < b for t in middles))
                    for a, b in pairwise(edges)
                ]
                shots = [shot for shot in shots if any(shot)]
                text = ", ".join(f"{counted} of {labelled}" for labelled, counted in shots)
                worst = max(abs(a - b) for a, b in shots)
                yield [clip.removesuffix(".mp4"), name, variant, text, worst]


def _of(name: str) -> ExerciseSession:
    return ExerciseSession(find_exercise(name))


def table(head: list[str], rows: list[list[object]]) -> str:
    lines = [head, ["---"] * len(head), *([str(cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def asked(exercise: Exercise) -> list[object]:
    goal = exercise.goal
    kind = type(goal).__name__.lower()
    target = getattr(goal, "target_s", None)
    amount = f"{target:.0f} s" if target else f"{getattr(goal, 'target', '')}"
    if kind == "circles":
        amount += " each way"
    passes = getattr(goal, "passes", 1)
    amount += f", {passes} passes" if passes > 1 else ""
    checks = "; ".join(check.title for check in exercise.checks) or "none"
    return [exercise.name, kind, amount, "each" if exercise.sides else "together", checks]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--footage", type=Path)
    parser.add_argument("--variants", action="store_true")
    parser.add_argument("--no-roller", dest="roller", action="store_false")
    options = parser.parse_args()
    cases = [case for case in CASES if (SAMPLES / f"{case.clip}.mp4").exists()]
    parts = [
        "# The exercises on clips",
        "Written by `benchmarks/exercises.py`.",
        "## What each asks",
        table(
            ["exercise", "goal", "how much", "sides", "checks"],
            [asked(exercise) for exercise in exercises().values()],
        ),
        "## What was wrong, what was right, what was said",
        "Spans in seconds; holds are shortened to fit the clips. Verdicts shorter than 0.3 s, and "
        "the moments of cannot-see, are in analysis.json only."
        + ("" if options.roller else " The roller was not looked for."),
        table(
            ["exercise", "clip", "the clip shows", "verdicts", "done", "said"],
            [case_row(case, options.roller) for case in cases],
        ),
    ]
    if options.footage:
        variants = list(VARIANTS) if options.variants else ["as it is"]
        parts += [
            "## Repetitions of real people",
            "Counted of labelled, by continuous shot (title cards and cuts lie between).",
            table(
                ["clip", "exercise", "variant", "counted of labelled", "most off in a shot"],
                list(footage_rows(options.footage, variants)),
            ),
        ]
    options.out.write_text("\n\n".join(parts) + "\n")


if __name__ == "__main__":
    main()
