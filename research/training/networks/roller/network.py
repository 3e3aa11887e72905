"""The roller network. ``posecheck/perception/roller/network.py`` says what it takes and gives.

The attributes of the modules name the weights in the shipped file: do not rename them.
"""

from __future__ import annotations

import torch
from layers import Backbone, Residual, convolution, half_precision, mix_channels, upsample
from torch import Tensor, nn
from torch.nn import functional

from posecheck.perception.roller.network import HEIGHT, WIDTH

READOUT = 10
"""Numbers of the readout, in this order:

* whether there is a roller (logit);
* azimuth of the roller (cosine and sine of the double angle);
* azimuth of the trunk (cosine and sine);
* position along the trunk;
* expected errors of turn and position (logarithms);
* diameter at the nearer end, in units of ``DIAMETER_PX``;
* whether somebody lies on it (logit).
"""

THERE, POSITION, TURN_ERROR, POSITION_ERROR, DIAMETER, UNDER = 0, 5, 6, 7, 8, 9
"""Where the single numbers stand in the readout."""

FIRST_MARK_LOGIT = -4.0
"""Logit of every mark before training (a probability of 0.018)."""


def pool_where(where: Tensor, features: Tensor, parts: int) -> Tensor:
    """Sum features, weighted by a map.

    Parameters
    ----------
    where
        (n, 1, height, width) weights.
    features
        (n, channels, height / parts, width / parts).
    parts
        How many of the map's places a place of the features has across and down.

    Returns
    -------
    Tensor
        (n, channels).
    """
    if parts > 1:  # as a convolution: OpenCV (5.1) pools a map of one channel wrongly
        where = functional.conv2d(where, torch.ones(1, 1, parts, parts), stride=parts)
    return (where.flatten(2) @ features.float().flatten(2).transpose(1, 2))[:, 0]


class Finder(nn.Module):
    """An hourglass that marks the roller and its two ends, and a mixer that reads how it lies.

    The mixer takes what the hourglass sees where it marks the roller. So does the doubt, which is
    added to the mixer's logit of there being one: it can learn by itself what is none.
    """

    def __init__(self) -> None:
        super().__init__()
        quarter, eighth, sixteenth = Backbone.CHANNELS
        self.backbone = Backbone(HEIGHT, WIDTH)
        self.about = Residual(sixteenth)
        self.to_eighth, self.at_eighth = mix_channels(sixteenth, 64), mix_channels(eighth, 64)
        self.mix_eighth = convolution(64, 64)
        self.to_quarter, self.at_quarter = mix_channels(64, 40), mix_channels(quarter, 40)
        self.mix_quarter = convolution(40, 40)
        self.heat = nn.Conv2d(40, 3, 1)  # roller, near end, far end
        self.code = nn.Conv2d(sixteenth, 8, 1)
        cells = (WIDTH // 16) * (HEIGHT // 16)
        inputs = 8 * cells + sixteenth + 64 + 40 + 3 * 3 + 5 + 8
        self.mixer = nn.Sequential(
            *(nn.Linear(inputs, 192), nn.ReLU()),
            *(nn.Dropout(0.1), nn.Linear(192, 160), nn.ReLU(), nn.Dropout(0.1)),
        )
        self.readout = nn.Linear(160, READOUT)
        self.doubt = nn.Sequential(
            nn.Linear(inputs, 64), nn.ReLU(), nn.Dropout(0.1), nn.Linear(64, 1)
        )
        nn.init.zeros_(self.doubt[-1].weight)
        nn.init.zeros_(self.doubt[-1].bias)
        nn.init.constant_(self.readout.bias[1:2], 1.0)
        nn.init.constant_(self.heat.bias[:1], FIRST_MARK_LOGIT)
        x, y = (torch.arange(n // 4) * 4 + 1.5 for n in (WIDTH, HEIGHT))
        grid = torch.stack(torch.meshgrid(x, y, indexing="xy"), -1)
        self.register_buffer("grid", grid.reshape(-1, 2), persistent=False)

    def forward(self, picture: Tensor, trunk: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Read a batch.

        Parameters
        ----------
        picture
            (n, 3, HEIGHT, WIDTH), normalised.
        trunk
            (n, 8) the trunk's joints, from the middle of the picture, in half widths.

        Returns
        -------
        tuple
            (n, 3, cells) logits of roller, near end and far end; (n, 2, 2) the ends in pixels;
            (n, READOUT).
        """
        with half_precision(self.training):
            quarter, eighth, sixteenth = self.backbone(picture)
            sixteenth = self.about(sixteenth)
            eighth = self.mix_eighth(self.at_eighth(eighth) + upsample(self.to_eighth(sixteenth)))
            quarter = self.at_quarter(quarter) + upsample(self.to_quarter(eighth))
            quarter = self.mix_quarter(quarter)
            heat = self.heat(quarter).flatten(2)
            code = self.code(sixteenth).flatten(1)
        heat, code = heat.float(), code.float()
        share = heat[:, 1:].softmax(-1)
        ends = share @ self.grid
        peaks = (share * share).sum(-1).log() * 0.2
        marked = heat[:, :1].sigmoid()
        weight = marked / (marked.sum(-1, keepdim=True) + 1.0)
        # what is seen where the roller is, and its outline's moments
        where = weight.view(-1, 1, HEIGHT // 4, WIDTH // 4)
        maps = ((quarter, 1), (eighth, 2), (sixteenth, 4))
        seen = torch.cat([pool_where(where, features, parts) for features, parts in maps], 1)
        scaled = (self.grid - self.middle()) / (WIDTH / 2)
        first = weight @ scaled
        spread = torch.stack([scaled[:, 0] ** 2, scaled[:, 0] * scaled[:, 1], scaled[:, 1] ** 2], 1)
        second = (weight @ spread)[:, 0]
        area = marked.sum(-1) / 200.0
        places = ((ends - self.middle()) / (WIDTH / 2)).flatten(1)
        outline = [places, peaks, first[:, 0], second, area, *[marked.amax(-1)] * 2]
        inputs = torch.cat([code, seen, *outline, trunk], 1)
        readout = self.readout(self.mixer(inputs))
        there = readout[:, :1] + self.doubt(inputs)
        return heat, ends, torch.cat([there, readout[:, 1:]], 1)

    @staticmethod
    def middle() -> Tensor:
        """Give the middle of the picture, in pixels."""
        return torch.tensor([WIDTH / 2, HEIGHT / 2])


class Exported(nn.Module):
    """The network as posecheck calls it: marks (1, 1, H/4, W/4) and a row."""

    def __init__(self, finder: Finder) -> None:
        super().__init__()
        self.finder = finder

    def forward(self, image: Tensor, trunk: Tensor) -> tuple[Tensor, Tensor]:
        heat, ends, readout = self.finder(image, trunk)
        marks = heat[:, :1].sigmoid().view(-1, 1, HEIGHT // 4, WIDTH // 4)
        return marks, torch.cat([ends.flatten(1), readout], 1)
