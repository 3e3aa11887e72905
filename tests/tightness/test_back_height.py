"""Two readings of the lower back put together: the outline under it, and how it has moved."""

from __future__ import annotations

import math

import numpy as np
import pytest

from posecheck.perception.back.back_rise import BackRise
from posecheck.tightness.back_height import ENOUGH, BackHeight

HIDDEN = math.nan


def rise(change_cm: float, error_cm: float = 0.5, reference: int = 1) -> BackRise:
    return BackRise(change_cm, error_cm, reference)


def heights(*frames, step_s=0.1):
    """The heights over frames of (outline, rise)."""
    height = BackHeight()
    return [height.update(i * step_s, *frame) for i, frame in enumerate(frames)]


def test_without_the_motion_it_is_the_outline():
    found = heights((1.5, None), (HIDDEN, None), (2.0, rise(9.0, 3.0)))
    assert (found[0], found[2]) == (1.5, 2.0)
    assert math.isnan(found[1])


def test_without_the_outline_the_changes_are_those_of_the_motion():
    found = heights(*[(HIDDEN, rise(c)) for c in (0.0, 1.0, 3.0)])
    assert np.diff(found).tolist() == [1.0, 2.0]


def test_it_goes_on_when_an_arm_hides_the_outline():
    seen = [(1.5, rise(0.0))] * 8
    hidden = [(HIDDEN, rise(c)) for c in (0.0, 2.0)]
    found = heights(*seen, *hidden)
    assert found[7] == pytest.approx(1.5)
    assert found[8:] == pytest.approx([1.5, 3.5])


def test_it_goes_on_when_the_motion_is_lost():
    found = heights(*[(1.5, rise(0.0))] * 8, (3.5, None))
    assert found[-1] == pytest.approx(3.5)


def test_the_two_are_weighed_by_how_sure_they_are():
    seen = [(1.5, rise(0.0))] * 40
    surer_of_motion = heights(*seen, (1.5, rise(1.0, 0.2)))[-1]
    surer_of_outline = heights(*seen, (1.5, rise(1.0, 1.2)))[-1]
    assert 1.5 < surer_of_outline < surer_of_motion < 2.0  # cloth may slide: never much surer


def test_while_the_motion_is_hardly_known_it_does_not_shift_the_outline():
    """With the knee at the chest the motion was 3 cm off for seconds, and said so."""
    seen = [(1.5, rise(0.0))] * 20 + [(1.5, rise(-3.0, 1.4))] * 90
    assert heights(*seen, (1.5, None))[-1] == pytest.approx(1.5)


def test_where_they_contradict_each_other_nothing_is_known():
    found = heights(*[(1.5, rise(0.0))] * 40, (1.5, rise(5.0)))
    assert math.isnan(found[-1])


def test_a_new_reference_goes_on_from_the_last_height():
    found = heights(*[(1.5, rise(2.0))] * (ENOUGH + 3), (HIDDEN, rise(0.0, reference=2)))
    assert found[-1] == pytest.approx(found[-2])
