"""The roller from frame to frame: found, kept through a gap, lost, moved; looked for no more often
than needed. What the network sees is prepared here; how well it sees is in docs/accuracy.md."""

from dataclasses import replace

import numpy as np
import pytest
from skeletons import lying

from posecheck.roller import finder as finder_module
from posecheck.roller.finder import RollerFinder, crossing
from posecheck.roller.network import HEIGHT, MARK_PX, WIDTH, Finding, window_about
from posecheck.roller.perspective import Camera, azimuth_of

ENDS = np.array([[340.0, 300.0], [360.0, 250.0]])
AZIMUTH = azimuth_of(ENDS, Camera.of((640, 480)))


class Network:
    """Says what it is told to, and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.says = Finding(
            there=0.95,
            marks=np.full((HEIGHT // MARK_PX, WIDTH // MARK_PX), 0.99, np.float32),
            to_picture=window_about((100, 100, 540, 400)),
            ends=ENDS,
            diameter_px=40.0,
            azimuth_deg=AZIMUTH,
            trunk_azimuth_deg=AZIMUTH + 85.0,
            turn_error_deg=4.0,
            position=0.4,
            position_error=0.03,
        )

    def find(self, _image, _body) -> Finding:
        self.asked += 1
        return self.says


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
    network.says = replace(network.says, marks=0.7 * network.says.marks)
    assert run(RollerFinder(), 0.0, 2.0) is None


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


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ([[5.0, -3.0], [5.0, 9.0]], 0.5),
        ([[2.0, 1.0], [2.0, 2.0]], 0.2),
        ([[0.0, 1.0], [9.0, 1.0]], float("nan")),  # along the trunk
    ],
)
def test_where_the_axis_crosses_the_trunk(line, expected):
    found = crossing(np.zeros(2), np.array([10.0, 0.0]), np.array(line))
    assert found == pytest.approx(expected, nan_ok=True)
