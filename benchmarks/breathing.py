"""Accuracy of the breath's phase, its rate and held breaths.

    python benchmarks/breathing.py                      the sample clips
    python benchmarks/breathing.py --levels FOLDER      also rendered people of any rhythm
    python benchmarks/breathing.py --footage FOLDER     also clips of real movement

Each part prints a table of docs/breathing.md:

* the sample clips, one of them also made harder (noise, flicker, shake, lost frames, compression);
* people rendered at every depth of a breath (research/render/breathing_levels.py), made into
  clips of any rhythm and depth, with a held breath in each;
* footage of real movement, in which no breath must be measured as held.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from breath_levels import RHYTHMS, BreathLevels, Rhythm, read_levels
from breath_score import BreathScore, find_bodies, score_breath
from command_line import make_parser
from degraded_clips import AS_IT_IS, DEGRADED
from markdown_tables import markdown_head, markdown_row
from perceive_files import read_frames
from truth_files import SAMPLES

CLIPS = (
    "breathing", "release_right", "roller_low", "roller_oblique", "knee_then_right", "hold_broken",
    "selftest_tight", "selftest_clear", "selftest_late", "selftest_short", "figure_four",
)  # fmt: skip
"""The sample clips with a breath."""

DEGRADED_CLIP = "breathing"
"""The sample clip that is also made harder."""

TRUE_RATES = {"breathing": 60 / 11}
"""Breaths a minute in one sample clip."""

USUAL_TRUE_RATE = 60 / 5.5
"""Breaths a minute in the other sample clips."""

NOTICED_WITHIN_S = 8.0
"""A held breath must be noticed within this time, in seconds."""

RATE_TOLERANCE = 1.0
"""A measured rate this near to the true one is right, in breaths a minute."""


# --- sample clips


def print_sample_clips(names: list[str]) -> None:
    """Print the table of the sample clips, row by row."""
    head = ["clip", "phase told", "of it right", "breaths/min (true)", "held noticed"]
    print(markdown_head([*head, "falsely held"]))
    for name in names:
        path = SAMPLES / f"{name}.mp4"
        frames = [(frame.time_s, frame.image) for frame in read_frames(path)]
        true_rate = TRUE_RATES.get(name, USUAL_TRUE_RATE)
        for label, degrade in DEGRADED.items():
            if label == AS_IT_IS or name == DEGRADED_CLIP:
                score = score_breath(find_bodies(degrade(frames)), read_true_phases(path))
                shown = f"`{name}` {label}" if name == DEGRADED_CLIP else f"`{name}`"
                print(score_row(shown, score, true_rate), flush=True)


def read_true_phases(clip: Path) -> Callable[[float], str | None]:
    """Read a clip's truth; give the function from a time in seconds to the phase."""
    records = json.loads(clip.with_suffix(".json").read_text())["frames"]
    times = np.array([record["t"] for record in records])

    def true_phase(time_s: float) -> str | None:
        phase: str | None = records[int(np.abs(times - time_s).argmin())].get("breath_phase")
        return phase

    return true_phase


def score_row(name: str, score: BreathScore, true_rate: float) -> str:
    """Format the score of one clip."""
    return markdown_row(
        [
            name,
            f"{100 * score.answered_share:.0f} %",
            f"{100 * score.right / score.answered:.0f} %" if score.answered else "-",
            "-" if math.isnan(score.rate) else f"{score.rate:.1f} ({true_rate:.1f})",
            "-" if math.isnan(score.noticed_s) else f"after {score.noticed_s:.1f} s",
            f"{score.false_held_s:.1f} s",
        ]
    )


# --- people at every depth of a breath


def print_levels(folder: Path, *, verbose: bool) -> None:
    """Print the table of the rendered people, a row a rhythm; with ``verbose`` also each person."""
    people = read_levels(folder)
    print(f"\n{len(people)} people")
    head = ["rhythm", "phase told", "of it right", "rate given", "within 1", "noticed in 8 s"]
    print(markdown_head([*head, "false"]))
    for name, rhythm in RHYTHMS.items():
        scores = [score_person(person, rhythm) for person in people]
        print(rhythm_row(name, rhythm, scores), flush=True)
        if verbose:
            for person, score in zip(people, scores, strict=True):
                row = score_row("", score, 60 / rhythm.cycle_s)
                print("   ", person.name, row, f"conf {score.confidence:.2f}")


def score_person(person: BreathLevels, rhythm: Rhythm) -> BreathScore:
    """Score one person who breathes in a rhythm."""
    return score_breath(person.clip(rhythm), lambda time_s: rhythm.at(time_s)[1])


def rhythm_row(name: str, rhythm: Rhythm, scores: list[BreathScore]) -> str:
    """Format the scores of all people in one rhythm."""
    rates = np.array([score.rate for score in scores])
    answered = sum(score.answered for score in scores)
    known, right = sum(score.known for score in scores), sum(score.right for score in scores)
    return markdown_row(
        [
            name,
            f"{100 * answered / known:.0f} %",
            f"{100 * right / max(1, answered):.0f} %",
            np.isfinite(rates).sum(),
            (np.abs(rates - 60 / rhythm.cycle_s) <= RATE_TOLERANCE).sum(),
            sum(score.noticed_s <= NOTICED_WITHIN_S for score in scores),
            sum(score.false_held_s > 0 for score in scores),
        ]
    )


# --- real movement


def print_footage(folder: Path) -> None:
    """Print the table of the clips of real movement."""
    print("\n" + markdown_head(["clip", "frames", "phase told", "held"]))
    for path in sorted(folder.glob("*.mp4")):
        frames = ((frame.time_s, frame.image) for frame in read_frames(path))
        score = score_breath(find_bodies(frames), lambda _: "none")
        answered = f"{100 * score.answered_share:.1f} %"
        print(markdown_row([path.stem, score.known, answered, f"{score.false_held_s:.1f} s"]))


def main() -> None:
    """Run the command line."""
    parser = make_parser(__doc__)
    parser.add_argument("clips", nargs="*", default=[*CLIPS], help="names of sample clips")
    parser.add_argument("--levels", type=Path, help="folder of people at every depth of a breath")
    parser.add_argument("--footage", type=Path, help="folder of clips of real movement")
    parser.add_argument("--no-clips", action="store_true", help="leave the sample clips out")
    parser.add_argument("--verbose", action="store_true", help="show each rendered person too")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    if not options.no_clips:
        print_sample_clips(options.clips)
    if options.levels:
        print_levels(options.levels, verbose=options.verbose)
    if options.footage:
        print_footage(options.footage)


if __name__ == "__main__":
    main()
