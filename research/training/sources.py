"""Where the data of a training lie: found, or rendered where they are missing. Needs no PyTorch."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from configuration import ConfigurationError
from settings import Data, StillSet

REPOSITORY = Path(__file__).resolve().parents[2]

RENDERER = REPOSITORY / "research/render"
"""The renderer; its Python, if it is set up, is in a ``.venv`` there."""

PHOTOS_FROM = "https://github.com/yuhonas/free-exercise-db"


@dataclass(frozen=True)
class Sources:
    """Where the data of one training lie.

    Attributes
    ----------
    stills
        The stills' truth (.json), by seed and number; the picture lies beside it.
    photos
        Folder with the photos.
    """

    stills: tuple[Path, ...]
    photos: Path


def find_sources(data: object, stills: Path, photos: Path) -> Sources:
    """Find what the configuration's data name; render the stills that are missing.

    Parameters
    ----------
    data
        The table ``data`` of a configuration.
    stills, photos
        The folders in which they lie: stills in a folder a seed.

    Raises
    ------
    ConfigurationError
        Something is missing and cannot be rendered; the message says how to get it.
    """
    found = find_stills(data, stills) if isinstance(data, Data) else ()
    return Sources(found, require_photos(photos))


def find_stills(
    data: Data, stills: Path, render: Callable[[list[str]], object] | None = None
) -> tuple[Path, ...]:
    """Find the stills; render those that are missing.

    A folder may hold more of a seed than the configuration says: those are left out.

    Parameters
    ----------
    render
        Runs the renderer with these arguments; None takes the renderer's own Python.

    Returns
    -------
    tuple of Path
        The stills' truth (.json), by seed and number.

    Raises
    ------
    ConfigurationError
        Stills are missing and the renderer is not set up, or fails; or they are of other kinds.
    """
    found: list[Path] = []
    for still_set in data.stills:
        folder = stills / str(still_set.seed)
        if len(_list_stills(still_set, folder)) < still_set.count:
            (render or _render)(_arguments(still_set, folder))
        files = _list_stills(still_set, folder)
        _check_kinds(still_set, files)
        found += files
    return tuple(found)


def require_photos(photos: Path) -> Path:
    """Give the folder of the photos.

    Raises
    ------
    ConfigurationError
        It is missing; the message says how to fetch them.
    """
    if not photos.is_dir():
        fetch = f"git clone {PHOTOS_FROM} {photos.parent}"
        raise ConfigurationError(f"There are no photos in {photos}. Fetch them: {fetch}")
    return photos


def _list_stills(still_set: StillSet, folder: Path) -> list[Path]:
    stills = sorted(folder.glob("*.json"))
    return [p for p in stills if int(p.stem) < still_set.count]


def _check_kinds(still_set: StillSet, files: list[Path]) -> None:
    """Refuse stills that were rendered with other ``--kinds``."""
    for path in files:
        kind = json.loads(path.read_text(encoding="utf-8"))["kind"]
        if still_set.kinds != "all" and kind not in still_set.kinds:
            raise ConfigurationError(
                f"{path} shows {kind}, and not one of {', '.join(still_set.kinds)}:"
                f" move {path.parent} away, so that it is rendered again."
            )


def _arguments(still_set: StillSet, folder: Path) -> list[str]:
    kinds = [] if still_set.kinds == "all" else ["--kinds", *still_set.kinds]
    count = ["--count", str(still_set.count)]
    return ["--seed", str(still_set.seed), *count, *kinds, "--out", str(folder)]


def _render(arguments: list[str]) -> None:
    python, script = RENDERER / ".venv/bin/python", RENDERER / "stills.py"
    command = " ".join([*(str(p.relative_to(REPOSITORY)) for p in (python, script)), *arguments])
    if not python.exists():
        raise ConfigurationError(
            f"There are not all of the stills, and the renderer is not set up"
            f" (research/render/README.md). It would run: {command}"
        )
    print(f"rendering: {command}", flush=True)
    if subprocess.run([python, script, *arguments], check=False).returncode:
        raise ConfigurationError(f"This failed: {command}")
