"""The network as it comes along: its numbers are possible ones, whatever the picture shows."""

from __future__ import annotations

import numpy as np
import pytest
from skeletons import lying

from posecheck.roller.network import RollerNetwork


@pytest.fixture(scope="module")
def network():
    return RollerNetwork()


@pytest.mark.parametrize("seed", range(4))
def test_of_any_picture_it_says_something_possible(network, seed):
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 255, (480 // 2**seed, 640 // 2**seed, 3), np.uint8)
    image = np.kron(coarse, np.ones((2**seed, 2**seed, 1), np.uint8))
    found = network.find(image, lying())
    assert 0 <= found.there <= 1
    assert 0 <= found.marks.min() <= found.marks.max() <= 1
    assert 0 < found.diameter_px < 320
    assert np.abs(found.ends - (320, 240)).max() < 640
    assert -1 < found.position < 2
    assert 0 < found.turn_error_deg < 90
    assert 0 < found.position_error < 2
