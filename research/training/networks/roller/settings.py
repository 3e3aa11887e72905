"""Settings of a training run of the roller network. Needs no PyTorch."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from settings import (
    Captions,
    Colour,
    Cover,
    Data,
    Interval,
    NotNegative,
    PlainBackground,
    Positive,
    Ramp,
    Settings,
    Share,
    StillsRun,
)


class RollerData(Data):
    """What the roller network learns from: rendered stills, and photos without a roller.

    Attributes
    ----------
    photos
        A list of photos of people, none with a foam roller, a path a line, relative to the folder
        that ``--photos`` names. The list itself is relative to ``research/training``.
    """

    photos: Path


class Repaint(Settings):
    """Another colour for the roller; its light and shade stay.

    Attributes
    ----------
    batch_share, share
        Share of the batches in which rollers are repainted, and of the rollers within.
    brightness
        Factor on the new colour.
    pattern_share, pattern_sd
        Share of the new colours with a pattern, and its strength.
    """

    batch_share: Share
    share: Share
    brightness: Interval
    pattern_share: Share
    pattern_sd: NotNegative


class RollerAugmentation(Settings):
    """Random changes of the roller network's examples.

    Attributes
    ----------
    near_window, wide_window, wide_share
        Factors on the size of the window about the body; and the share of wide windows.
    shift_share
        Largest shift of the window, as a share of its half width.
    roll_sd_deg, mirror_share
        As in the leg order network's settings.
    place_noise
        Noise on the trunk's joints (trunk lengths): about MediaPipe's own.
    sides_exchanged_share
        Share of the examples in which left and right of the trunk are exchanged.
    trunk_dropped_share
        Share of the examples whose trunk is all zero.
    """

    near_window: Interval
    wide_window: Interval
    wide_share: Share
    shift_share: NotNegative
    roll_sd_deg: NotNegative
    mirror_share: Share
    place_noise: NotNegative
    sides_exchanged_share: Share
    trunk_dropped_share: Share
    plain_background: PlainBackground
    captions: Captions
    repaint: Repaint
    colour: Colour
    cover: Cover


class RollerSchedule(Settings):
    """What grows during the training. With all of it from the start, nothing is learnt at all.

    Attributes
    ----------
    augmentation
        Strength of the random changes.
    pose
        Weight of how the roller lies against that of finding it.
    """

    augmentation: Ramp
    pose: Ramp


class RollerLoss(Settings):
    """Weights of the roller network's loss terms, and how its targets are made.

    Attributes
    ----------
    marks, outline
        Each place: is there roller? And the overlap of the whole outline (Dice).
    end_heat, end_places, heat_sigma_px, far_end_weight
        Heat maps of the axis' ends; distance of the ends in pixels; width of an end's target;
        weight of the far end against 1 for the near one.
    presence
        Whether there is a roller.
    visible_from_px, hidden_up_to_px
        Visible pixels of a still's roller from which it counts as present, and up to which it
        counts as absent. What lies between is not learnt.
    lies_on
        Whether somebody lies on it.
    roller_azimuth, trunk_azimuth, vector_length
        Directions seen from above; deviation of their vectors' length from 1.
    turn, position, diameter
        Roller against trunk; place along the trunk; apparent diameter.
    expected_turn_error, expected_position_error
        Likelihood of the errors under the expected errors that the network gives.
    """

    marks: NotNegative
    outline: NotNegative
    end_heat: NotNegative
    end_places: NotNegative
    heat_sigma_px: Positive
    far_end_weight: NotNegative
    presence: NotNegative
    visible_from_px: Positive
    hidden_up_to_px: NotNegative
    lies_on: NotNegative
    roller_azimuth: NotNegative
    trunk_azimuth: NotNegative
    vector_length: NotNegative
    turn: NotNegative
    position: NotNegative
    diameter: NotNegative
    expected_turn_error: NotNegative
    expected_position_error: NotNegative


class RollerRun(StillsRun):
    """A training run of ``roller.onnx``."""

    network: Literal["roller"]
    data: RollerData
    augmentation: RollerAugmentation
    schedule: RollerSchedule
    loss: RollerLoss
