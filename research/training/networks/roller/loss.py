"""The roller network's loss."""

from __future__ import annotations

import torch
from losses import heat_loss
from torch import Tensor
from torch.nn import functional

from networks.roller.batches import Batch
from networks.roller.directions import (
    angle_between,
    double_angles,
    read_turn,
    subtract_turns,
    to_double_vectors,
    to_vectors,
    turn_of,
    unit,
)
from networks.roller.network import (
    DIAMETER,
    POSITION,
    POSITION_ERROR,
    THERE,
    TURN_ERROR,
    UNDER,
    Finder,
)
from networks.roller.settings import RollerLoss
from posecheck.perception.roller.network import DIAMETER_PX, HEIGHT, WIDTH

MOST_END_PX = 30
"""An end that is further off costs no more than this distance."""

TURN_ERROR_LOGS = (0.0, 4.2)
"""Logarithms of the smallest and largest expected error of the turn, in degrees (1 to about 67)."""

POSITION_ERROR_LOGS = (-5.0, 0.0)
"""Logarithms of the smallest and largest expected error of the position (about 0.007 to 1)."""


def mean_where(values: Tensor, known: Tensor) -> Tensor:
    """Compute the mean of the values that are known; 0 if none is."""
    return torch.where(known, values, 0.0).sum() / known.sum().clamp_min(1)


def compute_loss(finder: Finder, batch: Batch, weights: RollerLoss, pose: float) -> Tensor:
    """Compute the loss of a batch.

    Parameters
    ----------
    pose
        Weight of how the roller lies against that of finding it, 0..1.
    """
    heat, ends, out = finder(batch.picture, batch.trunk)
    return _finding_loss(finder, batch, weights, heat, ends, out) + pose * _pose_loss(
        batch, weights, out
    )


def _finding_loss(
    finder: Finder, batch: Batch, weights: RollerLoss, heat: Tensor, ends: Tensor, out: Tensor
) -> Tensor:
    marks = batch.marks.flatten(1)
    mark = functional.binary_cross_entropy_with_logits(heat[:, 0], marks, reduction="none")
    there = batch.there.nan_to_num() > 0.5
    likely = heat[:, 0].sigmoid()
    dice = 1 - (2 * (likely * marks).sum(-1) + 1) / (likely.sum(-1) + marks.sum(-1) + 1)
    inside = (batch.ends > 0) & (batch.ends < torch.tensor([WIDTH, HEIGHT]))
    inside = inside.all(-1) & there[:, None]
    peaks = heat_loss(heat[:, 1:], finder.grid, batch.ends.nan_to_num(), weights.heat_sigma_px)
    off = (ends - batch.ends.nan_to_num()).abs().sum(-1).clamp_max(MOST_END_PX)
    of_end = torch.tensor([1.0, weights.far_end_weight])
    known = ~batch.there.isnan()
    seen = functional.binary_cross_entropy_with_logits(
        out[:, THERE], batch.there.nan_to_num(), reduction="none"
    )
    known_under = there & ~batch.under.isnan()
    lies_on = functional.binary_cross_entropy_with_logits(
        out[:, UNDER], batch.under.nan_to_num(), reduction="none"
    )
    return (
        weights.marks * mark.mean()
        + weights.outline * mean_where(dice, there)
        + weights.end_heat * mean_where(peaks * of_end, inside)
        + weights.end_places * mean_where(off * of_end, inside)
        + weights.presence * mean_where(seen, known)
        + weights.lies_on * mean_where(lies_on, known_under)
    )


def _pose_loss(batch: Batch, weights: RollerLoss, out: Tensor) -> Tensor:
    there = batch.there.nan_to_num() > 0.5
    direction = 1 - (unit(out[:, 1:3]) * to_double_vectors(batch.azimuth)).sum(-1)
    length = (out[:, 1:3].norm(dim=-1) - 1).square() + (out[:, 3:5].norm(dim=-1) - 1).square()
    trunk = 1 - (unit(out[:, 3:5]) * to_vectors(batch.trunk_azimuth)).sum(-1)
    on = there & ~batch.position.isnan()
    true_turn = turn_of(batch.azimuth, batch.trunk_azimuth)
    turn = subtract_turns(read_turn(out), true_turn.nan_to_num()).detach()
    between = angle_between(double_angles(unit(out[:, 3:5])), unit(out[:, 1:3]))
    between = torch.stack(between, -1)
    cosine, sine = angle_between(between, to_double_vectors(batch.azimuth - batch.trunk_azimuth))
    place = out[:, POSITION] - batch.position.nan_to_num()
    size = (out[:, DIAMETER] - batch.diameter.nan_to_num() / DIAMETER_PX).abs()
    width_turn = out[:, TURN_ERROR].clamp(*TURN_ERROR_LOGS)
    width_place = out[:, POSITION_ERROR].clamp(*POSITION_ERROR_LOGS)
    likelihood = turn.abs() * torch.exp(-width_turn) + width_turn
    likelihood_place = place.abs() * torch.exp(-width_place) + width_place
    return (
        weights.roller_azimuth * mean_where(direction, there)
        + weights.trunk_azimuth * mean_where(trunk, ~batch.trunk_azimuth.isnan())
        + weights.vector_length * length.mean()
        + weights.turn * mean_where(1 - cosine + sine.abs(), on)
        + weights.position * mean_where(place.abs(), on)
        + weights.diameter * mean_where(size, there)
        + weights.expected_turn_error * mean_where(likelihood, on)
        + weights.expected_position_error * mean_where(likelihood_place, on)
    )
