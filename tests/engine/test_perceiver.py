"""What a perceiver asks of body, roller and breath, and what it makes of their answers."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from skeletons import lying, standing

from posecheck.engine import perceiver as module
from posecheck.engine.options import InputOptions
from posecheck.engine.perceiver import Perceiver, PhotoPerceiver
from posecheck.errors import InputError
from posecheck.measures.table import measure_scene
from posecheck.perception.breath.tracker import Breath
from posecheck.perception.scene import scene_of
from posecheck.video.frame import Frame

ENDS = (31.0, 40.0, 52.0, 37.0)
BODY = lying(65.0)


class Estimator:
    """Gives the bodies that are prepared, one after another."""

    def __init__(self, mode, **options) -> None:
        self.mode, self.options, self.closed = mode, options, False
        self.asked: list[tuple] = []
        self.bodies = [BODY] * 9
        self.has_chosen, self.most_people = True, 1
        self.shot = 0

    def estimate(self, image, time_s=0.0, ahead=None):
        if self.asked and self.asked[-1][0].shape != image.shape:
            self.shot += 1
        self.asked.append((image, time_s, ahead and ahead()))
        return self.bodies.pop(0)

    def close(self) -> None:
        self.closed = True


class Finder:
    """Remembers what it is asked; finds no roller."""

    def __init__(self, *made_with, confirm_s=0.0) -> None:
        self.made_with, self.marked, self.asked = made_with, [], []

    def update(self, *arguments):
        self.asked.append(arguments)

    def mark(self, ends) -> None:
        self.marked.append(ends)


class Breathing:
    """A breath that tells which frame it belongs to."""

    def __init__(self) -> None:
        self.asked: list[tuple] = []

    def update(self, time_s, image, scene):
        self.asked.append((time_s, image, scene))
        return Breath(phase="in", rate_per_min=time_s)


@pytest.fixture(autouse=True)
def without_networks(monkeypatch):
    monkeypatch.setattr(module, "PoseEstimator", Estimator)
    monkeypatch.setattr(module, "RollerFinder", Finder)
    monkeypatch.setattr(module, "RollerNetwork", lambda: "network")
    monkeypatch.setattr(module, "BreathTracker", Breathing)


def frame(index: int) -> Frame:
    return Frame(np.full((48, 64, 3), index, np.uint8), 0.1 * index, index)


@pytest.mark.parametrize(
    ("opened", "mode", "given"),
    [
        (partial(Perceiver, with_mask=False), "video", {"with_mask": False}),
        (Perceiver, "video", {"with_mask": True}),
        (PhotoPerceiver, "photo", {}),
    ],
)
def test_the_options_reach_the_estimator(opened, mode, given):
    options = InputOptions(person=2, model=Path("lite.task"))
    with opened(options) as perceiver:
        estimator = perceiver._estimator
        assert estimator.mode == mode
        assert estimator.options == given | {
            "model": Path("lite.task"),
            "person": 2,
            "find_turn": True,
        }
        assert not estimator.closed
    assert estimator.closed
    opened_with = given | {"model": None, "person": None, "find_turn": True}
    assert opened()._estimator.options == opened_with


def test_a_frame_goes_to_body_roller_and_breath():
    perceiver, seen = Perceiver(), frame(3)
    moment = perceiver.perceive(seen)
    assert perceiver._estimator.asked == [(seen.image, seen.time_s, None)]
    assert perceiver._finder.asked == [(seen.time_s, seen.image, BODY)]
    ((time_s, image, scene),) = perceiver._breath.asked
    assert (time_s, image) == (seen.time_s, seen.image)
    assert scene.body is BODY
    assert moment.frame is seen
    assert moment.body is BODY
    assert moment.coaching is None
    assert moment.measurements.posture == "supine"
    breath = moment.measurements.breath
    assert (breath.phase, breath.rate_per_min) == ("in", seen.time_s)


def test_the_estimator_is_told_what_comes_next():
    perceiver, seen, following = Perceiver(), frame(3), frame(4)
    perceiver.perceive(seen, lambda: following)
    ((_, _, ahead),) = perceiver._estimator.asked
    assert ahead == (following.image, following.time_s)


def test_labels_are_steadied_from_frame_to_frame_and_numbers_are_as_measured():
    perceiver = Perceiver()
    perceiver._estimator.bodies = [BODY, lying(95.0), standing()]
    knees = [perceiver.perceive(frame(i)).measurements.value("knee", "left") for i in range(2)]
    assert knees[1] == measure_scene(scene_of(lying(95.0))).value("knee", "left")
    assert perceiver.perceive(frame(3)).measurements.posture == "supine"  # one odd frame


def test_with_nobody_there_are_no_numbers_but_there_may_be_a_roller():
    perceiver = Perceiver()
    perceiver._estimator.bodies = [None]
    perceiver._finder.update = lambda *_: "roller"
    moment = perceiver.perceive(frame(0))
    assert (moment.body, moment.measurements, moment.coaching) == (None, None, None)
    assert moment.roller == "roller"
    assert moment.frame.index == 0
    assert perceiver._breath.asked[0][2] is None


def test_the_roller_is_part_of_scene_and_moment(monkeypatch):
    perceiver = Perceiver()
    scenes = []
    update = perceiver._scenes.update
    perceiver._scenes.update = lambda t, b, r: scenes.append((t, b, r)) or update(t, b, None)
    perceiver._finder.update = lambda *_: "roller"
    assert perceiver.perceive(frame(2)).roller == "roller"
    assert scenes == [(0.2, BODY, "roller")]


def test_places_are_forgotten_when_the_frames_change_their_size():
    perceiver, forgotten = Perceiver(), []
    perceiver._finder.forget = lambda: forgotten.append(True)
    for index in range(2):
        perceiver.perceive(frame(index))
    scenes = perceiver._scenes
    assert not forgotten
    turned = Frame(np.zeros((64, 48, 3), np.uint8), 0.2, 2)
    assert perceiver.perceive(turned).body is BODY
    assert forgotten == [True]
    assert perceiver._scenes is not scenes
    assert [scene is None for _, _, scene in perceiver._breath.asked] == [False, False, True, False]


def test_after_a_cut_pictures_are_not_compared_with_earlier_ones_and_moments_tell_their_shot():
    perceiver = Perceiver()
    assert [perceiver.perceive(frame(index)).shot for index in range(2)] == [0, 0]
    scenes, back_forgotten = perceiver._scenes, []
    perceiver._back.forget = lambda: back_forgotten.append(True)
    perceiver._estimator.shot += 1
    assert perceiver.perceive(frame(2)).shot == 1
    assert perceiver._scenes is scenes
    assert back_forgotten == [True]
    assert [scene is None for _, _, scene in perceiver._breath.asked] == [False, False, True, False]
    perceiver._estimator.bodies = [None]
    assert perceiver.perceive(frame(3)).shot == 1


def test_the_roller_can_be_given_left_out_or_shown():
    told = Perceiver(InputOptions(roller=ENDS))
    told.perceive(frame(0))
    (given,) = told._finder.marked
    assert np.array_equal(given, [[31.0, 40.0], [52.0, 37.0]])
    perceiver = Perceiver()
    perceiver.perceive(frame(0))
    assert not perceiver._finder.marked
    perceiver.show_roller(given)
    (marked,) = perceiver._finder.marked
    assert np.array_equal(marked, given)
    blind = Perceiver(InputOptions(roller=False))
    blind.show_roller(given)
    assert blind.perceive(frame(0)).roller is None


def test_each_photo_stands_by_itself(monkeypatch):
    finders, scenes = [], []
    monkeypatch.setattr(
        module, "RollerFinder", lambda *a: finders.append(Finder(*a)) or finders[-1]
    )
    monkeypatch.setattr(module, "scene_of", lambda *a: scenes.append(a) or scene_of(a[0]))
    monkeypatch.setattr(Finder, "update", lambda self, *a: self.asked.append(a) or "roller")
    perceiver = PhotoPerceiver(InputOptions(roller=ENDS))
    first, second = frame(1), frame(2)
    perceiver._estimator.bodies = [BODY, None]
    moment = perceiver.perceive(first)
    assert moment.frame is first
    assert moment.body is BODY
    assert moment.coaching is None
    assert moment.roller == "roller"
    assert scenes == [(BODY, "roller")]
    assert moment.measurements.value("knee", "left") == pytest.approx(65.0, abs=5.0)
    nobody = perceiver.perceive(second)
    assert (nobody.body, nobody.measurements, nobody.roller) == (None, None, "roller")
    assert nobody.frame is second
    assert perceiver._estimator.asked == [(first.image, 0.0, None), (second.image, 0.0, None)]
    assert [f.made_with[1] for f in finders] == ["network", "network"]
    assert np.array_equal(finders[0].made_with[0], [[31.0, 40.0], [52.0, 37.0]])
    assert finders[0].asked == [(first.time_s, first.image, BODY)]


def test_photos_without_a_roller(monkeypatch):
    monkeypatch.setattr(Finder, "update", lambda *_: "roller")
    moment = PhotoPerceiver(InputOptions(roller=False)).perceive(frame(1))
    assert moment.roller is None
    assert moment.measurements.posture == "supine"


@pytest.mark.parametrize("kind", [Perceiver, PhotoPerceiver])
def test_a_person_who_is_not_there_is_named(kind):
    perceiver = kind(InputOptions(person=3))
    perceiver._estimator.has_chosen = False
    said = {0: "nobody was seen", 1: "only 1 person was seen", 2: "only 2 people were seen at once"}
    for count, rest in said.items():
        perceiver._estimator.most_people = count
        assert perceiver.missing_person == f"there is no person 3 from the left: {rest}"
    perceiver._estimator.has_chosen = True
    assert perceiver.missing_person == ""
    anybody = kind()
    anybody._estimator.has_chosen = False
    assert anybody.missing_person == ""


@pytest.mark.parametrize("kind", [Perceiver, PhotoPerceiver])
@pytest.mark.parametrize(
    ("ends", "is_inside"),
    [
        ((0, 0, 64, 48), True),
        ((-1, 5, 30, 40), False),
        ((5, 5, 65, 40), False),
        ((5, 5, 30, 49), False),
        ((1e300, 5, 30, 40), False),
    ],
)
def test_the_rollers_ends_lie_in_the_picture(monkeypatch, kind, ends, is_inside):
    monkeypatch.setattr(Finder, "update", lambda *_: None)
    perceiver = kind(InputOptions(roller=ends))
    if is_inside:
        perceiver.perceive(frame(1))
        return
    with pytest.raises(InputError, match="lie outside the picture, which is 64 x 48 pixels"):
        perceiver.perceive(frame(1))


def test_a_large_frame_is_looked_at_small_and_the_body_lies_in_the_frame():
    perceiver = Perceiver(InputOptions(roller=(300.0, 400.0, 500.0, 400.0)))
    perceiver._estimator.bodies = [replace(BODY, frame_size=(1280, 960))] * 2
    large = Frame(np.zeros((1920, 2560, 3), np.uint8), 0.0, 0)
    following = Frame(np.zeros((1920, 2560, 3), np.uint8), 0.1, 1)
    moment = perceiver.perceive(large, lambda: following)
    ((image, _, ahead),) = perceiver._estimator.asked
    assert image.shape == ahead[0].shape == (960, 1280, 3)
    ((_, roller_image, _),) = perceiver._finder.asked
    assert roller_image is image
    (marked,) = perceiver._finder.marked
    assert marked == pytest.approx(np.array([[149.75, 199.75], [249.75, 199.75]]))
    assert moment.frame is large
    assert moment.body.frame_size == (2560, 1920)
    assert moment.body.image == pytest.approx(2 * BODY.image + 0.5)
    perceiver.perceive(following)
    assert perceiver._estimator.asked[1][0] is ahead[0], "each picture is made smaller once"
