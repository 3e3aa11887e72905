"""``posecheck analyze --dask``: several clips at a time, told in the clips' order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from posecheck.cli.analysis_text import Outcome, tell_outcome
from posecheck.cli.console import complain, progress_bar
from posecheck.engine.cluster import ClipSummary, analyze_clips, open_cluster
from posecheck.engine.recorded import AnalysisOptions
from posecheck.errors import OutputError, PosecheckError
from posecheck.output.claims import check_folder
from posecheck.output.partial import RESULT_FILES
from posecheck.readable import readable


@dataclass(frozen=True)
class GivenClips:
    """The clips of one call.

    Attributes
    ----------
    videos, folders
        The clips, and the folder for the results of each.
    done_before
        By the clip's number, what an earlier run found: these are not analysed again.
    """

    videos: Sequence[Path]
    folders: Sequence[Path]
    done_before: Mapping[int, ClipSummary]


def analyze_on_cluster(
    clips: GivenClips, options: AnalysisOptions, address: str
) -> Sequence[Outcome]:
    """Analyse clips on a cluster; gives the outcomes in the clips' order.

    Parameters
    ----------
    clips
        The clips.
    options
        How they are analysed.
    address
        As for :func:`~posecheck.engine.cluster.open_cluster`.
    """
    videos, folders = clips.videos, clips.folders
    outcomes: dict[int, Outcome] = dict(clips.done_before)
    for number, folder in enumerate(folders):
        if number in clips.done_before:
            continue
        try:
            check_folder(folder, RESULT_FILES, inputs=videos, overwrite=options.overwrite)
        except OutputError as error:
            outcomes[number] = error
    wanted = [number for number in range(len(videos)) if number not in outcomes]
    told = 0

    def tell_next() -> None:
        nonlocal told
        while told in outcomes:
            if told not in clips.done_before:
                tell_outcome(outcomes[told])
            told += 1

    if wanted:
        with open_cluster(address) as client, progress_bar() as bar:
            task = bar.add_task("clips", total=len(wanted))
            chosen = [videos[n] for n in wanted], [folders[n] for n in wanted]
            for place, outcome in analyze_clips(client, *chosen, options):
                outcomes[wanted[place]] = outcome
                bar.update(task, advance=1)
                tell_next()
    tell_next()
    failed = [n for n, outcome in sorted(outcomes.items()) if isinstance(outcome, PosecheckError)]
    if failed:
        names = ", ".join(readable(videos[n]) for n in failed)
        complain(f"{len(failed)} of {len(videos)} clips failed: {names}.")
    return [outcomes[number] for number in range(len(videos))]
