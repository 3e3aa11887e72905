"""One part while it is done: its time, its sides, a side that is skipped."""

from __future__ import annotations

import math

import pytest
from made_measurements import measured

from posecheck.coaching.practice.course import Course
from posecheck.coaching.practice.part_run import PartRun, SideTotal
from posecheck.coaching.practice.timetable import PlannedPart, Timetable
from posecheck.exercises.library import find_exercise
from posecheck.exercises.programme import Part, Programme

KNEES = {"knee_left": 65.0, "knee_right": 65.0}
LEFT = measured(fallout_left=40.0, fallout_right=0.0, **KNEES)
RIGHT = measured(near="right", fallout_left=0.0, fallout_right=40.0, **KNEES)
REST = measured(fallout_left=0.0, fallout_right=0.0, **KNEES)


def part(exercise="supine_release", target_s=10.0, seconds=60.0, start_s=0.0, passes=1):
    chosen = find_exercise(exercise)
    if passes > 1:
        hold = chosen.hold.model_copy(update={"passes": passes, "rest_s": 2.0})
        chosen = chosen.model_copy(update={"hold": hold})
    return PlannedPart(
        Part(exercise=exercise, seconds=seconds), chosen, start_s, target_s, timed=True
    )


class Feed:
    """Feeds a run; a frame every tenth of a second."""

    def __init__(self, planned=None):
        self.run, self.i = PartRun(planned or part()), 0

    def __call__(self, seconds, frame):
        for _ in range(round(10 * seconds)):
            self.run.update(self.i / 10, frame)
            self.i += 1
        return self.run


def test_time_without_frames_is_not_time_worked():
    run = PartRun(part())
    for time_s in (10.0, 10.5, 11.5, 12.6, 13.0):
        run.update(time_s, REST)
    assert run.worked_s == pytest.approx(0.5 + 1.0 + 0.4)


def test_a_part_is_done_when_both_sides_are():
    feed = Feed(part(target_s=2.0))
    assert (feed.run.status, feed.run.counting, feed.run.side) == ("begun", False, "left")
    run = feed(1.0, LEFT)
    assert run.counting
    feed(2.0, LEFT)
    feed(1.0, REST)
    assert not run.counting
    assert run.status == "begun"
    run = feed(3.0, RIGHT)
    assert run.status == "done"
    assert run.side == "right"
    assert run.sides == ("left", "right")
    assert run.totals() == {
        "left": SideTotal(2.0, 2.0, counts_time=True),
        "right": SideTotal(2.0, 2.0, counts_time=True),
    }
    assert [(hold.side, hold.held_s, hold.complete) for hold in run.record.holds()] == [
        ("left", 2.0, True),
        ("right", 2.0, True),
    ]
    assert run.record.last_s == 6.9


def test_totals_count_all_passes():
    feed = Feed(part(target_s=2.0, passes=3))
    run = feed(5.5, LEFT)  # 2 s, a rest of 2 s, 1.4 s
    total = run.total_of("left")
    assert (total.done, total.target) == (pytest.approx(3.4, abs=0.11), 6.0)
    assert run.current_pass() == (2, 3)
    assert [hold.side for hold in run.record.holds()] == ["left", "left"]
    assert run.total_of("right") == SideTotal(0, 6.0, counts_time=True)


def test_repetitions_are_counted_in_times():
    run = Feed(part("knee_to_chest", None))(1.0, REST)
    assert run.total_of("left") == SideTotal(0, 10, counts_time=False)


def test_a_skipped_side_gives_the_other_as_much_time():
    feed = Feed(part(target_s=10.0))
    held_s = feed(4.05, LEFT).total_of("left").done
    feed.run.skip_side()
    assert (feed.run.side, feed.run.status) == ("right", "begun")
    assert feed.run.total_of("left") == SideTotal(held_s, held_s, counts_time=True)
    assert feed.run.total_of("right").target == pytest.approx(held_s)
    run = feed(5.0, RIGHT)
    assert run.status == "done"
    assert run.total_of("right").done == pytest.approx(held_s)
    assert [hold.side for hold in run.record.holds()] == ["left", "right"]


def test_what_the_other_side_has_already_counts_when_a_side_is_skipped():
    feed = Feed(part(target_s=10.0))
    feed(3.05, RIGHT)
    left_s = feed(7.0, LEFT).total_of("left").done
    feed.run.skip_side()
    assert feed.run.side == "right"
    assert feed.run.total_of("right") == SideTotal(
        pytest.approx(3.0, abs=0.11), pytest.approx(left_s), counts_time=True
    )
    run = feed(5.0, RIGHT)
    assert run.status == "done"
    assert run.total_of("right").done == pytest.approx(left_s)


def test_where_the_other_side_has_more_the_part_is_skipped_and_nothing_is_lost():
    feed = Feed(part(target_s=15.0))
    feed(7.1, RIGHT)
    before = feed(4.0, LEFT).totals()
    feed.run.skip_side()
    assert feed.run.status == "skipped"
    assert feed.run.totals() == before
    assert before["right"].done > 7
    assert before["left"].target == 15


def knees(left, right):
    return measured(hip_flexion_left=left, hip_flexion_right=right, knee_left=90.0, knee_right=90.0)


def repeat(feed, times, side):
    for i in range(30 * times):
        flexion = 55 - 55 * math.cos(2 * math.pi * i / 30)
        feed(0.1, knees(flexion, 3.0) if side == "left" else knees(3.0, flexion))


def test_a_skipped_side_leaves_the_other_its_repetitions_and_asks_for_as_many():
    feed = Feed(part("knee_to_chest", None))
    repeat(feed, 4, "right")
    repeat(feed, 6, "left")
    had = feed.run.totals()
    assert (had["left"].done, had["right"].done, feed.run.side) == (6, 4, "left")
    feed.run.skip_side()
    assert feed.run.totals() == {
        "left": SideTotal(6, 6, counts_time=False),
        "right": SideTotal(4, 6, counts_time=False),
    }
    repeat(feed, 3, "right")
    assert feed.run.status == "done"
    assert feed.run.total_of("right").done == 6


def test_a_skipped_side_of_rolling_gives_the_other_as_much_time():
    session = PartRun(part("roll_adductors", 30.0))._session
    session._goals["left"]._timer.update(0.0, True)
    for i in range(1, 101):
        session._goals["left"]._timer.update(i / 10, True)
    assert session.leave_side("left")
    assert session.progress("right", 10.0).target == pytest.approx(10.0)


def test_a_side_that_was_skipped_is_not_done_again():
    feed = Feed(part(target_s=10.0))
    held_s = feed(4.05, LEFT).total_of("left").done
    feed.run.skip_side()
    assert feed.run.awaits_other_side
    run = feed(3.0, LEFT)
    assert (run.side, run.total_of("left").done) == ("right", held_s)
    assert not feed(1.0, RIGHT).awaits_other_side


def test_a_skipped_side_of_several_passes_gives_the_other_the_same_passes():
    feed = Feed(part(target_s=2.0, passes=3))
    held_s = feed(5.5, LEFT).total_of("left").done  # one pass, and most of a second
    feed.run.skip_side()
    assert feed.run.current_pass() == (1, 2)
    assert feed.run.total_of("right").target == pytest.approx(held_s)
    feed(0.1, RIGHT)
    assert feed.run.record.session.holds("right", 0.0)[-1].target_s == 2.0
    run = feed(8.0, RIGHT)
    assert run.status == "done"
    held = [hold.held_s for hold in run.record.holds() if hold.side == "right"]
    assert held == [2.0, pytest.approx(held_s - 2.0)]


def test_a_side_that_was_not_begun_leaves_the_other_its_whole_time():
    feed = Feed(part(target_s=10.0, passes=2))
    feed(1.0, REST)
    feed.run.skip_side()
    assert feed.run.total_of("right") == SideTotal(0, 20.0, counts_time=True)
    assert feed.run.total_of("left") == SideTotal(0, 0, counts_time=True)


def test_a_part_whose_other_side_is_done_is_skipped_with_its_last_side():
    feed = Feed(part(target_s=2.0))
    feed(3.0, LEFT)
    feed(1.0, RIGHT)
    feed.run.skip_side()
    assert feed.run.status == "skipped"
    assert feed.run.side == "right"
    again = Feed(part(target_s=10.0))
    again(1.0, LEFT)
    again.run.skip_side()
    again.run.skip_side()  # the second of two
    assert again.run.status == "skipped"


def test_an_exercise_without_sides_is_skipped_as_a_whole():
    run = Feed(part("breathing", None))(1.0, REST)
    assert run.sides == ("left",)
    run.skip_side()
    assert run.status == "skipped"


def test_totals_of_two_runs_add_up():
    total = SideTotal(4.0, 10.0, counts_time=True) + SideTotal(3.0, 5.0, counts_time=True)
    assert total == SideTotal(7.0, 15.0, counts_time=True)


# --- several parts one after the other


def course(*parts):
    programme = Programme(
        name="try", title="A try", summary="To try.", reason="To try.",
        minutes=1 + sum(p.seconds for p in parts) / 60, parts=tuple(p.part for p in parts),
    )  # fmt: skip
    return Course(Timetable(programme, parts))


def three_parts():
    return course(
        part(seconds=60.0, start_s=0.0),
        part("breathing", None, seconds=20.0, start_s=60.0),
        part(seconds=40.0, start_s=80.0),
    )


def work(course, seconds, frame=REST, from_s=0.0):
    for i in range(round(2 * seconds) + 1):
        course.begin_part().update(from_s + i / 2, frame)


def test_the_course_goes_from_part_to_part_to_the_end():
    practised = three_parts()
    assert (practised.index, practised.run, practised.is_over) == (0, None, False)
    first = practised.begin_part()
    assert practised.begin_part() is first
    assert practised.advance()  # the camera stands elsewhere for the breathing
    assert (practised.index, practised.part.start_s, practised.run) == (1, 60.0, None)
    practised.advance()
    assert not practised.advance()
    assert (practised.index, practised.is_over) == (2, True)


def test_the_same_camera_need_not_be_asked_for_again():
    practised = course(part(), part(start_s=60.0))
    assert not practised.advance()
    assert practised.index == 1


def test_a_part_that_was_not_done_is_skipped():
    practised = three_parts()
    assert practised.skip_part()
    assert practised.runs[0].status == "skipped"
    practised.begin_part().status = "done"
    practised.skip_part()
    assert practised.runs[1].status == "done"


def test_back_means_this_part_again_once_it_has_gone_on_for_five_seconds():
    practised = three_parts()
    work(practised, 3.0)
    practised.advance()
    work(practised, 4.5)
    practised.go_back()
    assert (practised.index, practised.run) == (0, None)
    practised.advance()
    work(practised, 5.0)
    assert 1 in practised.runs
    practised.go_back()
    assert (practised.index, practised.run) == (1, None)
    practised.go_back()
    assert practised.index == 0
    work(practised, 1.0)
    practised.go_back()  # there is no part before it
    assert (practised.index, practised.run, practised.runs) == (0, None, {})


def test_what_was_done_before_a_part_began_again_counts_with_it():
    practised = three_parts()
    work(practised, 8.0, LEFT)
    practised.go_back()
    assert practised.parts_done()["Supine psoas release"]["left"].done == pytest.approx(8.0)
    work(practised, 3.0, LEFT, from_s=20.0)
    first, again = practised.attempts[0]
    assert (first.total_of("left").done, again) == (8.0, practised.run)
    assert practised.parts_done()["Supine psoas release"] == {
        "left": SideTotal(pytest.approx(11.0), 10.0, counts_time=True),
        "right": SideTotal(0, 10.0, counts_time=True),
    }


def test_the_elapsed_time_is_the_plan_s_and_at_most_the_part_s_own():
    practised = three_parts()
    assert practised.elapsed_s == 0.0
    work(practised, 10.0)
    assert practised.elapsed_s == 10.0
    practised.advance()
    assert practised.elapsed_s == 60.0
    work(practised, 30.0)
    assert practised.elapsed_s == 80.0
    practised.advance()
    practised.advance()
    assert practised.elapsed_s == 120.0


def test_the_first_part_may_begin_after_the_preparation():
    practised = course(part(start_s=30.0))
    assert practised.elapsed_s == 0.0
    work(practised, 2.0)
    assert practised.elapsed_s == 32.0


def test_what_was_done_is_listed_by_title_with_what_came_twice_together():
    practised = three_parts()
    work(practised, 3.0, LEFT)
    practised.advance()
    work(practised, 2.0)
    practised.advance()
    work(practised, 4.0, LEFT, from_s=50.0)
    practised.begin_part()
    done = practised.parts_done()
    assert list(done) == ["Supine psoas release"]
    assert done["Supine psoas release"]["left"].done == pytest.approx(7.0, abs=0.1)
    assert done["Supine psoas release"]["left"].target == 20.0
    assert done["Supine psoas release"]["right"].done == 0.0
    assert three_parts().parts_done() == {}
    hardly = three_parts()
    work(hardly, 0.5, LEFT)
    assert hardly.parts_done()["Supine psoas release"]["left"].done == 0.5
