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
    for line in (HERE / photos).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            exercise = line.partition("/")[0]
            yield folder / line, numbers.setdefault(exercise, len(numbers))
