"""The page that lists the clips of a folder that was analysed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from posecheck.engine.cluster import ClipSummary
from posecheck.engine.options import SELFTEST
from posecheck.engine.recorded import Analysis
from posecheck.errors import InputError, PosecheckError
from posecheck.exercises.library import load_exercises
from posecheck.feedback.report.index_page import Entry, describe_outcome, render_index
from posecheck.feedback.report.pictures import Picture, take_pictures
from posecheck.output.files import write_atomically
from posecheck.readable import readable

INDEX = "index.html"
"""Name of the page, in the folder of all results."""


def write_index(
    path: Path, clips: Sequence[Path], outcomes: Sequence[Analysis | ClipSummary | PosecheckError]
) -> None:
    """Write the page.

    Parameters
    ----------
    path
        Where to; the folders of the results lie beside it.
    clips
        All clips that were given.
    outcomes
        Of each clip what came of it, or why it failed.

    Raises
    ------
    OutputError
        It cannot be written.
    """
    entries = [_make_entry(*pair) for pair in zip(clips, outcomes, strict=True)]
    with write_atomically(path) as file:
        file.write(render_index(entries))


def _make_entry(clip: Path, outcome: Analysis | ClipSummary | PosecheckError) -> Entry:
    name = readable(clip.name)
    if isinstance(outcome, PosecheckError):
        return Entry(name, "", str(outcome).replace(readable(clip), name))
    assert outcome.folder is not None
    said = describe_outcome(outcome.contents, exercise_title(outcome.contents["exercise"]))
    if outcome.damage:
        said += f" {outcome.damage.replace(readable(clip), name)}"
    return Entry(name, outcome.folder.name, said, _take_picture(outcome.folder, outcome.contents))


def exercise_title(exercise: str) -> str:
    """The title of an exercise; of one of the user's own its name."""
    if exercise == SELFTEST:
        return "Psoas self-test"
    known = load_exercises().get(exercise)
    return known.title if known else exercise


def _take_picture(folder: Path, contents: dict[str, Any]) -> Picture | None:
    source, holds = contents["source"], contents["holds"]
    time_s = holds[0]["start_s"] if holds else source["duration_s"] / 2
    size = source["width"], source["height"]
    try:
        return take_pictures(folder / "annotated.mp4", [time_s], size).get(time_s)
    except InputError:  # moved away meanwhile: the page stands without it
        return None
