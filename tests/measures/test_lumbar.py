"""The lumbar gap on made-up outlines: right where it means something, NaN elsewhere."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from skeletons import PIXELS_PER_METRE, lying, with_back

from posecheck.anatomy import Landmark
from posecheck.measures.lumbar import FLANK_SHARE, gap_cm, lumbar_gap
from posecheck.measures.names import PLANNED_MEASURES
from posecheck.measures.table import measure
from posecheck.perception.back.underside import find_underside
from posecheck.perception.body.landmarks import Body
from posecheck.perception.scene import scene_of

AWAY = np.array([0.0, 0.0, 1.0])
UPHILL = np.array([math.cos(math.radians(20)), -math.sin(math.radians(20)), 0.0])
DOWNHILL = UPHILL * (1.0, -1.0, 1.0)


def arms(body: Body, elbow: tuple[float, float], wrist: tuple[float, float]) -> Body:
    """The left elbow and wrist at (share of the trunk, cm over the floor)."""
    image = body.image.copy()
    hip, line = body.middle("hip"), body.middle("shoulder") - body.middle("hip")
    floor = hip[1] + 0.12 * PIXELS_PER_METRE
    for part, (share, cm) in (("elbow", elbow), ("wrist", wrist)):
        y = floor - cm / 100 * PIXELS_PER_METRE
        image[Landmark.of("left", part)] = (hip[0] + share * line[0], y)
    return replace(body, image=image)


@pytest.mark.parametrize("hollow", [0.0, 1.0, 3.0, 6.0])
@pytest.mark.parametrize("head", [1.0, -1.0])
def test_the_gap_is_the_hollow_of_the_outline_over_the_floor_line(hollow, head):
    body = with_back(lying(head=np.array([head, 0.0, 0.0])), hollow)
    seen = find_underside(body)
    assert seen.hollow_cm == pytest.approx(hollow, abs=0.1 + 0.1 * hollow)
    value, tolerance = lumbar_gap(scene_of(body))
    assert value == pytest.approx(seen.hollow_cm / FLANK_SHARE)
    assert tolerance > 0


def test_a_leaning_camera_changes_nothing():
    straight, leaning = (find_underside(with_back(lying(), 4.0, slope)) for slope in (0.0, 0.08))
    assert leaning.hollow_cm == pytest.approx(straight.hollow_cm, abs=0.1)


def test_it_is_a_column_of_the_measures():
    assert "lumbar_gap_cm" not in PLANNED_MEASURES
    seen = measure(with_back(lying(), 4.0))
    assert 3.5 < seen.value("lumbar_gap_cm") < 6
    assert seen.tolerance("lumbar_gap_cm") > 0


HALF_UP = with_back(lying(ventral=np.cross(UPHILL, AWAY), head=UPHILL), 2.0)  # on a roller
BRIDGE = with_back(lying(ventral=np.cross(DOWNHILL, AWAY), head=DOWNHILL), 2.0)


@pytest.mark.parametrize(
    "body",
    [
        lying(),  # no mask was asked for
        with_back(lying(ventral=np.array([0.0, 1.0, 0.0])), 2.0),  # prone
        with_back(lying(ventral=-AWAY), 2.0),  # on the side
        with_back(lying(head=np.array([1.0, 0.0, 1.0]) / math.sqrt(2)), 2.0),  # oblique
        HALF_UP,
        BRIDGE,
        replace(HALF_UP, reading=None),
        replace(BRIDGE, reading=None),
        with_back(lying(), 14.0),  # a bridge, or a roller under the thorax
        arms(with_back(lying(), 2.0), (0.5, 5.0), (0.05, 4.0)),  # the arm beside the back
    ],
)
def test_where_it_means_nothing_it_is_not_given(body):
    assert math.isnan(lumbar_gap(scene_of(body))[0])


def test_hands_on_the_chest_are_not_in_the_way():
    body = arms(with_back(lying(), 2.0), (0.6, 6.0), (0.8, 20.0))
    assert scene_of(body).lumbar_view.underside is not None


@pytest.mark.parametrize(
    ("body", "hidden_by"),
    [
        (with_back(lying(), 2.0), ""),
        (arms(with_back(lying(), 2.0), (0.5, 5.0), (0.05, 4.0)), "arm"),
        (with_back(lying(), 14.0), "outline"),
        (lying(), "outline"),
    ],
)
def test_what_hides_the_back_is_said(body, hidden_by):
    assert scene_of(body).lumbar_view.hidden_by == hidden_by


def test_an_outline_with_holes_is_not_guessed():
    body = with_back(lying(), 3.0)
    lower = body.outline.lower.copy()
    lower[(body.outline.share > 0.5)] = math.nan
    assert find_underside(replace(body, outline=replace(body.outline, lower=lower))) is None


def test_a_back_that_bulges_has_next_to_no_gap():
    assert 0.0 <= gap_cm(find_underside(with_back(lying(), -2.0))) < 1.0


def test_without_a_reading_the_picture_tells_that_the_trunk_lies_flat():
    assert lumbar_gap(scene_of(replace(with_back(lying(), 2.0), reading=None)))[0] > 1.0


def test_a_forearm_that_passes_the_lower_back_hides_it_wherever_the_elbow_lies():
    along = arms(with_back(lying(), 2.0), (0.77, 7.0), (0.35, 5.0))  # elbow beside the ribs
    assert scene_of(along).lumbar_view.hidden_by == "arm"
    overhead = arms(with_back(lying(), 2.0), (1.1, 5.0), (1.4, 5.0))
    assert scene_of(overhead).lumbar_view.underside is not None
