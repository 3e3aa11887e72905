"""What is asked of MediaPipe's process, and its answers. Nothing heavy is imported here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Mode = Literal["video", "photo"]

MAX_PEOPLE = 4
"""How many people are searched for at once."""


@dataclass(frozen=True)
class Wanted:
    """What a landmarker must be able to do.

    ``model`` is the path of another bundle, or None. The rest is as in
    :class:`~posecheck.perception.body.landmarker.Landmarker`.
    """

    mode: Mode
    model: Path | None
    max_people: int
    with_mask: bool


@dataclass(frozen=True)
class Prepare:
    """Open a landmarker that will be asked for soon. Not answered: a failure is told then."""

    wanted: Wanted


@dataclass(frozen=True)
class Open:
    """Open a landmarker under a number that the caller chooses.

    Answered by None, a :class:`Refused` or a :class:`NotLoaded`.
    """

    number: int
    wanted: Wanted


@dataclass(frozen=True, eq=False)
class Detect:
    """Find the people in an image (height, width, 3), RGB. Answered by a list of :class:`Pose`."""

    number: int
    image: NDArray[np.uint8]
    time_ms: int


@dataclass(frozen=True)
class Restart:
    """Forget the person followed so far. Answered by None."""

    number: int


@dataclass(frozen=True)
class Close:
    """Free a landmarker's threads and memory. Answered by None."""

    number: int


@dataclass(frozen=True)
class CloseAll:
    """Free all landmarkers: their numbers may be used again. Answered by None.

    Those for photos, which remember nothing, are ready for the next who wants one.
    """


Request = Prepare | Open | Detect | Restart | Close | CloseAll


@dataclass(frozen=True)
class Refused:
    """One sentence on a model that is missing, damaged, or not accepted by MediaPipe."""

    sentence: str


@dataclass(frozen=True)
class NotLoaded:
    """One sentence on why MediaPipe itself cannot be loaded."""

    sentence: str


@dataclass(frozen=True, eq=False)
class Pose:
    """One person, as MediaPipe gives it.

    Attributes
    ----------
    image
        (33, 2) landmarks as shares of the image's width and height.
    world
        (33, 3) landmarks in metres.
    visibility
        (33,) in 0..1.
    mask
        (height, width) float32 in 0..1, or None.
    """

    image: NDArray[np.float64]
    world: NDArray[np.float64]
    visibility: NDArray[np.float64]
    mask: NDArray[np.float32] | None
