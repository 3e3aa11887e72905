"""Batches for the roller network, with random changes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from augmentation import (
    change_colours,
    cover_parts,
    replace_background,
    rotations,
    write_captions,
)
from torch import Tensor
from torch.nn import functional

from networks.roller.examples import CANVAS, ROLLER_LABEL, RollerExamples
from networks.roller.network import Finder
from networks.roller.settings import Repaint, RollerAugmentation, RollerLoss
from posecheck.perception.crop import FILL
from posecheck.perception.roller.network import HEIGHT, MEAN, PADDING, SD, WIDTH

SIDES_EXCHANGED = [1, 0, 3, 2]
"""Order of the trunk's joints when left and right are exchanged."""


@dataclass
class Batch:
    """The network's inputs, and the truth in pixels of its picture.

    Attributes
    ----------
    marks
        (n, HEIGHT / 4, WIDTH / 4) share of roller in each place.
    there
        1 with a roller to be found, 0 without one, NaN where so little shows that neither is
        learnt.
    """

    picture: Tensor
    trunk: Tensor
    marks: Tensor
    ends: Tensor
    azimuth: Tensor
    trunk_azimuth: Tensor
    position: Tensor
    under: Tensor
    diameter: Tensor
    there: Tensor


def make_batch(
    data: RollerExamples, augmentation: RollerAugmentation, settings: RollerLoss, strength: float
) -> Batch:
    """Make the network's inputs.

    Parameters
    ----------
    augmentation
        The examples are mirrored, turned, scaled and recoloured at random.
    settings
        From how many visible pixels a roller counts as present.
    strength
        Strength of the random changes, 0..1; 0 changes nothing.
    """
    n = len(data)
    box = data.box
    centre = (box[:, :2] + box[:, 2:]) / 2
    half = torch.maximum(box[:, 2] - box[:, 0], (box[:, 3] - box[:, 1]) * WIDTH / HEIGHT) / 2
    half = half * PADDING
    roll, mirror = torch.zeros(n), torch.zeros(n, dtype=torch.bool)
    if strength:
        near, wide = (
            torch.empty(n).uniform_(math.log(low), math.log(high))
            for low, high in (augmentation.near_window, augmentation.wide_window)
        )
        is_wide = torch.rand(n) < augmentation.wide_share
        half = half * (torch.where(is_wide, wide, near) * strength).exp()
        most = augmentation.shift_share
        centre = centre + torch.empty(n, 2).uniform_(-most, most) * strength * half[:, None]
        roll = torch.randn(n) * augmentation.roll_sd_deg * strength
        mirror = torch.rand(n) < augmentation.mirror_share
    scale = half / (WIDTH / 2)  # the still's pixels for one of the picture's
    rotation = rotations(roll)
    flip = torch.where(mirror, -1.0, 1.0)
    rotation = rotation * torch.stack([flip, torch.ones(n)], 1)[:, None]
    x, y = (torch.arange(k) + 0.5 - k / 2 for k in (WIDTH, HEIGHT))
    grid = torch.stack(torch.meshgrid(x, y, indexing="xy"), -1)
    grid = torch.einsum("nij,hwj->nhwi", rotation * scale[:, None, None], grid)
    grid = (grid + centre[:, None, None] + 0.5) / (CANVAS / 2) - 1
    shifted = (data.pictures.float() - FILL) / 255
    pictures = functional.grid_sample(shifted, grid, align_corners=False) + FILL / 255
    labels_seen = torch.stack([data.labels == ROLLER_LABEL, data.labels > 0], 1).float()
    rollers, kept = functional.grid_sample(labels_seen, grid, align_corners=False).split(1, 1)
    marks = functional.avg_pool2d(rollers, 4)[:, 0]

    def move(places: Tensor) -> Tensor:
        offset = (places - centre[:, None]) / scale[:, None, None]
        turned = torch.einsum("nji,nkj->nki", rotation, offset)
        return turned + torch.tensor([WIDTH, HEIGHT]) / 2 - 0.5

    trunk, ends = move(data.trunk), move(data.ends)
    exchanged = mirror
    if strength:
        chosen = torch.rand(n, 1, 1, 1) < strength
        pictures = torch.where(chosen, recolour(pictures, rollers, kept, augmentation), pictures)
        length = (trunk[:, :2].mean(1) - trunk[:, 2:].mean(1)).norm(dim=-1)[:, None, None]
        noise = torch.randn(n, 1, 2) + torch.randn_like(trunk)
        trunk = trunk + augmentation.place_noise * length * noise
        exchanged = mirror ^ (torch.rand(n) < augmentation.sides_exchanged_share)
    trunk = torch.where(exchanged[:, None, None], trunk[:, SIDES_EXCHANGED], trunk)
    trunk = ((trunk - Finder.middle()) / (WIDTH / 2)).flatten(1)
    if strength:
        trunk = trunk * (torch.rand(n, 1) > augmentation.trunk_dropped_share)
    shown = marks.flatten(1).sum(-1) * 16 * scale**2
    there = torch.where(shown <= settings.hidden_up_to_px, 0.0, math.nan)
    there = torch.where(shown >= settings.visible_from_px, 1.0, there)
    return Batch(
        picture=(pictures - MEAN) / SD,
        trunk=trunk,
        marks=marks,
        ends=ends,
        azimuth=data.azimuth * flip,
        trunk_azimuth=data.trunk_azimuth * flip,
        position=data.position,
        under=data.under,
        diameter=data.diameter / scale,
        there=there,
    )


def recolour(
    pictures: Tensor, rollers: Tensor, kept: Tensor, augmentation: RollerAugmentation
) -> Tensor:
    """Change the roller's colour, the background and the picture's colours at random; write over
    it, and cover parts of it.

    Parameters
    ----------
    rollers
        (n, 1, height, width) where the roller shows, 0..1.
    kept
        Where the roller or a person shows, likewise.
    """
    pictures = replace_background(pictures, kept, augmentation.plain_background)
    if torch.rand(1) < augmentation.repaint.batch_share:
        pictures = repaint(pictures, rollers, augmentation.repaint)
    pictures = write_captions(change_colours(pictures, augmentation.colour), augmentation.captions)
    return cover_parts(pictures, augmentation.cover)


def repaint(pictures: Tensor, rollers: Tensor, settings: Repaint) -> Tensor:
    """Paint rollers in any colour, some with a pattern; their light and shade stay."""
    n = len(pictures)
    own = (pictures * rollers).sum((2, 3)) / rollers.sum((2, 3)).clamp_min(1.0)
    wanted = torch.rand(n, 3) * torch.empty(n, 1).uniform_(*settings.brightness)
    shade = pictures.mean(1, keepdim=True) / own.mean(1).clamp_min(0.05)[:, None, None, None]
    painted = (shade * wanted[:, :, None, None]).clamp(0, 1.2)
    patterned = torch.rand(n, 1, 1, 1) < settings.pattern_share
    pattern = functional.interpolate(torch.randn(n, 1, HEIGHT // 3, WIDTH // 3), (HEIGHT, WIDTH))
    painted = painted * (1 + settings.pattern_sd * patterned * pattern)
    chosen = (torch.rand(n, 1, 1, 1) < settings.share) * rollers
    return pictures * (1 - chosen) + painted * chosen
