"""Batches for the lying reader, with random changes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from augmentation import change_colours, cover_parts, cut_views, rotations
from torch import Tensor

from networks.lying_reader.examples import JOINTS, LyingExamples
from networks.lying_reader.settings import LyingReaderAugmentation
from posecheck.anatomy import SIDES, Landmark, opposite
from posecheck.perception.body import lying
from posecheck.perception.body.legs import SWAPPED_PARTS
from posecheck.perception.body.lying import HEIGHT, WIDTH

TRUNK_M = 0.5
"""Length of a trunk, hips to shoulders, in MediaPipe's world points, roughly."""

JOINT_ROWS = torch.tensor([lying.FEATURE_POINTS.index(joint) for joint in lying.JOINT_POINTS])
"""Where the ten joints stand among the points."""


def swapped_order(points: Sequence[Landmark]) -> Tensor:
    """Give the order of the points when left and right leg are exchanged, as MediaPipe does it:
    the hips stay."""
    swapped = {
        Landmark.of(side, part): Landmark.of(opposite(side), part)
        for part in SWAPPED_PARTS
        for side in SIDES
    }
    return torch.tensor([points.index(swapped.get(point, point)) for point in points])


SWAPPED_POINTS = swapped_order(lying.FEATURE_POINTS)
SWAPPED_JOINTS = swapped_order(lying.JOINT_POINTS)

LEFT_HIP, RIGHT_HIP = (lying.FEATURE_POINTS.index(Landmark.of(side, "hip")) for side in SIDES)

LEGS = torch.tensor(
    [
        [lying.FEATURE_POINTS.index(Landmark.of(side, part)) for part in SWAPPED_PARTS]
        for side in SIDES
    ]
)
"""Where the points of the left leg and of the right one stand among the points, hips left out."""


@dataclass
class Batch:
    """The network's inputs, and the truth as in :class:`LyingExamples`.

    Attributes
    ----------
    in_picture
        (n, JOINTS, 2) the true joints as in the unchanged picture, but for their scale and place.
    """

    inputs: tuple[Tensor, ...]
    joints: Tensor
    bones: Tensor
    angles: Tensor
    camera: Tensor
    in_picture: Tensor
    photo: Tensor


def make_batch(data: LyingExamples, augmentation: LyingReaderAugmentation | None) -> Batch:
    """Make the network's inputs; with ``augmentation`` turned, scaled and recoloured at random."""
    n = len(data)
    points, world, visibility = data.points, data.world, data.visibility
    scale, roll, shift = torch.ones(n), torch.zeros(n), torch.zeros(n, 2)
    if augmentation is not None:
        low, high = augmentation.zoom
        scale = torch.empty(n).uniform_(math.log(low), math.log(high)).exp()
        most = augmentation.shift_share
        shift = torch.empty(n, 2).uniform_(-most, most) * torch.tensor([WIDTH, HEIGHT])
        roll = torch.randn(n) * augmentation.roll_sd_deg
    rotation = rotations(roll)
    pictures, move = cut_views(data.pictures, (WIDTH, HEIGHT), scale, rotation, shift)
    joints, seen = move(data.joints), move(data.seen_joints)
    if augmentation is not None:
        points = torch.einsum("nji,nkj->nki", rotation, points)
        flat = torch.einsum("nji,nkj->nki", rotation, world[..., :2])
        world = torch.cat([flat, world[..., 2:]], -1)
        pictures = cover_parts(change_colours(pictures, augmentation.colour), augmentation.cover)
        points, world, visibility, seen = disturb(
            points, world, visibility, seen, joints, augmentation
        )
    pictures = (pictures - lying.MEAN) / lying.SD
    camera = torch.cat([data.camera, -roll[:, None] / 10], 1)
    inputs = (pictures, points, world, visibility, seen)
    return Batch(inputs, joints, data.bones, data.angles, camera, data.joints, data.photo)


def disturb(
    points: Tensor,
    world: Tensor,
    visibility: Tensor,
    seen: Tensor,
    joints: Tensor,
    augmentation: LyingReaderAugmentation,
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Change what MediaPipe gives at random: noise, other errors, shifted joints, exchanged legs.

    Parameters
    ----------
    joints
        The true ones, in pixels of the picture as ``seen``.
    """
    a, n = augmentation, len(points)
    points = points * (1 + a.points_scale_sd * torch.randn(n, 1, 1))
    points = points + a.points_noise_sd * torch.randn_like(points)
    world = world + a.world_noise_sd_m * torch.randn_like(world)
    visibility = (visibility + a.visibility_noise_sd * torch.randn_like(visibility)).clamp(0, 1)
    seen = seen + a.joint_noise_px * torch.randn_like(seen)
    shifted = torch.rand(n, 1, 1) < a.joint_shift_share
    off = shifted * a.joint_shift * torch.randn(n, JOINTS, 3)
    trunk = (seen[:, [0, 5]] - seen[:, [1, 6]]).mean(1).norm(dim=-1)[:, None, None]
    error = (seen - joints) / trunk
    small = error.norm(dim=-1, keepdim=True) < a.largest_scaled_error
    factor = a.error_factor_sd * torch.randn(n, JOINTS, 1)
    off[..., :2] += torch.where(small, (factor - 1) * error, 0.0)
    seen = seen + off[..., :2] * trunk
    points = points.index_add(1, JOINT_ROWS, off[..., :2])
    world = world.index_add(1, JOINT_ROWS, TRUNK_M * off)
    points, world = (p - p[:, [LEFT_HIP, RIGHT_HIP]].mean(1, keepdim=True) for p in (points, world))
    swap = torch.rand(n) < a.legs_swapped_share
    points = torch.where(swap[:, None, None], points[:, SWAPPED_POINTS], points)
    world = torch.where(swap[:, None, None], swap_world_legs(world), world)
    visibility = torch.where(swap[:, None], visibility[:, SWAPPED_POINTS], visibility)
    seen = torch.where(swap[:, None, None], seen[:, SWAPPED_JOINTS], seen)
    return points, world, visibility, seen


def swap_world_legs(world: Tensor) -> Tensor:
    """Exchange the legs in space; each moves to the other hip, as in ``swap_legs`` of posecheck."""
    apart = world[:, [RIGHT_HIP]] - world[:, [LEFT_HIP]]
    swapped = world[:, SWAPPED_POINTS]
    swapped[:, LEGS[0]] -= apart
    swapped[:, LEGS[1]] += apart
    return swapped
