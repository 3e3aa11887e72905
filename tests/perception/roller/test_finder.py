"""The roller from frame to frame: found, kept through a gap, lost, moved; looked for no more often
than needed. What the network sees is prepared here; how well it sees is in docs/accuracy.md."""

from dataclasses import replace

import numpy as np
import pytest
from skeletons import lying, read_as

from posecheck.perception.roller import finder as finder_module
from posecheck.perception.roller.finder import RollerFinder
from posecheck.perception.roller.network import (
    HEIGHT,
    MARK_PX,
    ROOM_ABOUT,
    ROOM_WIDE,
    WIDTH,
    Finding,
    window_about,
)
from posecheck.perception.roller.perspective import Camera, Cylinder, azimuth_of
from posecheck.perception.roller.resting import resting_place, trunk_azimuth

ENDS = np.array([[340.0, 300.0], [360.0, 250.0]])
AZIMUTH = azimuth_of(ENDS, Camera.of((640, 480)))


class Network:
    """Says what it is told to, of one width of look, and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.room = ROOM_ABOUT
        self.says = Finding(
            there=0.97,
            marks=np.full((HEIGHT // MARK_PX, WIDTH // MARK_PX), 0.99, np.float32),
            clearest_mark=0.99,
            to_picture=window_about((100, 100, 540, 400)),
            ends=ENDS,
            diameter_px=40.0,
            azimuth_deg=AZIMUTH,
            trunk_azimuth_deg=AZIMUTH + 85.0,
            turn_error_deg=4.0,
            position=0.4,
            position_error=0.03,
            lain_on=0.9,
        )

    def find(self, _image, _body, room=ROOM_ABOUT) -> Finding:
        self.asked += room == self.room
        return self.says if room == self.room else replace(self.says, there=0.0)


@pytest.fixture
def network(monkeypatch):
    network = Network()
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


def test_it_is_found_and_says_how_it_lies(network):
    found = RollerFinder().update(0.0, picture(), lying())
    assert found is not None
    np.testing.assert_allclose(found.ends, ENDS, atol=12.0)
    assert found.from_square_deg == pytest.approx(5.0, abs=0.1)
    assert found.position == 0.4


def test_none_where_the_network_sees_none_or_nobody_is_there(network):
    assert RollerFinder().update(0.0, picture(), None) is None
    network.says = replace(network.says, there=0.2)
    assert run(RollerFinder(), 0.0, 2.0) is None


def test_what_is_marked_but_faintly_is_none(network):
    network.says = replace(network.says, clearest_mark=0.7)
    assert run(RollerFinder(), 0.0, 2.0) is None


def test_one_that_nobody_lies_on_has_no_place_under_the_trunk(network):
    network.says = replace(network.says, lain_on=0.2)
    found = RollerFinder().update(0.0, picture(), lying())
    assert found is not None
    assert np.isnan([found.from_square_deg, found.position, *found.square_ends.ravel()]).all()


def test_once_lain_on_it_is_so_in_doubt_too(network):
    finder = RollerFinder()
    run(finder, 0.0, 1.0)
    network.says = replace(network.says, lain_on=0.4)
    assert run(finder, 1.0, 1.0, moving=True).position == pytest.approx(0.4)
    network.says = replace(network.says, lain_on=0.2)
    assert np.isnan(run(finder, 2.0, 1.0, moving=True).position)


def test_one_that_lies_apart_is_looked_for_once_a_second_and_kept(network):
    network.room = ROOM_WIDE
    finder = RollerFinder()
    assert finder.update(0.0, picture(), lying()) is not None
    assert run(finder, 0.1, 4.9, moving=True) is not None
    assert 4 <= network.asked <= 6


def test_one_that_lies_apart_must_be_the_surer(network):
    network.says = replace(network.says, there=0.9)
    assert RollerFinder().update(0.0, picture(), lying()) is not None
    network.room = ROOM_WIDE
    assert RollerFinder().update(0.0, picture(), lying()) is None


def test_where_the_body_fills_the_picture_there_is_no_wider_look(network):
    body = lying()
    image = body.image.copy()
    image[:2] = (0, 0), body.frame_size
    network.room = ROOM_WIDE
    assert RollerFinder().update(0.0, picture(), replace(body, image=image)) is None
    assert network.asked == 0


def test_a_short_cover_does_not_lose_it_a_long_one_does(network):
    finder = RollerFinder()
    run(finder, 0.0, 1.0)
    network.says = replace(network.says, there=0.1)
    assert run(finder, 1.0, 0.8, moving=True) is not None
    assert run(finder, 1.8, 2.0, moving=True) is None


def test_at_rest_it_is_looked_for_once_a_second_and_in_motion_five_times(network):
    run(RollerFinder(), 0.0, 5.0)
    at_rest, network.asked = network.asked, 0
    run(RollerFinder(), 0.0, 5.0, moving=True)
    assert at_rest <= 7
    assert 20 <= network.asked <= 26


def test_a_roller_that_is_turned_is_followed_within_a_second(network):
    finder = RollerFinder()
    run(finder, 0.0, 2.0, moving=True)
    network.says = replace(network.says, azimuth_deg=AZIMUTH - 20.0)
    found = run(finder, 2.0, 1.0, moving=True)
    assert found.from_square_deg == pytest.approx(-15.0, abs=2.0)


def test_shown_by_hand_it_needs_no_network_to_believe_in_it(network):
    network.says = replace(network.says, there=0.0)
    found = RollerFinder(ENDS[::-1]).update(0.0, picture(), lying())
    assert found is not None
    assert found.confidence == 1.0
    np.testing.assert_allclose(found.ends, ENDS)  # the lower one is the nearer one
    assert found.from_square_deg == pytest.approx(5.0, abs=0.1)
    assert np.isnan(found.position)  # neither the network nor a reading tells it


def test_shown_by_hand_its_place_is_where_the_trunk_crosses_it(network):
    network.says = replace(network.says, there=0.0)
    body = lying()
    body = replace(body, reading=read_as(body))
    found = RollerFinder(ENDS).update(0.0, picture(), body)
    assert found is not None
    expected, error = resting_place(
        Cylinder.between(ENDS, Camera.that_saw(body), 7.5), Camera.that_saw(body), body
    )
    assert (found.position, found.position_error) == (expected, error)


def test_shown_by_hand_and_seen_both_have_their_say(network):
    network.says = replace(network.says, azimuth_deg=AZIMUTH - 6.0)
    found = RollerFinder(ENDS).update(0.0, picture(), lying())
    assert found is not None
    assert -1.0 < found.from_square_deg < 5.0  # 5 by what is shown, -1 by what is seen
    assert found.diameter_px == network.says.diameter_px
    assert found.position == network.says.position


def test_what_is_seen_elsewhere_has_no_say_about_what_is_shown(network):
    network.says = replace(network.says, azimuth_deg=AZIMUTH - 6.0, ends=ENDS + 200.0)
    found = RollerFinder(ENDS).update(0.0, picture(), lying())
    assert found is not None
    assert found.from_square_deg == pytest.approx(5.0, abs=0.1)


def test_shown_before_anybody_lies_on_it_it_has_no_place_under_the_trunk(network):
    network.says = replace(network.says, lain_on=0.2)
    found = RollerFinder(ENDS).update(0.0, picture(), lying())
    assert found is not None
    assert np.isnan([found.from_square_deg, found.position]).all()


@pytest.mark.parametrize("turned_deg", [-6.0, -25.0])
def test_shown_and_then_moved_it_lies_where_the_network_sees_it(network, turned_deg):
    finder = RollerFinder(ENDS)
    run(finder, 0.0, 2.0)
    network.says = replace(network.says, azimuth_deg=AZIMUTH + turned_deg)
    found = run(finder, 2.0, 3.0)
    assert found is not None
    moved = turned_deg == -25.0
    assert (found.confidence == 1.0) != moved
    if moved:
        assert found.from_square_deg == pytest.approx(5.0 + turned_deg, abs=2.0)


def test_shown_with_an_end_above_the_horizon_it_has_no_direction(network):
    found = RollerFinder(np.array([[340.0, 300.0], [360.0, 20.0]])).update(0.0, picture(), lying())
    assert found is not None
    assert np.isnan([found.from_square_deg, found.position, *found.square_ends.ravel()]).all()


@pytest.mark.parametrize("off", [-8.0, 0.0, 8.0])
def test_the_trunk_lies_half_way_between_what_two_networks_say(network, off):
    # head to the right, seen square from the side: a quarter turn; in the picture's middle
    body = lying()
    body = replace(body, reading=read_as(body))
    finding = replace(
        network.says, ends=ENDS - ENDS.mean(0) + (319.5, 300), trunk_azimuth_deg=90 + off
    )
    found = trunk_azimuth(finding, body, Camera.of((640, 480)))
    assert found == pytest.approx(90 + off / 2, abs=0.5)
    finding = replace(finding, trunk_azimuth_deg=150.0)
    assert trunk_azimuth(finding, body, Camera.of((640, 480))) == 150.0
