"""Settings of a training run of the which-way-up network. Needs no PyTorch."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from settings import Colour, Count, Interval, Run, Settings, Share


class WhichWayUpData(Settings):
    """Which photos the which-way-up network learns from.

    Attributes
    ----------
    photos
        A list of photos, a path a line, relative to the folder that ``--photos`` names. The list
        itself is relative to ``research/training``.
    pieces
        Number of square pieces of each photo.
    """

    photos: Path
    pieces: Count


class WhichWayUpAugmentation(Settings):
    """Random changes of the which-way-up network's examples.

    Attributes
    ----------
    side_of_person
        Width of a piece, in lengths of the person.
    least_side
        Least width of a piece, in lengths of the photo's shorter side.
    off_middle_share
        How far a piece's middle may lie from the person's middle: this share of the way to the
        person's ends.
    mirror_share
        Share of the pieces that are mirrored.
    plain_share
        Share of the pieces in which everything but the person is of one colour.
    """

    side_of_person: Interval
    least_side: Interval
    off_middle_share: Share
    mirror_share: Share
    plain_share: Share
    colour: Colour


class WhichWayUpRun(Run):
    """A training run of ``which_way_up.onnx``."""

    network: Literal["which_way_up"]
    data: WhichWayUpData
    augmentation: WhichWayUpAugmentation
