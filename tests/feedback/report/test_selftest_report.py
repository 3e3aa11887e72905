"""The self-test's report: outcome with its error, and what one cannot conclude."""

from __future__ import annotations

import pytest
from made_selftest import run_selftest
from page import Page, check_page

from posecheck.feedback.report.pictures import Picture
from posecheck.feedback.report.selftest_report import SelfTestSeen, render_selftest_report
from posecheck.feedback.report.selftest_words import outcome_sentences
from posecheck.tightness.outcome import LegOutcome, Trial

SOURCE = {
    "source": {
        "path": "a<b.mp4", "width": 640, "height": 480, "duration_s": 17.0, "frames": 171
    }
}  # fmt: skip
ARCHED = Trial("tight", "arched", 7.5, 41.0, 130.0, 3.2, 20.0, 150.0)
JPEG = Picture("data:image/jpeg;base64,AAAA", 4, 3)


def answers(page: Page) -> dict[str, str]:
    return {
        " ".join(div.children[0].text.split()): " ".join(div.children[1].text.split())
        for div in page.all("dl", class_="answers")[0].children
    }


@pytest.fixture(scope="module")
def page():
    test, found = run_selftest(rise_cm=6.0)
    seen = SelfTestSeen()
    for time_s, state in found:
        seen.series.add(time_s, state)
    outcomes = test.outcomes()
    pictures = dict.fromkeys(seen.picture_times(outcomes), JPEG)
    return check_page(render_selftest_report(SOURCE, outcomes, seen, pictures))


def test_the_outcome_is_told_with_its_error(page):
    found = answers(page)
    tested = next(v for k, v in found.items() if k.endswith(" leg") and "Not tested" not in v)
    assert tested.startswith("Tight: ")
    assert "±5° from test to test" in tested
    assert "The back rose from the floor" in tested
    assert "±5° from test to test" in page.texts("p", class_="lead")[0]
    assert "a<b.mp4" in page.texts("p", class_="quiet")[0]


def test_it_says_what_one_cannot_conclude(page):
    said = " ".join(page.texts("li"))
    assert "not a diagnosis" in said
    assert "One leg says nothing of the other." in said
    assert "less than 7°" in said
    assert answers(page)["Which side is tighter, and is that sure?"].startswith("Cannot be said")


def test_from_test_to_test_and_from_the_truth_are_two_errors(page):
    said = answers(page)["How exact is it?"]
    assert "±5° from test to test" in said
    assert "From the truth two arches in three are up to 7° and 2.2 cm off" in said


def test_its_curves_show_the_back_and_the_leg(page):
    titles = [f.children[0].text for f in page.all("figure")]
    assert [t.split()[0] for t in titles] == ["Rise", "Hip", "Knee"]
    assert "target: 1.3 cm or less" in " ".join(titles[0].split())


def test_the_timeline_shows_when_the_back_was_up(page):
    rows = page.all("ul", class_="rows")[0].children
    back = " ".join(rows[0].children[0].text.split())
    assert back.startswith("Lower back flat ")
    assert "up " in back
    assert "lowering" in rows[1].text


def test_nothing_is_known_of_the_time_that_a_damaged_clip_lacks():
    _, found = run_selftest(rise_cm=6.0)
    series = SelfTestSeen().series
    series.add(10.0, found[-1][1])
    series.add(12.0, found[-1][1], after_gap=True)
    assert list(series.times_s) == [10.0, 10.0, 12.0]
    assert series.steps[1] == ""


def test_the_moment_that_decides_has_its_picture(page):
    (card,) = page.all("ol", class_="cards")[0].children
    assert card.children[0].attributes["src"] == JPEG.uri
    assert "The back begins to rise" in card.text


def test_each_trial_has_a_row_with_its_numbers():
    outcomes = {"left": LegOutcome.from_trials("left", [ARCHED])}
    page = check_page(render_selftest_report(SOURCE, outcomes, SelfTestSeen()))
    assert ["Left", "tight, arched", "7.5 s", "41°", "130°", "3.2 cm", "20°, 150°"] in page.rows()


def tight_leg(side: str, flexion: float) -> LegOutcome:
    return LegOutcome.from_trials(side, [Trial("tight", "arched", 9.0, flexion, 170.0, 5.0)])


def test_the_sides_are_compared_after_the_legs():
    outcomes = {"left": tight_leg("left", 40.0), "right": tight_leg("right", 20.0)}
    left, right, difference = outcome_sentences(outcomes)
    assert left.startswith("Left: tight")
    assert right.startswith("Right: tight")
    assert difference == "The left side is the tighter one, by 20° (±7°)."
    assert outcome_sentences({"left": outcomes["left"]}) == [left]
    page = check_page(render_selftest_report(SOURCE, outcomes, SelfTestSeen()))
    said = answers(page)["Which side is tighter, and is that sure?"]
    assert said.startswith("Left, and that is sure")
    assert difference in said


def test_a_difference_within_the_error_is_not_sure():
    outcomes = {"left": tight_leg("left", 40.0), "right": tight_leg("right", 36.0)}
    page = check_page(render_selftest_report(SOURCE, outcomes, SelfTestSeen()))
    said = answers(page)["Which side is tighter, and is that sure?"]
    assert said.startswith("Neither, as far as is sure")
    assert "Left and right do not differ beyond the error (±7°)." in said


def test_a_test_that_cannot_tell_says_why_and_what_to_do():
    outcomes = {"left": LegOutcome.from_trials("left", [Trial("cannot_tell", "arm_in_way")])}
    page = check_page(render_selftest_report(SOURCE, outcomes, SelfTestSeen()))
    said = answers(page)["Left leg"]
    assert said.startswith("Cannot tell An arm lay in front of the lower back.")
    assert "Lay your hands on your chest" in said
    assert "neither clear nor tight" in " ".join(page.texts("li"))


def test_a_report_without_a_test_says_so():
    why = "No self-test was recognised: nobody was seen. Lie down."
    page = check_page(render_selftest_report({**SOURCE, "why_nothing": why}, {}, SelfTestSeen()))
    assert why in page.texts("p")
    assert "no leg was tested" in page.texts("p", class_="lead")[0]
