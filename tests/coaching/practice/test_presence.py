"""How long somebody has been away, upright, or in position; and what a person sees of it."""

from __future__ import annotations

import pytest
from made_measurements import measured

from posecheck.coaching.practice.presence import (
    Presence,
    PresenceState,
    how_to_stop,
    postures_of,
    way_to_stop,
)
from posecheck.exercises.library import find_exercise, load_exercises

RELEASE, LUNGE = find_exercise("supine_release"), find_exercise("low_lunge")
SIDE_LYING, ANY_MOVEMENT = find_exercise("side_lying_release"), find_exercise("movement")


def follow(*frames, exercise=RELEASE):
    """(away, upright, in position) in seconds at each (time, posture); no posture is nobody."""
    presence, found = Presence(), []
    for time_s, posture in frames:
        state = presence.update(time_s, measured(posture) if posture else None, exercise)
        found.append((state.away_s, state.upright_s, state.in_position_s))
    return found


def test_away_counts_from_the_last_frame_with_somebody_in_it():
    frames = [(10.0, None), (11.0, None), (12.0, "supine"), (12.5, "supine"), (13.5, None)]
    assert [away for away, _, _ in follow(*frames, (14.0, "supine"))] == [
        0.0, 1.0, 0.0, 0.0, 1.0, 0.0,
    ]  # fmt: skip


def test_in_position_counts_from_when_the_person_lay_down():
    frames = [(0.0, "standing"), (1.0, "supine"), (1.5, "supine"), (3.0, "supine")]
    assert [ready for _, _, ready in follow(*frames)] == [0.0, 0.0, 0.5, 2.0]


def test_upright_counts_from_when_the_person_got_up():
    frames = [(0.0, "supine"), (1.0, "sitting"), (1.5, "standing"), (3.0, "kneeling")]
    assert [upright for _, upright, _ in follow(*frames)] == [0.0, 0.0, 0.5, 2.0]


@pytest.mark.parametrize("posture", ["sitting", "kneeling", "half_kneeling", "standing", "lunge"])
def test_every_posture_off_the_floor_is_upright(posture):
    assert follow((0.0, posture), (1.0, posture))[-1] == (0.0, 1.0, 0.0)
    for lying in ("supine", "prone", "side_lying_left", "side_lying_right", "quadruped"):
        assert follow((0.0, lying), (1.0, lying))[-1][1] == 0.0


def test_who_is_out_of_sight_for_a_moment_stays_in_position():
    frames = [(0.0, "supine"), (1.0, "supine"), (1.4, None), (1.6, None)]
    assert follow(*frames)[2:] == [(pytest.approx(0.4), 0.0, 1.0), (pytest.approx(0.6), 0.0, 0.0)]
    up = [(0.0, "sitting"), (1.0, "sitting"), (1.4, None), (1.6, None)]
    assert [upright for _, upright, _ in follow(*up)[2:]] == [1.0, 0.0]


@pytest.mark.parametrize("between", ["unknown", None, "supine"])
def test_half_a_second_of_anything_else_does_not_start_the_count_again(between):
    frames = [(0.0, "sitting"), (1.0, "sitting"), (1.5, between), (1.6, "sitting")]
    assert [upright for _, upright, _ in follow(*frames)] == [0.0, 1.0, 1.0, 1.6]
    longer = [(0.0, "sitting"), (1.0, "sitting"), (1.6, between), (1.7, "sitting")]
    assert [upright for _, upright, _ in follow(*longer)] == [0.0, 1.0, 0.0, 0.0]


def test_a_posture_that_is_not_known_is_neither():
    frames = [(0.0, "unknown"), (1.0, "unknown"), (2.0, "unknown")]
    assert follow(*frames) == [(0.0, 0.0, 0.0)] * 3


def test_upright_matters_only_where_the_exercise_is_done_on_the_floor():
    upright = [(0.0, "standing"), (2.0, "standing")]
    assert follow(*upright)[-1] == (0.0, 2.0, 0.0)
    assert follow(*upright, exercise=LUNGE)[-1][1] == 0.0
    assert follow(*upright, exercise=ANY_MOVEMENT)[-1][1] == 0.0


@pytest.mark.parametrize(
    ("exercise", "posture", "ready"),
    [
        (RELEASE, "supine", True),
        (RELEASE, "prone", True),  # lying any way: about to turn over
        (RELEASE, "sitting", False),
        (RELEASE, "quadruped", False),
        (SIDE_LYING, "side_lying_left", True),
        (SIDE_LYING, "side_lying_right", True),
        (LUNGE, "half_kneeling", True),
        (LUNGE, "supine", False),
        (ANY_MOVEMENT, "supine", True),
        (ANY_MOVEMENT, "standing", False),
    ],
)
def test_ready_is_the_exercise_s_posture_or_lying_for_one_on_the_floor(exercise, posture, ready):
    found = follow((0.0, posture), (3.0, posture), exercise=exercise)
    assert found[-1][2] == (3.0 if ready else 0.0)


def test_postures_of_an_exercise():
    assert postures_of(RELEASE) == {"supine"}
    assert postures_of(SIDE_LYING) == {"side_lying_left", "side_lying_right"}


def test_how_an_exercise_is_stopped_goes_by_what_can_be_seen_in_its_postures():
    ways = {name: way_to_stop(exercise) for name, exercise in load_exercises().items()}
    by_arm = {name for name, way in ways.items() if way == "arm"}
    assert by_arm == {
        "breathing", "figure_four", "hip_circles", "knee_to_chest", "roll_glutes",
        "side_lying_release", "supine_release",
    }  # fmt: skip
    assert {name for name, way in ways.items() if way == "get_up"} == {
        "roll_adductors", "roll_quadriceps",
    }  # fmt: skip
    assert "raise one arm and get up" in how_to_stop(RELEASE)
    assert "arm" not in how_to_stop(find_exercise("roll_quadriceps"))
    assert "step out of the picture" in how_to_stop(LUNGE)


def test_who_sits_in_an_exercise_has_got_up_on_their_feet():
    glutes = find_exercise("roll_glutes")
    for posture, upright_s in (
        ("standing", 2.0),
        ("lunge", 2.0),
        ("sitting", 0.0),
        ("kneeling", 0),
    ):
        assert follow((0.0, posture), (2.0, posture), exercise=glutes)[-1][1] == upright_s


@pytest.mark.parametrize(
    ("exercise", "posture", "seconds"),
    [
        (RELEASE, "supine", 2.0),
        (RELEASE, "side_lying_left", 0.0),
        (SIDE_LYING, "side_lying_left", 2.0),
        (LUNGE, "half_kneeling", 2.0),
        (ANY_MOVEMENT, "standing", 2.0),  # it names no posture: every one is its own
        (ANY_MOVEMENT, None, 0.0),
    ],
)
def test_only_the_exercise_s_own_posture_goes_on_with_it(exercise, posture, seconds):
    presence, state = Presence(), None
    for time_s in (0.0, 2.0):
        state = presence.update(time_s, measured(posture) if posture else None, exercise)
    assert state.in_posture_s == seconds


def test_four_seconds_away_and_two_seconds_up():
    assert [PresenceState(s, 0, 0).is_away for s in (3.9, 4.0)] == [False, True]
    assert [PresenceState(0, s, 0).got_up for s in (1.9, 2.0)] == [False, True]
