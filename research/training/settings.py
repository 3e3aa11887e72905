"""Settings that the training runs of all networks have. Needs no PyTorch.

The numbers stand in ``configurations/``, one file a run; a setting has a default here only where a
run may do without it. Unknown and missing keys are errors, so that a misspelt setting is not
silently ignored.

Units: pixels are those of the network's input picture, angles are degrees, shares and factors
have no unit. "Trunk lengths" is the distance from the middle of the hips to the middle of the
shoulders in the picture. Picture values run from 0 to 1.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0)]
NotNegative = Annotated[float, Field(ge=0)]
Count = Annotated[int, Field(ge=1)]

Interval = tuple[float, float]
"""Lowest and highest value of a uniform draw."""

PixelInterval = tuple[int, int]
"""Lowest value, and the first value above the highest, of a uniform draw of whole pixels."""


class Settings(BaseModel):
    """A table of a configuration file; it cannot be changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class StillSet(Settings):
    """Rendered stills of one seed, made by ``research/render/stills.py --seed SEED``.

    Attributes
    ----------
    seed
        Seed of the renderer; also the name of the folder that holds the stills.
    kinds
        Kinds of pose that were rendered (``--kinds``), or "all".
    count
        How many they are (``--count``).
    """

    seed: int
    count: Count
    kinds: Literal["all"] | Annotated[tuple[str, ...], Field(min_length=1)]


class Data(Settings):
    """Which rendered stills the network learns from and is tested on."""

    stills: Annotated[tuple[StillSet, ...], Field(min_length=1)]


class TestSplit(Settings):
    """Which people are held back for the test: person % modulus == remainder.

    A person's number counts the renderer's studios of one seed: a studio is one person in one room
    and clothes, and usually gives 20 stills. All stills of a person are on the same side of the
    split.
    """

    __test__ = False  # not a test case, whatever pytest makes of the name

    modulus: Count
    remainder: Annotated[int, Field(ge=0)]

    def is_test(self, person):
        """Tell whether a person is held back; takes a number, or an array or tensor of them."""
        return person % self.modulus == self.remainder


class Optimisation(Settings):
    """AdamW with a one-cycle learning rate.

    Attributes
    ----------
    steps
        Number of steps; rounded up to whole passes over the data.
    batch
        Number of examples in a step.
    learning_rate
        Highest learning rate of the cycle, without start weights.
    backbone_rate_factor
        The backbone's learning rate as a factor of the others'. Unused without a backbone.
    weight_decay
        AdamW's weight decay.
    warm_up_share
        Share of the steps in which the learning rate rises.
    gradient_limit
        Largest norm of the gradient; longer ones are scaled down to it.
    """

    steps: Count
    batch: Count
    learning_rate: Positive
    backbone_rate_factor: Positive = 1.0
    weight_decay: NotNegative
    warm_up_share: Share
    gradient_limit: Positive


class Ramp(Settings):
    """A setting that grows from ``start`` at the beginning of the training to 1.

    It grows by 1 within ``span``, a share of the training.
    """

    start: Share
    span: Positive

    def value(self, done: float) -> float:
        """Compute the value when the share ``done`` (0..1) of the training is over."""
        return min(1.0, self.start + done / self.span)


class Start(Settings):
    """Training that continues from existing weights.

    Attributes
    ----------
    weights
        File (.pt or .onnx) to start from, relative to the repository; None trains from scratch.
    rate_factor
        The learning rate with start weights, as a factor of the rate without.
    learns
        Parts of the network that learn, by their attributes' names; empty for all of it. The others
        stay as the start weights have them.
    """

    weights: Path | None = None
    rate_factor: Positive
    learns: tuple[str, ...] = ()


class Colour(Settings):
    """Random changes of colour, brightness, sharpness and noise.

    Attributes
    ----------
    mix_sd, mix_share
        Standard deviation of what is added to the 3x3 colour matrix, and in which share of the
        pictures.
    grey_share
        Share of the pictures that become grey.
    contrast
        Factor on the distance from the value 0.4.
    brightness
        Largest shift of all values, up or down.
    tint_sd
        Standard deviation of a shift of each colour channel.
    gamma
        Largest logarithm of the exponent, up or down.
    blur_share, strong_blur_share
        Share of the batches that are blurred, over 2x2 pixels; and the share of these that are
        blurred over 3x3 pixels.
    noise_sd
        Largest standard deviation of the noise.
    """

    mix_sd: NotNegative
    mix_share: Share
    grey_share: Share
    contrast: Interval
    brightness: NotNegative
    tint_sd: NotNegative
    gamma: NotNegative
    blur_share: Share
    strong_blur_share: Share
    noise_sd: NotNegative


class Cover(Settings):
    """Rectangles of one colour that cover parts of the picture.

    Attributes
    ----------
    pieces
        Number of rectangles that are drawn for a batch.
    share
        Share of the batches that get each of them.
    width_px, height_px
        Size of a rectangle.
    """

    pieces: Annotated[int, Field(ge=0)]
    share: Share
    width_px: PixelInterval
    height_px: PixelInterval


class Captions(Settings):
    """Words and signs, as captions, logos and watermarks, over the picture.

    Attributes
    ----------
    share
        Share of the pictures that get one.
    height_px
        Height of the letters.
    opacity
        How much of the picture under it they hide, 0..1.
    """

    share: Share
    height_px: PixelInterval
    opacity: Interval


class PlainBackground(Settings):
    """One colour in place of everything but the person and the roller.

    Attributes
    ----------
    share
        Share of the pictures.
    white_share
        Share of these colours that are white or nearly so.
    """

    share: Share
    white_share: Share


class Run(Settings):
    """What every training run has."""

    seed: int
    split: TestSplit
    optimisation: Optimisation
    start: Start


class StillsRun(Run):
    """A training run on rendered stills."""

    data: Data
