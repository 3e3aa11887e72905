"""Parts of a loss that networks share."""

from __future__ import annotations

import torch
from torch import Tensor


def heat_loss(heat: Tensor, grid: Tensor, places: Tensor, sigma_px: float) -> Tensor:
    """Compute the cross-entropy of heat maps against a Gaussian about each place.

    Parameters
    ----------
    heat
        (n, k, cells) logits.
    grid
        (cells, 2) the cells' places in pixels.
    places
        (n, k, 2) where the maps should peak, in pixels.
    sigma_px
        Standard deviation of the Gaussian.

    Returns
    -------
    Tensor
        (n, k).
    """
    squared = (grid[None, None] - places[:, :, None]).square().sum(-1)
    wanted = torch.exp(-squared / (2 * sigma_px**2))
    wanted = wanted / wanted.sum(-1, keepdim=True).clamp_min(1e-6)
    return -(wanted * heat.log_softmax(-1)).sum(-1)
