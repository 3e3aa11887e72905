"""How long to hold today, from made-up histories; the causes of a release that was not felt."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from posecheck.history.proposal import find_unasked_session, propose_hold, propose_programme
from posecheck.history.records import PastDanger, PastHold, PastSession, Soreness

TODAY = date(2026, 3, 30)


def practised(*days_ago: int, soreness: Soreness | None = Soreness.NONE) -> list[PastSession]:
    """Sessions so many days before today, the oldest first."""
    noon = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
    return [
        PastSession(i, "daily", noon - timedelta(days=ago), 600, soreness=soreness)
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


def test_after_a_danger_sign_it_begins_lightly_and_says_when_not_to_practise():
    past = practised(*range(1, 60))
    past[-1] = replace(past[-1], dangers=(PastDanger(30.0, "numbness"),))
    proposal = propose_hold(past, TODAY)
    assert proposal.hold_s == 15
    assert "see a doctor" in proposal.advice[0]


def test_soreness_is_asked_of_the_last_session_once():
    assert find_unasked_session([]) is None
    past = practised(3, 2, 1, soreness=None)
    assert find_unasked_session(past) is past[-1]
    past[-1] = replace(past[-1], soreness=Soreness.NONE)
    assert find_unasked_session(past) is None


def test_what_to_practise_goes_by_what_was_practised():
    assert propose_programme([], TODAY)[0] == "supine_release"
    done = [replace(s, holds=(PastHold("supine_release", "left", 15, 15),)) for s in practised(2)]
    assert propose_programme(done, TODAY)[0] == "daily"
    today = [replace(s, holds=(PastHold("supine_release", "left", 15, 15),)) for s in practised(0)]
    assert propose_programme([*done, *today], TODAY)[0] == "stretch"
    assert propose_programme(practised(1), TODAY)[0] == "supine_release"  # nothing was held
