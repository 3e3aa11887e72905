"""Makes the pictures of the exercises: frames of annotated sample clips.

    python docs/site/pictures.py             # all of them, about three minutes
    python docs/site/pictures.py lunge       # some

The people in the clips are rendered. A picture is made again when the overlay has changed.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from posecheck.engine.recorded import AnalysisOptions, analyze_recording
from posecheck.perception.body.mediapipe_worker import mediapipe_kept
from posecheck.video.frame import Frame

REPOSITORY = Path(__file__).resolve().parents[2]
PICTURES = REPOSITORY / "docs" / "images" / "exercises"

WIDTH_PX = 960
"""Width of a picture: twice that of a column of text on a telephone."""

QUALITY = 80
"""Of the JPEG files: 40 to 80 KB each."""


@dataclass(frozen=True)
class Shot:
    """One picture: a moment of a sample clip, analysed as one exercise."""

    clip: str
    exercise: str
    time_s: float
    hold_s: float | None = None


SHOTS = {
    "breathing": Shot("breathing", "breathing", 6.0),
    "figure_four": Shot("figure_four", "figure_four", 5.5, 3),
    "hip_circles": Shot("hip_circles", "hip_circles", 4.0),
    "knee_to_chest": Shot("knee_to_chest", "knee_to_chest", 5.3),
    "low_lunge": Shot("low_lunge", "low_lunge", 2.5, 10),
    "lunge": Shot("lunge", "lunge", 2.4),
    "roll_adductors": Shot("roll_quadriceps", "roll_adductors", 4.0),
    "roll_glutes": Shot("roll_glutes", "roll_glutes", 5.0, 10),
    "roll_quadriceps": Shot("roll_quadriceps", "roll_quadriceps", 5.0, 10),
    "selftest": Shot("selftest_tight", "selftest", 12.5),
    "side_lying_release": Shot("side_release", "side_lying_release", 9.0, 10),
    "standing_stretch": Shot("standing_stretch", "standing_stretch", 7.0, 10),
    "supine_release": Shot("release_right", "supine_release", 10.0, 15),
    "supine_release_low": Shot("roller_low", "supine_release", 5.0, 15),
}
"""By the name of the picture."""


def take(name: str, shot: Shot, scratch: Path) -> Image.Image:
    """The annotated frame of a shot."""
    frames: dict[float, Frame] = {}

    def keep(frame: Frame) -> None:
        frames[abs(frame.time_s - shot.time_s)] = frame

    clip = REPOSITORY / "sample_videos" / f"{shot.clip}.mp4"
    options = AnalysisOptions(exercise=shot.exercise, hold_s=shot.hold_s)
    analyze_recording(clip, options, folder=scratch / name, show=keep)
    return Image.fromarray(frames[min(frames)].image)


def main(names: list[str]) -> None:
    """Make these pictures, or all of them."""
    import tempfile

    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, mediapipe_kept():
        for name in names or SHOTS:
            picture = take(name, SHOTS[name], Path(scratch))
            picture.thumbnail((WIDTH_PX, WIDTH_PX), Image.Resampling.LANCZOS)
            picture.save(PICTURES / f"{name}.jpg", quality=QUALITY, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1:])
