"""The lying reader's network. ``posecheck/perception/body/lying.py`` says what it takes and gives.

The attributes of the modules name the weights in the shipped file: do not rename them.
"""

from __future__ import annotations

import torch
from layers import Residual, convolution, half_precision, upsample
from torch import Tensor, nn

from networks.lying_reader.bones import mediapipe_bones, unit
from networks.lying_reader.examples import JOINTS, POINTS
from posecheck.perception.body.lying import HEIGHT, N_BONES, WIDTH
from posecheck.perception.body.reading import ANGLES

FIRST_ERROR_LOG = 2.3
"""Logarithm of the expected errors before training, in degrees (about 10)."""


class Reader(nn.Module):
    """An hourglass that finds ten joints in the picture, and a mixer that gives the bones.

    The mixer takes these joints, a code of the picture, and what MediaPipe gives.

    Parameters
    ----------
    misled_share
        Share of the training examples in which the mixer gets what the hourglass saw in another
        picture.
    """

    def __init__(self, misled_share: float) -> None:
        super().__init__()
        self.misled_share = misled_share
        self.at_half = convolution(3, 16, 2)
        self.at_quarter = nn.Sequential(convolution(16, 32, 2), convolution(32, 32))
        self.at_eighth = nn.Sequential(convolution(32, 64, 2), Residual(64))
        self.at_sixteenth = nn.Sequential(convolution(64, 96, 2), Residual(96))
        self.to_eighth, self.mix_eighth = convolution(96, 64, 1, 1), Residual(64)
        self.to_quarter, self.mix_quarter = convolution(64, 32, 1, 1), convolution(32, 32)
        self.heat = nn.Conv2d(32, JOINTS, 1)
        self.code = nn.Conv2d(96, 16, 1)
        inputs = 16 * (WIDTH // 16) * (HEIGHT // 16) + 3 * JOINTS + 6 * POINTS + 2 * JOINTS
        self.mixer = nn.Sequential(
            *(nn.Linear(inputs, 320), nn.ReLU(), nn.Dropout(0.1)),
            *(nn.Linear(320, 256), nn.ReLU(), nn.Dropout(0.1)),
        )
        self.bones, self.errors = nn.Linear(256, 3 * N_BONES), nn.Linear(256, 2 * len(ANGLES))
        self.camera = nn.Linear(256, 4)
        nn.init.zeros_(self.errors.weight)
        nn.init.constant_(self.errors.bias, FIRST_ERROR_LOG)
        x, y = (torch.arange(n // 4) * 4 + 1.5 for n in (WIDTH, HEIGHT))
        grid = torch.stack(torch.meshgrid(x, y, indexing="xy"), -1)
        self.register_buffer("grid", grid.reshape(-1, 2), persistent=False)

    def look(self, picture: Tensor) -> tuple[Tensor, Tensor]:
        """Compute (n, JOINTS, cells) logits of where each joint is, and (n, k) the picture's
        code."""
        with half_precision(self.training):
            quarter = self.at_quarter(self.at_half(picture))
            eighth = self.at_eighth(quarter)
            sixteenth = self.at_sixteenth(eighth)
            up = upsample(self.to_eighth(sixteenth))
            eighth = self.mix_eighth(eighth + up)
            up = upsample(self.to_quarter(eighth))
            heat = self.heat(self.mix_quarter(quarter + up)).flatten(2)
            code = self.code(sixteenth).flatten(1)
        return heat.float(), code.float()

    def forward(
        self, picture: Tensor, points: Tensor, world: Tensor, visibility: Tensor, seen: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """Read a batch.

        Parameters
        ----------
        picture
            (n, 3, HEIGHT, WIDTH), normalised.
        points, world, visibility, seen
            What MediaPipe gives: (n, POINTS, 2), (n, POINTS, 3), (n, POINTS), (n, JOINTS, 2).

        Returns
        -------
        tuple
            Heat maps (n, JOINTS, cells), joints (n, JOINTS, 2) in pixels, bones (n, N_BONES, 3),
            logarithms of the angles' expected errors (n, 8), camera (n, 4).
        """
        heat, code = self.look(picture)
        share = heat.softmax(-1)
        joints = share @ self.grid
        peak = (share * share).sum(-1).log() * 0.2
        middle = torch.tensor([WIDTH / 2, HEIGHT / 2])
        looked = torch.cat([code, ((joints - middle) / (WIDTH / 2)).flatten(1), peak], 1)
        if self.training:
            n = len(looked)
            misled = torch.rand(n) < self.misled_share
            looked = looked[torch.where(misled, torch.randperm(n), torch.arange(n))]
        mixed = self.mixer(
            torch.cat(
                [
                    looked,
                    points.flatten(1),
                    2 * world.flatten(1),
                    visibility,
                    ((seen - middle) / (WIDTH / 2)).flatten(1),
                ],
                1,
            )
        )
        bones = self.bones(mixed).view(-1, N_BONES, 3)
        # The trunk is MediaPipe's with a correction. The legs are read without MediaPipe's bones,
        # because it may have confused one leg with the other.
        trunk = unit(mediapipe_bones(world)[:, :3]) + bones[:, :3]
        bones = torch.cat([trunk, bones[:, 3:]], 1)
        return heat, joints, bones, self.errors(mixed), self.camera(mixed)


class Exported(nn.Module):
    """The network as posecheck calls it: two inputs, one row out."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, image: Tensor, features: Tensor) -> Tensor:
        sizes = [2 * POINTS, 3 * POINTS, POINTS, 2 * JOINTS]
        points, world, visibility, seen = features.split(sizes, 1)
        _, joints, bones, errors, camera = self.reader(
            image, points.view(-1, POINTS, 2), world.view(-1, POINTS, 3), visibility,
            seen.view(-1, JOINTS, 2),
        )  # fmt: skip
        return torch.cat([bones.flatten(1), errors, camera, joints.flatten(1)], 1)
