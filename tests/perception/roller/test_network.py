"""The network that comes with posecheck gives possible numbers for any image."""

from __future__ import annotations

import numpy as np
import pytest
from skeletons import lying

from posecheck.perception.roller.network import CELL_PX, HEIGHT, WIDTH, RollerNetwork


@pytest.fixture(scope="module")
def network():
    return RollerNetwork()


@pytest.mark.parametrize("seed", range(4))
def test_any_image_gives_possible_numbers(network, seed):
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 255, (480 // 2**seed, 640 // 2**seed, 3), np.uint8)
    image = np.kron(coarse, np.ones((2**seed, 2**seed, 1), np.uint8))
    found = network.detect(image, lying())
    assert 0 <= found.probability <= 1
    assert 0 <= found.heatmap.min() <= found.heatmap.max() <= 1
    assert 0 < found.diameter_px < 320
    assert np.abs(found.ends - (320, 240)).max() < 640
    assert -1 < found.position < 2
    assert 0 < found.turn_error_deg < 90
    assert 0 < found.position_error < 2
    assert 0 <= found.peak <= 1


def test_both_passes_give_places_in_the_frame(network, monkeypatch):
    """In place of the network: its heatmap shows bright pixels, and its ends lie on them."""
    image = np.zeros((480, 640, 3), np.uint8)
    spot = np.array([410.0, 300.0])
    image[296:304, 406:414] = 255

    def run(crop, _trunk):
        grey = crop.max(axis=-1).astype(np.float32) / 255
        heatmap = grey.reshape(HEIGHT // CELL_PX, CELL_PX, WIDTH // CELL_PX, CELL_PX).mean((1, 3))
        y, x = np.nonzero(grey > 0.5)
        row = np.zeros(14)
        row[:4] = (x.mean(), y.mean()) * 2
        row[12] = 1.0
        return heatmap, row

    monkeypatch.setattr(network, "_run", run)
    found = network.detect(image, lying())
    assert found.ends == pytest.approx(np.stack([spot, spot]) - 0.5, abs=1.0)
    y, x = np.indices(found.heatmap.shape)
    weight = found.heatmap / found.heatmap.sum()
    cell = np.array([(x * weight).sum(), (y * weight).sum()])
    in_crop = (cell + 0.5) * CELL_PX - 0.5
    place = (in_crop - found.crop_from_frame[:, 2]) / found.crop_from_frame[0, 0]
    assert place == pytest.approx(spot - 0.5, abs=1.0)
