"""The back change network. ``posecheck/perception/back/change_network.py`` says what it is for.

The attributes of the modules name the weights in the shipped file: do not rename them.
"""

from __future__ import annotations

import torch
from layers import Residual, convolution
from torch import Tensor, nn

from posecheck.perception.back.change_network import HEIGHT, WIDTH


class BackChange(nn.Module):
    """Sees a trunk twice; gives how much higher its lower back is, and the error's logarithm."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = nn.Sequential(convolution(3, 16, 2), convolution(16, 24, 2), Residual(24))
        self.compared = nn.Sequential(
            convolution(72, 64),
            convolution(64, 64, 2),
            Residual(64),
            convolution(64, 96, 2),
            Residual(96),
            convolution(96, 24, size=1),
            nn.Flatten(),
            nn.Dropout(0.2),
            nn.Linear(24 * (HEIGHT // 16) * (WIDTH // 16), 64),
            nn.ReLU(),
            nn.Linear(64, 2),
        )

    def forward(self, reference: Tensor, now: Tensor) -> Tensor:
        """Compute (n, 2) from two (n, 3, HEIGHT, WIDTH)."""
        before, after = self.seen(reference), self.seen(now)
        return self.compared(torch.cat([before, after, after - before], 1))


class Exported(nn.Module):
    """The network as posecheck calls it."""

    def __init__(self, network: BackChange) -> None:
        super().__init__()
        self.network = network

    def forward(self, reference: Tensor, now: Tensor) -> Tensor:
        return self.network(reference, now)
