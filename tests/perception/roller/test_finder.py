"""The roller from frame to frame: found, kept through a gap, lost, moved.

It is searched no more often than needed. The network is replaced by a fake; the accuracy of the
real one is in docs/accuracy.md.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from skeletons import lying, read_as

from posecheck.perception.roller import finder as finder_module
from posecheck.perception.roller.finder import RollerFinder
from posecheck.perception.roller.network import (
    CELL_PX,
    HEIGHT,
    PADDING,
    WIDE_PADDING,
    WIDTH,
    Detection,
    body_crop_transform,
)
from posecheck.perception.roller.perspective import Camera, Cylinder
from posecheck.perception.roller.resting import resting_position, trunk_azimuth

ENDS = np.array([[340.0, 300.0], [360.0, 250.0]])
CAMERA = Camera.for_frame((640, 480))
CYLINDER = Cylinder.from_ends(ENDS, CAMERA, 7.5)
AZIMUTH = CYLINDER.azimuth_deg - CYLINDER.between_sights_deg(CAMERA)
"""As the network gives it: from the line of sight to the roller's middle."""


class FakeNetwork:
    """Gives a prepared detection for one padding of the crop, and counts its runs there."""

    def __init__(self) -> None:
        self.runs = 0
        self.padding = PADDING
        self.detection = Detection(
            probability=0.97,
            heatmap=np.full((HEIGHT // CELL_PX, WIDTH // CELL_PX), 0.99, np.float32),
            peak=0.99,
            crop_from_frame=body_crop_transform((100, 100, 540, 400)),
            ends=ENDS,
            diameter_px=40.0,
            azimuth_deg=AZIMUTH,
            trunk_azimuth_deg=AZIMUTH + 85.0,
            turn_error_deg=4.0,
            position=0.4,
            position_error=0.03,
            under_body_probability=0.9,
        )

    def detect(self, _image, _body, padding=PADDING) -> Detection:
        self.runs += padding == self.padding
        return (
            self.detection if padding == self.padding else replace(self.detection, probability=0.0)
        )


@pytest.fixture
def network(monkeypatch):
    network = FakeNetwork()
    monkeypatch.setattr(finder_module, "RollerNetwork", lambda: network)
    return network


def picture(seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 255, (480, 640, 3), np.uint8)


def run(finder, start_s, seconds, rate=10, moving=False):
    found = None
    for k in range(round(seconds * rate)):
        image = np.roll(picture(), 40 * k, axis=1) if moving else picture()
        found = finder.update(start_s + k / rate, image, lying())
    return found


def test_a_roller_is_found_with_its_turn_and_position(network):
    found = RollerFinder().update(0.0, picture(), lying())
    assert found is not None
    np.testing.assert_allclose(found.ends, ENDS, atol=12.0)
    assert found.off_perpendicular_deg == pytest.approx(5.0, abs=0.1)
    assert found.position == 0.4


def test_no_roller_without_a_detection_or_without_a_body(network):
    assert RollerFinder().update(0.0, picture(), None) is None
    network.detection = replace(network.detection, probability=0.2)
    assert run(RollerFinder(), 0.0, 2.0) is None


def test_a_faint_heatmap_is_no_roller(network):
    network.detection = replace(network.detection, peak=0.7)
    assert run(RollerFinder(), 0.0, 2.0) is None


def test_a_roller_that_nobody_lies_on_has_no_position_under_the_trunk(network):
    network.detection = replace(network.detection, under_body_probability=0.2)
    found = RollerFinder().update(0.0, picture(), lying())
    assert found is not None
    assert np.isnan(
        [found.off_perpendicular_deg, found.position, *found.perpendicular_ends.ravel()]
    ).all()


@pytest.mark.parametrize("marked", [None, ENDS + np.array([120.0, 0.0])])
def test_a_roller_under_the_head_has_no_position_under_the_trunk(network, marked):
    ends = ENDS if marked is None else marked
    network.detection = replace(network.detection, position=-0.6, ends=ends)
    found = RollerFinder(marked).update(0.0, picture(), lying())
    assert found is not None
    assert np.isnan([found.off_perpendicular_deg, found.position]).all()


def found_in(network, probabilities, peak=0.99, step_s=1.0):
    """For how long a roller has been seen in each look of a video; None where there is none."""
    finder, found = RollerFinder(confirm_s=2.0), []
    for k, probability in enumerate(probabilities):
        network.detection = replace(network.detection, probability=probability, peak=peak)
        found.append(finder.update(k * step_s, picture(), lying()))
    return [roller and roller.seen_s for roller in found]


def test_in_a_video_a_roller_counts_once_it_was_seen_for_two_seconds(network):
    assert found_in(network, [0.92] * 4) == [None, None, 2.0, 3.0]


def test_what_is_not_plain_in_any_look_is_no_roller_in_a_video_but_one_in_a_photo(network):
    assert found_in(network, [0.85] * 8) == [None] * 8
    network.detection = replace(network.detection, probability=0.7)
    assert RollerFinder().update(0.0, picture(), lying()) is not None


def test_a_plain_one_counts_from_the_third_look(network):
    plain = found_in(network, [0.99] * 5, step_s=0.2)
    assert plain == [None, None, *(pytest.approx(s) for s in (0.4, 0.6, 0.8))]


def test_what_is_faint_in_most_looks_is_no_roller_in_a_video(network):
    assert found_in(network, [0.99] * 8, peak=0.96) == [None] * 8


def test_a_wrong_look_now_and_then_is_no_roller(network):
    assert found_in(network, [0.2, 0.3, 0.99, 0.3, 0.99, 0.2, 0.99, 0.3]) == [None] * 8


def test_a_roller_that_was_found_is_kept_through_a_look_that_misses_it(network):
    assert all(found_in(network, [0.92, 0.92, 0.92, 0.1, 0.92, 0.92])[2:])


def test_a_look_that_misses_a_roller_does_not_move_it(network):
    finder = RollerFinder(confirm_s=2.0)
    before = run(finder, 0.0, 4.0, moving=True)
    network.detection = replace(network.detection, probability=0.05, ends=ENDS - (150.0, -60.0))
    now = finder.update(4.5, picture(1), lying())
    np.testing.assert_array_equal(now.ends, before.ends)
    assert now.confidence == before.confidence


def test_a_roller_is_found_anew_after_nobody_was_seen_for_a_while(network):
    finder = RollerFinder(confirm_s=2.0)
    assert run(finder, 0.0, 4.0) is not None
    for k in range(100):
        assert finder.update(4.0 + k / 10, picture(), None) is None
    network.detection = replace(network.detection, probability=0.65)
    assert finder.update(14.0, picture(), lying()) is None


@pytest.mark.parametrize("gap_s", [1.5, 30.0])
def test_a_roller_is_found_anew_after_a_time_without_frames(network, gap_s):
    """What was surely a roller may be another one, or none, when the camera is back."""
    finder = RollerFinder(confirm_s=2.0)
    run(finder, 0.0, 4.0)
    network.detection = replace(network.detection, probability=0.7)
    found = finder.update(3.9 + gap_s, picture(), lying())
    assert (found is not None) == (gap_s < 2)


def test_in_a_photo_one_look_decides(network):
    assert RollerFinder().update(0.0, picture(), lying()).seen_s == np.inf


def test_once_somebody_lies_on_it_a_lower_probability_is_enough(network):
    finder = RollerFinder()
    run(finder, 0.0, 1.0)
    network.detection = replace(network.detection, under_body_probability=0.4)
    assert run(finder, 1.0, 1.0, moving=True).position == pytest.approx(0.4)
    network.detection = replace(network.detection, under_body_probability=0.2)
    assert np.isnan(run(finder, 2.0, 1.0, moving=True).position)


def test_a_roller_apart_from_the_body_is_searched_once_a_second_and_kept(network):
    network.padding = WIDE_PADDING
    finder = RollerFinder()
    assert finder.update(0.0, picture(), lying()) is not None
    assert run(finder, 0.1, 4.9, moving=True) is not None
    assert 4 <= network.runs <= 6


def test_a_roller_apart_from_the_body_needs_a_higher_probability(network):
    network.detection = replace(network.detection, probability=0.9)
    assert RollerFinder().update(0.0, picture(), lying()) is not None
    network.padding = WIDE_PADDING
    assert RollerFinder().update(0.0, picture(), lying()) is None


def test_no_wider_crop_is_searched_when_the_body_fills_the_frame(network):
    body = lying()
    image = body.image.copy()
    image[:2] = (0, 0), body.frame_size
    network.padding = WIDE_PADDING
    assert RollerFinder().update(0.0, picture(), replace(body, image=image)) is None
    assert network.runs == 0


def test_a_roller_covered_for_a_short_time_is_kept_and_for_a_long_time_is_lost(network):
    finder = RollerFinder()
    run(finder, 0.0, 1.0)
    network.detection = replace(network.detection, probability=0.1)
    assert run(finder, 1.0, 0.8, moving=True) is not None
    assert run(finder, 1.8, 2.0, moving=True) is None


def test_the_roller_is_searched_once_a_second_at_rest_and_five_times_in_motion(network):
    run(RollerFinder(), 0.0, 5.0)
    at_rest, network.runs = network.runs, 0
    run(RollerFinder(), 0.0, 5.0, moving=True)
    assert at_rest <= 7
    assert 20 <= network.runs <= 26


def test_motion_is_not_forgotten_before_the_next_search(network):
    finder = RollerFinder()
    finder.pause_factor = 3.0
    run(finder, 0.0, 1.5)
    before, moved = network.runs, np.roll(picture(), 40, axis=1)
    last_s = 1.4  # searched at 0 and 1 s; what moves at 1.5 s moves no more
    for k in range(1, 4):
        finder.update(last_s + k / 10, moved, lying())
    assert network.runs == before + 1


def test_a_roller_that_is_turned_is_followed_within_a_second(network):
    finder = RollerFinder()
    run(finder, 0.0, 2.0, moving=True)
    network.detection = replace(network.detection, azimuth_deg=AZIMUTH - 20.0)
    found = run(finder, 2.0, 1.0, moving=True)
    assert found.off_perpendicular_deg == pytest.approx(-15.0, abs=2.0)


def test_a_marked_roller_needs_no_detection(network):
    network.detection = replace(network.detection, probability=0.0)
    found = RollerFinder(ENDS[::-1]).update(0.0, picture(), lying())
    assert found is not None
    assert found.confidence == 1.0
    np.testing.assert_allclose(found.ends, ENDS)  # the lower end is the nearer one
    assert found.off_perpendicular_deg == pytest.approx(5.0, abs=0.1)
    assert np.isnan(found.position)  # neither the network nor a reading gives it


def test_the_position_of_a_marked_roller_is_where_the_trunk_crosses_it(network):
    network.detection = replace(network.detection, probability=0.0)
    body = lying()
    body = replace(body, reading=read_as(body))
    found = RollerFinder(ENDS).update(0.0, picture(), body)
    assert found is not None
    expected, error = resting_position(
        Cylinder.from_ends(ENDS, Camera.for_body(body), 7.5), Camera.for_body(body), body
    )
    assert (found.position, found.position_error) == (expected, error)


def test_a_marked_and_a_detected_direction_are_fused(network):
    network.detection = replace(network.detection, azimuth_deg=AZIMUTH - 6.0)
    found = RollerFinder(ENDS).update(0.0, picture(), lying())
    assert found is not None
    assert -1.0 < found.off_perpendicular_deg < 5.0  # 5 as marked, -1 as detected
    assert found.diameter_px == network.detection.diameter_px
    assert found.position == network.detection.position


def test_a_detection_elsewhere_does_not_change_a_marked_roller(network):
    network.detection = replace(network.detection, azimuth_deg=AZIMUTH - 6.0, ends=ENDS + 200.0)
    found = RollerFinder(ENDS).update(0.0, picture(), lying())
    assert found is not None
    assert found.off_perpendicular_deg == pytest.approx(5.0, abs=0.1)


def test_a_marked_roller_that_nobody_lies_on_has_no_position_under_the_trunk(network):
    network.detection = replace(network.detection, under_body_probability=0.2)
    found = RollerFinder(ENDS).update(0.0, picture(), lying())
    assert found is not None
    assert np.isnan([found.off_perpendicular_deg, found.position]).all()


@pytest.mark.parametrize("turned_deg", [-6.0, -25.0])
def test_a_marked_roller_that_is_moved_is_where_the_network_detects_it(network, turned_deg):
    finder = RollerFinder(ENDS)
    run(finder, 0.0, 2.0)
    network.detection = replace(network.detection, azimuth_deg=AZIMUTH + turned_deg)
    found = run(finder, 2.0, 3.0)
    assert found is not None
    moved = turned_deg == -25.0
    assert (found.confidence == 1.0) != moved
    if moved:
        assert found.off_perpendicular_deg == pytest.approx(5.0 + turned_deg, abs=2.0)


def test_one_look_that_differs_does_not_give_the_marked_ends_up(network):
    finder = RollerFinder(ENDS)
    run(finder, 0.0, 2.0)
    network.detection = replace(network.detection, azimuth_deg=AZIMUTH - 25.0)
    run(finder, 2.0, 1.0)
    network.detection = replace(network.detection, azimuth_deg=AZIMUTH)
    assert run(finder, 3.0, 3.0).confidence == 1.0


def test_looks_that_differ_with_a_minute_between_do_not_give_the_marked_ends_up(network):
    finder, seen = RollerFinder(ENDS), network.detection
    run(finder, 0.0, 2.0)
    network.detection = replace(seen, ends=ENDS + np.array([90.0, 20.0]))
    run(finder, 2.0, 1.0)
    network.detection = replace(seen, probability=0.1)
    run(finder, 3.0, 60.0, rate=2)
    network.detection = replace(seen, ends=ENDS + np.array([90.0, 20.0]))
    assert run(finder, 63.0, 0.2).confidence == 1.0


def test_the_position_of_a_marked_roller_comes_back_after_a_look_without_one(network):
    finder, seen = RollerFinder(ENDS), network.detection
    place = run(finder, 0.0, 2.0).position
    network.detection = replace(seen, position=np.nan)
    run(finder, 2.0, 1.0)
    network.detection = seen
    assert run(finder, 3.0, 2.0).position == pytest.approx(place, abs=0.02)


def test_a_marked_roller_that_is_shifted_is_where_the_network_detects_it(network):
    finder = RollerFinder(ENDS)
    run(finder, 0.0, 2.0)
    shifted = ENDS + np.array([90.0, 20.0])
    network.detection = replace(network.detection, ends=shifted)
    found = run(finder, 2.0, 4.0)
    assert found.confidence != 1.0
    np.testing.assert_allclose(found.ends, shifted, atol=12.0)


def test_marked_ends_that_have_left_the_frame_are_searched(network):
    found = RollerFinder(ENDS + 1000.0).update(0.0, picture(), lying())
    assert found.confidence != 1.0
    np.testing.assert_allclose(found.ends, ENDS, atol=12.0)


def test_a_marked_roller_with_an_end_above_the_horizon_has_no_direction(network):
    found = RollerFinder(np.array([[340.0, 300.0], [360.0, 20.0]])).update(0.0, picture(), lying())
    assert found is not None
    assert np.isnan(
        [found.off_perpendicular_deg, found.position, *found.perpendicular_ends.ravel()]
    ).all()


@pytest.mark.parametrize("off", [-8.0, 0.0, 8.0])
def test_the_trunks_direction_is_the_mean_of_both_networks(network, off):
    # head to the right in an exact side view: a quarter turn; in the image's middle
    body = lying()
    body = replace(body, reading=read_as(body))
    middle = np.array([319.5, 300.0])
    detection = replace(network.detection, trunk_azimuth_deg=90 + off)
    found = trunk_azimuth(detection, body, CAMERA, middle)
    assert found == pytest.approx(90 + off / 2, abs=0.5)
    detection = replace(detection, trunk_azimuth_deg=150.0)
    assert trunk_azimuth(detection, body, CAMERA, middle) == 150.0
