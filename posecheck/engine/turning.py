"""A recording that turns out to be upside down, or on its side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from posecheck.coaching.camera_advice import HOW_TURNED
from posecheck.errors import InputError
from posecheck.moment import Moment


class PictureTurnedError(InputError):
    """A recording is upside down, or on its side.

    Attributes
    ----------
    rotate
        By how many degrees clockwise it must be turned.
    """

    def __init__(self, name: str, rotate: int) -> None:
        super().__init__(f"{name}: the picture is {HOW_TURNED[rotate]}: add --rotate {rotate}.")
        self.rotate = rotate


def turned_note(name: str, rotate: int) -> str:
    """Tell that a recording was turned, and how to leave it as it is."""
    return (
        f"{name}: the picture is {HOW_TURNED[rotate]}, so it was turned as with "
        f"--rotate {rotate}; --rotate 0 leaves it as it is."
    )


def stop_if_turned(
    name: str, moments: Iterable[Moment], at_end: Callable[[], int]
) -> Iterator[Moment]:
    """Pass on the moments of a recording.

    Parameters
    ----------
    name
        Its name in messages.
    moments
        What is seen in its frames.
    at_end
        Called after the last: by how many degrees clockwise it must be turned, 0 for none.

    Raises
    ------
    PictureTurnedError
        As soon as the recording is known to be turned, or at its end.
    """
    for moment in moments:
        if moment.body is not None and moment.body.turned_deg:
            raise PictureTurnedError(name, moment.body.turned_deg)
        yield moment
    if rotate := at_end():
        raise PictureTurnedError(name, rotate)
