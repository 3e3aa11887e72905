"""Settings of a training run of the leg order network. Needs no PyTorch."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from settings import (
    Colour,
    Count,
    Data,
    Interval,
    NotNegative,
    Positive,
    Ramp,
    Settings,
    Share,
    StillsRun,
)


class LegOrderData(Data):
    """Which rendered stills and photos the leg order network learns from.

    Attributes
    ----------
    most_off_side_deg
        Stills further from the side view are left out: there neither leg is the nearer one.
    one_leg_kinds, one_leg_kept_every
        Kinds of stills in which mostly the near leg works, and how few of them are kept: one in so
        many. All of them would teach that a leg that works is near, without a look at the picture.
    photos
        List of photos with the nearer leg marked by eye, beside ``photos.py``.
    photo_copies
        Each photo counts as so many stills.
    """

    most_off_side_deg: Positive
    one_leg_kinds: tuple[str, ...]
    one_leg_kept_every: Count
    photos: Path
    photo_copies: Count


class LegOrderAugmentation(Settings):
    """Random changes of the leg order network's examples.

    Attributes
    ----------
    zoom, shift_share, roll_sd_deg
        As in the lying reader's settings.
    mirror_share
        Share of the examples that are mirrored.
    place_noise
        Noise on MediaPipe's joints (trunk lengths).
    rough_share, rough_factor
        Share of the joints whose noise is larger, and how many times.
    places_dropped_share
        Share of the examples whose places (the joints as numbers) are all zero.
    """

    zoom: Interval
    shift_share: NotNegative
    roll_sd_deg: NotNegative
    mirror_share: Share
    place_noise: NotNegative
    rough_share: Share
    rough_factor: NotNegative
    places_dropped_share: Share
    colour: Colour


class LegOrderSchedule(Settings):
    """What grows during the training.

    Attributes
    ----------
    augmentation
        Strength of the random changes. With all of it from the start, hardly anything was learnt
        in 3000 steps; without any, 500 were enough to be right about 97 of 100 new people.
    """

    augmentation: Ramp


class LegOrderLoss(Settings):
    """How the examples count in the leg order network's loss.

    Attributes
    ----------
    legs_apart
        Distance between the legs from which an example counts in full: the distances of knees,
        ankles and toes from those of the other leg, summed, in trunk lengths. Legs that lie closer
        together count less.
    """

    legs_apart: Positive


class LegOrderRun(StillsRun):
    """A training run of ``leg_order.onnx``."""

    network: Literal["leg_order"]
    data: LegOrderData
    augmentation: LegOrderAugmentation
    schedule: LegOrderSchedule
    loss: LegOrderLoss
