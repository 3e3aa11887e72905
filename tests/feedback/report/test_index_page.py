"""The list of a folder's clips: outcome and report of each, and what failed."""

from __future__ import annotations

import os
import sys

import pytest
from page import check_page

from posecheck.feedback.report.index_page import Entry, describe_outcome, render_index
from posecheck.feedback.report.pictures import Picture

JPEG = Picture("data:image/jpeg;base64,AAAA", 4, 3)
NOTHING = {"holds": [], "repetitions": [], "corrections": []}


def test_each_clip_has_its_picture_its_outcome_and_its_report():
    entries = [
        Entry("10:30 left.mp4", "10:30 left", "Low lunge: nothing was counted.", JPEG),
        Entry("<b>.mp4", "", "<b>.mp4 is not a video."),
    ]
    page = check_page(render_index(entries).replace("./10%3A30%20left/", "10-30/"))
    assert page.texts("p", class_="lead") == ["1 clip analysed, 1 failed."]
    assert page.all("a")[0].attributes["href"] == "10-30/report.html"
    assert page.all("img")[0].attributes["src"] == JPEG.uri
    assert "<b>.mp4 <b>.mp4 is not a video." in page.texts("li")


@pytest.mark.skipif(sys.platform == "win32", reason="there all names are text")
def test_a_name_that_is_no_text_has_a_link():
    folder = os.fsdecode(b"caf\xe9")
    page = check_page(render_index([Entry("caf\\xe9.mp4", folder, "Nothing.")]))
    assert page.all("a")[0].attributes["href"] == "./caf%E9/report.html"


def test_the_outcome_of_a_hold():
    hold = {"side": "left", "held_s": 14.2, "target_s": 15.0}
    correction = {"text": "Bend your knee"}
    found = describe_outcome({**NOTHING, "holds": [hold], "corrections": [correction]}, "Lunge")
    assert found == "Lunge: 14 s of 15 s on the left side. To correct: “Bend your knee”."


def test_the_outcome_of_repetitions_and_of_nothing():
    done = [{"side": None, "name": "repetition"}] * 3
    assert describe_outcome({**NOTHING, "repetitions": done}, "Squat") == "Squat: 3 repetitions."
    why = "Nothing was counted: nobody was seen."
    assert describe_outcome({**NOTHING, "why_nothing": why}, "Squat") == f"Squat. {why}"
    assert describe_outcome(NOTHING, "Squat") == "Squat. Nothing was counted."


def test_the_outcome_of_a_self_test():
    leg = {"explanation": "Left: clear. The back stayed flat."}
    found = describe_outcome({**NOTHING, "selftest": {"left": leg, "right": None}}, "Self-test")
    assert found == "Self-test. Left: clear. The back stayed flat."
