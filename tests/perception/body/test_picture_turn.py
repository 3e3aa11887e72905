"""A picture that is upside down or on its side is recognised; no other is doubted."""

from __future__ import annotations

import numpy as np
import pytest

from posecheck.perception.body.estimator import PoseEstimator
from posecheck.perception.body.picture_turn import (
    LOOK_PAUSE_S,
    SETTLED_UPRIGHT_LOOKS,
    TURNS,
    TurnFinder,
    turn_of,
    turn_of_photo,
)
from posecheck.video import open_source


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_in_a_photo_the_estimator_tells_it(release_clip, quarters):
    with open_source(release_clip) as source, PoseEstimator("photo") as found:
        image = np.ascontiguousarray(np.rot90(next(iter(source)).image, -quarters))
        assert found.estimate(image).turned_deg == TURNS[-quarters]


def likely(turn, probability):
    """The probabilities of all turns, of which one is known."""
    others = np.full(len(TURNS), (1 - probability) / 3)
    others[TURNS.index(turn)] = probability
    return others


def test_an_unsure_look_tells_nothing():
    assert turn_of(likely(180, 0.95)) == 180
    assert turn_of(likely(180, 0.8)) is None
    assert turn_of_photo(likely(90, 0.995)) == 90
    assert turn_of_photo(likely(90, 0.95)) == 0  # there is no second look


UNSURE = {None: (270, 0.5), "rather upright": (0, 0.5)}
"""The likeliest turn of a look that is not sure, and how likely it is."""


class Votes:
    """A finder whose looks are prepared."""

    def __init__(self, *votes) -> None:
        self.left = list(votes)
        self.finder = TurnFinder(self.look_at)
        time_s = 0.0
        while self.left and not self.finder.settled:
            self.finder.look(time_s, np.zeros((4, 4, 3), np.uint8), None)
            time_s += 5.0

    def look_at(self, *_):
        vote = self.left.pop(0)
        return likely(*UNSURE.get(vote, (vote, 0.95)))


@pytest.mark.parametrize(
    ("votes", "turn", "at_end"),
    [
        ([180] * 5, 180, 180),
        ([180] * 4, 0, 180),  # not sure yet; at the end it is enough
        ([180] * 2, 0, 0),
        ([0] * 3 + [180] * 9, 0, 0),  # settled: nobody looks again
        ([0, 180, 180, 180], 0, 0),  # they contradict each other
        ([0, *[90] * 11], 0, 0),  # most pictures are upright: it takes more to say otherwise
        ([0, *[90] * 12], 90, 90),
        (["rather upright", *[90] * 3], 0, 0),
        (["rather upright", *[90] * 5], 90, 90),
        (["rather upright"] * 9, 0, 0),
        ([None] * 9 + [90] * 3, 0, 90),
        ([None] * 10 + [90] * 3, 0, 0),  # too few of all
        ([], 0, 0),
    ],
)
def test_several_looks_must_agree(votes, turn, at_end):
    finder = Votes(*votes).finder
    assert finder.turn == turn
    assert finder.at_end() == at_end


def test_it_looks_seldom_and_then_not_at_all():
    looks = []
    finder = TurnFinder(lambda *_: looks.append(0) or likely(0, 0.95))
    for frame in range(600):
        finder.look(frame / 30, np.zeros((4, 4, 3), np.uint8), None)
    assert len(looks) == SETTLED_UPRIGHT_LOOKS
    assert LOOK_PAUSE_S * SETTLED_UPRIGHT_LOOKS < 600 / 30
