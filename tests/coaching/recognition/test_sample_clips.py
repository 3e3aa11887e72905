"""What each sample clip is recognised as, whole and cut short."""

from __future__ import annotations

import pytest
from sample_measurements import CLIPS, Row, read_truth, sampled

from posecheck.coaching.recognition.recogniser import Recogniser, Recognition, library_candidates
from posecheck.tightness.recognition import SelfTestCandidate


def recognise(rows: tuple[Row, ...]) -> Recognition:
    recogniser = Recogniser([*library_candidates(), SelfTestCandidate()])
    for row in rows:
        recogniser.update(*row)
    return recogniser.result()


@pytest.mark.parametrize("clip", CLIPS)
def test_a_sample_clip_is_recognised(clip):
    found = recognise(sampled(clip))
    assert (found.best.name if found.best else "") == read_truth(clip)["exercise"]


@pytest.mark.parametrize("clip", CLIPS)
def test_of_half_a_clip_nothing_wrong_is_said(clip):
    rows = sampled(clip)
    found = recognise(rows[: len(rows) // 2])
    assert found.best is None or found.best.name == read_truth(clip)["exercise"]


def test_what_is_not_done_on_the_back_is_no_psoas_release():
    for clip in ("lunge", "low_lunge", "standing_stretch", "roll_quadriceps"):
        (release,) = (g for g in recognise(sampled(clip)).guesses if g.name == "supine_release")
        assert release.probability < 0.01


def test_both_sides_one_after_the_other_are_recognised():
    rows, mirrored = sampled("knee_to_chest"), []
    later_s = rows[-1][0] + 0.25
    for time_s, measurements, roller in rows:
        swapped = {
            name: measurements.values[
                name.replace("left", "right") if "left" in name else name.replace("right", "left")
            ]
            for name in measurements.values
        }
        turned = type(measurements)(
            measurements.posture, measurements.view, 0.0, "right", swapped,
            measurements.tolerances, placement=measurements.placement,
        )  # fmt: skip
        mirrored.append((later_s + time_s, turned, roller))
    assert recognise((*rows, *mirrored)).best.name == "knee_to_chest"
