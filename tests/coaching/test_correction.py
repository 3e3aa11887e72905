"""The one sentence on the screen: which one, from when, and for how long."""

from __future__ import annotations

import pytest
from made_measurements import knee_check

from posecheck.coaching.correction import CorrectionChooser, DebouncedMessage
from posecheck.coaching.judge import Judgement


def wrong(name, kind="guarding", text=""):
    return Judgement(knee_check(name=name, kind=kind), "left", "fix", correction=text or name)


def right(name):
    return Judgement(knee_check(name=name), "left", "good")


def shown(frames):
    """What is shown at each (time, judgements)."""
    chooser = CorrectionChooser()
    found = [chooser.update(time_s, judgements) for time_s, judgements in frames]
    return [judgement.correction if judgement else "" for judgement in found]


def test_a_fault_is_shown_once_it_has_lasted_for_a_third_of_a_second():
    knee = (wrong("knee"),)
    times = (10.0, 10.2, 10.29, 10.31)
    assert shown([(time_s, knee) for time_s in times]) == ["", "", "", "knee"]
    assert shown([(0.0, knee), (0.3, knee)]) == ["", "knee"]
    with_a_good_frame = [(0.0, knee), (0.25, (right("knee"),)), (0.4, knee), (0.6, knee)]
    assert shown(with_a_good_frame) == ["", "", "", ""]


def test_a_defining_check_goes_before_the_checks_above_it_in_the_file():
    faults = (wrong("roller"), wrong("hand"), wrong("posture", "defining"))
    assert shown([(0.0, faults), (0.5, faults)])[-1] == "posture"
    guarding = (wrong("roller"), wrong("hand"))
    assert shown([(0.0, guarding), (0.5, guarding)])[-1] == "roller"


def test_a_more_important_fault_waits_until_the_first_can_be_read():
    roller, both = (wrong("roller"),), (wrong("roller"), wrong("posture", "defining"))
    frames = [(0.0, roller), (0.5, roller), (0.8, both), (1.4, both), (1.5, both)]
    assert shown(frames) == ["", "roller", "roller", "roller", "posture"]


def test_a_corrected_fault_stays_for_a_second_to_be_read():
    frames = [(0.0, (wrong("roller"),)), (0.5, (wrong("roller"),))]
    assert shown([*frames, (0.7, (right("roller"),)), (1.49, ()), (1.5, ())])[2:] == [
        "roller",
        "roller",
        "",
    ]


def test_a_sentence_that_is_shown_for_longer_is_not_held_back_afterwards():
    knee, other = (wrong("knee"),), (wrong("roller"),)
    frames = [(0.0, knee), (0.5, knee), (3.0, knee), (3.1, other), (3.5, other)]
    assert shown(frames)[2:] == ["knee", "", "roller"]


def test_two_checks_with_one_sentence_do_not_restart_its_second():
    first, second = (wrong("a", text="Bend"),), (wrong("b", text="Bend"),)
    frames = [(0.0, first), (0.4, first), (0.5, (*first, *second)), (1.0, second), (1.45, ())]
    assert shown(frames) == ["", "Bend", "Bend", "Bend", ""]


def messages(frames, **debounced):
    """What is shown at each (time, sentence)."""
    steady = DebouncedMessage()
    return [
        steady.update(time_s, text, None, debounced=text in debounced.get("at_once", ()))[0]
        for time_s, text in frames
    ]


def test_a_passing_message_is_never_shown():
    frames = [(5.0, "nobody"), (5.2, "nobody"), (5.29, "nobody"), (5.3, ""), (6.0, "nobody")]
    assert messages(frames) == [""] * 5


def test_a_message_is_shown_after_a_third_of_a_second_or_at_once():
    frames = [(5.0, "turn"), (5.2, "turn"), (5.31, "turn")]
    assert messages(frames) == ["", "", "turn"]
    assert messages([(0.0, "turn"), (0.3, "turn")]) == ["", "turn"]
    assert messages(frames, at_once=("turn",)) == ["turn"] * 3


def test_a_message_stays_for_a_second():
    frames = [(5.0, "turn"), (5.4, ""), (5.99, ""), (6.0, ""), (6.1, "")]
    assert messages(frames, at_once=("turn",)) == ["turn", "turn", "turn", "", ""]
    other = [(5.0, "turn"), (5.4, "lie"), (5.9, "lie"), (6.0, "lie")]
    assert messages(other, at_once=("turn",)) == ["turn", "turn", "turn", "lie"]


def test_a_message_that_was_shown_for_long_goes_at_once():
    frames = [(5.0, "turn"), (6.1, "turn"), (6.5, "")]
    assert messages(frames, at_once=("turn",)) == ["turn", "turn", ""]


def test_a_message_that_changes_waits_anew():
    frames = [(5.0, "a"), (5.2, "b"), (5.4, "b"), (5.51, "b")]
    assert messages(frames) == ["", "", "", "b"]


def test_the_judgement_behind_a_message_goes_with_it():
    steady, fault = DebouncedMessage(), wrong("knee")
    assert steady.update(1.0, "knee", fault, debounced=True) == ("knee", fault)
    assert steady.update(1.5, "", None, debounced=False) == ("knee", fault)
    assert steady.update(2.1, "", None, debounced=False) == ("", None)


def test_a_cleared_message_is_gone_at_once():
    steady = DebouncedMessage()
    steady.update(1.0, "turn", None, debounced=True)
    steady.clear()
    assert steady.update(1.1, "", None, debounced=False) == ("", None)


@pytest.mark.parametrize("start_s", [0.0, 100.0])
def test_a_session_may_start_at_any_time(start_s):
    frames = [(start_s, "turn"), (start_s + 0.1, "turn")]
    assert messages(frames, at_once=("turn",)) == ["turn", "turn"]
