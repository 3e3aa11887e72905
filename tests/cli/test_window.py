"""The window: what is drawn with the mouse and typed reaches the session."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from posecheck.cli.screen import Screen
from posecheck.cli.window import SHORTEST_DRAG_PX, Window
from posecheck.coaching.practice.events import Key, KeyPressed
from posecheck.engine.live import Closed
from posecheck.engine.recorder import Recorder
from posecheck.engine.session import RollerDrawn
from posecheck.moment import Moment
from posecheck.video.frame import Frame

IMAGE = np.full((240, 320, 3), 90, np.uint8)
DOWN, UP = cv2.EVENT_LBUTTONDOWN, cv2.EVENT_LBUTTONUP


class FakeHighgui:
    """OpenCV's window functions, without a screen."""

    def __init__(self, monkeypatch) -> None:
        self.key, self.visible = -1, 1.0
        self.shown: list[np.ndarray] = []
        self.mouse: Callable[..., None] | None = None
        for name in ("namedWindow", "resizeWindow", "destroyAllWindows"):
            monkeypatch.setattr(cv2, name, lambda *_: None)
        monkeypatch.setattr(cv2, "imshow", lambda _, image: self.shown.append(image))
        monkeypatch.setattr(cv2, "waitKey", lambda _: self.key)
        monkeypatch.setattr(cv2, "getWindowProperty", lambda *_: self.visible)
        monkeypatch.setattr(cv2, "setMouseCallback", self._set_mouse)

    def _set_mouse(self, _title: str, callback: Callable[..., None]) -> None:
        self.mouse = callback

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        assert self.mouse is not None
        self.mouse(DOWN, *start, 0, None)
        self.mouse(UP, *end, 0, None)


@pytest.fixture
def screen(monkeypatch) -> FakeHighgui:
    return FakeHighgui(monkeypatch)


def test_a_drag_is_given_once(screen):
    window = Window()
    assert window.show(IMAGE)
    assert window.dragged() is None
    screen.drag((10, 20), (90, 60))
    assert window.dragged().tolist() == [[10, 20], [90, 60]]
    assert window.dragged() is None


def test_a_click_is_no_drag(screen):
    window = Window()
    window.show(IMAGE)
    screen.drag((10, 20), (10 + SHORTEST_DRAG_PX - 1, 20))
    assert window.dragged() is None
    screen.mouse(UP, 200, 200, 0, None)  # let go without having been pressed
    assert window.dragged() is None


def test_colours_are_shown_as_they_are(screen):
    red = np.zeros((4, 4, 3), np.uint8)
    red[..., 0] = 255
    Window().show(red)
    assert screen.shown[0][0, 0].tolist() == [0, 0, 255]  # OpenCV shows blue, green, red


@pytest.mark.parametrize(("key", "goes_on"), [(ord("q"), False), (27, False), (ord("n"), True)])
def test_q_and_escape_close_it(screen, key, goes_on):
    screen.key = key
    assert Window().show(IMAGE) is goes_on


def test_the_cross_of_the_window_closes_it(screen):
    window = Window()
    window.show(IMAGE)
    screen.visible = 0.0
    assert not window.show(IMAGE)


def heard(screen: FakeHighgui, *, mirrored: bool = False, drag=None) -> list[object]:
    """What a screen answers to one moment."""
    window = Window()
    listener = Screen(window, Recorder(None, print), lambda _: None, mirrored=mirrored)
    moment = Moment(Frame(IMAGE, 0.0, 0), None, None, None)
    list(listener.hear(moment))
    if drag:
        screen.drag(*drag)
    return list(listener.hear(moment))


def test_keys_become_events(screen):
    screen.key = ord("d")
    assert heard(screen) == [KeyPressed(Key.DANGER)]
    screen.key = ord("x")
    assert heard(screen) == []


def test_a_drag_becomes_a_roller_in_the_frames_own_pixels(screen):
    (event,) = heard(screen, drag=((10, 120), (110, 100)))
    assert isinstance(event, RollerDrawn)
    along = event.ends[1] - event.ends[0]
    assert along.tolist() == [100, -20]
    (mirrored,) = heard(screen, drag=((10, 120), (110, 100)), mirrored=True)
    assert (mirrored.ends[:, 0] + event.ends[:, 0]).tolist() == [319, 319]


def test_closing_the_window_ends_the_session(screen):
    screen.key = ord("q")
    window = Window()
    listener = Screen(window, Recorder(None, print), lambda _: None, mirrored=False)
    (answer,) = listener.hear(Moment(Frame(IMAGE, 0.0, 0), None, None, None))
    assert isinstance(answer, Closed)
