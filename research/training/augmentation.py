"""Random changes of the pictures that all networks share.

Pictures are (n, 3, height, width) with values from 0 to 1.
"""

from __future__ import annotations

import string
from collections.abc import Callable

import cv2
import numpy as np
import torch
from settings import Captions, Colour, Cover, PlainBackground
from torch import Tensor
from torch.nn import functional

GREY = 0.4
"""The value that a change of contrast leaves as it is."""

DARKEST, BRIGHTEST = 0.001, 1.2
"""Limits of the values before the change of gamma, which needs them above 0."""


def cut_views(
    pictures: Tensor, size: tuple[int, int], scale: Tensor, rotation: Tensor, shift: Tensor
) -> tuple[Tensor, Callable[[Tensor], Tensor]]:
    """Cut a turned, scaled and shifted view out of the middle of each picture.

    Parameters
    ----------
    pictures
        (n, 3, h, w) from 0 to 255.
    size
        Width and height of the views in pixels.
    scale
        (n,) pixels of the picture for one of the view.
    rotation
        (n, 2, 2) from the view's axes to the picture's.
    shift
        (n, 2) from the picture's middle to the view's, in pixels of the picture.

    Returns
    -------
    tuple
        The views, (n, 3, height, width) from 0 to 1; and what takes places (n, k, 2) from pixels of
        the pictures to pixels of the views.
    """
    width, height = size
    stored = torch.tensor(pictures.shape[:1:-1]).float()
    x, y = (torch.arange(k) + 0.5 - k / 2 for k in size)
    grid = torch.stack(torch.meshgrid(x, y, indexing="xy"), -1)
    grid = torch.einsum("nij,hwj->nhwi", rotation, grid) * scale[:, None, None, None]
    grid = (grid + shift[:, None, None]) / (stored / 2)
    views = functional.grid_sample(pictures.float() / 255, grid, align_corners=False)

    def move(places: Tensor) -> Tensor:
        offset = places + 0.5 - stored / 2 - shift[:, None]
        turned = torch.einsum("nji,nkj->nki", rotation, offset) / scale[:, None, None]
        return turned + torch.tensor([width, height]) / 2 - 0.5

    return views, move


def rotations(degrees: Tensor) -> Tensor:
    """Make rotation matrices (n, 2, 2) of angles (n,)."""
    c, s = torch.deg2rad(degrees).cos(), torch.deg2rad(degrees).sin()
    return torch.stack([torch.stack([c, -s], 1), torch.stack([s, c], 1)], 1)


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


def replace_background(pictures: Tensor, kept: Tensor, plain: PlainBackground) -> Tensor:
    """Give some pictures a background of one colour.

    Parameters
    ----------
    kept
        (n, 1, height, width) what stays, 0..1: the person and the roller.
    """
    n = len(pictures)
    white = torch.rand(n, 1, 1, 1) < plain.white_share
    pale = torch.empty(n, 1, 1, 1).uniform_(0.85, 1.0).expand(n, 3, 1, 1)
    colour = torch.where(white, pale, torch.rand(n, 3, 1, 1))
    chosen = (torch.rand(n, 1, 1, 1) < plain.share) * (1 - kept)
    return pictures * (1 - chosen) + colour * chosen


def write_captions(pictures: Tensor, captions: Captions) -> Tensor:
    """Write something over some of the pictures, in place, in any colour."""
    _, _, height, width = pictures.shape
    for picture in pictures:
        if torch.rand(1) >= captions.share:
            continue
        sign = torch.from_numpy(draw_sign(int(torch.randint(*captions.height_px, (1,)))))
        sign = sign[:height, :width]
        y = int(torch.randint(0, height - len(sign) + 1, (1,)))
        x = int(torch.randint(0, width - sign.shape[1] + 1, (1,)))
        part = picture[:, y : y + sign.shape[0], x : x + sign.shape[1]]
        grey = torch.rand(1, 1, 1) if torch.rand(1) < 0.6 else torch.rand(3, 1, 1)
        cover = sign * torch.empty(1).uniform_(*captions.opacity)
        part.copy_(part * (1 - cover) + grey * cover)
    return pictures


def draw_sign(height_px: int) -> np.ndarray:
    """Draw a word, or a sign as in a logo; (h, w) how much of each pixel it covers, 0..1."""
    letters = list(string.ascii_letters + string.digits)
    count = int(torch.randint(1, 12, (1,)))
    word = "".join(letters[int(i)] for i in torch.randint(0, len(letters), (count,)))
    if torch.rand(1) < 0.35:  # a logo: a polygon or a ring before the word, or alone
        word = word if torch.rand(1) < 0.6 else ""
    font = int(torch.randint(0, 8, (1,)))
    thick = 1 + int(torch.rand(1) < 0.4) + height_px // 14
    scale = height_px / 22
    (w, h), below = cv2.getTextSize(word, font, scale, thick)
    side = height_px if not word or torch.rand(1) < 0.3 else 0
    sign = np.zeros((max(h + below, side) + 4, w + side + 8), np.uint8)
    if side:
        corners = int(torch.randint(3, 7, (1,)))
        points = (torch.rand(corners, 1, 2) * side).int().numpy() + 2
        if torch.rand(1) < 0.3:
            cv2.circle(sign, (side // 2 + 2, side // 2 + 2), side // 2 - 1, 255, thick)
        elif torch.rand(1) < 0.5:
            cv2.polylines(sign, [points], bool(torch.rand(1) < 0.5), 255, thick, cv2.LINE_AA)
        else:
            cv2.fillPoly(sign, [points], 255, cv2.LINE_AA)
    cv2.putText(sign, word, (side + 4, h + 2), font, scale, 255, thick, cv2.LINE_AA)
    return sign.astype(np.float32) / 255
