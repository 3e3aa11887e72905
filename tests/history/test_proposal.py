"""How long to hold today, from made-up histories; the causes of a release that was not felt."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from posecheck.history.proposal import (
    find_open_questions,
    find_sessions_to_ask,
    propose_hold,
    propose_programme,
)
from posecheck.history.records import PastDanger, PastHold, PastSession, Soreness

TODAY = date(2026, 3, 30)


def practised(*days_ago: int, soreness: Soreness | None = Soreness.NONE) -> list[PastSession]:
    """Sessions with a release so many days before today, the oldest first."""
    noon = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
    held = (PastHold("supine_release", "left", 15, 15, complete=True),)
    return [
        PastSession(i, "daily", noon - timedelta(days=ago), 600, soreness=soreness, holds=held)
        for i, ago in enumerate(sorted(days_ago, reverse=True))
    ]


@pytest.mark.parametrize(
    ("days_ago", "hold_s"),
    [
        ([], 15),  # new
        (range(1, 14), 15),  # every day, but not for two weeks yet
        (range(1, 15), 30),
        ([1, 14], 15),  # two weeks ago for the first time, but hardly practised since
        (range(1, 22), 60),
        (range(1, 60), 90),
        (range(1, 60, 3), 90),  # every third day
        ([*range(20, 60), 1, 2], 15),  # a long break: as when new
        (range(15, 60), 15),  # the break ends today
    ],
)
def test_holds_grow_with_weeks_of_practice(days_ago, hold_s):
    proposal = propose_hold(practised(*days_ago), TODAY)
    assert proposal.hold_s == hold_s
    assert f"{hold_s} s" in proposal.reason


@pytest.mark.parametrize(
    ("soreness", "hold_s", "advice"),
    [
        (Soreness.NONE, 90, ""),
        (Soreness.UNDER_24H, 90, ""),
        (Soreness.UNDER_48H, 30, "folded towel"),
        (Soreness.BEYOND_48H, 15, "do not practise today"),
    ],
)
def test_lasting_soreness_shortens_the_holds(soreness, hold_s, advice):
    past = practised(*range(1, 60))
    past[-1] = replace(past[-1], soreness=soreness)
    proposal = propose_hold(past, TODAY)
    assert proposal.hold_s == hold_s
    assert advice in " ".join(proposal.advice)


def test_after_lasting_soreness_three_good_sessions_bring_the_holds_back():
    past = practised(*range(1, 60))
    for since in (0, 1, 2):
        sore = list(past)
        sore[-1 - since] = replace(sore[-1 - since], soreness=Soreness.BEYOND_48H)
        assert propose_hold(sore, TODAY).hold_s == 15
    sore = list(past)
    sore[-4] = replace(sore[-4], soreness=Soreness.BEYOND_48H)
    assert propose_hold(sore, TODAY).hold_s == 90


DANGER = (PastDanger(30.0, "reported"),)
ASKED = (PastDanger(30.0, "asked, not answered"),)


def test_after_a_danger_sign_it_begins_lightly_and_says_when_not_to_practise():
    past = practised(*range(1, 60))
    past[-1] = replace(past[-1], dangers=DANGER)
    proposal = propose_hold(past, TODAY)
    assert proposal.hold_s == 15
    assert "see a doctor" in proposal.advice[0]
    assert not proposal.rests


def test_a_danger_sign_counts_though_no_release_was_held():
    past = practised(*range(2, 60))
    warm_up = replace(practised(1)[0], holds=(), dangers=DANGER)
    assert propose_hold([*past, warm_up], TODAY).hold_s == 15


def test_after_a_danger_sign_three_sessions_must_go_well():
    past = practised(*range(1, 60))
    for since, hold_s in ((0, 15), (1, 15), (2, 15), (3, 90)):
        hurt = list(past)
        hurt[-1 - since] = replace(hurt[-1 - since], dangers=DANGER)
        assert propose_hold(hurt, TODAY).hold_s == hold_s
    short = (PastHold("supine_release", "left", 2, 15),)
    hurt[-1] = replace(hurt[-1], holds=short)  # two seconds are no session that went well
    assert propose_hold(hurt, TODAY).hold_s == 15


def test_a_danger_question_without_an_answer_counts_and_the_proposal_says_so():
    past = practised(*range(1, 60))
    past[-2] = replace(past[-2], dangers=ASKED)
    proposal = propose_hold(past, TODAY)
    assert proposal.hold_s == 15
    assert "Until you say no" in proposal.advice[0]
    assert find_open_questions(past, TODAY) == [past[-2]]
    past[-2] = replace(past[-2], dangers=())
    assert propose_hold(past, TODAY).hold_s == 90
    assert find_open_questions(past, TODAY) == []
    past[-4] = replace(past[-4], dangers=ASKED)  # three went well since
    assert find_open_questions(past, TODAY) == []


def test_on_the_day_of_a_danger_sign_nothing_is_proposed():
    past = practised(*range(1, 60))
    for signs in (DANGER, ASKED):
        today = replace(practised(0)[0], dangers=signs)
        assert propose_programme([*past, today], TODAY) is None
        proposal = propose_hold([*past, today], TODAY)
        assert proposal.rests
        assert "do not practise again today" in proposal.reason
    assert propose_programme([*past, today], TODAY + timedelta(days=1)).name == "daily"


def test_a_danger_sign_after_midnight_is_that_day_s():
    late = datetime(TODAY.year, TODAY.month, TODAY.day, 23, 59, tzinfo=UTC) - timedelta(days=1)
    past = [PastSession(1, "daily", late, 600, dangers=(PastDanger(120.0, "reported"),))]
    assert propose_programme(past, TODAY) is None


def test_a_session_of_which_nothing_was_said_does_not_end_a_limit():
    past = practised(*range(1, 60))
    past[-4] = replace(past[-4], soreness=Soreness.BEYOND_48H)
    past[-3:] = [replace(session, soreness=None) for session in past[-3:]]
    assert propose_hold(past, TODAY).hold_s == 15
    past[-3:] = [replace(session, soreness=Soreness.NONE) for session in past[-3:]]
    assert propose_hold(past, TODAY).hold_s == 90


def test_a_session_that_went_badly_does_not_end_a_limit_whatever_was_said():
    past = practised(*range(1, 60))
    past[-4] = replace(past[-4], soreness=Soreness.UNDER_48H)
    past[-1] = replace(past[-1], holds=(PastHold("supine_release", "left", 2, 15),))
    assert propose_hold(past, TODAY).hold_s == 30


# --- when soreness is asked


NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)


def numbers_asked(past, now=NOON):
    return [session.number for session in find_sessions_to_ask(past, now)]


def test_soreness_is_asked_of_the_last_session_with_a_release_once():
    assert numbers_asked([]) == []
    past = practised(3, 2, 1, soreness=None)
    assert numbers_asked(past) == [2]
    stretch = replace(past[-1], number=9, holds=())
    assert numbers_asked([*past, stretch]) == [2]
    past[-1] = replace(past[-1], soreness=Soreness.NONE)
    assert numbers_asked(past) == []


def test_soreness_is_not_asked_before_it_can_be_known():
    past = practised(1, 0, soreness=None)
    assert numbers_asked(past, NOON + timedelta(hours=1)) == [0]
    assert numbers_asked(past, NOON + timedelta(hours=11)) == [0]
    assert numbers_asked(past, NOON + timedelta(hours=12)) == [1]


@pytest.mark.parametrize(
    ("soreness", "told_h", "asked_h", "asked"),
    [
        (Soreness.UNDER_24H, 14, 23, False),  # it may go on, but that is not known yet
        (Soreness.UNDER_24H, 14, 24, True),
        (Soreness.UNDER_24H, 24, 48, False),
        (Soreness.UNDER_48H, 24, 47, False),
        (Soreness.UNDER_48H, 24, 48, True),
        (Soreness.UNDER_48H, 50, 72, False),
        (Soreness.NONE, 14, 48, False),
        (Soreness.BEYOND_48H, 14, 72, False),
        (Soreness.UNDER_48H, 24, 24 * 8, False),  # nobody remembers
        (Soreness.UNDER_48H, None, 48, False),  # from an earlier posecheck
    ],
)
def test_an_early_answer_is_asked_for_again_when_it_is_certain(soreness, told_h, asked_h, asked):
    (session,) = practised(0, soreness=soreness)
    told = None if told_h is None else NOON + timedelta(hours=told_h)
    session = replace(session, soreness_told=told)
    assert numbers_asked([session], NOON + timedelta(hours=asked_h)) == [0] * asked


def test_who_practises_daily_can_say_that_it_lasted_longer_than_two_days():
    first, second, third = practised(2, 1, 0, soreness=None)
    assert numbers_asked([first], NOON - timedelta(days=1)) == [0]
    told = NOON - timedelta(days=1)
    first = replace(first, soreness=Soreness.UNDER_48H, soreness_told=told)
    assert numbers_asked([first, second]) == [0, 1]
    first = replace(first, soreness=Soreness.BEYOND_48H, soreness_told=NOON)
    assert numbers_asked([first, second, third]) == [1]


def test_what_to_practise_goes_by_what_was_practised():
    def proposed(past):
        return propose_programme(past, TODAY).name

    assert proposed([]) == "supine_release"
    assert proposed(practised(2)) == "daily"
    assert proposed(practised(2, 0)) == "stretch"
    nothing = [replace(session, holds=()) for session in practised(1)]
    assert proposed(nothing) == "supine_release"
