"""A picture that is upside down or on its side is recognised; no other is doubted."""

from __future__ import annotations

import numpy as np
import pytest
from skeletons import standing

from posecheck.perception.body.estimator import PoseEstimator
from posecheck.perception.body.lying import LyingReader
from posecheck.perception.body.picture_turn import (
    LOOK_PAUSE_S,
    TURNS,
    TurnFinder,
    look_at,
    turn_body,
)
from posecheck.video import open_source


@pytest.fixture(scope="module")
def seen(release_clip):
    """A frame of somebody who lies, the body in it, and in the same frame upside down."""
    with open_source(release_clip) as source, PoseEstimator("photo", with_mask=False) as found:
        frame = next(iter(source))
        upside_down = np.ascontiguousarray(frame.image[::-1, ::-1])
        return frame.image, found.estimate(frame.image), found.estimate(upside_down)


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_each_turn_of_a_lying_person_is_seen(seen, quarters):
    image, body, _ = seen
    turned = np.ascontiguousarray(np.rot90(image, -quarters))
    look = look_at(LyingReader().read, turned, turn_body(body, quarters))
    assert look == TURNS[-quarters]


def test_a_body_turned_four_times_is_as_it_was(seen):
    _, body, _ = seen
    again = turn_body(turn_body(body, 3), 1)
    np.testing.assert_allclose(again.image, body.image)
    np.testing.assert_allclose(again.world, body.world)
    assert again.frame_size == body.frame_size


def test_in_a_photo_the_estimator_tells_it(seen):
    _, body, upside_down = seen
    assert body.turned_deg == 0
    assert upside_down.turned_deg == 180


class Votes:
    """A finder whose looks are prepared."""

    def __init__(self, monkeypatch, *votes) -> None:
        self.left = list(votes)
        monkeypatch.setattr(
            "posecheck.perception.body.picture_turn.look_at", lambda *_: self.left.pop(0)
        )
        self.finder = TurnFinder(lambda *_: None)
        time_s = 0.0
        while self.left and not self.finder.settled:
            self.finder.look(time_s, np.zeros((4, 4, 3), np.uint8), None)
            time_s += 5.0


@pytest.mark.parametrize(
    ("votes", "turn", "at_end"),
    [
        ([180] * 5, 180, 180),
        ([180] * 4, 0, 180),  # not sure yet; at the end it is enough
        ([180] * 2, 0, 0),
        ([0] * 5 + [180] * 9, 0, 0),  # settled: nobody looks again
        ([0, 180, 180, 180], 0, 0),  # they contradict each other
        ([0, 90, 90, 90, 90, 90], 90, 90),
        ([None] * 9 + [90] * 3, 0, 90),
        ([None] * 10 + [90] * 3, 0, 0),  # too few of all
        ([], 0, 0),
    ],
)
def test_several_looks_must_agree(monkeypatch, votes, turn, at_end):
    finder = Votes(monkeypatch, *votes).finder
    assert finder.turn == turn
    assert finder.at_end() == at_end


def test_it_looks_seldom_and_then_not_at_all(monkeypatch):
    looks = []
    monkeypatch.setattr(
        "posecheck.perception.body.picture_turn.look_at", lambda *_: looks.append(0) or 0
    )
    finder = TurnFinder(lambda *_: None)
    for frame in range(600):
        finder.look(frame / 30, np.zeros((4, 4, 3), np.uint8), None)
    assert len(looks) == 5
    assert LOOK_PAUSE_S * 5 < 600 / 30


def test_a_straight_body_that_stands_is_never_doubted():
    """Turned, it would look like one that lies."""
    image = np.zeros((480, 640, 3), np.uint8)
    assert look_at(LyingReader().read, image, standing()) is None
