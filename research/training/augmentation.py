"""Random changes of the pictures that all networks share.

Pictures are (n, 3, height, width) with values from 0 to 1.
"""

from __future__ import annotations

import torch
from settings import Colour, Cover
from torch import Tensor
from torch.nn import functional

GREY = 0.4
"""The value that a change of contrast leaves as it is."""

DARKEST, BRIGHTEST = 0.001, 1.2
"""Limits of the values before the change of gamma, which needs them above 0."""


def change_colours(pictures: Tensor, colour: Colour) -> Tensor:
    """Change colours, contrast and brightness at random; add blur and noise."""
    n = len(pictures)
    mix = torch.eye(3)
    mix = mix + colour.mix_sd * torch.randn(n, 3, 3) * (torch.rand(n, 1, 1) < colour.mix_share)
    grey = (torch.rand(n, 1, 1) < colour.grey_share).float()
    mix = mix * (1 - grey) + grey / 3
    pictures = torch.einsum("nij,njhw->nihw", mix, pictures)
    contrast = torch.empty(n, 1, 1, 1).uniform_(*colour.contrast)
    light = torch.empty(n, 1, 1, 1).uniform_(-colour.brightness, colour.brightness)
    light = light + colour.tint_sd * torch.randn(n, 3, 1, 1)
    pictures = ((pictures - GREY) * contrast + GREY + light).clamp(DARKEST, BRIGHTEST)
    pictures = pictures ** torch.empty(n, 1, 1, 1).uniform_(-colour.gamma, colour.gamma).exp()
    if torch.rand(1) < colour.blur_share:
        size = 2 + int(torch.rand(1) < colour.strong_blur_share)
        coarse = functional.avg_pool2d(pictures, size)
        pictures = functional.interpolate(coarse, pictures.shape[2:], mode="bilinear")
    noise = colour.noise_sd * torch.rand(n, 1, 1, 1)
    return pictures + noise * torch.randn_like(pictures)


def cover_parts(pictures: Tensor, cover: Cover) -> Tensor:
    """Cover rectangles at random, in place; each picture of the batch gets its own colour."""
    n, _, height, width = pictures.shape
    for _ in range(cover.pieces):
        if torch.rand(1) < cover.share:
            w, h = (int(torch.randint(*side, (1,))) for side in (cover.width_px, cover.height_px))
            x = int(torch.randint(0, width - w, (1,)))
            y = int(torch.randint(0, height - h, (1,)))
            pictures[:, :, y : y + h, x : x + w] = torch.rand(n, 3, 1, 1)
    return pictures
