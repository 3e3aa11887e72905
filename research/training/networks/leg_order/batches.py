"""Batches for the leg order network, with random changes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from augmentation import change_colours, cut_views, rotations
from torch import Tensor

from networks.leg_order.examples import LegExamples
from networks.leg_order.settings import LegOrderAugmentation
from posecheck.perception.body.leg_order import (
    CELL_PX,
    HEIGHT,
    MAP_SIGMA_PX,
    MEAN,
    N_BONES,
    PARTS,
    SD,
    WIDTH,
)


@dataclass
class Batch:
    """The network's inputs, whether the first leg is the nearer one, and each example's weight."""

    inputs: tuple[Tensor, Tensor, Tensor]
    first_near: Tensor
    weight: Tensor


def draw_maps(legs: Tensor) -> Tensor:
    """Draw the legs' maps as ``posecheck/perception/body/leg_order.py`` does, from
    (n, 2, len(PARTS), 2) joints in pixels."""
    x, y = (torch.arange(k // CELL_PX) * CELL_PX + (CELL_PX - 1) / 2 for k in (WIDTH, HEIGHT))
    grid = torch.stack(torch.meshgrid(x, y, indexing="xy"), -1).reshape(-1, 2)
    start, end = legs[:, :, :-1, None], legs[:, :, 1:, None]
    along = end - start
    share = ((grid - start) * along).sum(-1) / along.square().sum(-1).clamp_min(1.0)
    nearest = start + share.clamp(0, 1)[..., None] * along
    away = (grid - nearest).square().sum(-1)
    maps = torch.exp(-away / (2 * MAP_SIGMA_PX**2))
    return maps.view(len(legs), 2 * N_BONES, HEIGHT // CELL_PX, WIDTH // CELL_PX)


def make_batch(
    data: LegExamples, augmentation: LegOrderAugmentation, full_weight_apart: float, strength: float
) -> Batch:
    """Make the network's inputs, the legs in random order.

    Parameters
    ----------
    augmentation
        The examples are mirrored, turned, scaled and recoloured at random.
    full_weight_apart
        Distance between the legs from which an example has the weight 1 (``loss.legs_apart``).
    strength
        Strength of the random changes, 0..1; 0 changes nothing.
    """
    n = len(data)
    scale, roll, shift = torch.full((n,), 1.0), torch.zeros(n), torch.zeros(n, 2)
    flip = torch.ones(n)
    if strength:
        low, high = augmentation.zoom
        scale = (torch.empty(n).uniform_(math.log(low), math.log(high)) * strength).exp()
        most = augmentation.shift_share * strength
        shift = torch.empty(n, 2).uniform_(-most, most) * torch.tensor([WIDTH, HEIGHT])
        roll = torch.randn(n) * augmentation.roll_sd_deg * strength
        flip = torch.where(torch.rand(n) < augmentation.mirror_share, -1.0, 1.0)
    rotation = rotations(roll) * torch.stack([flip, torch.ones(n)], 1)[:, None]
    pictures, move = cut_views(data.pictures, (WIDTH, HEIGHT), scale, rotation, shift)
    legs = move(data.legs.flatten(1, 2)).view(n, 2, len(PARTS), 2)
    shoulders = move(data.shoulders[:, None])[:, 0]
    trunk = (data.trunk / scale)[:, None, None]
    apart = (legs[:, 0, 1:] - legs[:, 1, 1:]).norm(dim=-1).sum(-1) / trunk[:, 0, 0]
    if strength:
        recoloured = change_colours(pictures, augmentation.colour)
        pictures = torch.where(torch.rand(n, 1, 1, 1) < strength, recoloured, pictures)
        rough = torch.rand(n, 2, len(PARTS)) < augmentation.rough_share
        rough = torch.where(rough, augmentation.rough_factor, 1.0)[..., None]
        noise = augmentation.place_noise * strength
        legs = legs + noise * trunk[..., None] * rough * torch.randn_like(legs)
        shoulders = shoulders + noise * trunk[:, 0] * torch.randn_like(shoulders)
    other = torch.rand(n) < 0.5
    legs = torch.where(other[:, None, None, None], legs.flip(1), legs)
    first_near = data.left_near ^ other
    hips = legs[:, :, 0].mean(1)
    legs = torch.cat([hips[:, None, None].expand(-1, 2, -1, -1), legs[:, :, 1:]], 2)
    places = ((legs[:, :, 1:] - hips[:, None, None]) / trunk[..., None]).flatten(1)
    places = torch.cat([places, (shoulders - hips) / trunk[:, 0]], 1)
    if strength:
        places = places * (torch.rand(n, 1) > augmentation.places_dropped_share * strength)
    inputs = ((pictures - MEAN) / SD, draw_maps(legs), places)
    return Batch(inputs, first_near.float(), (apart / full_weight_apart).clamp(0, 1))
