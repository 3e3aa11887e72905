"""The side and the step."""

from __future__ import annotations

import pytest
from drawn import annotated, find_text
from made_coaching import make_coaching, make_moment

from posecheck.coaching.goals.progress import Progress
from posecheck.exercises.library import load_exercises
from posecheck.feedback.overlay.layout import Area, Layout
from posecheck.feedback.overlay.step import SideAnnotator, StepAnnotator
from posecheck.feedback.overlay.style import ACCENT, DARK
from posecheck.feedback.overlay.text import fit_into

SIZES = Layout.of(640, 480).sizes


def test_the_side_is_named():
    image = annotated(SideAnnotator(), make_moment(make_coaching(side="right")))
    assert find_text(image, "Right side", SIZES.label, ACCENT)


def test_where_both_sides_do_the_same_it_says_so():
    coaching = make_coaching(progress=Progress("breaths", None, 1.0, 5.0, False))
    image = annotated(SideAnnotator(), make_moment(coaching))
    assert find_text(image, "Both sides", SIZES.label, ACCENT)


def test_the_step_is_named():
    image = annotated(StepAnnotator(), make_moment(make_coaching(step="Bend your knees")))
    assert find_text(image, "Bend your knees", SIZES.step)


@pytest.mark.parametrize("size", [(640, 480), (640, 352), (1920, 1080), (480, 854), (480, 480)])
def test_every_step_of_every_exercise_stands_there_in_large_letters(size):
    sizes, area = Layout.of(*size).sizes, Layout.of(*size).areas[Area.STEP]
    room = area.width - 2 * sizes.margin, area.height - sizes.margin // 2
    for exercise in load_exercises().values():
        for step in exercise.steps:
            _, letters = fit_into(step.text.format(side="right", other="left"), sizes.step, *room)
            assert letters >= 0.8 * sizes.step, step.text


def test_without_an_exercise_there_is_neither():
    for annotator in (SideAnnotator(), StepAnnotator()):
        assert (annotated(annotator, make_moment()) == DARK).all()
