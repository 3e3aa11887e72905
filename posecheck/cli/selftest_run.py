"""How ``posecheck selftest`` runs a test: live, or over a recording."""

from __future__ import annotations

from pathlib import Path

from posecheck.anatomy import Side
from posecheck.cli import selftest_text
from posecheck.cli.analyze import analyze_with_progress
from posecheck.cli.camera_text import tell_camera
from posecheck.cli.console import complain, stdout, tell_path
from posecheck.cli.live import LiveEnd, LiveOptions, run_live
from posecheck.cli.options.input import input_options
from posecheck.cli.options.selftest import SelfTestOptions
from posecheck.cli.speaking import speaking_options
from posecheck.engine.recorded import AnalysisOptions
from posecheck.engine.recorder import Recorder
from posecheck.engine.result_folders import result_folders
from posecheck.feedback.report.whose_sides import explain_sides
from posecheck.tightness.session import SelfTest

OUTCOME_SHOWN_S = 8.0
"""How long the outcome stays in the window, in seconds."""


def run_live_test(given: SelfTestOptions, sides: tuple[Side, ...]) -> tuple[SelfTest, LiveEnd]:
    """Run the guided test; return it, and how it ended."""
    test = SelfTest(sides, given.repeats, shown_s=OUTCOME_SHOWN_S if given.window else 0.0)
    options = LiveOptions(
        camera=given.camera,
        input=input_options(given),
        speaking=speaking_options(given),
        window=given.window,
        mirrored=given.mirror,
    )
    no_recording = Recorder(None, complain)
    end = run_live(test, options, no_recording, [selftest_text.Teller()], selftest_text.introduce)
    tell_camera(end.unreadable, end.waited_s)
    test.finish()
    return test, end


def result_folder(given: SelfTestOptions) -> Path | None:
    """The folder of the recording's results; None where none are written."""
    if given.video is None or given.out is None:
        return None
    return result_folders([given.video], given.out)[0]


def run_recorded_test(given: SelfTestOptions, sides: tuple[Side, ...]) -> tuple[SelfTest, str]:
    """Run the test in a recording; return it, and a sentence if the file is damaged (else "")."""
    assert given.video is not None
    options = AnalysisOptions(
        exercise="selftest",
        sides=sides,
        repeats=given.repeats,
        input=input_options(given),
        mirrored=given.mirror,
        overwrite=given.overwrite,
    )
    folder = result_folder(given)
    analysis = analyze_with_progress(given.video, options, folder)
    if folder is not None:
        tell_path(folder / "report.html")
    for sentence in (explain_sides(analysis.contents), *analysis.notes):
        if sentence:
            stdout.print(sentence)
    assert isinstance(analysis.coach, SelfTest)
    return analysis.coach, analysis.damage or ""
