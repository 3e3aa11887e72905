"""The app's pages for keyboard and screen reader, on phone, laptop and large screen.

With the environment variable AXE_CORE, the path of axe-core's ``axe.min.js`` (``npm install
axe-core``), axe looks too.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from app_program import AppProgram
from browser import Browser, find_chromium
from conftest import REPOSITORY
from fake_camera import camera_arguments, write_camera_file

pytestmark = pytest.mark.skipif(find_chromium() is None, reason="there is no Chromium here")

PATHS = ("/", "/first", "/practise", "/selftest", "/recordings", "/history", "/setup")

SIZES = ((1280, 720), (390, 844), (1920, 1080))

UNNAMED = """
[...document.querySelectorAll('button, a[href], input, select, textarea, [role=img], iframe')]
  .filter(e => e.checkVisibility())
  .filter(e => !(e.getAttribute('aria-label') || e.textContent.trim() || e.title
                 || e.labels?.length || e.alt))
  .map(e => e.outerHTML.slice(0, 80))
"""
"""What can be used or seen and has no name."""

SMALL = """
[...document.querySelectorAll(
  'main button:not(.day), main .button, main select, .live-keys button')]
  .filter(e => e.checkVisibility()).map(e => [e.textContent.trim(), e.getBoundingClientRect()])
  .filter(([, box]) => box.height < 44 || box.width < 44).map(([text]) => text)
"""
"""Touch targets that are smaller than a finger: 44 CSS pixels (WCAG 2.5.5)."""

AXE = "axe.run().then(r => r.violations.map(v => [v.impact, v.id, v.nodes[0].html.slice(0, 90)]))"


def look_with_axe(browser) -> list[object]:
    path = os.environ.get("AXE_CORE")
    if path is None:
        return []
    browser.run(f"{Path(path).read_text('utf-8')}; 0")
    return browser.run(AXE)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    home = tmp_path_factory.mktemp("app")
    folder = home / "data" / "posecheck"
    folder.mkdir(parents=True)
    (folder / "app.json").write_text('{"ready": true}')
    with AppProgram(home, "--phone", "--address", "127.0.0.1") as program:
        yield program


@pytest.fixture(scope="module")
def browser(server, tmp_path_factory):
    file = tmp_path_factory.mktemp("camera") / "held.mjpeg"
    clip = REPOSITORY / "sample_videos" / "release_right.mp4"
    write_camera_file(clip, file, lead=range(40, 66), lead_s=20.0, own=())
    with Browser(1280, 720, camera_arguments(file)) as browser:
        browser.visit(server.link)
        yield browser


@pytest.mark.parametrize("path", PATHS)
def test_each_page(server, browser, path):
    browser.visit(f"{server.origin}{path}")
    browser.wait_for("document.readyState === 'complete'")
    assert browser.run("document.documentElement.lang") == "en-GB"
    assert browser.run("document.querySelectorAll('h1').length") == 1
    assert browser.run("document.title").endswith("– posecheck")
    assert browser.run(UNNAMED) == []
    for width, height in SIZES:
        browser.resize(width, height)
        assert browser.run("document.documentElement.scrollWidth") <= width
        assert browser.run(SMALL) == []
    browser.resize(1280, 720)
    for look in ("dark", "light"):
        browser.run(f"document.documentElement.dataset.look = '{look}'")
        time.sleep(0.2)  # colours fade
        assert look_with_axe(browser) == []
    browser.run("document.documentElement.dataset.look = 'dark'")


def test_the_keyboard_reaches_everything_in_order(server, browser):
    browser.visit(f"{server.origin}/")
    browser.run("document.body.focus()")
    browser.press("Tab")
    assert browser.run("document.activeElement.className") == "skip"
    reached = set()
    for _ in range(30):
        reached.add(browser.run("document.activeElement.textContent.trim()"))
        browser.press("Tab")
    assert {"Today", "Self-test", "Set-up", "Start", "Practise something else"} <= reached


def test_the_live_view(server, browser):
    browser.visit(f"{server.origin}/")
    browser.wait_for("document.querySelector('.start') !== null")
    place = "(b => [b.x + 40, b.y + 20])(document.querySelector('.start').getBoundingClientRect())"
    browser.click(*browser.run(place))
    for stage in ("checklist", "safety"):
        browser.wait_for(f"live.dataset.stage === '{stage}'")
        if stage == "checklist":
            assert look_with_axe(browser) == []
        browser.press("n")
    browser.wait_for("live.dataset.held > 0.5", 30)
    assert browser.run("document.querySelector('main').inert")
    assert browser.run("document.querySelector('.live-banner').getAttribute('role')") == "status"
    assert look_with_axe(browser) == []
    assert browser.run(UNNAMED) == []
    for width, height in (*SIZES, (844, 390)):
        browser.resize(width, height)
        time.sleep(0.3)
        assert browser.run("document.documentElement.scrollWidth") <= width
        assert browser.run(SMALL) == []
        for name in ("step", "side", "banner", "ring"):
            fits = (
                f"(e => e.scrollHeight <= e.clientHeight + 8 && e.getBoundingClientRect().bottom "
                f"<= innerHeight)(document.querySelector('.live-{name}'))"
            )
            assert browser.run(fits), f"{name} at {width}x{height}"
    browser.resize(1280, 720)
    browser.press("q")
    browser.wait_for("document.querySelector('.live-answers').checkVisibility()")
    assert look_with_axe(browser) == []
    browser.press("y")
    browser.wait_for("live.dataset.state === 'ended'")
    assert look_with_axe(browser) == []
    assert browser.console == []
