"""The page that lists the clips of a folder that was analysed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from posecheck.engine.recorded import Analysis
from posecheck.errors import InputError
from posecheck.feedback.report.index_page import Entry, describe_outcome, render_index
from posecheck.feedback.report.pictures import Picture, take_pictures
from posecheck.output.files import write_atomically
from posecheck.readable import readable
from posecheck.tightness.session import SelfTest

INDEX = "index.html"
"""Name of the page, in the folder of all results."""


def make_entry(clip: Path, analysis: Analysis) -> Entry:
    """What the page says of a clip whose files were written."""
    assert analysis.folder is not None
    coach = analysis.coach
    title = "Psoas self-test" if isinstance(coach, SelfTest) else coach.exercise.title
    outcome = describe_outcome(analysis.contents, title)
    if analysis.damage:
        outcome += f" {analysis.damage.replace(readable(clip), readable(clip.name))}"
    name = readable(clip.name)
    return Entry(name, analysis.folder.name, outcome, _take_picture(analysis.folder, analysis))


def make_failed_entry(clip: Path, reason: str) -> Entry:
    """What the page says of a clip that could not be analysed."""
    return Entry(readable(clip.name), "", reason.replace(readable(clip), readable(clip.name)))


def write_index(path: Path, entries: Sequence[Entry]) -> None:
    """Write the page.

    Raises
    ------
    OutputError
        It cannot be written.
    """
    with write_atomically(path) as file:
        file.write(render_index(entries))


def _take_picture(folder: Path, analysis: Analysis) -> Picture | None:
    source = analysis.contents["source"]
    size = source["width"], source["height"]
    holds = analysis.holds
    time_s = holds[0].start_s if holds else source["duration_s"] / 2
    try:
        return take_pictures(folder / "annotated.mp4", [time_s], size).get(time_s)
    except InputError:  # moved away meanwhile: the page stands without it
        return None
