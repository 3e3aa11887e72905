"""Pairs of pictures for a step of the training."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from augmentation import change_colours, cover_parts
from torch import Tensor
from torch.nn import functional

from networks.back_change.examples import LARGER, MARGIN_PX, BackGroups, stored_size
from networks.back_change.settings import BackChangeAugmentation
from posecheck.perception.back.change_network import HEIGHT, HIPS, MEAN, SD, TRUNK_PX, WIDTH

PAIRS = 4
"""Pairs that are drawn from a group at once."""


@dataclass
class Pairs:
    """(n, ...) the reference, now, and by how much the back is higher now, in cm."""

    reference: Tensor
    now: Tensor
    change_cm: Tensor


def draw_pairs(groups: BackGroups, augmentation: BackChangeAugmentation) -> Pairs:
    """Draw pairs from groups, changed at random."""
    n, of = len(groups) * PAIRS, groups.gaps.shape[1]
    group = torch.arange(len(groups)).repeat_interleave(PAIRS)
    first = torch.randint(of, (n,))
    second = (first + torch.randint(1, of, (n,))) % of
    turn, scale, shift = _draw(n, augmentation.turn_deg, augmentation.scale, augmentation.shift_px)
    apart = (torch.rand(n) < augmentation.apart_share).float()
    more_turn, more_scale, more_shift = _draw(
        n, augmentation.apart_turn_deg, augmentation.apart_scale, augmentation.apart_shift_px
    )
    reference = cut_out(groups.pictures[group, first], turn, scale, shift)
    now = cut_out(
        groups.pictures[group, second],
        turn + apart * more_turn,
        scale + apart * more_scale,
        shift + apart[:, None] * more_shift,
    )
    both = torch.cat([reference, now])
    if torch.rand(1) < augmentation.own_colours_share:
        both = change_colours(both, augmentation.colour)
    else:
        wide = change_colours(torch.cat([reference, now], 3), augmentation.colour)
        both = torch.cat([wide[..., :WIDTH], wide[..., WIDTH:]])
    both = (cover_parts(both, augmentation.cover) - MEAN) / SD
    change = groups.gaps[group, second] - groups.gaps[group, first]
    return Pairs(both[:n], both[n:], change)


def all_pairs(groups: BackGroups) -> Pairs:
    """Every pair of each group, as the truth cuts it out; for the report."""
    n, of = groups.gaps.shape
    first, second = torch.triu_indices(of, of, 1)
    zero = torch.zeros(n * of)
    pieces = cut_out(groups.pictures.flatten(0, 1), zero, zero, torch.zeros(n * of, 2))
    pieces = ((pieces - MEAN) / SD).view(n, of, 3, HEIGHT, WIDTH)
    change = groups.gaps[:, second] - groups.gaps[:, first]
    return Pairs(pieces[:, first].flatten(0, 1), pieces[:, second].flatten(0, 1), change.flatten())


def cut_out(stored: Tensor, turn: Tensor, scale: Tensor, shift: Tensor) -> Tensor:
    """Cut the network's pictures out of the stored ones.

    Parameters
    ----------
    stored
        (n, height, width, 3) uint8.
    turn
        (n,) radians about the middle of the trunk.
    scale
        (n,) logarithm of the size.
    shift
        (n, 2) pixels.

    Returns
    -------
    Tensor
        (n, 3, HEIGHT, WIDTH) values from 0 to 1.
    """
    y, x = torch.meshgrid(torch.arange(HEIGHT), torch.arange(WIDTH), indexing="ij")
    middle = torch.tensor([HIPS[0] + TRUNK_PX / 2, HIPS[1]])
    at = torch.stack([x, y], -1).float() - middle
    size = scale.exp()
    cosine, sine = turn.cos() * size, turn.sin() * size
    matrix = torch.stack([torch.stack([cosine, -sine], 1), torch.stack([sine, cosine], 1)], 1)
    at = torch.einsum("nij,hwj->nhwi", matrix, at) + middle + shift[:, None, None] + MARGIN_PX
    width, height = stored_size()
    at = LARGER * at / torch.tensor([width / 2, height / 2]) - 1
    pictures = stored.permute(0, 3, 1, 2).float() / 255
    return functional.grid_sample(
        pictures, at, mode="bilinear", padding_mode="border", align_corners=False
    )


def _draw(n: int, turn_deg: float, scale: float, shift_px: float) -> tuple[Tensor, Tensor, Tensor]:
    return (
        math.radians(turn_deg) * torch.randn(n),
        scale * torch.randn(n),
        shift_px * torch.randn(n, 2),
    )
