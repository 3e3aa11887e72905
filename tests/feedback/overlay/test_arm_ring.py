"""The ring that shows how long a raised arm has been held."""

from __future__ import annotations

from dataclasses import replace

import pytest
from drawn import annotated, count_colour, find_text
from made_coaching import make_moment

from posecheck.coaching.practice.state import PracticeState, Stage
from posecheck.coaching.practice.timetable import plan_timetable
from posecheck.exercises.library import find_exercise
from posecheck.exercises.programme_library import find_programme
from posecheck.feedback.overlay.arm_ring import ArmRingAnnotator
from posecheck.feedback.overlay.layout import Layout
from posecheck.feedback.overlay.style import ACCENT, DARK

STATE = PracticeState(
    Stage.EXERCISE,
    0.0,
    plan_timetable(find_programme("daily"), find_exercise, proposed_s=30),
    3,
    300.0,
)
SIZES = Layout.of(640, 480).sizes


def ring(**changes):
    return annotated(ArmRingAnnotator(), make_moment(practice=replace(STATE, **changes)))


def test_it_fills_until_the_arm_counts():
    quarter, whole = (count_colour(ring(arm_progress=share), ACCENT) for share in (0.25, 1.0))
    assert quarter == pytest.approx(whole / 4, rel=0.1)


def test_it_says_what_the_arm_will_do():
    assert find_text(ring(arm_progress=0.5), "Pause", SIZES.label)
    assert find_text(ring(arm_progress=0.5, stage=Stage.PAUSED), "Go on", SIZES.label)
    for answer, word in ((True, "Yes"), (False, "No")):
        asked = ring(arm_progress=0.5, stage=Stage.QUESTION, arm_answer=answer)
        assert find_text(asked, word, SIZES.label)


def test_without_a_raised_arm_there_is_none():
    assert (ring(arm_progress=0.0) == DARK).all()
