"""The history in words: what the terminal shows, and what a report or a page will."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from posecheck.history.records import (
    EndReason,
    PastCorrection,
    PastHold,
    PastPart,
    PastSelftest,
    PastSession,
    Soreness,
)
from posecheck.history.summary import (
    SESSION_COLUMNS,
    describe_changes,
    describe_end,
    describe_practice,
    describe_selftests,
    session_row,
)
from posecheck.tightness.outcome import LegOutcome

TODAY = date(2026, 3, 30)


def session(day=29, left=0.0, right=0.0, **more):
    holds = tuple(
        PastHold("supine_release", side, held, 60.0)
        for side, held in (("left", left), ("right", right))
    )
    return PastSession(1, "daily", datetime(2026, 3, day, 7, 30), 312.0, holds=holds, **more)


def arched(side, flexion, **more):
    return LegOutcome(side, "tight", "arched", onset_hip_flexion=flexion, **more)


def selftest(day, *legs):
    return PastSelftest(datetime(2026, 3, day, 8), legs)


def test_a_session_as_a_row():
    row = session_row(session(left=60.4, right=29.6, ended=EndReason.STOPPED))
    assert row == ("2026-03-29 07:30", "Daily practice", "5.2", "60 s", "30 s", "", "stopped")
    assert len(row) == len(SESSION_COLUMNS)
    assert session_row(session(soreness=Soreness.UNDER_24H))[5] == "under 24 h"


@pytest.mark.parametrize("soreness", [*Soreness, None])
def test_every_answer_about_soreness_has_its_words(soreness):
    assert (session_row(session(soreness=soreness))[5] == "") is (soreness is None)


@pytest.mark.parametrize(
    ("ended", "status", "words"),
    [
        (EndReason.DONE, "done", "done"),
        (EndReason.DONE, "skipped", "done, 1 of 2 parts"),
        (EndReason.STOPPED, "skipped", "stopped"),
        (EndReason.LEFT, "done", "left"),
        (EndReason.CAMERA_LOST, "done", "camera lost"),
        (EndReason.DANGER, "done", "danger sign"),
        (None, "done", "broke off"),
    ],
)
def test_the_end_of_a_session(ended, status, words):
    parts = (PastPart(0, "breathing", "done", 60.0), PastPart(1, "supine_release", status, 60.0))
    assert describe_end(session(ended=ended, parts=parts)) == words


def test_practice_in_sentences():
    said = (PastCorrection("supine_release", "knee", "Bend your [left] knee", 2, 3.0),)
    assert describe_practice([session(left=192.0, right=60.0, corrections=said)], TODAY) == [
        "Days in a row: 1.",
        "Held or rolled in the last four weeks: left 3 min 12 s, right 1 min 0 s; give the right "
        "side more.",
        "Most often corrected: Bend your [left] knee (2 times).",
    ]


def test_what_there_is_nothing_of_is_not_said():
    assert describe_practice([], TODAY) == []
    assert describe_practice([session()], TODAY) == ["Days in a row: 0."]
    even = describe_practice([session(left=59.0, right=55.0)], TODAY)
    assert even[1] == "Held or rolled in the last four weeks: left 59 s, right 55 s."


def test_the_selftests_in_sentences():
    tests = [
        selftest(1, arched("left", 20), arched("right", 34)),
        selftest(29, arched("left", 30), arched("right", 30)),
        selftest(30, arched("left", 21), arched("right", 20, spread_deg=8.0)),
    ]
    assert describe_selftests(tests) == [
        "Self-test, left leg: 21° ±5° short of straight on 2026-03-30; no change beyond the "
        "measurement's error (±7°) since 2026-03-01.",
        "Self-test, right leg: 20° ±8° short of straight on 2026-03-30; 14° better (±9°) since "
        "2026-03-01.",
        "Left and right do not differ beyond the error (±9°).",
    ]


def test_a_first_test_and_one_leg_alone():
    assert describe_selftests([]) == []
    assert describe_selftests([selftest(1, LegOutcome("right", "clear"))]) == [
        "Self-test, right leg: clear on 2026-03-01."
    ]


def test_a_test_that_could_not_tell_is_named_beside_the_last_that_could():
    tests = [selftest(1, arched("left", 20)), selftest(20, LegOutcome("left", "cannot_tell"))]
    assert describe_selftests(tests) == [
        "Self-test, left leg: could not be told on 2026-03-20.",
        "Self-test, left leg: 20° ±5° short of straight on 2026-03-01.",
    ]
    assert describe_selftests([*tests, selftest(21, arched("left", 22))])[0].startswith(
        "Self-test, left leg: 22°"
    )


def test_the_changes_after_a_test():
    past = [selftest(1, arched("left", 34), arched("right", 20)), selftest(29, arched("left", 20))]
    outcomes = {"left": arched("left", 20), "right": LegOutcome("right", "cannot_tell", "between")}
    taken = datetime(2026, 3, 30, 8)
    assert describe_changes(outcomes, past, taken) == [
        "Left leg: 14° better (±7°) since 2026-03-01."
    ]
    assert describe_changes(outcomes, [], taken) == []
    assert describe_changes({"right": LegOutcome("right", "clear")}, past, taken) == [
        "Right leg: at least 20° better (±7°) since 2026-03-01."
    ]
