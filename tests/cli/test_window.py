"""The window: what is drawn with the mouse and typed reaches the session; its loss ends nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import cv2
import numpy as np
import pytest

from posecheck.cli import window as window_module
from posecheck.cli.screen import Screen
from posecheck.cli.window import Window
from posecheck.cli.window_keys import ESCAPE, NO_KEY, to_key
from posecheck.cli.window_process import (
    SHORTEST_DRAG_PX,
    Answer,
    Closed,
    Dragged,
    HighguiWindow,
    Pressed,
)
from posecheck.coaching.practice.events import Key, KeyPressed
from posecheck.coaching.practice.state import PracticeState, Stage
from posecheck.coaching.practice.timetable import plan_timetable
from posecheck.engine.live import Closed as SessionClosed
from posecheck.engine.recorder import Recorder
from posecheck.engine.session import RollerDrawn
from posecheck.exercises.library import find_exercise
from posecheck.exercises.programme_library import find_programme
from posecheck.feedback.overlay.practice import PracticeOverlay
from posecheck.moment import Moment
from posecheck.video.frame import Frame
from posecheck.video.report import Trouble, Waiting
from posecheck.video.source import FrameSource

IMAGE = np.full((240, 320, 3), 90, np.uint8)
DOWN, UP = cv2.EVENT_LBUTTONDOWN, cv2.EVENT_LBUTTONUP


class FakeHighgui:
    """OpenCV's window functions, without a screen."""

    def __init__(self, monkeypatch) -> None:
        self.key, self.visible = -1, 1.0
        self.shown: list[np.ndarray] = []
        self.mouse: Callable[..., None] | None = None
        for name in ("namedWindow", "resizeWindow"):
            monkeypatch.setattr(cv2, name, lambda *_: None)
        monkeypatch.setattr(cv2, "imshow", lambda _, image: self.shown.append(image))
        monkeypatch.setattr(cv2, "waitKeyEx", lambda _: self.key)
        monkeypatch.setattr(cv2, "getWindowProperty", lambda *_: self.visible)
        monkeypatch.setattr(cv2, "setMouseCallback", self._set_mouse)

    def _set_mouse(self, _title: str, callback: Callable[..., None]) -> None:
        self.mouse = callback

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        assert self.mouse is not None
        self.mouse(DOWN, *start, 0, None)
        self.mouse(UP, *end, 0, None)


@pytest.fixture
def highgui(monkeypatch) -> FakeHighgui:
    return FakeHighgui(monkeypatch)


def answers(window: HighguiWindow) -> list[Answer]:
    window.show(IMAGE)
    return window.take_in()


def test_a_drag_is_given_once(highgui):
    window = HighguiWindow()
    assert answers(window) == []
    highgui.drag((10, 20), (90, 60))
    (drag,) = answers(window)
    assert isinstance(drag, Dragged)
    assert drag.ends.tolist() == [[10, 20], [90, 60]]
    assert answers(window) == []


def test_a_click_is_no_drag(highgui):
    window = HighguiWindow()
    window.show(IMAGE)
    highgui.drag((10, 20), (10 + SHORTEST_DRAG_PX - 1, 20))
    assert answers(window) == []
    highgui.mouse(UP, 200, 200, 0, None)  # let go without having been pressed
    assert answers(window) == []


def test_colours_are_shown_as_they_are(highgui):
    red = np.zeros((4, 4, 3), np.uint8)
    red[..., 0] = 255
    HighguiWindow().show(red)
    assert highgui.shown[0][0, 0].tolist() == [0, 0, 255]  # OpenCV shows blue, green, red


@pytest.mark.parametrize(
    ("key", "answer"), [(ord("q"), Closed()), (27, Closed()), (ord("n"), Pressed(ord("n")))]
)
def test_q_and_escape_close_it(highgui, key, answer):
    highgui.key = key
    assert answers(HighguiWindow()) == [answer]


@pytest.mark.parametrize(
    ("code", "key"),
    [
        (ord("Q"), ord("q")),
        (0x20000 + ord("D"), ord("d")),  # GTK adds that Caps Lock is on
        (ord(" "), ord(" ")),
        (0xFF1B, ESCAPE),  # Qt
        (0xFF51, NO_KEY),  # the left arrow, which ends in the code of Q
        (0xFF53, NO_KEY),  # the right one, in that of S
        (0x250000, NO_KEY),  # the left one on Windows
        (0xFFE5, NO_KEY),  # Caps Lock itself
        (-1, NO_KEY),
    ],
)
def test_letters_count_with_caps_lock_and_arrows_are_no_letters(code, key):
    assert to_key(code) == key


def test_a_key_that_is_held_is_not_pressed_again_and_again(highgui, monkeypatch):
    now_s = [10.0]
    monkeypatch.setattr("posecheck.cli.window_keys.time.monotonic", lambda: now_s[0])
    window, presses = HighguiWindow(), 0
    for pause_s in (0.0, 0.5, *[0.04] * 30):  # as systems repeat a key that is held
        highgui.key, now_s[0] = ord(" "), now_s[0] + pause_s
        presses += len(answers(window))
        highgui.key = -1
        answers(window)
    assert presses == 2
    highgui.key, now_s[0] = ord(" "), now_s[0] + 0.3
    assert answers(window) == [Pressed(ord(" "))]


def test_the_cross_of_the_window_closes_it(highgui):
    window = HighguiWindow()
    assert answers(window) == []
    highgui.visible = 0.0
    assert answers(window) == [Closed()]


SCREEN = """
import os
import time
from posecheck.cli.window_process import Closed, Dragged, Picture, Pressed, Shown
import numpy as np


def serve(connection):
    connection.send(Shown())
    number = 0
    while True:
        size = connection.recv()
        pixels = connection.recv_bytes()
        assert len(pixels) == size.height * size.width * 3
        number += 1
        {what}
        connection.send(Shown())
"""
"""A stand-in for the window's process; it does something with each picture."""


@pytest.fixture
def window_that(tmp_path, monkeypatch) -> Iterator[Callable[[str], Window]]:
    opened: list[Window] = []

    def make(what: str) -> Window:
        (tmp_path / "screen_for_a_test.py").write_text(SCREEN.format(what=what))
        monkeypatch.syspath_prepend(str(tmp_path))
        monkeypatch.setattr(window_module, "WINDOW_PROCESS", "screen_for_a_test")
        opened.append(Window(troubles.append))
        return opened[-1]

    troubles: list[str] = []
    make.troubles = troubles  # type: ignore[attr-defined]
    yield make
    for window in opened:
        window.close()


def show_until(window: Window, done: Callable[[], bool], seconds: float = 20.0) -> None:
    end_s = time.monotonic() + seconds
    while not done() and time.monotonic() < end_s:
        window.show(IMAGE)
        time.sleep(0.01)
    assert done()


def test_keys_and_drags_come_from_the_other_process(window_that):
    window = window_that("connection.send(Pressed(110)); connection.send(Dragged(np.ones((2, 2))))")
    show_until(window, lambda: window.keys == [110])
    assert window.dragged().tolist() == [[1, 1], [1, 1]]


def test_the_person_closes_it(window_that):
    window = window_that("connection.send(Closed())")
    show_until(window, lambda: not window.show(IMAGE))
    assert window_that.troubles == []


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("os._exit(1)", "No window can be opened on this screen"),  # as without a true screen
        ("number < 3 or os._exit(1)", "The window is gone"),  # as Xlib does without its server
        ("number < 3 or os.abort()", "The window is gone"),
    ],
)
def test_a_window_that_is_lost_is_told_once_and_the_rest_goes_on(window_that, what, says):
    window = window_that(what)
    show_until(window, lambda: window.lost)
    assert window.show(IMAGE)
    (told,) = window_that.troubles
    assert told.startswith(says)


def test_a_screen_that_hangs_holds_up_nobody(window_that, monkeypatch):
    monkeypatch.setattr(window_module, "HANGS_S", 0.5)
    window = window_that("number < 2 or time.sleep(60)")
    slowest = 0.0
    end_s = time.monotonic() + 20.0
    while not window.lost and time.monotonic() < end_s:
        begun = time.monotonic()
        window.show(IMAGE)
        slowest = max(slowest, time.monotonic() - begun)
        time.sleep(0.01)
    assert window.lost
    assert window_that.troubles[0].startswith("The window does not answer")
    assert slowest < 3.0  # the process is killed within


class FakeWindow:
    """A window in which the person has done something."""

    lost = False

    def __init__(self, keys: str = "", drag=None, *, open: bool = True) -> None:
        self.keys, self._drag, self._open = [ord(key) for key in keys], drag, open
        self.shown = 0

    def show(self, _image: np.ndarray) -> bool:
        self.shown += 1
        return self._open

    def dragged(self):
        return np.array(self._drag, float) if self._drag else None


class Clip(FrameSource):
    """A source of nothing."""

    def __iter__(self):
        return iter(())


class Camera(Clip):
    """A live one: it gives what it is told to give."""

    is_live = True


MOMENT = Moment(Frame(IMAGE, 0.0, 0), None, None, None)


def heard(window: FakeWindow, *, mirrored: bool = False) -> list[object]:
    """What a screen answers to a moment."""
    listener = Screen(window, Recorder(None, print), lambda _: None, Clip(), mirrored=mirrored)
    return list(listener.hear(MOMENT))


def test_keys_become_events():
    assert heard(FakeWindow("dxn")) == [KeyPressed(Key.DANGER), KeyPressed(Key.NEXT)]


def test_y_and_n_answer_a_question_once_it_is_shown():
    table = plan_timetable(find_programme("daily"), find_exercise, proposed_s=30)
    state = PracticeState(Stage.QUESTION, 0.0, table, 0, 0.0)
    window = FakeWindow("n")
    screen = Screen(window, Recorder(None, print), lambda _: None, Clip(), mirrored=False)
    asks = replace(MOMENT, practice=state)
    assert list(screen.hear(asks)) == [KeyPressed(Key.NEXT)]  # before it could be read
    assert list(screen.hear(asks)) == [KeyPressed(Key.NO)]
    window.keys = [ord(key) for key in "y ds"]
    stray = [KeyPressed(Key.PAUSE), KeyPressed(Key.DANGER), KeyPressed(Key.SKIP_SIDE)]
    assert list(screen.hear(asks)) == [KeyPressed(Key.DANGER), *stray]
    waiting = Waiting(Trouble.SILENT, 3.0, 100.0, 3.0)
    helped = replace(MOMENT, practice=replace(state, help_shown=True))
    for cover in (lambda: screen.hear(helped), lambda: screen.hear_camera(waiting)):
        window.keys = []
        screen.hear(asks)
        cover()  # the question is not seen any more
        window.keys = [ord("n")]
        assert list(screen.hear(asks)) == [KeyPressed(Key.NEXT)]


def test_a_drag_becomes_a_roller_in_the_frames_own_pixels():
    drag = ((10, 120), (110, 100))
    (event,) = heard(FakeWindow(drag=drag))
    assert isinstance(event, RollerDrawn)
    along = event.ends[1] - event.ends[0]
    assert along.tolist() == [100, -20]
    (mirrored,) = heard(FakeWindow(drag=drag), mirrored=True)
    assert (mirrored.ends[:, 0] + event.ends[:, 0]).tolist() == [319, 319]


@pytest.mark.parametrize("end", [(110, 260), (400, 100), (-5, 100)])
def test_a_drag_out_of_the_picture_is_no_roller(end):
    assert heard(FakeWindow(drag=((10, 120), end))) == []


def test_closing_the_window_ends_the_session():
    (answer,) = heard(FakeWindow(open=False))
    assert isinstance(answer, SessionClosed)


def test_a_lost_window_is_drawn_for_no_more():
    window = FakeWindow()
    window.lost = True
    assert heard(window) == []
    assert window.shown == 0


def wait_until(is_so: Callable[[], bool]) -> None:
    end_s = time.monotonic() + 10.0
    while not is_so():
        assert time.monotonic() < end_s, "it never came to pass"
        time.sleep(0.005)


class DrawnFrames:
    """An overlay that keeps what it was to draw."""

    def __init__(self, monkeypatch) -> None:
        self.moments: list[Moment] = []
        monkeypatch.setattr(PracticeOverlay, "draw", lambda _, *drawn: self._draw(*drawn))

    def _draw(self, moment: Moment, _flash: object = None) -> np.ndarray:
        self.moments.append(moment)
        return moment.frame.image


def test_a_cameras_pictures_are_shown_at_once_under_what_is_known(monkeypatch):
    drawn, camera, window = DrawnFrames(monkeypatch), Camera(), FakeWindow("n")
    with Screen(window, Recorder(None, print), lambda _: None, camera, mirrored=False) as screen:
        camera.on_frame(Frame(IMAGE, 0.0, 0))
        assert list(screen.hear(MOMENT)) == []  # nothing waits for the screen
        assert not drawn.moments
        for index in range(1, 4):
            camera.on_frame(Frame(IMAGE, index / 30, index))
            wait_until(lambda index=index: window.shown == index)
        later = replace(MOMENT, frame=Frame(IMAGE, 0.1, 3))
        wait_until(lambda: KeyPressed(Key.NEXT) in screen.hear(later))
    assert [moment.frame.index for moment in drawn.moments] == [1, 2, 3]
    assert all(moment.body is MOMENT.body for moment in drawn.moments)


def test_a_slow_screen_shows_the_newest_picture_and_holds_up_nobody(monkeypatch):
    drawn, camera = DrawnFrames(monkeypatch), Camera()
    window = FakeWindow()
    window.show = lambda _: time.sleep(0.2) or True
    with Screen(window, Recorder(None, print), lambda _: None, camera, mirrored=False) as screen:
        screen.hear(MOMENT)
        start_s = time.monotonic()
        for index in range(100):
            camera.on_frame(Frame(IMAGE, index / 30, index))
        assert time.monotonic() - start_s < 5.0  # all of them shown would take 20 s
    assert len(drawn.moments) < 30
    assert drawn.moments[-1].frame.index == 99


def test_a_picture_of_another_size_waits_until_it_was_looked_at(monkeypatch):
    drawn, camera = DrawnFrames(monkeypatch), Camera()
    with Screen(FakeWindow(), Recorder(None, print), lambda _: None, camera, mirrored=False) as s:
        s.hear(MOMENT)
        camera.on_frame(Frame(np.zeros((320, 240, 3), np.uint8), 0.1, 1))
    assert not drawn.moments


def test_what_goes_wrong_in_the_displays_thread_is_raised(monkeypatch):
    def fail(*_: object) -> None:
        raise RuntimeError("it cannot be drawn")

    monkeypatch.setattr(PracticeOverlay, "draw", fail)
    camera = Camera()
    screen = Screen(FakeWindow(), Recorder(None, print), lambda _: None, camera, mirrored=False)
    screen.hear(MOMENT)
    camera.on_frame(Frame(IMAGE, 0.1, 1))
    with pytest.raises(RuntimeError, match="it cannot be drawn"), screen:
        pass
