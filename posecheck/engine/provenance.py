"""What an analysis was made of: the clip's checksum, the program's version, the options."""

from __future__ import annotations

import errno
import hashlib
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from posecheck.engine.options import SELFTEST
from posecheck.engine.recognising import AUTO
from posecheck.errors import InputError
from posecheck.exercises.library import find_exercise
from posecheck.exercises.schema import Exercise
from posecheck.readable import readable

if TYPE_CHECKING:
    from posecheck.engine.recorded import AnalysisOptions


def describe_provenance(clip: Path, options: AnalysisOptions) -> dict[str, Any] | None:
    """Describe what an analysis is made of: the key ``provenance`` of analysis.json.

    It names no path of the disk: files are told by their SHA-256, which takes about a second for
    each GB. None where the clip or the model cannot be read: who opens it tells why.

    Parameters
    ----------
    clip
        The recording.
    options
        The options as they were asked for, before an exercise is recognised or a picture turned.
    """
    try:
        return {
            "version": version("posecheck"),
            "size_bytes": _size_of(clip),
            "sha256": _sha256_of(clip),
            "options": describe_options(options),
        }
    except InputError:
        return None


def describe_options(options: AnalysisOptions) -> dict[str, Any]:
    """Describe the options on which the results depend.

    Whether files may be replaced is not one of them. Of an exercise the whole definition counts,
    so that a change of the user's own file is noticed.

    Raises
    ------
    InputError
        The model cannot be read.
    """
    how, found = options.input, options.exercise
    if not isinstance(found, Exercise) and found not in (AUTO, SELFTEST):
        found = find_exercise(found)
    definition = found.model_dump_json() if isinstance(found, Exercise) else None
    ends = how.roller_ends
    return {
        "exercise": found.name if isinstance(found, Exercise) else found,
        "exercise_sha256": (
            hashlib.sha256(definition.encode()).hexdigest() if definition is not None else None
        ),
        "hold_s": options.hold_s,
        "sides": list(options.sides),
        "repeats": options.repeats,
        "person": how.person,
        "roller": how.looks_for_roller if ends is None else ends.ravel().tolist(),
        "model_sha256": None if how.model is None else _sha256_of(how.model),
        "rotate": how.rotate,
        "mirrored_input": how.mirrored_input,
        "speed": how.speed,
        "mirrored": options.mirrored,
        "height": options.height,
        "voice": options.voice,
        "sound": options.sound,
        "exports": sorted(options.exports),
    }


def is_of_clip(provenance: dict[str, Any], clip: Path) -> bool:
    """Whether a provenance is that of a clip, as it is now.

    Raises
    ------
    InputError
        The clip cannot be read.
    """
    if provenance["size_bytes"] != _size_of(clip):  # told without reading it
        return False
    return bool(provenance["sha256"] == _sha256_of(clip))


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise _cannot_read(path, error) from error


def _sha256_of(path: Path) -> str:
    try:
        if not path.is_file():  # to open a pipe would wait
            raise FileNotFoundError(errno.ENOENT, "there is no such file")
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _cannot_read(path, error) from error


def _cannot_read(path: Path, error: OSError) -> InputError:
    return InputError(f"{readable(path)} cannot be read: {error.strerror}.")
