"""Batches for the lying reader, with random changes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from augmentation import change_colours, cover_parts
from torch import Tensor
from torch.nn import functional

from networks.lying_reader.examples import JOINTS, MARGIN, LyingExamples
from networks.lying_reader.settings import LyingReaderAugmentation
from posecheck.perception.body import lying
from posecheck.perception.body.lying import HEIGHT, WIDTH

TRUNK_M = 0.5
"""Length of a trunk, hips to shoulders, in MediaPipe's world points, roughly."""

JOINT_ROWS = torch.tensor([lying.FEATURE_POINTS.index(joint) for joint in lying.JOINT_POINTS])
"""Where the ten joints stand among the points."""

SWAPPED_POINTS = [0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10, 3, 4, 5, 6, 7, 16, 17, 18]
"""Order of the points when left and right leg are exchanged."""

SWAPPED_JOINTS = [0, 6, 7, 8, 9, 5, 1, 2, 3, 4]
"""Order of the joints when left and right leg are exchanged."""


@dataclass
class Batch:
    """The network's inputs, and the truth as in :class:`LyingExamples`."""

    inputs: tuple[Tensor, ...]
    joints: Tensor
    bones: Tensor
    angles: Tensor
    camera: Tensor


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
    c, s = torch.deg2rad(roll).cos(), torch.deg2rad(roll).sin()
    rotation = torch.stack([torch.stack([c, -s], 1), torch.stack([s, c], 1)], 1)
    stored = torch.tensor([WIDTH, HEIGHT]) * MARGIN
    x, y = (torch.arange(k) + 0.5 - k / 2 for k in (WIDTH, HEIGHT))
    grid = torch.stack(torch.meshgrid(x, y, indexing="xy"), -1)
    grid = torch.einsum("nij,hwj->nhwi", rotation, grid) * scale[:, None, None, None]
    grid = (grid + shift[:, None, None]) / (stored / 2)
    pictures = functional.grid_sample(data.pictures.float() / 255, grid, align_corners=False)

    def move(places: Tensor) -> Tensor:
        offset = places + 0.5 - stored / 2 - shift[:, None]
        turned = torch.einsum("nji,nkj->nki", rotation, offset) / scale[:, None, None]
        return turned + torch.tensor([WIDTH, HEIGHT]) / 2 - 0.5

    joints, seen = move(data.joints), move(data.seen_joints)
    if augmentation is not None:
        points = torch.einsum("nji,nkj->nki", rotation, points)
        flat = torch.einsum("nji,nkj->nki", rotation, world[..., :2])
        world = torch.cat([flat, world[..., 2:]], -1)
        pictures = cover_parts(change_colours(pictures, augmentation.colour), augmentation.cover)
        points, world, visibility, seen = disturb(points, world, visibility, seen, augmentation)
    pictures = (pictures - lying.MEAN) / lying.SD
    camera = torch.cat([data.camera, -roll[:, None] / 10], 1)
    inputs = (pictures, points, world, visibility, seen)
    return Batch(inputs, joints, data.bones, data.angles, camera)


def disturb(
    points: Tensor,
    world: Tensor,
    visibility: Tensor,
    seen: Tensor,
    augmentation: LyingReaderAugmentation,
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Change what MediaPipe gives at random: noise, shifted joints, exchanged legs."""
    a, n = augmentation, len(points)
    points = points * (1 + a.points_scale_sd * torch.randn(n, 1, 1))
    points = points + a.points_noise_sd * torch.randn_like(points)
    world = world + a.world_noise_sd_m * torch.randn_like(world)
    visibility = (visibility + a.visibility_noise_sd * torch.randn_like(visibility)).clamp(0, 1)
    seen = seen + a.joint_noise_px * torch.randn_like(seen)
    shifted = torch.rand(n, 1, 1) < a.joint_shift_share
    off = shifted * a.joint_shift * torch.randn(n, JOINTS, 3)
    trunk = (seen[:, [0, 5]] - seen[:, [1, 6]]).mean(1).norm(dim=-1)[:, None, None]
    seen = seen + off[..., :2] * trunk
    points = points.index_add(1, JOINT_ROWS, off[..., :2])
    world = world.index_add(1, JOINT_ROWS, TRUNK_M * off)
    swap = torch.rand(n) < a.legs_swapped_share
    points = torch.where(swap[:, None, None], points[:, SWAPPED_POINTS], points)
    world = torch.where(swap[:, None, None], world[:, SWAPPED_POINTS], world)
    visibility = torch.where(swap[:, None], visibility[:, SWAPPED_POINTS], visibility)
    seen = torch.where(swap[:, None, None], seen[:, SWAPPED_JOINTS], seen)
    return points, world, visibility, seen
