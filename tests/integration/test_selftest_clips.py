"""The self-test on rendered clips: the recorded results, and the command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import REPOSITORY, Program
from golden.recorded import analysis_of

from posecheck.engine.options import InputOptions
from posecheck.engine.session import Session
from posecheck.tightness.session import SelfTest
from posecheck.video.opening import open_file

CLIPS = REPOSITORY / "sample_videos"


@pytest.mark.parametrize(
    ("clip", "side", "result", "reason"),
    [
        ("selftest_clear", "left", "clear", None),
        ("selftest_late", "right", "tight", "arched"),
        ("selftest_short", "left", "tight", "stopped_short"),
    ],
)
def test_the_outcome_of_a_rendered_clip(clip, side, result, reason):
    found = analysis_of(clip)["selftest"][side]
    assert (found["result"], found["reason"]) == (result, reason)
    truth = json.loads((CLIPS / f"{clip}.json").read_text())
    gaps = [frame["lumbar_gap_cm"] for frame in truth["frames"]]
    assert found["gap_change_cm"] == pytest.approx(gaps[-1] - gaps[0], abs=1.0)
    onsets = [event["t"] for event in truth["events"] if event["name"] == "arch_onset"]
    if onsets:
        frame = min(truth["frames"], key=lambda f: abs(f["t"] - onsets[0]))
        flexion = frame["angles"][f"hip_flexion_{side}"]
        near = abs(found["onset_hip_flexion"] - flexion) <= 6
        assert near or abs(found["onset_s"] - onsets[0]) <= 0.5
    else:
        assert found["onset_s"] is None


def test_four_frames_a_second_give_the_same_answer():
    test = SelfTest(("right",))
    with (
        open_file(CLIPS / "selftest_late.mp4") as source,
        Session(test, InputOptions(roller=False)) as session,
    ):
        for frame in source:
            if frame.index % 3 == 0:
                session.take(frame)
    trial = test.finish()["right"]
    assert (trial.result, trial.reason) == ("tight", "arched")
    recorded = analysis_of("selftest_late")["selftest"]["right"]
    assert trial.gap_change_cm == pytest.approx(recorded["gap_change_cm"], abs=1.0)
    assert trial.onset_s == pytest.approx(recorded["onset_s"], abs=0.5)


def test_the_command_tells_a_recording_and_writes_what_it_promises(
    program: Program, tmp_path: Path
):
    outcome = tmp_path / "outcome.json"
    done = program(
        "selftest", "--video", CLIPS / "selftest_tight.mp4", "--json", outcome, "--out", tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert "Left: tight. The back rose" in done.stdout
    assert "not a diagnosis" in done.stdout
    found = json.loads(outcome.read_text())
    assert found["right"] is None
    assert (found["left"]["result"], found["left"]["reason"]) == ("tight", "arched")
    folder = tmp_path / "selftest_tight"
    analysis = json.loads((folder / "analysis.json").read_text())
    assert analysis["selftest"] == found
    assert {"schema", "source", "exercise", "holds", "repetitions", "verdicts"} <= set(analysis)
    report = (folder / "report.html").read_text()
    assert "The back rose from the floor" in report
    assert "not a diagnosis" in report
    assert (folder / "annotated.mp4").stat().st_size > 10_000
    gaps = [line.split(",")[14] for line in (folder / "frames.csv").read_text().splitlines()[1:]]
    assert float(gaps[-1]) > 4.0


def test_what_is_no_self_test_gets_no_outcome(program: Program):
    done = program("selftest", "--video", CLIPS / "empty_room.mp4")
    assert done.returncode == 0
    assert "No self-test was recognised" in done.stdout
    assert "{" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--video", str(CLIPS / "selftest_tight.json")], "selftest_tight.json"),
        (["--video", str(CLIPS / "selftest_t*.json")], "selftest_tight.json"),
        (["--video", str(CLIPS / "selftest_*.mp4")], "--video takes one file, and"),
        (["--video", str(CLIPS / "no_such_*.mp4")], "There is no file"),
        (["--leg", "middle"], "left or right"),
    ],
)
def test_wrong_use_is_one_sentence(program: Program, arguments, says):
    done = program("selftest", *arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
