"""How ``posecheck selftest`` runs a test: live, or over a recording."""

from __future__ import annotations

from posecheck.anatomy import Side
from posecheck.cli import selftest_text
from posecheck.cli.analyze import analyze_with_progress
from posecheck.cli.console import complain, stdout
from posecheck.cli.live import LiveOptions, run_live
from posecheck.cli.options.selftest import SelfTestOptions
from posecheck.cli.options.shared import input_options
from posecheck.cli.speaking import speaking_options
from posecheck.engine.recorded import AnalysisOptions
from posecheck.engine.recorder import Recorder
from posecheck.feedback.report.whose_sides import explain_sides
from posecheck.tightness.session import SelfTest

OUTCOME_SHOWN_S = 8.0
"""How long the outcome stays in the window, in seconds."""


def run_live_test(given: SelfTestOptions, sides: tuple[Side, ...]) -> tuple[SelfTest, str]:
    """Run the guided test; return it, and a sentence if the camera was lost (else "")."""
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
    test.finish()
    return test, end.lost


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
    folder = given.out / given.video.stem if given.out is not None else None
    analysis = analyze_with_progress(given.video, options, folder)
    if folder is not None:
        stdout.print(str(folder / "report.html"), markup=False)
    if analysis.note:
        complain(analysis.note)
    assert isinstance(analysis.coach, SelfTest)
    if sides_meant := explain_sides(analysis.contents):
        stdout.print(sides_meant, markup=False)
    return analysis.coach, analysis.damage or ""
