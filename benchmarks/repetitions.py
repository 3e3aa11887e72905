"""How many repetitions of any movement are counted, and how many were done.

    python benchmarks/repetitions.py [LABELS FOLDER]

The rendered clips of two exercises come with their truth. LABELS is a JSON file for clips of your
own: ``{"clips": {path: {"count_complete": 5, "count_also": [10]}}}``, with paths inside FOLDER;
``count_also`` are other right counts, as of legs that take turns counted each or in pairs. Each
clip is perceived once and counted several times: as it is, from fewer of its frames, and with its
first moments missing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from command_line import make_parser
from markdown_tables import aligned_table
from perceive_files import perceive_clip, read_frames
from truth_files import SAMPLES, known_clips

from posecheck.coaching.exercise_session import ExerciseSession
from posecheck.coaching.record import SessionRecord
from posecheck.exercises.library import find_exercise
from posecheck.measures.table import Measurements

RENDERED = ("hip_circles", "lunge")
"""Rendered clips in which each event that is called start begins a repetition."""

Seen = list[tuple[float, Measurements | None]]
"""The measurements of each frame, with its time."""

VARIANTS: dict[str, Callable[[Seen], Seen]] = {
    "as it is": lambda seen: seen,
    "every second frame": lambda seen: seen[::2],
    "every third frame": lambda seen: seen[1::3],
    "0.1 s later": lambda seen: [s for s in seen if s[0] >= seen[0][0] + 0.1],
}
"""The variants, by their names in the table."""


@dataclass(frozen=True)
class Clip:
    """A clip, and the numbers of repetitions that are right."""

    path: Path
    right: tuple[int, ...]


def find_clips(labels: Path | None, folder: Path | None) -> list[Clip]:
    """The rendered clips, and those of a file of labels that are there."""
    found = [
        Clip(clip.path, (sum(e["name"].endswith("start") for e in clip.events),))
        for clip in known_clips(SAMPLES)
        if clip.path.stem in RENDERED
    ]
    if labels is not None and folder is not None:
        for name, label in json.loads(labels.read_text())["clips"].items():
            if label.get("count_complete") is not None and (folder / name).exists():
                right = (label["count_complete"], *label.get("count_also", ()))
                found.append(Clip(folder / name, right))
    return found


def count(seen: Seen) -> int:
    """How many repetitions the coach counts in what was seen."""
    record = SessionRecord(ExerciseSession(find_exercise("movement")))
    for time_s, measurements in seen:
        record.add(time_s, record.session.update(time_s, measurements))
    record.finish()
    return len(record.repetitions)


def error(clip: Clip, counted: int) -> int:
    """How far a count is from the nearest right one."""
    return min(abs(counted - right) for right in clip.right)


def main() -> None:
    """Run the command line."""
    parser = make_parser(__doc__)
    parser.add_argument("labels", type=Path, nargs="?", help="JSON file with the right counts")
    parser.add_argument("folder", type=Path, nargs="?", help="where the clips lie")
    options = parser.parse_args()
    rows: list[list[object]] = []
    errors: dict[str, list[int]] = {name: [] for name in VARIANTS}
    for clip in find_clips(options.labels, options.folder):
        moments = perceive_clip(read_frames(clip.path), roller=False)
        seen = [(moment.frame.time_s, moment.measurements) for moment in moments]
        counted = {name: count(change(seen)) for name, change in VARIANTS.items()}
        for name, number in counted.items():
            errors[name].append(error(clip, number))
        rows.append([clip.path.stem, " or ".join(map(str, clip.right)), *counted.values()])
    exact = [sum(e == 0 for e in found) for found in errors.values()]
    within = [sum(e <= 1 for e in found) for found in errors.values()]
    rows += [["exact", len(rows), *exact], ["within 1", len(rows), *within]]
    print(aligned_table(["clip", "done", *VARIANTS], rows))


if __name__ == "__main__":
    main()
