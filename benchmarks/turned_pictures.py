"""How often a picture that is upside down or on its side is recognised, and how often in error.

    python benchmarks/turned_pictures.py [FILE ...]

Files are clips and photos that are the right way up; by default the sample clips and stills. Each
is also looked at turned clockwise by 90, 180 and 270 degrees. The answer for a clip is what
``posecheck.perception.body.picture_turn`` gives at its end. Clips are sampled twice a second.
"right" is the angle that turns it back, "wrong" another one; of an untouched picture every answer
is wrong.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from markdown_tables import markdown_table

from posecheck.perception.body.estimator import PoseEstimator
from posecheck.perception.body.picture_turn import TURNS, TurnFinder, turn_of_photo
from posecheck.perception.body.posture import is_lying
from posecheck.perception.body.which_way_up import WhichWayUp
from posecheck.video.frame import Frame
from posecheck.video.opening import open_file

SAMPLES = Path(__file__).resolve().parents[1] / "sample_videos"

STEP_S = 0.5
"""Time between two frames of a clip that are looked at, in seconds."""


def sampled(path: Path) -> Iterator[Frame]:
    """The frames of a clip, ``STEP_S`` apart, or the one frame of a photo."""
    next_s = 0.0
    with open_file(path) as source:
        for frame in source:
            if frame.time_s >= next_s:
                next_s += STEP_S
                yield frame


def measure(paths: Iterable[Path]) -> Counter[tuple[str, int, str]]:
    """Count the answers: (clips, photos of people who lie, others; turned by; answer)."""
    counts: Counter[tuple[str, int, str]] = Counter()
    look_at = WhichWayUp().probabilities
    with PoseEstimator("photo", find_turn=False) as estimator:
        for path in paths:
            frames = list(sampled(path))
            kind = "clips"
            for quarters, turned in enumerate(TURNS):
                finder, answer = TurnFinder(look_at), 0
                for frame in frames:
                    image = np.ascontiguousarray(np.rot90(frame.image, -quarters))
                    body = estimator.estimate(image)
                    if body is None:
                        continue
                    if len(frames) == 1:
                        if not quarters:
                            kind = "photos, lying" if is_lying(body) else "photos, others"
                        answer = turn_of_photo(look_at(image, body))
                    else:
                        finder.look(frame.time_s, image, body)
                answer = answer or finder.at_end()
                right = TURNS[-quarters]
                word = "none" if not answer else "right" if answer == right else "wrong"
                counts[kind, turned, word] += 1
                if word == "wrong":
                    print(f"{path.name}, turned by {turned}: {answer}", file=sys.stderr)
    return counts


def main() -> None:
    """Print a table."""
    given = [Path(name) for name in sys.argv[1:]]
    paths = given or [*sorted(SAMPLES.glob("*.mp4")), *sorted((SAMPLES / "stills").glob("*.jpg"))]
    counts = measure(paths)
    words = ("right", "wrong", "none")
    rows = [
        [kind, str(turned), *(str(counts[kind, turned, word]) for word in words)]
        for kind in sorted({kind for kind, _, _ in counts})
        for turned in TURNS
    ]
    print(markdown_table(["what", "turned by", *words], rows))


if __name__ == "__main__":
    main()
