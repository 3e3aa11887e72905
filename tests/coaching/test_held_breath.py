"""When it is said that the breath is held, and for how long."""

from __future__ import annotations

from posecheck.coaching.breath_advice import HeldBreathAdvice
from posecheck.perception.breath.tracker import Breath

HOLDS, BREATHES, UNKNOWN = Breath("held"), Breath("in"), Breath(None)


def said(*frames):
    """Whether something is said at each (time, breath)."""
    advice = HeldBreathAdvice()
    return [bool(advice.update(time_s, breath)) for time_s, breath in frames]


def test_it_is_said_while_the_breath_is_held():
    frames = [(0.0, BREATHES), (1.0, HOLDS), (5.0, HOLDS), (5.1, BREATHES)]
    assert said(*frames) == [False, True, True, False]


def test_it_stays_for_a_second_to_be_read():
    frames = [(10.0, HOLDS), (10.2, BREATHES), (10.9, UNKNOWN), (11.0, BREATHES)]
    assert said(*frames) == [True, True, True, False]


def test_the_second_counts_from_when_it_was_first_said():
    frames = [(10.0, HOLDS), (10.5, HOLDS), (11.1, BREATHES)]
    assert said(*frames) == [True, True, False]
    again = [(12.0, HOLDS), (12.5, BREATHES), (13.0, BREATHES)]
    assert said(*frames, *again)[3:] == [True, True, False]


def test_nothing_is_said_when_nothing_is_held_any_more():
    assert said((10.0, HOLDS), (10.2, None), (10.4, BREATHES)) == [True, False, False]


def test_a_phase_that_is_not_known_is_no_held_breath():
    assert said((0.0, UNKNOWN), (2.0, UNKNOWN)) == [False, False]
