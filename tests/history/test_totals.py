"""How much was practised: days in a row, left and right, the commonest correction."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from posecheck.coaching.balance import is_uneven
from posecheck.history.records import (
    PastCorrection,
    PastHold,
    PastPart,
    PastRepetitions,
    PastSession,
)
from posecheck.history.totals import (
    count_days_in_a_row,
    find_commonest_correction,
    has_practised,
    held_by_side,
)

TODAY = date(2026, 3, 30)


def _session(days_ago, left=0.0, right=0.0, **more):
    holds = tuple(
        PastHold("supine_release", side, held, 30.0, False)
        for side, held in (("left", left), ("right", right))
        if held
    )
    started = datetime(2026, 3, 30, 8) - timedelta(days=days_ago)
    return PastSession(days_ago, "daily", started, 300.0, holds=holds, **more)


def test_days_in_a_row():
    assert count_days_in_a_row([], TODAY) == 0
    assert count_days_in_a_row([_session(d, 10.0) for d in (4, 2, 1, 0)], TODAY) == 3
    assert (
        count_days_in_a_row([_session(d, 10.0) for d in (2, 1)], TODAY) == 2
    )  # today is still to come
    assert count_days_in_a_row([_session(2, 10.0)], TODAY) == 0
    assert count_days_in_a_row([_session(1, 10.0), _session(1, 5.0)], TODAY) == 1
    assert count_days_in_a_row([_session(0)], TODAY) == 0  # nothing was held in it
    counted = (PastRepetitions("knee_to_chest", "left", "knee to chest", 10),)
    assert count_days_in_a_row([_session(0, repetitions=counted)], TODAY) == 1


def test_left_and_right_over_the_last_four_weeks():
    sessions = [_session(40, 500.0), _session(27, 60.0, 30.0), _session(0, 0.0, 28.0)]
    assert held_by_side(sessions, TODAY) == {"left": 60.0, "right": 58.0}
    assert not is_uneven(held_by_side(sessions, TODAY))
    assert is_uneven(held_by_side(sessions[:2], TODAY))
    assert not is_uneven({"left": 0.0, "right": 0.0})


def test_the_sentence_that_came_most_often():
    said = (PastCorrection("supine_release", "knee", "Bend it", 2, 3.0),)
    other = (PastCorrection("supine_release", "fallout", "Lower it", 3, 1.0),)
    sessions = [_session(1, corrections=said), _session(0, corrections=other)]
    assert find_commonest_correction(sessions, TODAY) == ("Lower it", 3)
    assert find_commonest_correction([_session(50, corrections=said)], TODAY) is None


def test_a_part_that_was_done_is_practice_a_skipped_one_is_not():
    assert has_practised(_session(0, parts=(PastPart(0, "breathing", "done", 60.0),)))
    assert not has_practised(_session(0, parts=(PastPart(0, "breathing", "skipped", 3.0),)))


def test_a_repetition_that_was_not_done_is_no_practice():
    none = (PastRepetitions("breathing", "", "", 0),)
    assert not has_practised(_session(0, repetitions=none))
    assert count_days_in_a_row([_session(0, repetitions=none)], TODAY) == 0


def test_what_both_sides_did_together_counts_for_each_of_them():
    rolled = PastHold("roll_quadriceps", None, 60.0, 60.0, True)
    session = PastSession(1, "roll_quadriceps", datetime(2026, 3, 30, 8), 90.0, holds=(rolled,))
    assert held_by_side([session], TODAY) == {"left": 60.0, "right": 60.0}
    assert session.held_s() == 60.0


def test_the_sides_are_uneven_beyond_a_tenth():
    assert not is_uneven({"left": 100.0, "right": 90.0})
    assert is_uneven({"left": 100.0, "right": 89.0})
    assert is_uneven({"left": 0.0, "right": 1.0})


def test_four_weeks_end_after_28_days():
    sessions = [_session(28, 60.0), _session(27, 0.0, 30.0)]
    assert held_by_side(sessions, TODAY) == {"left": 0.0, "right": 30.0}


def test_a_sentence_that_came_in_two_parts_of_a_session_counts_twice():
    in_two_parts = tuple(
        PastCorrection("supine_release", "knee", "Bend it", 2, 3.0, part=part) for part in (1, 2)
    )
    other = PastCorrection("supine_release", "fallout", "Lower it", 3, 1.0, part=1)
    found = find_commonest_correction([_session(0, corrections=(other, *in_two_parts))], TODAY)
    assert found == ("Bend it", 4)
