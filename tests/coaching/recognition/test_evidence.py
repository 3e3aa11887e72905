"""How much a mark weighs."""

from __future__ import annotations

import math

import pytest

from posecheck.coaching.recognition.evidence import FULL_AT_FRAMES, MISSED, Tally, weigh


def test_a_mark_weighs_by_how_seldom_others_show_it():
    assert weigh(1.0, 0.2) == pytest.approx(math.log((1 - MISSED) / 0.2))
    assert weigh(0.0, 0.2) == pytest.approx(math.log(MISSED / 0.8))
    assert weigh(1.0, 0.02) > weigh(1.0, 0.2) > 0 > weigh(0.0, 0.2) > weigh(0.0, 0.02)
    assert weigh(0.5, 0.5) == pytest.approx(0.0)


def tally(*shown: bool | None, **how) -> Tally:
    counted = Tally(0.2, **how)
    for each in shown:
        counted.add(each)
    return counted


def test_what_cannot_be_judged_weighs_nothing():
    assert tally().weight == tally(None, None).weight == 0.0


def test_a_few_frames_weigh_little():
    full = tally(*[True] * FULL_AT_FRAMES).weight
    assert full == pytest.approx(weigh(1.0, 0.2))
    assert tally(*[True] * (FULL_AT_FRAMES // 4)).weight == pytest.approx(full / 4)
    assert tally(*[True] * 3 * FULL_AT_FRAMES).weight == pytest.approx(full)


def test_enough_of_the_time_is_all_of_it():
    half = [True, False] * FULL_AT_FRAMES
    assert tally(*half, enough=0.4).weight == pytest.approx(weigh(1.0, 0.2))
    assert tally(*half, enough=1.0).weight == pytest.approx(weigh(0.5, 0.2))
