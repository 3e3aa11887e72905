"""Where the files lie that come along: model and sample clip."""

from __future__ import annotations

from importlib import resources
from pathlib import Path


def data_path(folder: str, name: str) -> Path:
    """A data file of the project: inside the installed package, else in the checkout.

    ``models/`` and ``sample_videos/`` stand at the top of the repository; the wheel
    carries the files that the program needs as ``posecheck/data/<folder>/``.
    """
    packaged = Path(str(resources.files("posecheck"))) / "data" / folder / name
    if packaged.exists():
        return packaged
    return Path(__file__).resolve().parents[1] / folder / name
