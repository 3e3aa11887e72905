"""What is kept of a practice to explain a release that was not felt."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from made_measurements import measured

from posecheck.coaching.frame_coaching import Phase
from posecheck.coaching.practice.evidence import EvidenceCollector
from posecheck.coaching.practice.part_run import PartRun
from posecheck.coaching.practice.release_causes import find_release_causes
from posecheck.coaching.practice.state import PracticeState, Stage
from posecheck.coaching.practice.timetable import plan_timetable
from posecheck.exercises.library import find_exercise
from posecheck.exercises.programme import Part, Programme
from posecheck.perception.breath.tracker import Breath

PROGRAMME = Programme(
    name="try", title="A try", summary="To try.", reason="To try.", minutes=3,
    parts=(
        Part(exercise="roll_quadriceps", seconds=60, warm_up=True),
        Part(exercise="supine_release", seconds=60),
    ),
)  # fmt: skip
TABLE = plan_timetable(PROGRAMME, find_exercise, proposed_s=30)
WARM_UP, RELEASE = 0, 1
HELD = measured(fallout_left=40.0, fallout_right=5.0, knee_left=65.0, roller_position=0.5)


def coached(seconds=0.3):
    """The coaching of a release after so many seconds of holding."""
    run = PartRun(TABLE.parts[RELEASE])
    for i in range(round(10 * seconds)):
        coaching = run.update(i / 10, HELD)
    return coaching


def collected(*frames):
    """What was collected of frames of (measurements, changes of the state)."""
    collector, coaching = EvidenceCollector(), coached()
    for measurements, changes in frames:
        state = PracticeState(Stage.EXERCISE, 0.0, TABLE, RELEASE, 0.0, coaching=coaching)
        collector.add(replace(state, **changes), measurements)
    return collector


def breath(phase, held_s=0.0):
    return replace(HELD, breath=Breath(phase, held_s=held_s)), {}


def test_the_roller_and_the_working_knee_are_kept_while_a_release_is_held():
    evidence = collected((HELD, {}), (HELD, {})).summarise((), False)
    assert list(evidence.roller.values) == [0.5, 0.5]
    assert list(evidence.fallout.values) == [40.0, 40.0]
    release = find_exercise("supine_release")
    assert evidence.roller.check is release.check_of("roller_position")
    assert evidence.fallout.check is release.check_of("fallout")


def test_of_a_release_on_the_side_neither_roller_nor_knee_is_kept():
    """The roller lies under the hip there, which is too low only for a release on the back."""
    programme = PROGRAMME.model_copy(
        update={"parts": (Part(exercise="side_lying_release", seconds=120),)}
    )
    table, collector = plan_timetable(programme, find_exercise, proposed_s=30), EvidenceCollector()
    on_side = measured("side_lying_left", "front", knee_right=170.0, roller_position=1.0)
    run = PartRun(table.parts[0])
    for i in range(30):
        state = PracticeState(
            Stage.EXERCISE, i / 10, table, 0, 0.0, coaching=run.update(i / 10, on_side)
        )
        collector.add(state, on_side)
    evidence = collector.summarise((), False)
    assert collector.has_release
    assert (evidence.roller, evidence.fallout) == (None, None)
    assert {f.cause for f in find_release_causes(evidence)} == {"warm_up", "breath_held"}


def test_a_pause_of_the_hold_is_part_of_it():
    paused = replace(coached(), phase=Phase.PAUSED)
    assert collected((HELD, {"coaching": paused})).has_release


@pytest.mark.parametrize(
    "changes",
    [
        {"stage": Stage.CAMERA},
        {"coaching": None},
        {"coaching": replace(coached(), phase=Phase.GET_INTO_POSITION)},
        {"part": WARM_UP},
    ],
)
def test_nothing_else_is_kept(changes):
    assert not collected((HELD, changes)).has_release
    assert not collected((None, {})).has_release


def test_seconds_of_held_breath_add_up():
    frames = [breath("in"), breath("held", 6.0), breath("held", 9.0), breath("out")]
    frames += [breath("held", 6.0), breath("held", 7.5)]
    assert collected(*frames).summarise((), False).breath_held_s == 16.5
    assert collected(*frames[:3]).summarise((), False).breath_held_s == 9.0


def test_a_breath_that_was_never_seen_is_not_known():
    assert math.isnan(collected((HELD, {}), breath(None)).summarise((), False).breath_held_s)
    assert collected(breath(None), breath("in")).summarise((), False).breath_held_s == 0.0


def test_the_warm_up_is_the_time_that_was_rolled():
    class Rolled(PartRun):
        def total_of(self, side):
            return replace(super().total_of(side), done=25.0)

    runs = {WARM_UP: Rolled(TABLE.parts[WARM_UP]), RELEASE: Rolled(TABLE.parts[RELEASE])}
    assert collected().summarise(runs.values(), True).warm_up_s == 25.0
    assert collected().summarise(runs.values(), False).warm_up_s is None
    assert collected().summarise((), True).warm_up_s == 0
