"""The report of an exercise answers what a physiotherapist asks, and shows where from."""

from __future__ import annotations

import pytest
from made_report import make_held_report, run, source
from page import Page, check_page
from skeletons import lying, read_exactly

from posecheck.coaching.goals.progress import Repetition
from posecheck.exercises.library import find_exercise
from posecheck.feedback.report.exercise_report import render_report


@pytest.fixture(scope="module")
def held():
    html, record = make_held_report()
    return check_page(html), record


def answers(page: Page) -> dict[str, str]:
    """What is answered at a glance, by the question."""
    return {
        " ".join(div.children[0].text.split()): " ".join(div.children[1].text.split())
        for div in page.all("dl", class_="answers")[0].children
    }


def test_the_first_sentence_says_what_was_done_how_long_and_how_it_went(held):
    page, _ = held
    (lead,) = page.texts("p", class_="lead")
    assert lead.startswith("Supine psoas release, 12 s of film: ")
    assert "correct for all of 4 s on the left side" in lead
    assert "most to correct was “Lower your left knee further outward” (" in lead


def test_the_questions_of_a_physiotherapist_are_answered_at_a_glance(held):
    page, record = held
    found = answers(page)
    assert found["How long was the position correct?"].startswith("4 s on the left side")
    (hold,) = record.holds()
    assert hold.unverified
    for title in hold.unverified:
        assert title in found["How long was the position correct?"]
    assert (
        f"{hold.unverified[0]} ({hold.unverified_s[0]:.1f} s)"
        in found["How long was the position correct?"]
    )
    assert found["What was wrong most?"].startswith("Knee out")
    assert "the self-test does" in found["Left and right?"]
    trusted = found["May the numbers be trusted?"]
    assert "Yes: Knee out (left)" in trusted
    assert "Roller across" in trusted.split("With care")[0]
    assert "Roller under the mid-back" in trusted.split("No:")[1]


def test_the_roller_measures_are_trusted_only_with_a_look_at_the_video(held):
    page, _ = held
    assert any(t.startswith("Roller across Yes 4° ±5°") for t in page.texts("li"))
    assert any("look in the video whether" in t for t in page.texts("p"))


def test_a_correction_has_its_worst_moment_with_a_picture(held):
    page, record = held
    (correction,) = record.corrections()
    (card,) = page.all("ol", class_="cards")[0].children
    text = " ".join(card.text.split())
    assert text.startswith(correction.text)
    assert "the time did not count meanwhile" in text
    assert "3° ±6°; the target is 20° or more" in text
    assert card.children[0].attributes["src"].startswith("data:image/jpeg")
    (button,) = page.all("button", class_="screen-only")
    assert float(button.attributes["data-seek"]) < 5


def test_the_timeline_shows_each_check_by_colour_pattern_and_word(held):
    page, _ = held
    rows = {r.children[0].text.split("\n")[0]: r for r in page.all("ul", class_="rows")[0].children}
    titles = [" ".join(r.children[0].text.split()) for r in rows.values()]
    knee = next(r for t, r in zip(titles, rows.values(), strict=True) if t.startswith("Knee out"))
    assert "to fix" in knee.children[0].text
    parts = [e for e in knee.children[1].children if e.tag == "svg"]
    kinds = [[c.attributes.get("class") for c in p.children if c.tag == "rect"] for p in parts]
    assert kinds == [["fix"], ["good"]]
    assert sum(float(p.attributes["width"][:-1]) for p in parts) == pytest.approx(100, abs=2)
    assert "Knee out: to fix, 0:00 to 0:05" in parts[0].text
    style = page.all("style")[0].text
    assert "rect.fix { fill: url(#hatch); }" in style
    assert "rect.cannot_see { fill: url(#dots); }" in style


def test_the_first_row_shows_what_counted(held):
    page, record = held
    (hold,) = record.holds()
    first = page.all("ul", class_="rows")[0].children[0]
    assert "What counted" in first.children[0].text
    assert f"counted {hold.held_s:.1f} s" in " ".join(first.children[0].text.split())


def test_a_curve_has_its_limits_its_tolerance_and_what_counted(held):
    page, record = held
    (figure,) = [f for f in page.all("figure") if "Knee out" in f.children[0].text]
    drawn = [e for e in page.elements if e.tag in ("path", "rect", "line", "text")]
    within = drawn[drawn.index(_first(figure, "rect")) :]
    assert "target: 20° or more" in figure.children[0].text
    assert within[0].attributes["class"] == "target"
    plot = figure.children[1]
    assert plot.attributes["role"] == "img"
    assert "left side between" in plot.attributes["aria-label"]
    classes = [e.attributes.get("class", "") for e in _descendants(plot)]
    assert classes.count("band left") == 1
    assert classes.count("line left") == 1
    assert classes.count("counted") == len(record.holds())  # none of them was broken off
    assert classes.count("playhead") == 1


def _descendants(element):
    return [e for child in element.children for e in (child, *_descendants(child))]


def _first(element, tag):
    return next(e for e in _descendants(element) if e.tag == tag)


def test_it_shows_the_video_and_says_what_to_do_in_danger(held):
    page, _ = held
    (video,) = page.all("video")
    assert video.attributes["src"] == "annotated.mp4"
    assert "Stop at once with sharp pain" in page.html


def test_only_the_name_of_the_clip_is_told(held):
    page, _ = held
    assert "clip.mp4" in page.html
    assert "folder/" not in page.html


@pytest.mark.parametrize("roller", [{}, {"roller_turn": 4.0}, {"roller_position": 0.6}])
def test_what_was_measured_has_a_curve(roller):
    record, seen = run("supine_release", [(lying(fallout={"left": 40.0}), roller, {})] * 20)
    page = check_page(render_report(source(2.0), record, seen))
    titles = [f.children[0].text for f in page.all("figure")]
    assert any("Knee bent" in t for t in titles)
    assert any("Roller across" in t for t in titles) == ("roller_turn" in roller)
    assert any("Roller under" in t for t in titles) == ("roller_position" in roller)


def test_a_name_that_is_html_stands_as_text():
    record, seen = run("supine_release", [(lying(), {}, {})] * 5)
    name = "<img src=x onerror=alert(1)>.mp4"
    given = source(1.0, name)
    given["source"]["notes"] = [f"{name} ends early."]
    page = check_page(render_report(given, record, seen))
    assert not page.all("img")
    assert name in page.texts("p", class_="quiet")[0]
    assert f"{name} ends early." in page.texts("li")


def test_without_a_hold_it_says_so():
    record, seen = run("supine_release", [])
    analysis = {**source(2.0), "why_nothing": "Nothing was counted: nobody was seen."}
    page = check_page(render_report(analysis, record, seen))
    assert "nothing was counted: nobody was seen" in page.texts("p", class_="lead")[0]
    assert answers(page)["How long was the position correct?"].startswith("0 s")


def test_a_hold_that_was_broken_off_is_not_complete():
    record, seen = run("supine_release", [(lying(fallout={"left": 40.0}), {}, {})] * 20)
    page = check_page(render_report(source(2.0), record, seen))
    (row,) = [r for r in page.rows() if r[0] == "Left"]
    assert row[-1] == "no"
    assert "of 15 s" in row[1]


def held_with_knee_out(fallout, **more):
    """A hold on the left side with the knee so far out in each frame: the page and the record."""
    frames = [
        (read_exactly(lying(fallout={"left": out})), {}, {"fallout_left": 6.0}) for out in fallout
    ]
    record, seen = run("supine_release", frames, target_s=20.0, **more)
    return check_page(render_report(source(len(fallout) / 10), record, seen)), record


def test_a_pause_is_no_part_of_the_time_that_counted():
    page, record = held_with_knee_out([45.0] * 60 + [3.0] * 80 + [45.0] * 20)
    (hold,) = record.holds()
    assert hold.end_s - hold.start_s > hold.held_s + 5
    shown = next(text for text in page.texts("li") if text.startswith("Knee out, left"))
    assert "45° ±6°" in shown  # of all the time from the first to the last moment: 3°


def test_what_is_missing_of_a_damaged_clip_did_not_count():
    page, record = held_with_knee_out([45.0] * 80, missing=(30, 57))
    (hold,) = record.holds()
    first = page.all("ul", class_="rows")[0].children[0]
    assert f"counted {hold.held_s:.1f} s" in " ".join(first.children[0].text.split())
    assert hold.held_s < 5.4


def test_without_a_repetition_no_time_is_marked_as_counted():
    frames = [(lying(), {}, {})] * 50
    record, seen = run("knee_to_chest", frames, sides=("left", "right"))
    page = check_page(render_report(source(5.0), record, seen))
    assert page.all("svg")
    assert not page.all("rect", class_="counted")


def test_repetitions_are_listed():
    record, seen = run("knee_to_chest", [], sides=("left", "right"))
    record.repetitions.append(Repetition("repetition", "left", 1.0, 3.5))
    page = check_page(render_report(source(5.0), record, seen))
    (row,) = [r for r in page.rows() if r[0] == "Left"]
    assert row[1] == "1 of 10 repetitions"
    assert "0:01–0:03" in row[2]
    assert answers(page)["Left and right?"].startswith("Only the left side was done")


def test_the_curve_of_a_check_on_the_other_leg_shows_that_leg():
    values = {"hip_flexion_left": 10.0, "hip_flexion_right": 60.0}
    record, seen = run("low_lunge", [(lying(), values, {})] * 20)
    page = check_page(render_report(source(2.0), record, seen))
    titles = {c.name: c.title for c in find_exercise("low_lunge").checks}
    shown = {
        f.children[0].text.strip().split("  ")[0].split(" target:")[0]: f.children[1].attributes[
            "aria-label"
        ]
        for f in page.all("figure")
    }
    assert "right side" in shown[titles["front_hip"]]
    assert "left side" in shown[titles["back_hip"]]


def test_what_was_not_recognised_is_not_said_to_be_right():
    """Without checks nothing is right or wrong."""
    record, seen = run("movement", [(lying(), {}, {})] * 50)
    record.repetitions.append(Repetition("repetition", None, 1.0, 3.5))
    page = check_page(render_report(source(5.0), record, seen))
    shown = " ".join(page.texts("dd"))
    assert "Not judged" in shown
    assert "No position was asked for" in shown
    assert "nothing was judged" in page.texts("p", class_="lead")[0]
    assert "Nothing was corrected" not in page.html
