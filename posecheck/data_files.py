"""Paths of the data files that come with posecheck: models and the sample clip."""

from __future__ import annotations

from importlib import resources
from pathlib import Path


def data_path(folder: str, name: str) -> Path:
    """Find a data file in the installed package, or else in the checkout.

    Parameters
    ----------
    folder
        "models" or "sample_videos".
    name
        The file's name in that folder.

    Returns
    -------
    Path
        The file's path. It is not checked that the file exists.

    Notes
    -----
    In a checkout the folders stand at the top of the repository. The wheel carries the files that
    the program needs as ``posecheck/data/<folder>/``.
    """
    packaged = Path(str(resources.files("posecheck"))) / "data" / folder / name
    if packaged.exists():
        return packaged
    return Path(__file__).resolve().parents[1] / folder / name
