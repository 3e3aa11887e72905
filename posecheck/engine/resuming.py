"""Which clips were analysed before, and need not be analysed again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from posecheck.engine.cluster import ClipSummary
from posecheck.engine.exports import EXPORT_NAMES
from posecheck.engine.provenance import describe_options, is_of_clip
from posecheck.engine.recorded import AnalysisOptions
from posecheck.errors import InputError
from posecheck.feedback.analysis.reading import FILE_NAME, read_analysis
from posecheck.output.files import resolve
from posecheck.output.partial import ANALYSIS_FILES, remove_left_over


@dataclass(frozen=True)
class EarlierResults:
    """What earlier runs left of some clips.

    Attributes
    ----------
    done
        By the clip's number, what came of it: its results are whole, and were made of the same
        file, with the same options, by the same version.
    outdated
        By the clip's number, why its results have to be made again.
    """

    done: dict[int, ClipSummary]
    outdated: dict[int, str]


def find_earlier_results(
    clips: Sequence[Path],
    folders: Sequence[Path],
    options: AnalysisOptions,
    progress: Callable[[], None] = lambda: None,
) -> EarlierResults:
    """Find out which clips need not be analysed again. A clip without results is in neither part.

    Parameters
    ----------
    clips, folders
        The clips, and the folder for the results of each.
    options
        How they are to be analysed now.
    progress
        Called after each clip: one with results is read to its end.
    """
    wanted = describe_options(options)
    done, outdated = {}, {}
    for number, (clip, folder) in enumerate(zip(clips, folders, strict=True)):
        remove_left_over(resolve(folder))  # completes what a killed program was moving there
        if (folder / FILE_NAME).exists():
            found = _read(folder, clip, wanted)
            if isinstance(found, str):
                outdated[number] = found
            else:
                done[number] = found
        progress()
    return EarlierResults(done, outdated)


def _read(folder: Path, clip: Path, wanted: dict[str, Any]) -> ClipSummary | str:
    """The results in a folder, or why they are not those of this clip and these options."""
    try:
        contents = read_analysis(folder).model_dump(mode="json", by_alias=True, exclude_unset=True)
    except InputError:
        return "its results are damaged"
    made = contents.get("provenance")
    if made is None:
        return "its results do not say what they were made of"
    if made["version"] != version("posecheck"):
        return f"its results are those of version {made['version']}"
    asked = made["options"]
    if asked | {"exports": ()} != wanted | {"exports": ()}:
        return "other options were asked for"
    names = [*ANALYSIS_FILES, *(EXPORT_NAMES[export] for export in wanted["exports"])]
    missing = [name for name in names if not _is_filled(folder / name)]
    if missing:
        return f"{missing[0]} is missing"
    try:
        if not is_of_clip(made, clip):
            return "the clip has changed"
    except InputError:
        return "the clip cannot be read"  # which is said when it is analysed
    return ClipSummary(contents, folder, (), None, contents.get("damage"))


def _is_filled(path: Path) -> bool:
    try:
        return path.is_file() and path.stat().st_size > 0
    except OSError:
        return False
