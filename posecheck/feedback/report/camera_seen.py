"""What a recording tells about its camera and light, and what to do better next time."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from posecheck.anatomy import Side, opposite
from posecheck.coaching.camera_advice import camera_limits, choose_camera_advice
from posecheck.coaching.record import SessionRecord
from posecheck.exercises.schema import Exercise
from posecheck.feedback.report.words import describe_share, join
from posecheck.measures.table import Measurements

WORTH_SAYING = 0.1
"""Advice that held for a smaller share of the time is not given: it is a moment of moving about."""

VIEW_WORDS = {
    "side": "from the side",
    "oblique": "obliquely",
    "front": "from the front",
    "back": "from behind",
    "head_end": "from the head's end",
    "foot_end": "from the feet's end",
    "top": "from above",
    "unknown": "from an unknown side",
}
"""Each view in words."""


MOST_UNSEEN = 0.3
"""A check that could not be seen for a larger share of the time is named. A choice."""


def find_unseen(record: SessionRecord) -> dict[str, float]:
    """The titles of the checks that could often not be seen, with the share of the time."""
    found = {}
    for check in record.session.exercise.checks:
        spans = [span for span in record.verdicts if span.check == check.name]
        total_s = sum(span.end_s - span.start_s for span in spans)
        unseen_s = sum(s.end_s - s.start_s for s in spans if s.verdict == "cannot_see")
        if total_s > 0 and unseen_s / total_s > MOST_UNSEEN:
            found[check.title] = unseen_s / total_s
    return found


@dataclass
class CameraSeen:
    """What the frames told about the camera, collected while the clip runs.

    Attributes
    ----------
    frames, with_person
        How many frames there were, and in how many of them somebody was seen.
    views
        Frames by view.
    advice
        Frames by the one sentence about the camera that was called for.
    brightness, height_m
        Of each frame with a person; NaN where unknown.
    """

    frames: int = 0
    with_person: int = 0
    views: Counter[str] = field(default_factory=Counter)
    advice: Counter[str] = field(default_factory=Counter)
    brightness: array[float] = field(default_factory=lambda: array("f"))
    height_m: array[float] = field(default_factory=lambda: array("f"))

    def add(
        self, seen: Measurements | None, exercise: Exercise | None = None, side: Side = "left"
    ) -> None:
        """Take in one frame.

        Parameters
        ----------
        seen
            None where nobody is seen.
        exercise, side
            What is done, and the working side; None where no exercise says what it asks of the
            camera.
        """
        self.frames += 1
        if seen is None:
            return
        self.with_person += 1
        self.views[seen.view] += 1
        self.brightness.append(seen.camera.brightness)
        self.height_m.append(seen.camera.height_m)
        if exercise is not None:
            text = choose_camera_advice(exercise, side, seen)
            self.advice[text.format(side=side, other=opposite(side))] += 1

    def share(self, count: int) -> float:
        """A number of frames as a share of those with a person."""
        return count / self.with_person if self.with_person else 0.0

    def find_advice(self) -> list[str]:
        """What to do about the camera and the light, each with how much of the time it held."""
        found = [
            f"{text}. ({describe_share(self.share(count))} of the time)"
            for text, count in self.advice.most_common()
            if text and self.share(count) >= WORTH_SAYING
        ]
        unseen = 1 - self.with_person / self.frames if self.frames else 0.0
        if unseen >= WORTH_SAYING:
            found.append(
                f"Nobody was seen for {describe_share(unseen)} of the time: your whole body must "
                "be in the picture from beginning to end."
            )
        return found

    def describe(
        self, heights_m: tuple[float, float] | None, views: Sequence[str]
    ) -> list[tuple[str, str]]:
        """What was seen, as pairs of a title and a value with what is asked for.

        Parameters
        ----------
        heights_m
            Lowest and highest right place of the lens; None where nothing is asked for.
        views
            The views that are asked for; empty for no wish.
        """
        found = []
        if self.views:
            shares = [
                f"{VIEW_WORDS[view]} ({describe_share(self.share(count))})"
                for view, count in self.views.most_common(2)
                if self.share(count) >= WORTH_SAYING
            ]
            asked = " or ".join(VIEW_WORDS[view] for view in views) if len(views) < 4 else ""
            found.append(("Seen", join(shares) + (f"; asked for: {asked}" if asked else "")))
        height_m = _median(self.height_m)
        if not math.isnan(height_m):
            error_m = camera_limits().height.allowance_m
            asked = f"; usable: {heights_m[0]:.1f} to {heights_m[1]:.1f} m" if heights_m else ""
            found.append(
                ("Lens above the floor", f"about {height_m:.1f} m (±{error_m:.1f} m){asked}")
            )
        brightness = _median(self.brightness)
        if not math.isnan(brightness):
            least = camera_limits().dark.below
            enough = "enough" if brightness >= least else "too dark"
            found.append(
                ("Light on the person", f"{brightness:.0f} of 255, {enough} ({least:.0f} or more)")
            )
        return found


def _median(values: array[float]) -> float:
    known = np.asarray(values)
    known = known[np.isfinite(known)]
    return float(np.median(known)) if len(known) else math.nan
