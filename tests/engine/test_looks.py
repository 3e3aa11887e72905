"""Which frames of a recording are looked at, and what is known of the others."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from skeletons import lying

from posecheck.coaching.exercise_session import ExerciseSession
from posecheck.engine.looks import LONGEST_S, SLOW_FOR_S, fill_in, interpolate, look_through
from posecheck.exercises.library import find_exercise
from posecheck.measures.table import measure
from posecheck.moment import Moment
from posecheck.perception.body.landmarks import Body
from posecheck.video.frame import Frame

IMAGE = np.zeros((480, 640, 3), np.uint8)


def film(rate: float, seconds: float = 3.0) -> list[Frame]:
    return [Frame(IMAGE, i / rate, i) for i in range(round(rate * seconds))]


class Seeing:
    """Sees somebody who moves as told: a knee angle for each time."""

    def __init__(self, body_at=lambda time_s: lying()) -> None:
        self.body_at, self.asked = body_at, []

    def perceive(self, frame: Frame, ahead=None) -> Moment:
        self.asked.append((frame, ahead()))
        body: Body | None = self.body_at(frame.time_s)
        return Moment(frame, body, None if body is None else measure(body), None)


def times_looked_at(frames: list[Frame], body_at=lambda time_s: lying()) -> np.ndarray:
    seeing = Seeing(body_at)
    moments = list(fill_in(look_through(seeing, frames)))
    assert [moment.frame for moment in moments] == frames, "each frame has its moment, in order"
    looked = [moment.frame.time_s for moment in moments if not moment.is_interpolated]
    assert looked == [frame.time_s for frame, _ in seeing.asked]
    return np.array(looked)


@pytest.mark.parametrize(
    ("rate", "looks_a_second"), [(24, 12), (25, 12.5), (30, 15), (50, 12.5), (60, 12)]
)
def test_a_still_body_is_looked_at_12_to_15_times_a_second(rate, looks_a_second):
    looked = times_looked_at(film(rate))
    late = looked[looked > SLOW_FOR_S + 0.3]
    assert np.diff(late[:-1]) == pytest.approx(1 / looks_a_second)
    assert len(looked) < 0.7 * 3 * rate


@pytest.mark.parametrize("rate", [5, 12, 15, 20])
def test_every_frame_of_a_slow_recording_is_looked_at(rate):
    assert len(times_looked_at(film(rate))) == 3 * rate


def test_every_frame_is_looked_at_while_a_leg_moves_and_shortly_after():
    def bends(time_s: float) -> Body:
        return lying(65.0 + 60.0 * np.clip(time_s - 2.0, 0.0, 1.0))

    looked = times_looked_at(film(30, 5.0), bends)
    steps = np.diff(looked)
    moving = (looked[:-1] > 2.2) & (looked[:-1] < 3.0 + SLOW_FOR_S)
    assert steps[moving].max() == pytest.approx(1 / 30)
    for still in ((looked[:-1] > 1.2) & (looked[:-1] < 2.0), looked[:-1] > 4.2):
        assert steps[still][:-1].min() == pytest.approx(2 / 30)


def test_every_frame_is_looked_at_where_nobody_is():
    assert len(times_looked_at(film(30), lambda _: None)) == 90


def test_the_last_frame_and_both_sides_of_a_gap_are_looked_at():
    frames = film(30)
    frames = [*frames[:60], replace(frames[61], gap_s=0.02), *frames[62:89]]
    looked = times_looked_at(frames)
    for frame in (frames[0], frames[59], frames[60], frames[-1]):
        assert frame.time_s in looked


def test_both_sides_of_a_change_of_size_are_looked_at():
    turned = np.zeros((640, 480, 3), np.uint8)
    frames = [replace(f, image=turned) if f.time_s > 2 else f for f in film(30)]
    looked = times_looked_at(frames)
    assert 2.0 in looked
    assert np.isclose(looked, 61 / 30).any()


def test_no_two_looks_are_further_apart_than_promised():
    frames = [f for i, f in enumerate(film(60)) if i % 7]  # uneven steps
    assert np.diff(times_looked_at(frames)).max() <= LONGEST_S


def test_mediapipe_is_told_which_frame_is_looked_at_next():
    seeing = Seeing()
    list(look_through(seeing, film(30)))
    for (_, ahead), (following, _) in pairwise(seeing.asked):
        assert ahead is following
    assert seeing.asked[-1][1] is None


def moment_at(time_s: float, knee: float = 65.0, **values: float) -> Moment:
    body = lying(knee)
    measured = measure(body)
    measured = replace(measured, values={**measured.values, **values})
    return Moment(Frame(IMAGE, time_s, round(30 * time_s)), body, measured, None)


def test_landmarks_and_numbers_lie_between_the_two_looks():
    before = moment_at(0.0, 60.0, hip_flexion_left=10.0)
    after = moment_at(0.09, 90.0, hip_flexion_left=40.0)
    between = interpolate(before, after, Frame(IMAGE, 0.03, 1))
    assert between.is_interpolated
    assert between.frame.index == 1
    assert between.measurements.value("hip_flexion", "left") == pytest.approx(20.0)
    expected = before.body.image + (after.body.image - before.body.image) / 3
    assert between.body.image == pytest.approx(expected)
    assert between.measurements.posture == before.measurements.posture


def test_an_angle_goes_the_short_way_round():
    before, after = (
        moment_at(0.0, hip_rotation_left=175.0),
        moment_at(0.08, hip_rotation_left=-175.0),
    )
    between = interpolate(before, after, Frame(IMAGE, 0.04, 1))
    assert abs(between.measurements.value("hip_rotation", "left")) == pytest.approx(180.0)


def test_what_only_one_look_knows_is_not_made_up():
    nan = float("nan")
    before = moment_at(0.0, hip_flexion_left=nan, fallout_left=5.0)
    after = moment_at(0.08, hip_flexion_left=40.0, fallout_left=nan)
    between = interpolate(before, after, Frame(IMAGE, 0.04, 1)).measurements
    assert np.isnan(between.value("hip_flexion", "left"))
    assert between.value("fallout", "left") == 5.0
    gone = interpolate(before, Moment(after.frame, None, None, None), Frame(IMAGE, 0.04, 1))
    assert gone.body is before.body


def test_between_two_shots_nothing_is_seen():
    before, after = moment_at(0.0), replace(moment_at(0.08), shot=1)
    between = interpolate(before, after, Frame(IMAGE, 0.04, 1))
    assert between.is_interpolated
    assert between.frame.index == 1
    assert between.body is between.measurements is between.roller is None


def test_a_repetition_counts_once():
    coaching = ExerciseSession(find_exercise("movement")).update(0.0, measure(lying()))
    ended = replace(moment_at(0.0), coaching=replace(coaching, repetition="a repetition"))
    between = interpolate(ended, moment_at(0.08), Frame(IMAGE, 0.04, 1))
    assert between.coaching.repetition is None
