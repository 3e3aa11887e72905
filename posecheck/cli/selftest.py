"""``posecheck selftest``."""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from posecheck.anatomy import SIDES, Side
from posecheck.cli.console import (
    MirrorOption,
    ModelOption,
    PersonOption,
    complain,
    progress_bar,
    short_name,
    stdout,
)
from posecheck.cli.speaking import (
    QuietOption,
    RateOption,
    SoundFileOption,
    VoiceLogOption,
    VoiceOption,
    announcing,
)
from posecheck.cli.window import window_if
from posecheck.engine.pipeline import moments
from posecheck.engine.recorded import analyze_selftest
from posecheck.errors import HistoryError, OutputError, SourceLostError
from posecheck.feedback.overlay.overlay import Overlay
from posecheck.feedback.report.selftest_report import outcome_sentences
from posecheck.feedback.voice.announcer import Announcer
from posecheck.feedback.voice.speech import DEFAULT_RATE
from posecheck.history.selftest import earlier_tests, leg_tests
from posecheck.history.store import History
from posecheck.moment import Moment
from posecheck.output_files import write_atomically
from posecheck.perception.body.estimator import PoseEstimator
from posecheck.selftest.limits import selftest_limits
from posecheck.selftest.outcome import NOT_A_DIAGNOSIS, compare_with_earlier
from posecheck.selftest.session import SelfTest
from posecheck.video.frame import Frame
from posecheck.video.opening import open_file, open_source
from posecheck.video.source import FrameSource

DONE_SHOWN_S = 8.0
"""How long the outcome stays on the screen."""

CAMERA = (
    "Camera: low, 0.2-0.5 m above the floor, about 2 m to your side, your whole body in the "
    "picture. The leg near the camera is tested; for the other one turn round head to foot."
)


def selftest(
    camera: Annotated[
        str, typer.Option("--camera", help="Index, device path, or a network camera's URL.")
    ] = "0",
    video: Annotated[
        Path | None, typer.Option("--video", help="A recorded test instead of a camera.")
    ] = None,
    leg: Annotated[
        str | None, typer.Option("--leg", help="Only that leg: left or right.", metavar="SIDE")
    ] = None,
    repeats: Annotated[
        int, typer.Option("--repeats", min=1, max=3, help="Trials of each leg; the median counts.")
    ] = 1,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the outcome into that file.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="With --video: folder for annotated video and report."),
    ] = None,
    remember: Annotated[
        bool, typer.Option("--remember", help="With --video: keep the outcome in the history too.")
    ] = False,
    mirror: MirrorOption = False,
    window: Annotated[bool, typer.Option(help="Show a window if there is a screen.")] = True,
    voice: VoiceOption = True,
    quiet: QuietOption = False,
    rate: RateOption = DEFAULT_RATE,
    sound_file: SoundFileOption = None,
    voice_log: VoiceLogOption = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace results.")] = False,
    person: PersonOption = None,
    model: ModelOption = None,
) -> None:
    """Is my psoas tight? The guided test, both legs, hands-free.

    On your back, one knee to the chest, then that leg is straightened and lowered while the lower
    back stays flat. It says clear, tight, or cannot tell and why. A self-check, not a diagnosis.

    Examples:

      posecheck selftest

      posecheck selftest --camera http://192.168.1.20:8080/video --repeats 3

      posecheck selftest --video test.mp4 --leg left --json outcome.json
    """
    test = SelfTest(_sides(leg), repeats)
    if json_file is not None and json_file.exists() and not overwrite:
        raise OutputError(f"{json_file} is already there: add --overwrite to replace it.")
    lost: str | None = None
    if video is None:
        speaking = announcing(
            voice=voice, quiet=quiet, rate=rate, sound_file=sound_file, voice_log=voice_log
        )
        with speaking as announcer:
            lost = _live(test, camera, announcer, mirror, window, person, model)
    elif out is not None:
        lost = _analyzed(test, video, out / video.stem, mirror, overwrite, person, model)
    else:
        lost = _recorded(test, video, person, model)
    _tell(test)
    kept = _remember(test, "live" if video is None else video.name, video is None or remember)
    if json_file is not None:
        with write_atomically(json_file) as file:
            json.dump(test.to_json(), file, indent=1)
            file.write("\n")
        stdout.print(f"Outcome: {json_file}", markup=False)
    if lost:
        complain(lost)
    if lost or not kept:
        raise typer.Exit(1)


def _sides(leg: str | None) -> tuple[Side, ...]:
    if leg is None:
        return SIDES
    for side in SIDES:
        if leg.lower() == side:
            return (side,)
    raise typer.BadParameter(f"{leg} is no leg: left or right.", param_hint="--leg")


def _live(
    test: SelfTest,
    camera: str,
    announcer: Announcer,
    mirror: bool,
    window: bool,
    person: int | None,
    model: Path | None,
) -> str | None:
    """The guided test; a sentence if the camera was lost."""
    overlay = Overlay(mirrored=mirror)
    done_s: float | None = None
    try:
        with (
            open_source(camera) as source,
            PoseEstimator("video", model=model, person=person) as estimator,
            window_if(window) as view,
        ):
            stdout.print(f"[bold]Psoas self-test[/]. {NOT_A_DIAGNOSIS} {CAMERA}")
            for moment in moments(source, estimator, test):
                _say(moment)
                announcer.announce(moment)
                now_s = moment.frame.time_s
                if view is not None:
                    picture = overlay.draw(moment, announcer.flash(now_s))
                    if not view.show(picture):
                        break
                if test.done:
                    done_s = now_s if done_s is None else done_s
                    if now_s - done_s >= (DONE_SHOWN_S if view is not None else 0.0):
                        break
    except SourceLostError as error:
        return str(error)
    except KeyboardInterrupt:
        stdout.print("Stopped.")
    finally:
        test.finish()
    return None


def _remember(test: SelfTest, source: str, wanted: bool) -> bool:
    """Compare with earlier tests and keep this one; False if that was wanted and failed."""
    outcomes = test.outcomes()
    try:
        with History.open() if outcomes and wanted else nullcontext() as history:
            if history is None:
                return True
            earlier = earlier_tests(history.selftests())
            for outcome in outcomes.values():
                if sentence := compare_with_earlier(outcome, earlier):
                    stdout.print(sentence, markup=False)
            history.record_selftest(leg_tests(outcomes), source=source)
    except HistoryError as error:
        complain(f"{error} This test will not be remembered.")
        return False
    return True


def _say(moment: Moment) -> None:
    if moment.selftest is not None:
        for prompt in moment.selftest.prompts:
            stdout.print(prompt.text, markup=False)


def _recorded(test: SelfTest, video: Path, person: int | None, model: Path | None) -> str | None:
    """The test in a recording; a sentence if the file ends too early."""
    with (
        open_file(video) as source,
        PoseEstimator("video", model=model, person=person) as estimator,
        progress_bar() as progress,
    ):
        task = progress.add_task(short_name(video), total=source.frame_count)
        for _ in moments(source, estimator, test):
            progress.advance(task)
        test.finish()
        return source.damage


def _analyzed(
    test: SelfTest,
    video: Path,
    folder: Path,
    mirror: bool,
    overwrite: bool,
    person: int | None,
    model: Path | None,
) -> str | None:
    """As :func:`_recorded`, with annotated video and report."""
    with progress_bar() as progress:
        task = progress.add_task(short_name(video), total=None)

        def watch(_moment: Moment, _frame: Frame, source: FrameSource) -> None:
            progress.update(task, total=source.frame_count, advance=1)

        analysis = analyze_selftest(
            video,
            folder,
            selftest=test,
            model=model,
            person=person,
            mirrored=mirror,
            overwrite=overwrite,
            watch=watch,
        )
    stdout.print(str(analysis.folder / "report.html"), markup=False)
    return analysis.damage


def _tell(test: SelfTest) -> None:
    found = outcome_sentences(test.outcomes())
    for sentence in found:
        stdout.print(sentence, markup=False)
    if not found:
        reason = selftest_limits().reasons[test.hindrance()]
        side = test.sides[0] if len(test.sides) == 1 else "one"
        stdout.print(f"No self-test was recognised: {reason.explain}.", markup=False)
        stdout.print(f"{reason.mend.format(side=side)}.", markup=False)
    stdout.print(NOT_A_DIAGNOSIS)
