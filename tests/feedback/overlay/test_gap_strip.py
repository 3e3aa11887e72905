"""The strip under the back in the self-test."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from drawn import annotated, count_colour
from made_coaching import make_moment
from made_selftest import UNDERSIDE, run_selftest
from skeletons import lying

from posecheck.feedback.overlay.gap_strip import GapStripAnnotator
from posecheck.feedback.overlay.overlay import Overlay
from posecheck.feedback.overlay.style import ACCENT, FIX, GOOD, WHITE

STRIP = np.s_[245:262, 225:295]


@pytest.fixture(scope="module")
def flat():
    return next(state for t, state in run_selftest(rise_cm=6.0)[1] if t > 6)


@pytest.fixture(scope="module")
def arched():
    return next(state for _, state in run_selftest(rise_cm=6.0)[1] if state.arching)


def strip(state):
    return annotated(GapStripAnnotator(), make_moment(selftest=state))


def test_it_turns_from_good_to_fix_when_the_back_rises(flat, arched):
    assert count_colour(strip(flat)[STRIP], GOOD, 60) > 50
    assert count_colour(strip(arched)[STRIP], FIX, 60) > 50
    assert count_colour(strip(flat)[STRIP], FIX, 60) == 0


def test_before_there_is_a_baseline_it_is_neither(flat):
    unknown = replace(flat, gap_change_cm=math.nan)
    assert count_colour(strip(unknown)[STRIP], ACCENT, 60) > 50
    assert count_colour(strip(unknown)[STRIP], GOOD, 40) == 0


def test_the_floor_line_is_white_and_the_outline_bright(flat):
    image = strip(flat)
    assert count_colour(image[260:265, 225:295], WHITE, 60) > 50
    assert tuple(image[248:250, 260].max(axis=0)) == GOOD


def test_a_floor_line_that_runs_the_other_way_gives_the_same_strip(flat):
    turned = replace(flat, underside=replace(UNDERSIDE, floor=UNDERSIDE.floor[::-1]))
    assert (strip(turned) == strip(flat)).all()


def test_the_strip_is_mirrored_with_the_picture(flat):
    picture = Overlay(mirrored=True).draw(make_moment(body=lying(), selftest=flat))
    assert count_colour(picture[245:262, 640 - 295 : 640 - 225], GOOD, 60) > 50
    assert count_colour(picture[STRIP], GOOD, 60) == 0
