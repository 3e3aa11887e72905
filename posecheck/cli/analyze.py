"""``posecheck analyze``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from posecheck.cli.console import (
    HoldOption,
    MirrorOption,
    ModelOption,
    NoRollerOption,
    PersonOption,
    RollerOption,
    complain,
    progress_bar,
    roller_finders,
    short_name,
    stdout,
)
from posecheck.engine.recorded import Analysis, analyze_clip, analyze_selftest
from posecheck.errors import InputError, OutputError
from posecheck.exercises.library import find_exercise
from posecheck.moment import Moment
from posecheck.output_files import make_folder_if_used
from posecheck.video.frame import Frame
from posecheck.video.source import FrameSource

SELFTEST = "selftest"
"""Not an exercise that is held: it has a command of its own, and can be named here."""


def analyze(
    videos: Annotated[list[Path], typer.Argument(help="Recorded clips.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the results.")],
    exercise: Annotated[
        str, typer.Option("--exercise", help="What is practised in the clips; or selftest.")
    ] = "supine_release",
    hold: HoldOption = None,
    mirror: MirrorOption = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace results.")] = False,
    voice: Annotated[
        bool, typer.Option("--voice", help="Say in the video what practice would have said.")
    ] = False,
    person: PersonOption = None,
    roller: RollerOption = None,
    no_roller: NoRollerOption = False,
    model: ModelOption = None,
) -> None:
    """Analyse recorded clips: annotated video, numbers, and a report for each.

    Writes analysis.json, frames.csv, annotated.mp4 and report.html into a folder of the
    clip's name under --out.

    Examples:

      posecheck analyze clip.mp4 --out results

      posecheck analyze left.mp4 right.mp4 --exercise low_lunge --hold 45 --out results
    """
    chosen = None if exercise == SELFTEST else find_exercise(exercise)
    new_finder = roller_finders(roller, no_roller)
    done = failed = 0
    folders = _folders(videos, out)
    with make_folder_if_used(out), progress_bar() as progress:
        for video, folder in zip(videos, folders, strict=True):
            task = progress.add_task(short_name(video), total=None)

            def watch(_moment: Moment, _frame: Frame, source: FrameSource) -> None:
                progress.update(task, total=source.frame_count, advance=1)  # noqa: B023

            try:
                if chosen is None:
                    analysis = analyze_selftest(
                        video,
                        folder,
                        model=model,
                        person=person,
                        mirrored=mirror,
                        overwrite=overwrite,
                        voice=voice,
                        watch=watch,
                    )
                else:
                    analysis = analyze_clip(
                        video,
                        chosen,
                        folder,
                        model=model,
                        person=person,
                        mirrored=mirror,
                        target_s=hold,
                        overwrite=overwrite,
                        roller_finder=new_finder(),
                        voice=voice,
                        watch=watch,
                    )
            except (InputError, OutputError) as error:
                complain(str(error))
                failed += 1
                continue
            finally:
                progress.remove_task(task)
            done += 1
            summarize(analysis)
            if analysis.damage:
                complain(analysis.damage)
                failed += 1
    if failed:
        raise typer.Exit(1 if done else 2)


def summarize(analysis: Analysis) -> None:
    """A few lines on what was found, and where the files are."""
    contents = analysis.contents
    stdout.print(f"[bold]{escape(str(analysis.folder / 'report.html'))}[/]")
    if "selftest" in contents:
        legs = [leg for leg in contents["selftest"].values() if leg]
        for leg in legs:
            stdout.print(f"  {leg['explanation']}", markup=False)
        if not legs:
            stdout.print("  No self-test was recognised.")
    elif not contents["holds"] and not contents["repetitions"]:
        stdout.print("  Nothing was counted: the position was not reached.")
    for hold in contents["holds"]:
        state = "complete" if hold["complete"] else f"of {hold['target_s']:.0f} s"
        side = f"{hold['side'].capitalize()} side" if hold["side"] else "Both sides"
        stdout.print(f"  {side} held {hold['held_s']:.1f} s, {state}.")
        if hold["unverified"]:
            stdout.print(f"  Not verified: {', '.join(hold['unverified'])}.")
    done = Counter((r["side"], r["name"]) for r in contents["repetitions"])
    for (side, name), count in done.items():
        plural = name if count == 1 else f"{name}s"
        stdout.print(f"  {f'{side.capitalize()} side: ' if side else ''}{count} {plural}.")
    for correction in contents["corrections"][:3]:
        stdout.print(f"  {escape(correction['text'])} ({correction['seconds']:.1f} s)")


def _folders(videos: list[Path], out: Path) -> list[Path]:
    """A folder for each clip, by its name; the same name twice gets a number."""
    taken: dict[str, int] = {}
    folders = []
    for video in videos:
        taken[video.stem] = taken.get(video.stem, 0) + 1
        number = taken[video.stem]
        folders.append(out / (video.stem if number == 1 else f"{video.stem}-{number}"))
    return folders
