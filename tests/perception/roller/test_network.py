"""The network as it comes along: its numbers are possible ones, whatever the picture shows."""

from __future__ import annotations

import numpy as np
import pytest
from skeletons import lying

from posecheck.perception.roller.network import HEIGHT, MARK_PX, WIDTH, RollerNetwork


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
    assert 0 <= found.clearest_mark <= 1


def test_both_looks_give_places_of_the_frame(network, monkeypatch):
    """In place of the network: marks bright pixels, and gives the brightest one's place."""
    image = np.zeros((480, 640, 3), np.uint8)
    spot = np.array([410.0, 300.0])
    image[296:304, 406:414] = 255

    def said(picture, _trunk):
        grey = picture.max(axis=-1).astype(np.float32) / 255
        marks = grey.reshape(HEIGHT // MARK_PX, MARK_PX, WIDTH // MARK_PX, MARK_PX).mean((1, 3))
        y, x = np.nonzero(grey > 0.5)
        row = np.zeros(14)
        row[:4] = (x.mean(), y.mean()) * 2
        row[12] = 1.0
        return marks, row

    monkeypatch.setattr(network, "_said", said)
    found = network.find(image, lying())
    assert found.ends == pytest.approx(np.stack([spot, spot]) - 0.5, abs=1.0)
    y, x = np.indices(found.marks.shape)
    weight = found.marks / found.marks.sum()
    cell = np.array([(x * weight).sum(), (y * weight).sum()])
    in_window = (cell + 0.5) * MARK_PX - 0.5
    place = (in_window - found.to_picture[:, 2]) / found.to_picture[0, 0]
    assert place == pytest.approx(spot - 0.5, abs=1.0)
