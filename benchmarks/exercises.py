"""Every exercise on a clip: what the clip shows, what posecheck said and what it counted.

    python benchmarks/exercises.py --out docs/exercises.md
        [--footage FOLDER] [--variants] [--no-roller]

Rendered clips come with their truth. FOLDER holds real clips with ``clips.json`` (see
benchmarks/labelled_footage.py). With ``--variants`` the repetitions in them are also counted with
the image mirrored, cropped and noisy, and with every third frame only.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from command_line import make_parser
from markdown_tables import markdown_table
from perceive_files import perceive_clip, read_frames
from truth_files import SAMPLES

from posecheck.anatomy import Side
from posecheck.coaching.exercise_session import ExerciseSession
from posecheck.coaching.record import SessionRecord
from posecheck.exercises.library import find_exercise, load_exercises
from posecheck.exercises.schema import Exercise
from posecheck.video.frame import Frame

MIN_SPAN_S = 0.3
"""Verdicts that last shorter than this, in seconds, are in analysis.json but not in the table."""

NOISE_SD = 14.0
"""Standard deviation of the noise of the variant, in grey levels."""


@dataclass(frozen=True)
class Case:
    """One clip for one exercise.

    Attributes
    ----------
    exercise, clip
        Their names.
    shows
        What is wrong and what is right in the clip, and when.
    sides
        The sides to do; None for the exercise's own.
    target_s
        Seconds to hold, short enough for the clip; None for the exercise's own.
    """

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
"""The rendered clips."""

FOOTAGE = (
    ("movement", "v_ups.mp4"),
    ("movement", "crunches_all_view.mp4"),
    ("movement", "lunges.mp4"),
    ("lunge", "lunges.mp4"),
)
"""Exercise and file name of the real clips."""


# --- variants of a clip


def add_noise(image: np.ndarray) -> np.ndarray:
    """Add noise; the same for every image of a size."""
    noise = np.random.default_rng(image.size).normal(0, NOISE_SD, image.shape)
    return np.clip(image + noise, 0, 255).astype(np.uint8)


def mirror(image: np.ndarray) -> np.ndarray:
    """Exchange left and right."""
    return np.ascontiguousarray(image[:, ::-1])


def crop_edges(image: np.ndarray) -> np.ndarray:
    """Cut 3-7 % off each edge."""
    height, width = image.shape[:2]
    inner = image[int(0.06 * height) : int(0.97 * height), int(0.05 * width) : int(0.93 * width)]
    return np.ascontiguousarray(inner)


@dataclass(frozen=True)
class Variant:
    """How a clip is changed: its images, and which of its frames are kept (one in so many)."""

    change: Callable[[np.ndarray], np.ndarray] | None = None
    keep_one_in: int = 1

    def apply(self, frames: Iterator[Frame]) -> Iterator[Frame]:
        """Change the frames of a clip."""
        for frame in frames:
            if frame.index % self.keep_one_in == 0:
                image = self.change(frame.image) if self.change else frame.image
                yield replace(frame, image=image)


UNCHANGED = "as it is"

VARIANTS = {
    UNCHANGED: Variant(),
    "mirrored": Variant(mirror),
    "cropped": Variant(crop_edges),
    "a third of the frames": Variant(keep_one_in=3),
    "noise": Variant(add_noise, keep_one_in=2),
}
"""The variants, by their names in the table."""


# --- running sessions


@dataclass(frozen=True)
class ClipRun:
    """What a session came to in a clip, and for how long each message was shown, in seconds."""

    record: SessionRecord
    shown_s: dict[str, float] = field(default_factory=dict)


def run_sessions(
    frames: Iterator[Frame], sessions: list[ExerciseSession], *, roller: bool = False
) -> list[ClipRun]:
    """Run several sessions over one clip, in one pass."""
    runs = [ClipRun(SessionRecord(session)) for session in sessions]
    last_s = 0.0
    for moment in perceive_clip(frames, roller=roller):
        time_s = moment.frame.time_s
        for run in runs:
            coaching = run.record.session.update(time_s, moment.measurements)
            run.record.add(time_s, coaching)
            if coaching.message:
                shown_s = run.shown_s.get(coaching.message, 0.0)
                run.shown_s[coaching.message] = shown_s + time_s - last_s
        last_s = time_s
    for run in runs:
        run.record.finish()
    return runs


# --- tables


def exercise_row(exercise: Exercise) -> list[object]:
    """Describe what an exercise asks for."""
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


def case_row(case: Case, *, roller: bool) -> list[object]:
    """Run a case; describe verdicts, holds, repetitions and messages."""
    exercise = find_exercise(case.exercise)
    session = ExerciseSession(exercise, case.sides, case.target_s)
    (run,) = run_sessions(read_frames(SAMPLES / f"{case.clip}.mp4"), [session], roller=roller)
    messages = "<br>".join(f"{text} ({seconds:.1f} s)" for text, seconds in run.shown_s.items())
    verdicts, done = _describe_verdicts(run.record), _describe_done(run.record)
    return [exercise.name, case.clip, case.shows, verdicts, done, messages or "nothing"]


def _describe_verdicts(record: SessionRecord) -> str:
    """List fix and good of each check with their times; name the checks that were never seen."""
    parts = []
    for check in record.session.exercise.checks:
        spans = [
            f"{v.verdict}{f' ({v.side})' if v.side else ''} {v.start_s:.1f}-{v.end_s:.1f}"
            for v in record.verdicts
            if v.check == check.name
            and v.verdict != "cannot_see"
            and v.end_s - v.start_s >= MIN_SPAN_S
        ]
        parts.append(f"{check.name}: {', '.join(spans) or 'cannot see'}")
    return "<br>".join(parts)


def _describe_done(record: SessionRecord) -> str:
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
    """Compare counted with labelled repetitions of real clips, by continuous shot."""
    labels = json.loads((folder / "clips.json").read_text())["clips"]
    for clip in dict.fromkeys(name for _, name in FOOTAGE):
        names = [exercise for exercise, name in FOOTAGE if name == clip]
        for variant in variants:
            frames = VARIANTS[variant].apply(read_frames(folder / "clips" / clip))
            sessions = [ExerciseSession(find_exercise(name)) for name in names]
            for name, run in zip(names, run_sessions(frames, sessions), strict=True):
                shots = count_by_shot(run.record, labels[clip])
                text = ", ".join(f"{counted} of {labelled}" for labelled, counted in shots)
                largest = max(abs(labelled - counted) for labelled, counted in shots)
                yield [clip.removesuffix(".mp4"), name, variant, text, largest]


def count_by_shot(record: SessionRecord, label: dict[str, Any]) -> list[tuple[int, int]]:
    """Count (labelled, counted) repetitions of each continuous shot that has any."""
    edges = [0.0, *(cut["t_s"] for cut in label["cuts"]), label["duration_s"]]
    tops = [r["top"] for r in label["reps"] if r["top"] is not None and r["end"]]
    middles = [(r.start_s + r.end_s) / 2 for r in record.repetitions]
    shots = [
        (sum(a <= t < b for t in tops), sum(a <= t < b for t in middles))
        for a, b in pairwise(edges)
    ]
    return [shot for shot in shots if any(shot)]


def report(footage: Path | None, variants: list[str], *, roller: bool) -> str:
    """Write the text of docs/exercises.md."""
    parts = [
        "# The exercises on clips",
        "Written by `benchmarks/exercises.py`.",
        "## What each asks",
        markdown_table(
            ["exercise", "goal", "how much", "sides", "checks"],
            [exercise_row(exercise) for exercise in load_exercises().values()],
        ),
        "## What was wrong, what was right, what was said",
        "Spans in seconds; holds are shortened to fit the clips. Verdicts shorter than 0.3 s, and "
        "the moments of cannot-see, are in analysis.json only."
        + ("" if roller else " The roller was not looked for."),
        markdown_table(
            ["exercise", "clip", "the clip shows", "verdicts", "done", "said"],
            [
                case_row(case, roller=roller)
                for case in CASES
                if (SAMPLES / f"{case.clip}.mp4").exists()
            ],
        ),
    ]
    if footage:
        parts += [
            "## Repetitions of real people",
            "Counted of labelled, by continuous shot (title cards and cuts lie between).",
            markdown_table(
                ["clip", "exercise", "variant", "counted of labelled", "most off in a shot"],
                footage_rows(footage, variants),
            ),
        ]
    return "\n\n".join(parts) + "\n"


def main() -> None:
    """Run the command line."""
    parser = make_parser(__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the Markdown file to write")
    parser.add_argument("--footage", type=Path, help="folder with clips.json")
    parser.add_argument("--variants", action="store_true", help="change the footage as well")
    parser.add_argument(
        "--no-roller", dest="roller", action="store_false", help="do not look for the roller"
    )
    options = parser.parse_args()
    variants = list(VARIANTS) if options.variants else [UNCHANGED]
    options.out.write_text(report(options.footage, variants, roller=options.roller))


if __name__ == "__main__":
    main()
