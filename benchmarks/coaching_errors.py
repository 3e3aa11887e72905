"""Verdicts and holds in rendered clips, compared with those that the truth gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from angle_errors import Sample
from markdown_tables import aligned_table
from truth_files import KnownClip, true_measurements

from posecheck.anatomy import Side, opposite
from posecheck.coaching.exercise_session import ExerciseSession
from posecheck.coaching.judge import Judge
from posecheck.exercises.library import load_exercises
from posecheck.exercises.schema import Exercise

ClipSamples = Mapping[KnownClip, Sequence[Sample]]


def exercise_clips(clips: ClipSamples) -> Iterator[tuple[KnownClip, Exercise, Sequence[Sample]]]:
    """Give the clips that show an exercise of the library."""
    for clip, samples in clips.items():
        if clip.exercise in load_exercises():
            yield clip, load_exercises()[clip.exercise], samples


def verdict_table(clips: ClipSamples) -> str:
    """Compare each check's verdict, frame by frame, with the one that the truth gives.

    Frames in which the truth gives no verdict do not count.
    """
    counts: dict[str, Counter[tuple[str, str]]] = {}
    for clip, exercise, samples in exercise_clips(clips):
        side = clip.side or "left"  # without a side, left and right are judged alike
        true_judge, judge = (Judge(exercise.checks, side) for _ in range(2))
        for sample in samples:
            pairs = zip(
                true_judge.judge(true_measurements(sample.record)),
                judge.judge(sample.measurements),
                strict=True,
            )
            for true, measured in pairs:
                if true.verdict != "cannot_see":
                    row = counts.setdefault(f"{exercise.name}: {true.check.name}", Counter())
                    row[true.verdict, measured.verdict] += 1
    return aligned_table(
        ["check", "frames", "given", "right, of those given", "said good, was fix",
         "said fix, was good"],
        [[name, *_verdict_cells(row)] for name, row in counts.items()],
    )  # fmt: skip


def _verdict_cells(row: Counter[tuple[str, str]]) -> list[object]:
    given = sum(n for (_, verdict), n in row.items() if verdict != "cannot_see")
    right = row["good", "good"] + row["fix", "fix"]
    return [
        row.total(),
        f"{100 * given / row.total():.0f} %",
        f"{100 * right / given:.1f} %" if given else "",
        row["fix", "good"],
        row["good", "fix"],
    ]


def hold_table(clips: ClipSamples) -> str:
    """Compare the hold timer on measured numbers with the hold timer on true numbers.

    Clips whose truth holds nothing of a defining check have no true hold, and are left out.
    """
    rows = []
    for clip, exercise, samples in exercise_clips(clips):
        for sides in [(clip.side,), (opposite(clip.side),)] if clip.side else [exercise.sides]:
            true_session, session = (ExerciseSession(exercise, sides) for _ in range(2))
            for sample in samples:
                true_session.update(sample.time_s, true_measurements(sample.record))
                session.update(sample.time_s, sample.measurements)
            end_s = samples[-1].time_s
            both = [s.holds(s.sides[0], end_s) for s in (true_session, session)]
            held = any(hold.held_s for holds in both for hold in holds)
            if _is_known(exercise, sides, samples) and held:
                cells: list[object] = [clip.path.stem, sides[0] if sides else "both"]
                for holds in both:
                    last = holds[-1] if holds else None
                    times = (last.start_s, last.end_s) if last else (None, None)
                    cells += [last.held_s if last else 0.0, *map(_seconds, times)]
                rows.append(cells)
    return aligned_table(
        ["clip", "side", "true hold s", "from", "to", "measured hold s", "from", "to"], rows
    )


def _is_known(exercise: Exercise, sides: Sequence[Side], samples: Sequence[Sample]) -> bool:
    """Whether the truth judges each defining check in some frame."""
    judge = Judge(exercise.checks, sides[0] if sides else "left")
    judged = {
        judgement.check.name
        for sample in samples
        for judgement in judge.judge(true_measurements(sample.record))
        if judgement.verdict != "cannot_see"
    }
    return all(check.name in judged for check in exercise.checks if check.kind == "defining")


def _seconds(value: float | None) -> str:
    return "not given" if value is None else f"{value:.2f}"
