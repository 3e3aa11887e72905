"""The lying reader's loss."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from networks.lying_reader.batches import Batch
from networks.lying_reader.bones import compute_angles, subtract_angles, unit
from networks.lying_reader.network import Reader
from networks.lying_reader.settings import LyingReaderLoss
from posecheck.perception.body.lying import HEIGHT, WIDTH

MOST_JOINT_PX = 30
"""A joint that is further off costs no more than this distance."""

ANGLE_UNIT_DEG = 15
"""The angles' loss is computed in this unit."""

MOST_ERROR_LOG = 4.2
"""Logarithm of the largest expected error, in degrees (about 67)."""


def find_learnt_angles(truth: Tensor, straight_knee_deg: float) -> Tensor:
    """Tell which of the true angles (n, 8) are learnt.

    Those that exist; fall-out and hip rotation only where the knee is bent more than
    ``straight_knee_deg``.
    """
    bent = truth[:, [0, 0, 0, 0, 4, 4, 4, 4]] < straight_knee_deg
    bent[:, [0, 1, 4, 5]] = True
    return ~truth.isnan() & bent


def compute_loss(reader: Reader, batch: Batch, settings: LyingReaderLoss) -> Tensor:
    """Compute the loss of a batch."""
    heat, joints, bones, errors, camera = reader(*batch.inputs)
    inside = ((batch.joints > 0) & (batch.joints < torch.tensor([WIDTH, HEIGHT]))).all(-1).float()
    squared = (reader.grid[None, None] - batch.joints[:, :, None]).square().sum(-1)
    wanted = torch.exp(-squared / (2 * settings.heat_sigma_px**2))
    wanted = wanted / wanted.sum(-1, keepdim=True).clamp_min(1e-6)
    peaks = -(wanted * heat.log_softmax(-1)).sum(-1) * inside
    places = (joints - batch.joints).abs().sum(-1).clamp_max(MOST_JOINT_PX) * inside
    direction = (1 - (unit(bones) * unit(batch.bones)).sum(-1)).mean()
    direction = direction + settings.bone_length * (bones.norm(dim=-1) - 1).square().mean()
    known = find_learnt_angles(batch.angles, settings.straight_knee_deg)
    off = subtract_angles(compute_angles(bones), batch.angles.nan_to_num())
    off = torch.where(known, off, 0.0)
    weight = known * torch.tensor(settings.angle_weights * 2)
    angle = functional.smooth_l1_loss(off / ANGLE_UNIT_DEG, 0 * off, reduction="none", beta=0.3)
    angle = angle * weight
    width = errors.clamp(0.0, MOST_ERROR_LOG)  # of a Laplace distribution, as a logarithm
    likelihood = (off.abs() * torch.exp(-width) + width) * known
    return (
        settings.heat * peaks.mean()
        + settings.joints * places.mean()
        + settings.directions * direction
        + settings.angles * angle.sum() / known.sum()
        + settings.expected_errors * likelihood.sum() / known.sum()
        + settings.camera * functional.smooth_l1_loss(camera, batch.camera, beta=0.2)
    )
