"""Repetitions, circles and breaths of one side, from measurements made by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from made_measurements import measured
from skeletons import lying, observed

from posecheck.coaching.goals.counters import make_counter
from posecheck.exercises.library import find_exercise
from posecheck.exercises.schema import Breaths, Circles, Repetitions
from posecheck.perception.breath.tracker import Breath

LIFT = Repetitions(
    target=2, reason="to try", measure="hip_flexion", range=20, reach=90, rest=40,
    too_short="All the way", shortest_s=1.0, longest_s=5.0,
)  # fmt: skip
BREATHS = Breaths(target=5, reason="to try", in_s=4, out_s=7, shortest_s=3, longest_s=15)


def lifted(time_s, high=110.0, low=20.0, start_s=1.0, seconds=3.0):
    """A leg that is lifted once."""
    phase = (time_s - start_s) / seconds
    return low + (high - low) * math.sin(math.pi * phase) ** 2 if 0 <= phase < 1 else low


def count(goal, side, measured_at, seconds=8.0):
    """What was counted, and the faults, a frame every 0.05 s."""
    counter, done, faults = make_counter(goal, side), [], []
    for time_s in np.arange(0, seconds, 0.05):
        ended = counter.update(float(time_s), measured_at(float(time_s)))
        done += [ended] if ended else []
        faults += [counter.fault] if counter.fault else []
    return done, faults


def test_the_working_leg_is_counted():
    def frame(t):
        return measured(hip_flexion_left=lifted(t), hip_flexion_right=30.0)

    ((lift,), faults) = count(LIFT, "left", frame)
    assert (lift.name, lift.side, faults) == ("repetition", "left", [])
    assert lift.start_s == pytest.approx(1.3, abs=0.2)
    assert lift.end_s == pytest.approx(3.7, abs=0.3)
    assert count(LIFT, "right", frame) == ([], [])


def test_the_other_leg_may_be_the_one_that_moves():
    other = LIFT.model_copy(update={"leg": "other", "name": "lunge"})
    ((lunge,), _) = count(other, "right", lambda t: measured(hip_flexion_left=lifted(t)))
    assert (lunge.name, lunge.side) == ("lunge", "right")
    assert count(other, "left", lambda t: measured(hip_flexion_left=lifted(t)))[0] == []


@pytest.mark.parametrize(("high", "low"), [(85.0, 20.0), (110.0, 50.0)])
def test_a_lift_that_stops_short_or_does_not_come_down_is_a_fault_once(high, low):
    done, faults = count(LIFT, "left", lambda t: measured(hip_flexion_left=lifted(t, high, low)))
    assert (done, faults) == ([], ["All the way"])


def test_a_lift_that_starts_and_ends_near_its_limit_counts():
    """From a bent knee to a straight leg; and back each time to a hip that is bent by 38."""

    def from_bent(t):
        return measured(hip_flexion_left=float(np.interp(t, [1, 2, 4], [55, 110, 5])))

    def to_bent(t):
        return measured(hip_flexion_left=max(38.0, lifted(t), lifted(t, start_s=4.5)))

    for frame, number in ((from_bent, 1), (to_bent, 2)):
        done, faults = count(LIFT, "left", frame)
        assert (len(done), faults) == (number, [])


def test_where_both_legs_do_the_same_the_near_one_counts_or_the_one_that_is_seen():
    def both(t):
        return measured(near="right", hip_flexion_right=lifted(t), hip_flexion_left=20.0)

    assert [r.side for r in count(LIFT, None, both)[0]] == [None]
    only_far = lambda t: measured(near="right", hip_flexion_left=lifted(t))  # noqa: E731
    assert len(count(LIFT, None, only_far)[0]) == 1
    only_right = lambda t: measured(near="left", hip_flexion_right=lifted(t))  # noqa: E731
    assert len(count(LIFT, None, only_right)[0]) == 1
    near_rests = lambda t: measured(  # noqa: E731
        near="left", hip_flexion_right=lifted(t), hip_flexion_left=20.0
    )
    assert count(LIFT, None, near_rests)[0] == []


def test_where_the_near_leg_is_unseen_now_and_then_the_far_one_does_not_take_turns_with_it():
    """Both legs rest. The far one is read otherwise, and the two readings are no movement."""
    loose = LIFT.model_copy(update={"reach": -math.inf, "rest": math.inf})

    def frame(t):
        near = math.nan if t % 1.6 > 0.8 else 20.0
        return measured(hip_flexion_left=near, hip_flexion_right=80.0)

    def flickering(t):  # from the front neither side is the near one
        near = "left" if t % 1.6 > 0.8 else "right"
        return measured(near=near, hip_flexion_left=20.0, hip_flexion_right=80.0)

    assert count(loose, None, frame, seconds=16.0)[0] == []
    assert count(loose, None, flickering, seconds=16.0)[0] == []


def test_a_measure_of_the_whole_body_can_be_counted():
    sit_up = LIFT.model_copy(update={"measure": "trunk_inclination"})
    done, _ = count(sit_up, "left", lambda t: measured(trunk_inclination=lifted(t)))
    assert len(done) == 1


def test_without_measurements_nothing_is_counted():
    assert count(LIFT, "left", lambda t: None) == ([], [])


def test_a_lift_in_progress_is_known():
    counter = make_counter(LIFT, "left")
    for time_s in np.arange(0, 2.5, 0.05):
        counter.update(float(time_s), measured(hip_flexion_left=lifted(float(time_s))))
    assert counter.in_progress
    assert not make_counter(LIFT, "left").in_progress


def test_too_fast_and_too_slow_lifts_do_not_count():
    for seconds in (0.9, 9.0):
        frame = lambda t, s=seconds: measured(hip_flexion_left=lifted(t, seconds=s))  # noqa: E731
        assert count(LIFT, "left", frame, seconds=14.0)[0] == []


def test_circles_are_named_by_their_direction_and_side():
    goal = Circles(target=5, reason="to try", ranges=(12, 12), shortest_s=0.8, longest_s=6)

    def circling(way):
        def frame(t):
            angle = 2 * math.pi * max(0.0, t - 1) / 3
            up, out = 85 + 20 * math.cos(angle), 15 + way * 20 * math.sin(angle)
            return measured(hip_flexion_right=up, hip_abduction_right=out)

        return frame

    for way, name in ((1, "outward circle"), (-1, "inward circle")):
        done, _ = count(goal, "right", circling(way))
        assert {(circle.name, circle.side) for circle in done} == {(name, "right")}
        assert [circle.end_s for circle in done] == pytest.approx([3.7, 6.7], abs=0.1)
        assert [circle.start_s for circle in done] == pytest.approx([0.95, 3.7], abs=0.1)
    assert count(goal, "left", circling(1))[0] == []
    slow = goal.model_copy(update={"longest_s": 2.0})
    assert count(slow, "right", circling(1))[0] == []
    quick = goal.model_copy(update={"shortest_s": 4.0})
    assert count(quick, "right", circling(1))[0] == []
    counter = make_counter(goal, "right")
    for time_s in np.arange(0, 3, 0.05):
        counter.update(float(time_s), circling(1)(float(time_s)))
    assert counter.in_progress
    assert counter.fault == ""


def test_any_movement_of_the_body_can_be_counted():
    goal = Repetitions(target=3, reason="to try", measure="movement", range=0.12, name="move")
    straight, bent = lying(knee=170.0), lying(knee=60.0)
    counter, done = make_counter(goal, None), []
    for time_s in np.arange(0, 15, 1 / 15):
        share = lifted(time_s, 1, 0, 2, 3) + lifted(time_s, 1, 0, 5, 3) + lifted(time_s, 1, 0, 8, 3)
        image = straight.image * (1 - share) + bent.image * share
        body = type(straight)(image, straight.world, straight.visibility, None, (640, 480))
        ended = counter.update(float(time_s), observed(body, measured()))
        done += [ended] if ended else []
    assert [(r.name, r.side) for r in done] == [("move", None)] * 3
    assert [(r.start_s + r.end_s) / 2 for r in done] == pytest.approx([3.5, 6.5, 9.5], abs=0.4)
    assert all(1.5 < r.end_s - r.start_s < 3.5 for r in done)
    assert counter.update(16.0, None) is None
    assert counter.fault == ""


def breaths(*phases, goal=BREATHS):
    """The breaths of (seconds, phase), a frame every half second; whole numbers of it."""
    counter, done, time_s = make_counter(goal, None), [], 0.0
    for seconds, phase in phases:
        for _ in range(round(2 * seconds)):
            frame = None if phase == "nobody" else measured(breath=Breath(phase))
            ended = counter.update(time_s, frame)
            done += [(ended.start_s, ended.end_s)] if ended else []
            time_s += 0.5
    return done, counter


def test_a_breath_goes_from_its_start_to_the_end_of_its_way_out():
    # in at 0, the last frame of out at 9.5, the next in at 10
    done, counter = breaths((4, "in"), (6, "out"), (4, "in"), (6, "out"), (1, "in"))
    assert done == [(0.0, 9.5), (10.0, 19.5)]
    assert counter.in_progress


def test_a_held_breath_ends_a_breath_and_the_next_begins_with_the_next_in():
    done, counter = breaths((4, "in"), (4, "out"), (3, "held"))
    assert done == [(0.0, 7.5)]
    assert not counter.in_progress
    done, _ = breaths((4, "in"), (4, "out"), (3, "held"), (4, "in"), (4, "out"), (1, "in"))
    assert done == [(0.0, 7.5), (11.0, 18.5)]


def test_a_breath_that_was_not_seen_from_its_start_does_not_count():
    assert breaths((6, "out"), (4, "in"))[0] == []
    assert breaths((4, "in"), (6, "held"), (6, "out"), (4, "in"))[0] == []


def test_the_slow_end_of_a_breath_belongs_to_it():
    done, _ = breaths((4, "in"), (4, "out"), (2, None), (2, "out"), (1, "in"))
    assert done == [(0.0, 11.5)]
    done, _ = breaths((2, "in"), (1, None), (2, "in"), (4, "out"), (1, "in"))
    assert done == [(0.0, 8.5)]


def test_after_more_than_six_seconds_in_the_dark_a_breath_does_not_count():
    seen = [(4, "in"), (4, "out")]
    # the last phase was known at 7.5; the next is at 13.5 or 14
    assert breaths(*seen, (5.5, None), (1, "in"))[0] == [(0.0, 7.5)]
    assert breaths(*seen, (6.5, None), (1, "in"))[0] == []
    assert breaths(*seen, (6.5, "nobody"), (1, "in"))[0] == []
    assert breaths(*seen, (5.5, "nobody"), (1, "in"))[0] == [(0.0, 7.5)]


def test_too_fast_and_too_slow_breaths_do_not_count():
    fast = ((1, "in"), (2, "out"), (1, "in"))
    assert breaths(*fast)[0] == []  # 2.5 s
    slow = ((8, "in"), (8, "out"), (1, "in"))
    assert breaths(*slow)[0] == []  # 15.5 s
    assert breaths((1, "in"), (2.5, "out"), (1, "in"))[0] == [(0.0, 3.0)]
    assert breaths((8, "in"), (7.5, "out"), (1, "in"))[0] == [(0.0, 15.0)]


def test_a_breath_does_not_count_across_eight_seconds_without_frames():
    counter = make_counter(BREATHS, None)
    seen = [(0, "in"), (2, "in"), (10, "out"), (11, "out"), (12, "in")]
    assert all(counter.update(t, measured(breath=Breath(phase))) is None for t, phase in seen)
    # nor where the gap comes before the next breath
    counter = make_counter(BREATHS, None)
    seen = [(0, "in"), (2, "in"), (4, "out"), (6, "out"), (14, "in")]
    assert all(counter.update(t, measured(breath=Breath(phase))) is None for t, phase in seen)
    assert counter.in_progress


@pytest.mark.parametrize(
    ("in_s", "out_s", "number"),
    [(4, 7, 5), (4, 6, 5), (3, 4, 5), (2, 3, 0), (1, 1.5, 0)],
)
def test_a_slow_breath_may_be_a_little_faster_than_asked(in_s, out_s, number):
    goal = find_exercise("breathing").breaths
    done, counter = breaths(*[(in_s, "in"), (out_s, "out")] * 5, (0.5, "in"), goal=goal)
    assert len(done) == number
    assert bool(counter.fault) == (number == 0)


def test_a_breath_has_no_side_and_a_name():
    counter = make_counter(BREATHS, None)
    for time_s, phase in ((0.0, "in"), (4.0, "out"), (8.0, "out"), (9.0, "in")):
        done = counter.update(time_s, measured(breath=Breath(phase)))
    assert (done.name, done.side) == ("breath", None)
    assert counter.fault == ""


def test_a_breath_does_not_count_through_an_interruption():
    counter = make_counter(BREATHS, None)
    for time_s, phase in ((0.0, "in"), (4.0, "out")):
        counter.update(time_s, measured(breath=Breath(phase)))
    counter.interrupt()
    assert not counter.in_progress
    assert counter.update(7.0, measured(breath=Breath("in"))) is None


@pytest.mark.parametrize(("rest", "number"), [(40.0, 1), (30.0, 0)])
def test_the_last_lift_counts_at_the_end_if_the_leg_is_down_far_enough(rest, number):
    counter = make_counter(LIFT.model_copy(update={"rest": rest}), "left")
    for time_s in np.arange(0, 3.7, 0.05):  # down to 38 degrees, low-passed
        assert counter.update(float(time_s), measured(hip_flexion_left=lifted(time_s))) is None
    assert len(counter.finish()) == number
