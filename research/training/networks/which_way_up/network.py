"""The which-way-up network. ``posecheck/perception/body/which_way_up.py`` says what it is for.

The attributes of the modules name the weights in the shipped file: do not rename them.
"""

from __future__ import annotations

from layers import Backbone, convolution
from torch import Tensor, nn

from posecheck.perception.body.which_way_up import SIDE


class WhichWayUp(nn.Module):
    """Scores features of a picture: how much it looks like one that is the right way up."""

    def __init__(self) -> None:
        super().__init__()
        sixteenth = Backbone.CHANNELS[-1]
        self.looked = nn.Sequential(
            nn.Dropout2d(0.1),
            convolution(sixteenth, 96, 2),
            convolution(96, 96, 2),
        )
        self.score = nn.Sequential(nn.Dropout(0.3), nn.Linear(96, 1))

    def forward(self, features: Tensor) -> Tensor:
        """Compute (n,) scores from (n, channels, SIDE / 16, SIDE / 16)."""
        return self.score(self.looked(features).mean((2, 3)))[:, 0]


def make_backbone() -> Backbone:
    """Make the layers that give the features; they do not learn."""
    return Backbone(SIDE, SIDE).requires_grad_(False).eval()


class Exported(nn.Module):
    """The network as posecheck calls it."""

    def __init__(self, backbone: Backbone, network: WhichWayUp) -> None:
        super().__init__()
        self.backbone, self.network = backbone, network

    def forward(self, image: Tensor) -> Tensor:
        return self.network(self.backbone(image)[-1])[:, None]
