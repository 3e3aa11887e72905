"""The lying reader's loss."""

from __future__ import annotations

import torch
from losses import heat_loss
from torch import Tensor
from torch.nn import functional

from networks.lying_reader.batches import SWAPPED_JOINTS, Batch
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


COMPARED_BONES = [0, 3, 4, 6, 7]
"""Trunk, then thigh and shank of both legs: the bones that photos teach."""

SHOULDERS, HIPS = [0, 5], [1, 6]
"""Where they stand among the joints, left and right."""

LEG_STARTS, LEG_ENDS = [1, 2, 6, 7], [2, 3, 7, 8]
"""Joints at which thigh and shank of both legs start and end."""


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
    exchanged = _are_exchanged(joints, batch)
    true_joints = torch.where(
        exchanged[:, None, None], batch.joints[:, SWAPPED_JOINTS], batch.joints
    )
    inside = ((true_joints > 0) & (true_joints < torch.tensor([WIDTH, HEIGHT]))).all(-1).float()
    peaks = heat_loss(heat, reader.grid, true_joints, settings.heat_sigma_px) * inside
    places = (joints - true_joints).abs().sum(-1).clamp_max(MOST_JOINT_PX) * inside
    direction = 1 - (unit(bones) * unit(batch.bones.nan_to_num())).sum(-1)
    in_picture = _miss_in_picture(bones, batch, exchanged)
    direction = torch.where(batch.photo, in_picture, direction.mean(-1)).mean()
    direction = direction + settings.bone_length * (bones.norm(dim=-1) - 1).square().mean()
    known = find_learnt_angles(batch.angles, settings.straight_knee_deg)
    off = subtract_angles(compute_angles(bones), batch.angles.nan_to_num())
    off = torch.where(known, off, 0.0)
    weight = known * torch.tensor(settings.angle_weights * 2)
    angle = functional.smooth_l1_loss(off / ANGLE_UNIT_DEG, 0 * off, reduction="none", beta=0.3)
    angle = angle * weight
    width = errors.clamp(0.0, MOST_ERROR_LOG)  # of a Laplace distribution, as a logarithm
    likelihood = (off.abs() * torch.exp(-width) + width) * known
    seen_camera = torch.where(batch.camera.isnan(), camera, batch.camera)
    return (
        settings.heat * peaks.mean()
        + settings.joints * places.mean()
        + settings.directions * direction
        + settings.angles * angle.sum() / known.sum()
        + settings.expected_errors * likelihood.sum() / known.sum()
        + settings.camera * functional.smooth_l1_loss(camera, seen_camera, beta=0.2)
    )


def _are_exchanged(joints: Tensor, batch: Batch) -> Tensor:
    """Tell in which photos the reader's legs fit MediaPipe's better if those are exchanged.

    MediaPipe does not know which leg is which, so it does not teach it.
    """
    same, exchanged = (
        (joints.detach() - true).norm(dim=-1).sum(-1)
        for true in (batch.joints, batch.joints[:, SWAPPED_JOINTS])
    )
    return batch.photo & (exchanged < same)


def _miss_in_picture(bones: Tensor, batch: Batch, exchanged: Tensor) -> Tensor:
    """Compute how far the bones' directions are off in the picture, (n,): the mean of 1 less the
    cosine, weighted by how long a bone looks.

    Trunk, thighs and shanks are compared. The camera is taken to be level.
    """
    joints = batch.in_picture
    joints = torch.where(exchanged[:, None, None], joints[:, SWAPPED_JOINTS], joints)
    trunk = (joints[:, SHOULDERS] - joints[:, HIPS]).mean(1, keepdim=True)
    legs = joints[:, LEG_ENDS] - joints[:, LEG_STARTS]
    seen = torch.cat([trunk, legs], 1)
    weight = (seen.norm(dim=-1) / trunk.norm(dim=-1).clamp_min(1.0)).clamp(0, 1).square()
    read = unit(bones[:, COMPARED_BONES, :2])
    miss = 1 - (read * unit(seen)).sum(-1)
    return (weight * miss).sum(-1) / weight.sum(-1)
