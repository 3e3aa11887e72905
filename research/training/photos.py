"""Photos of real people that may be learnt from, as files. Needs no PyTorch.

They come from the collection ``yuhonas/free-exercise-db`` on GitHub, which its authors gave away
(Unlicense). The photos are not part of the project; the list is.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent


def read_photos(photos: Path, folder: Path) -> Iterator[tuple[Path, int]]:
    """Give each photo's path, and the number of the exercise that it shows.

    Parameters
    ----------
    photos
        A list of photos, a path a line ("Plank/0.jpg"), relative to this folder.
    folder
        Where the photos lie.
    """
    numbers: dict[str, int] = {}
    for line in read_list(photos):
        yield folder / line, _number(line, numbers)


def read_leg_photos(photos: Path, folder: Path) -> Iterator[tuple[Path, int, tuple[float, float]]]:
    """Give each photo's path, the number of its exercise, and the nearer leg's ankle, (x, y) in
    pixels of the photo.

    Parameters
    ----------
    photos
        A list of photos, a line each ("Plank/0.jpg 212 301"), relative to this folder.
    folder
        Where the photos lie.
    """
    numbers: dict[str, int] = {}
    for line in read_list(photos):
        photo, x, y = line.rsplit(" ", 2)
        yield folder / photo, _number(photo, numbers), (float(x), float(y))


def read_list(photos: Path) -> list[str]:
    """The lines of a list of photos, without comments."""
    lines = (HERE / photos).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _number(photo: str, numbers: dict[str, int]) -> int:
    """The number of a photo's exercise, in the order in which they come."""
    return numbers.setdefault(photo.partition("/")[0], len(numbers))
