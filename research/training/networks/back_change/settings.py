"""Settings of a training run of the back change network. Needs no PyTorch."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from settings import Colour, Cover, NotNegative, Positive, Run, Settings, Share


class BackChangeData(Settings):
    """Which rendered groups the network learns from.

    Attributes
    ----------
    groups
        The folder of the groups, relative to the folder that ``--stills`` names; made by
        ``research/render/back_groups.py``.
    """

    groups: Path


class BackChangeAugmentation(Settings):
    """Random changes of the pairs.

    Attributes
    ----------
    turn_deg, scale, shift_px
        Standard deviations by which the piece that is cut out of both pictures differs from what
        the truth gives: pose estimation errs.
    apart_share
        Share of the pairs in which the second picture's piece differs from the first one's.
    apart_turn_deg, apart_scale, apart_shift_px
        Standard deviations of that difference: the person or the camera has moved a little.
    own_colours_share
        Share of the batches in which both pictures of a pair get colours of their own; in the
        others they get the same.
    """

    turn_deg: NotNegative
    scale: NotNegative
    shift_px: NotNegative
    apart_share: Share
    apart_turn_deg: NotNegative
    apart_scale: NotNegative
    apart_shift_px: NotNegative
    own_colours_share: Share
    colour: Colour
    cover: Cover


class BackChangeLoss(Settings):
    """The loss.

    Attributes
    ----------
    absolute_weight
        Weight of the absolute error in cm beside the likelihood.
    least_error_cm
        The expected error is at least this.
    """

    absolute_weight: NotNegative
    least_error_cm: Positive


class BackChangeRun(Run):
    """A training run of ``back_change.onnx``."""

    network: Literal["back_change"]
    data: BackChangeData
    augmentation: BackChangeAugmentation
    loss: BackChangeLoss
