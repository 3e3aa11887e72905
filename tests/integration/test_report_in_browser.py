"""The report in a real browser, opened from the disk: it plays, seeks, and loads nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from browser import Browser, find_chromium
from drawn import empty_canvas
from made_report import make_held_report, make_report_of_both_sides

from posecheck.feedback.overlay.layout import Layout
from posecheck.video import Frame
from posecheck.video.writer import VideoWriter

pytestmark = pytest.mark.skipif(find_chromium() is None, reason="there is no Chromium here")

NAME = "<img src=x onerror=alert(1)>.mp4"
"""A clip's name that would run, were it not escaped."""

WITHIN_S = 0.2
"""How near to the place that was clicked the video must be."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("results")
    html, _ = make_held_report(NAME)
    (folder / "report.html").write_text(html, encoding="utf-8")
    layout = Layout.of(640, 480)
    with VideoWriter(folder / "annotated.mp4", (layout.width, layout.height)) as video:
        for k in range(120):
            canvas = empty_canvas(layout)
            canvas[:, : 5 * k] = 90
            video.write(Frame(canvas.astype(np.uint8), k / 10, k))
    return folder


@pytest.fixture(scope="module")
def browser(folder):
    with Browser() as browser:
        browser.open(folder / "report.html")
        browser.wait_for("document.querySelector('video').readyState >= 1")
        yield browser


def place_of(browser, selector):
    """Left edge, top edge, width and height of an element in the window."""
    found = f"document.querySelector('{selector}')"
    browser.run(f"{found}.scrollIntoView({{block: 'center', behavior: 'instant'}})")
    return browser.run(f"(b => [b.x, b.y, b.width, b.height])({found}.getBoundingClientRect())")


def time_of(browser):
    browser.wait_for("!document.querySelector('video').seeking")
    return browser.run("document.querySelector('video').currentTime")


@pytest.mark.parametrize("selector", [".ruler", ".rows li:nth-child(3) .row", ".plot"])
def test_a_click_seeks_the_video(browser, selector):
    x, y, width, height = place_of(browser, selector)
    for share in (0.25, 0.75):
        browser.click(x + share * width, y + height / 2)
        assert time_of(browser) == pytest.approx(share * 12.0, abs=WITHIN_S)
        heads = browser.run(
            "[...document.querySelectorAll('.playhead')].map(e => parseFloat(e.getAttribute('x1')))"
        )
        assert heads == pytest.approx([100 * share] * len(heads), abs=100 * WITHIN_S / 12.0)


def test_the_arrow_keys_seek_the_video(browser):
    browser.run("document.querySelector('.ruler').focus()")
    browser.press("Home")
    assert time_of(browser) == 0.0
    for expected_s in (1.0, 2.0, 3.0):
        browser.press("ArrowRight")
        assert time_of(browser) == pytest.approx(expected_s, abs=WITHIN_S)
    browser.press("ArrowLeft")
    assert time_of(browser) == pytest.approx(2.0, abs=WITHIN_S)
    assert browser.run("document.querySelector('.ruler').getAttribute('aria-valuetext')") == "0:02"


def test_the_worst_moment_is_shown_in_the_video(browser):
    wanted_s = float(browser.run("document.querySelector('.cards button').dataset.seek"))
    browser.run("document.querySelector('.cards button').click()")
    assert time_of(browser) == pytest.approx(wanted_s, abs=WITHIN_S)


def test_the_line_moves_while_it_plays(browser):
    browser.run("document.querySelector('video').muted = true")
    browser.run("document.querySelector('.ruler').focus()")
    browser.press("Home")
    browser.run("document.querySelector('video').play()")
    browser.wait_for("parseFloat(document.querySelector('.playhead').getAttribute('x1')) > 3")
    browser.run("document.querySelector('video').pause()")


def test_the_name_of_the_clip_is_text(browser):
    assert NAME in browser.run("document.querySelector('main').innerText")
    assert browser.run("document.querySelectorAll('img[src=x]').length") == 0


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_the_screen(browser, width, scheme):
    browser.prefer(prefers_color_scheme=scheme)
    browser.resize(width, 800)
    assert browser.run("document.documentElement.scrollWidth") <= width
    browser.resize(1280, 800)


def test_it_prints_on_one_page(browser):
    assert browser.pdf().count(b"/Type /Page\n") == 1


def test_a_report_of_both_sides_prints_on_one_page(tmp_path):
    (tmp_path / "report.html").write_text(make_report_of_both_sides(), encoding="utf-8")
    with Browser() as browser:
        browser.open(tmp_path / "report.html")
        assert browser.pdf().count(b"/Type /Page\n") == 1


def test_nothing_but_its_own_folder_is_asked_for_and_nothing_complained(browser, folder):
    asked = {url for url in browser.requests if not url.startswith("data:")}
    assert asked == {(folder / name).as_uri() for name in ("report.html", "annotated.mp4")}
    assert browser.console == []


def test_a_missing_video_is_said(folder, tmp_path):
    (tmp_path / "report.html").write_bytes((folder / "report.html").read_bytes())
    with Browser() as browser:
        browser.open(tmp_path / "report.html")
        browser.wait_for("!document.querySelector('.missing').hidden")
