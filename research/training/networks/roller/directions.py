"""Directions as vectors (cosine, sine), and the angle between roller and trunk."""

from __future__ import annotations

import torch
from torch import Tensor


def to_vectors(degrees: Tensor) -> Tensor:
    """Turn (n,) angles into (n, 2) unit vectors; NaN counts as 0."""
    radians = torch.deg2rad(degrees.nan_to_num())
    return torch.stack([radians.cos(), radians.sin()], -1)


def to_double_vectors(degrees: Tensor) -> Tensor:
    """Turn (n,) angles into (n, 2) unit vectors of twice the angle; NaN counts as 0.

    A roller's axis has no front and back: 0 and 180 degrees give the same vector.
    """
    radians = torch.deg2rad(2 * degrees.nan_to_num())
    return torch.stack([radians.cos(), radians.sin()], -1)


def double_angles(vectors: Tensor) -> Tensor:
    """Give the unit vectors of twice the angle of unit vectors."""
    c, s = vectors[:, 0], vectors[:, 1]
    return torch.stack([c * c - s * s, 2 * c * s], -1)


def unit(vectors: Tensor) -> Tensor:
    """Scale vectors to length 1, about; 0.03 keeps the gradient of a short vector finite."""
    return vectors / (vectors.square().sum(-1, keepdim=True) + 0.03).sqrt()


def angle_between(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """Compute cosine and sine of the angle from ``a`` to ``b``."""
    return (a * b).sum(-1), a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]


def read_turn(readout: Tensor) -> Tensor:
    """Compute how far the roller is from perpendicular to the trunk in the network's readout.

    Returns
    -------
    Tensor
        (n,) -90..90 degrees, positive to the right.
    """
    roller = torch.rad2deg(torch.atan2(readout[:, 2], readout[:, 1])) / 2
    trunk = torch.rad2deg(torch.atan2(readout[:, 4], readout[:, 3]))
    return turn_of(roller, trunk)


def turn_of(azimuth: Tensor, trunk_azimuth: Tensor) -> Tensor:
    """Compute how far a roller is from perpendicular to the trunk, -90..90 degrees."""
    return (azimuth - trunk_azimuth) % 180.0 - 90.0


def subtract_turns(turn: Tensor, truth: Tensor) -> Tensor:
    """Compute the errors of turns, -90..90 degrees."""
    return (turn - truth + 90.0) % 180.0 - 90.0
