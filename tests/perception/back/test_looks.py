"""Looks at one trunk: which earlier ones a new one is compared with, and how the errors add up."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest

from posecheck.perception.back import looks
from posecheck.perception.back.looks import MOST_COMPARED, MOST_KEPT, SAME_POSE_GREY, Look, Looks
from posecheck.perception.back.trunk_motion import HEIGHT, WIDTH

KNOWN, UNKNOWN = 0.3, 3.0


def pose(position: float, detail: int = 0) -> np.ndarray:
    """The trunk with a leg at some point of its way, 0..1, in front of it."""
    noise = np.random.default_rng(detail).integers(90, 110, (HEIGHT, WIDTH, 3), np.uint8)
    x = round(position * (WIDTH - 40))
    cv2.rectangle(noise, (x, 0), (x + 40, HEIGHT), (220, 220, 220), -1)
    return noise


@pytest.fixture
def compared(monkeypatch):
    """Pairs of leg positions that were compared. 1 cm for the whole way; known over a tenth."""
    pairs = []

    def compare(before, now):
        left = (int(np.argmax(piece.mean(axis=(0, 2)))) for piece in (before, now))
        at, to = (round(x / (WIDTH - 40), 2) for x in left)
        pairs.append((at, to))
        return to - at, KNOWN if abs(to - at) < 0.15 else UNKNOWN

    monkeypatch.setattr(looks, "compare", compare)
    return pairs


def test_what_cannot_be_compared_with_the_first_look_is_by_way_of_others(compared):
    seen = Looks(Look(pose(0.0)))
    found = [seen.add(pose(p, n)) for n, p in enumerate((0.1, 0.2, 0.3))]
    assert [look.change for look in found] == pytest.approx([0.1, 0.2, 0.3], abs=0.02)
    assert [look.error for look in found] == pytest.approx(
        [KNOWN, math.hypot(KNOWN, KNOWN), math.sqrt(3) * KNOWN]
    )


def test_back_at_an_earlier_point_the_look_from_there_is_compared(compared):
    seen = Looks(Look(pose(0.0)))
    for n, p in enumerate((0.1, 0.2)):
        seen.add(pose(p, n))
    lost = seen.add(pose(0.9, 7))  # a jump: not known
    assert lost.error == UNKNOWN
    again = seen.add(pose(0.21, 8))
    assert compared[-1] == (pytest.approx(0.2, abs=0.01), pytest.approx(0.21, abs=0.01))
    assert again.change == pytest.approx(0.21, abs=0.02)
    assert again.error < 1.0


def test_the_first_look_counts_again_as_soon_as_it_can(compared):
    seen = Looks(Look(pose(0.0)))
    for n, p in enumerate((0.1, 0.2, 0.3, 0.2, 0.1)):
        seen.add(pose(p, n))
    assert seen.add(pose(0.0, 9)).error == KNOWN  # nothing of the way has added up


def test_a_look_costs_few_comparisons_however_many_are_kept(compared):
    seen = Looks(Look(pose(0.0)))
    for n in range(200):
        before = len(compared)
        seen.add(pose(n / 200, n))
        assert len(compared) - before <= MOST_COMPARED
    assert len(seen._kept) <= MOST_KEPT


def test_of_looks_that_are_alike_the_better_known_is_kept():
    seen = Looks(Look(pose(0.0)))
    for n, error in enumerate((1.0, 0.4, 0.9)):
        seen._keep(Look(pose(0.5, n), error=error))
    assert Look(pose(0.5, 0)).differs_by(Look(pose(0.5, 1))) < SAME_POSE_GREY
    assert [look.error for look in seen._kept] == [0.4]
    assert seen.last.error == 0.9
