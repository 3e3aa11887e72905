"""Bones and the angles between them, as tensors.

Bones are (n, N_BONES, 3): trunk (hips to shoulders), hip line and shoulder line (left to right),
then thigh, shank and foot (heel to toes) of the left and of the right leg. Axes: x right, y along
gravity, z away from the camera.
"""

from __future__ import annotations

import torch
from torch import Tensor

from posecheck.perception.body.reading import SHANK_TO_THIGH


def unit(vectors: Tensor) -> Tensor:
    """Scale vectors to length 1."""
    return vectors / (vectors.square().sum(-1, keepdim=True) + 1e-8).sqrt()


def remove_along(vectors: Tensor, axis: Tensor) -> Tensor:
    """Give the parts of vectors perpendicular to the unit vectors ``axis``."""
    return vectors - axis * (vectors * axis).sum(-1, keepdim=True)


def turn_about(start: Tensor, end: Tensor, axis: Tensor) -> Tensor:
    """Compute the signed angle from ``start`` to ``end`` about ``axis``, right-hand rule, in
    degrees."""
    sine = (torch.cross(start, end, dim=-1) * axis).sum(-1)
    return torch.rad2deg(torch.atan2(sine, (start * end).sum(-1) + 1e-5))


def compute_angles(bones: Tensor) -> Tensor:
    """Compute the angles of both legs, defined as in ``posecheck/measures/leg.py``.

    Returns
    -------
    Tensor
        (n, 8) degrees: knee, hip flexion, fall-out, hip rotation of the left leg, then of the
        right one.
    """
    d = unit(bones)
    trunk, up = d[:, 0], torch.tensor([0.0, -1.0, 0.0]).expand_as(d[:, 0])
    lateral = unit(remove_along(unit(d[:, 1] + d[:, 2]), trunk))
    ventral = torch.cross(trunk, lateral, dim=-1)
    columns = []
    for first, sign in ((3, -1.0), (6, 1.0)):
        thigh, shank = d[:, first], d[:, first + 1]
        cosine = (thigh * shank).sum(-1).clamp(-0.9999, 0.9999)
        flexion = torch.atan2((thigh * ventral).sum(-1), -(thigh * trunk).sum(-1))
        line = unit(thigh + SHANK_TO_THIGH * shank)
        start = remove_along(up, line)
        outward = torch.sign(turn_about(start, remove_along(sign * lateral, line), line))
        straight = unit(remove_along(torch.cross(thigh, lateral, dim=-1), thigh))
        columns += [
            180.0 - torch.rad2deg(torch.acos(cosine)),
            torch.rad2deg(flexion),
            turn_about(start, remove_along(thigh, line), line) * outward,
            turn_about(straight, remove_along(shank, thigh), thigh) * sign,
        ]
    return torch.stack(columns, 1)


def subtract_angles(angles: Tensor, truth: Tensor) -> Tensor:
    """Compute the errors of angles, -180..180 degrees."""
    return (angles - truth + 180.0) % 360.0 - 180.0


def mediapipe_bones(world: Tensor) -> Tensor:
    """Compute the bones (n, N_BONES, 3) of MediaPipe's world points (n, POINTS, 3)."""
    w = world
    trunk = (w[:, 0] + w[:, 8] - w[:, 3] - w[:, 11]) / 2
    bones = [trunk, w[:, 11] - w[:, 3], w[:, 8] - w[:, 0]]
    for first in (0, 8):
        bones += [w[:, first + b] - w[:, first + a] for a, b in ((3, 4), (4, 5), (6, 7))]
    return torch.stack(bones, 1)
