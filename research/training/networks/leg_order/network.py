"""The leg order network. ``posecheck/perception/body/leg_order.py`` says what it takes and gives.

The attributes of the modules name the weights in the shipped file: do not rename them.
"""

from __future__ import annotations

import torch
from layers import Backbone, Residual, convolution, half_precision, upsample
from torch import Tensor, nn
from torch.nn import functional

from posecheck.perception.body.leg_order import HEIGHT, N_BONES, WIDTH

N_GEOMETRY = 2 * 2 * N_BONES + 2
"""Length of the input ``places``: x and y of both legs' joints without the hips, and of the middle
of the shoulders, all from the middle of the hips in trunk lengths."""


class LegOrder(nn.Module):
    """Sees the picture and where both legs run; decides which leg is nearer.

    Exchanging the legs turns the answer's sign.
    """

    def __init__(self) -> None:
        super().__init__()
        quarter, eighth, sixteenth = Backbone.CHANNELS
        self.backbone = Backbone(HEIGHT, WIDTH)
        self.from_quarter = convolution(quarter, 24, 1, 1)
        self.from_eighth = nn.Conv2d(eighth, 64, 1)
        self.from_sixteenth = nn.Conv2d(sixteenth, 64, 1)
        self.narrow = nn.Conv2d(24 + 2 * N_BONES, 64, 3, 2, 1, bias=False)
        self.norm = nn.BatchNorm2d(64)
        self.looked = nn.Sequential(Residual(64), convolution(64, 96, 2), Residual(96))
        self.mixer = nn.Sequential(
            *(nn.Linear(2 * 96 + N_GEOMETRY, 96), nn.ReLU(), nn.Dropout(0.2), nn.Linear(96, 1))
        )

    def forward(self, picture: Tensor, maps: Tensor, places: Tensor) -> Tensor:
        """Compute (n,) logits of the first leg being the nearer one.

        Parameters
        ----------
        picture
            (n, 3, HEIGHT, WIDTH), normalised.
        maps
            (n, 2 N_BONES, HEIGHT / 4, WIDTH / 4): the first leg's, then the other's.
        places
            (n, N_GEOMETRY).
        """
        with half_precision(self.training):
            quarter, eighth, sixteenth = self.backbone(picture)
            quarter = self.from_quarter(quarter)
            far = upsample(self.from_sixteenth(sixteenth))
            seen = self.from_eighth(eighth) + far
            one = self.score_first(quarter, seen, maps, places)
            other = self.score_first(quarter, seen, exchange_maps(maps), exchange_places(places))
        return (one - other).float()

    def score_first(self, quarter: Tensor, seen: Tensor, maps: Tensor, places: Tensor) -> Tensor:
        """Compute (n,) scores of the first leg."""
        x = functional.relu(self.norm(self.narrow(torch.cat([quarter, maps], 1))) + seen)
        x = self.looked(x)
        x = torch.cat([x.mean((2, 3)), x.amax((2, 3)), places], 1)
        return self.mixer(x)[:, 0]


def exchange_maps(maps: Tensor) -> Tensor:
    """Put the other leg's maps first."""
    return torch.cat([maps[:, N_BONES:], maps[:, :N_BONES]], 1)


def exchange_places(places: Tensor) -> Tensor:
    """Put the other leg's places first."""
    n = 2 * N_BONES
    return torch.cat([places[:, n : 2 * n], places[:, :n], places[:, 2 * n :]], 1)


class Exported(nn.Module):
    """The network as posecheck calls it."""

    def __init__(self, network: LegOrder) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: Tensor, maps: Tensor, places: Tensor) -> Tensor:
        return self.network(image, maps, places)[:, None]
