"""The page of the history says the same as the text, and shows it."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from page import Page, check_page

from posecheck.history.page import render_history
from posecheck.history.records import EndReason, PastHold, PastSelftest, PastSession, Soreness
from posecheck.tightness.outcome import LegOutcome

TODAY = date(2026, 3, 30)


def session(day: int, left_s: float, right_s: float, soreness: Soreness | None) -> PastSession:
    holds = (
        PastHold("supine_release", "left", left_s, 60.0),
        PastHold("supine_release", "right", right_s, 60.0),
    )
    started = datetime(2026, 3, day, 7, 30).astimezone()
    return PastSession(day, "<daily>", started, 600.0, EndReason.DONE, soreness, holds=holds)


def selftest(day: int, left: float, right: float | None) -> PastSelftest:
    legs = [LegOutcome("left", "tight", "arched", onset_hip_flexion=left)]
    if right is not None:
        legs.append(LegOutcome("right", "tight", "arched", onset_hip_flexion=right))
    return PastSelftest(datetime(2026, 3, day, 8).astimezone(), tuple(legs))


@pytest.fixture(scope="module")
def page() -> Page:
    sessions = [
        session(28, 60.0, 60.0, Soreness.NONE),
        session(29, 60.0, 30.0, Soreness.UNDER_48H),
        session(30, 60.0, 30.0, None),
    ]
    tests = [selftest(1, 34.0, None), selftest(20, 20.0, 20.0)]
    return check_page(render_history(sessions, tests, TODAY))


def answers(page: Page) -> dict[str, str]:
    return {
        " ".join(div.children[0].text.split()): " ".join(div.children[1].text.split())
        for div in page.all("dl", class_="answers")[0].children
    }


def test_the_answers(page):
    found = answers(page)
    assert found["How regular?"] == "3 days in a row"
    assert "give the right side more" in found["Held or rolled in four weeks"]
    assert found["Left leg, last self-test"].startswith("20° ±5° 20 March 2026.")
    assert "14° better (±7°) since 2026-03-01." in found["Left leg, last self-test"]
    assert found["Which side is tighter, and is that sure?"].startswith("Neither")


def test_each_self_test_is_a_point_with_its_error(page):
    charts = [e for e in page.all("svg", role="img") if "tests" in e.attributes["class"]]
    assert [c.attributes["aria-label"] for c in charts] == [
        "Left leg: 1 March 2026: 34° ±5° and 20 March 2026: 20° ±5°.",
        "Right leg: 20 March 2026: 20° ±5°.",
    ]
    assert len(page.all("circle", class_="point")) == 3
    assert len(page.all("line", class_="error")) == 3


def test_each_day_has_its_bars(page):
    assert len(page.all("rect", class_="side-left")) == 3 + 1  # and in the legend
    titles = page.texts("title")
    assert "29 March 2026: left 60 s and right 30 s" in titles


def test_soreness_is_shown_by_shape_and_in_words(page):
    assert "29 March 2026: under 48 h" in page.texts("title")
    assert len(page.all("path", class_="warn")) == 1
    assert len(page.all("path", class_="unknown")) == 1


def test_every_session_is_listed_the_newest_first_and_names_are_text(page):
    rows = page.rows()
    assert [row[0] for row in rows] == [
        "Day", "2026-03-30 07:30", "2026-03-29 07:30", "2026-03-28 07:30"
    ]  # fmt: skip
    assert rows[1][1] == "<daily>"


def test_an_empty_history_says_so():
    page = check_page(render_history([], [], TODAY))
    assert page.texts("p", class_="lead") == ["Nothing has been practised yet."]
    assert not page.rows()


def test_what_a_wrong_clock_dated_is_listed_and_said():
    wrong = PastSession(1, "daily", datetime(2027, 1, 1).astimezone(), 60.0)
    page = check_page(render_history([wrong], [], TODAY))
    assert "2027-01-01" in page.rows()[1][0]
    assert any("the clock was wrong" in text for text in page.texts("p"))
