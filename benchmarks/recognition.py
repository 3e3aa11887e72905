"""What clips are recognised as, and how long that takes: all of the first minute is looked at.

    python benchmarks/recognition.py [CLIP ...]

Without clips it takes the sample clips, whose truth names the exercise.
"""

from __future__ import annotations

import json
import time
from contextlib import ExitStack
from pathlib import Path

from command_line import make_parser
from markdown_tables import markdown_table
from truth_files import SAMPLES

from posecheck.engine.options import InputOptions
from posecheck.engine.recognised import open_recording
from posecheck.engine.recognising import AUTO


def clip_row(clip: Path) -> list[str]:
    """One clip: the truth where it is known, the likeliest two, none of them, the seconds."""
    began_s = time.monotonic()
    with ExitStack() as stack:
        found = open_recording(clip, AUTO, InputOptions(), stack, with_pictures=False).recognition
    took_s = time.monotonic() - began_s
    truth = clip.with_suffix(".json")
    known = json.loads(truth.read_text("utf-8"))["exercise"] if truth.exists() else "?"
    guesses = [f"{guess.name} {guess.probability:.2f}" for guess in found.guesses[:2]]
    told = found.best.name if found.best else "-"
    return [clip.stem, known or "-", told, *guesses, f"{found.none:.2f}", f"{took_s:.0f} s"]


def main() -> None:
    parser = make_parser(__doc__)
    parser.add_argument("clips", nargs="*", type=Path)
    clips = parser.parse_args().clips or sorted(SAMPLES.glob("*.mp4"))
    head = ("clip", "shows", "recognised", "likeliest", "next", "none", "took")
    print(markdown_table(head, [clip_row(clip) for clip in clips]))


if __name__ == "__main__":
    main()
