"""Records what the program gives for the sample clips: files, text, voice log, history.

    python tests/golden/record.py            # rewrites tests/golden/results
    python tests/golden/record.py FOLDER     # elsewhere, to compare by hand

A change that only moves or renames code leaves every byte as it is. A change that mends a fault
rewrites the results in the same commit, and the commit says why.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
RESULTS = Path(__file__).parent / "results"
CLIPS = REPOSITORY / "sample_videos"

EXERCISE_OF_CLIP = {
    "arm_raised": "supine_release",
    "breathing": "breathing",
    "come_and_go": "supine_release",
    "empty_room": "supine_release",
    "figure_four": "figure_four",
    "hip_circles": "hip_circles",
    "hold_broken": "supine_release",
    "knee_then_right": "supine_release",
    "knee_to_chest": "knee_to_chest",
    "low_lunge": "low_lunge",
    "lunge": "lunge",
    "release_right": "supine_release",
    "roll_glutes": "roll_glutes",
    "roll_quadriceps": "roll_quadriceps",
    "roller_low": "supine_release",
    "roller_oblique": "supine_release",
    "selftest_clear": "selftest",
    "selftest_late": "selftest",
    "selftest_short": "selftest",
    "selftest_tight": "selftest",
    "side_release": "side_lying_release",
    "side_wrong": "side_lying_release",
    "standing_stretch": "standing_stretch",
}
"""Every sample clip, with what is practised in it."""

KEPT_FILES = ("analysis.json", "frames.csv")

COMMANDS = (
    "demo", "app", "practice", "selftest", "analyze", "measure", "compare", "exercises", "history",
    "doctor", "schema",
)  # fmt: skip

PRACTISED = (
    ("practice-release", "supine_release", 5, "release_right"),
    ("practice-broken", "supine_release", 3, "hold_broken"),
    ("practice-roller", "supine_release", 10, "roller_oblique"),
    ("practice-side", "side_lying_release", 3, "side_wrong"),
    ("practice-knee", "knee_to_chest", None, "knee_to_chest"),
    ("practice-arm", "supine_release", 5, "arm_raised"),
)
"""(name, exercise, hold in seconds, clip): recorded as if it were live, for the voice log and the
history."""

QUICK_PROGRAMME = """
name = "quick"
title = "Quick"
summary = "Quick."
reason = "For a test."
minutes = 1
[timing]
prepare_s = 3
lying_s = 0.5
safety_s = 1
camera_good_s = 0.3
done_s = 1
[[parts]]
exercise = "{exercise}"
seconds = 57
"""
"""A programme that begins within a few seconds, so that short clips reach the exercise."""

CHANGING_LINE = " skipped."
"""Lines with this end name the machine's speed."""


def record(folder: Path, jobs: int = 2) -> None:
    """Run the program over everything and keep the results under ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(jobs) as pool:
        work = [
            *(pool.submit(_analyze, folder, clip) for clip in sorted(EXERCISE_OF_CLIP)),
            pool.submit(_practise, folder),
            pool.submit(_selftest, folder),
            pool.submit(_tell, folder),
        ]
        for future in work:
            future.result()


def _analyze(folder: Path, clip: str) -> None:
    with tempfile.TemporaryDirectory() as home:
        out = Path(home) / "out"
        exercise = EXERCISE_OF_CLIP[clip]
        drawn_small = ("--height", "320")  # the video is not kept: a small one takes less time
        source = (CLIPS / f"{clip}.mp4", "--exercise", exercise)
        command = ("analyze", *source, *drawn_small, "--out", out)
        text = _run(Path(home), command)
        kept = folder / clip
        kept.mkdir(exist_ok=True)
        for name in KEPT_FILES:
            found = (out / clip / name).read_text()
            found = found.replace(f'"version": "{version("posecheck")}"', '"version": "VERSION"')
            (kept / name).write_text(found.replace(str(CLIPS), "CLIPS"))
        (kept / "output.txt").write_text(text)


def _practise(folder: Path) -> None:
    """Practices one after another, with one history."""
    with tempfile.TemporaryDirectory() as home:
        for name, exercise, hold_s, clip in PRACTISED:
            programme, log = Path(home) / f"{name}.toml", Path(home) / "log.csv"
            text = QUICK_PROGRAMME.format(exercise=exercise)
            programme.write_text(text + (f"hold_s = {hold_s}\n" if hold_s else ""))
            source = ("--camera", CLIPS / f"{clip}.mp4", "--no-window", "--no-checklist")
            heard = ("--no-voice", "--sound-file", f"{name}.wav", "--voice-log", log)
            text = _run(Path(home), ("practice", programme, *source, *heard))
            (folder / f"{name}.txt").write_text(text)
            shutil.move(log, folder / f"{name}-voice.csv")


def _selftest(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as home:
        for clip in ("selftest_tight", "selftest_clear"):
            outcome = Path(home) / "outcome.json"
            source = ("selftest", "--video", CLIPS / f"{clip}.mp4", "--json", outcome)
            text = _run(Path(home), (*source, "--remember"))
            (folder / f"command-{clip}.txt").write_text(text)
            shutil.move(outcome, folder / f"command-{clip}.json")


def _tell(folder: Path) -> None:
    """What the commands print that look at no video."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        (folder / "help.txt").write_text(_run(home, ("--help",)))
        for command in COMMANDS:
            (folder / f"help-{command}.txt").write_text(_run(home, (command, "--help")))
        (folder / "exercises.txt").write_text(_run(home, ("exercises",)))
        for exercise in ("supine_release", "breathing", "daily"):
            (folder / f"exercises-{exercise}.txt").write_text(_run(home, ("exercises", exercise)))
        _call(home, [__file__, "--history", str(home / "data" / "posecheck" / "history.sqlite3")])
        (folder / "history.txt").write_text(_run(home, ("history", "--all")))
        (folder / "history.json").write_text(_run(home, ("history", "--json")))
        (folder / "history.csv").write_text(_run(home, ("history", "--csv")))


def _practised_before(path: Path) -> None:
    """A history of two practices and three self-tests."""
    from posecheck.history.records import EndReason, PastHold, Soreness
    from posecheck.history.store import History
    from posecheck.tightness.outcome import LegOutcome

    with History.open(path) as history:
        for day in (1, 2):
            log = history.begin_session("daily", datetime(2026, 3, day, 7, 30))
            log.tick(300.0)
            log.part(0, "supine_release", "done", 200.0)
            log.hold(PastHold("supine_release", "left", held_s=60.0, target_s=60.0, complete=True))
            log.hold(PastHold("supine_release", "right", held_s=30.0, target_s=60.0))
            log.correction("supine_release", "roller_angle", "Turn it.", count=2, seconds=3.0)
            log.repetitions("knee_to_chest", "", 10, side="left")
            log.end(EndReason.DONE)
            history.record_soreness(log.number, Soreness.NONE, datetime(2026, 3, day, 20, 0))
        for day, flexion in ((1, 34.0), (20, 20.0), (21, 31.0)):
            legs = (
                LegOutcome("left", "tight", "arched", 4.0, flexion, 165.0, 2.5, 3.0, 4.0),
                LegOutcome("right", "cannot_tell"),
            )
            history.record_selftest(legs, datetime(2026, 3, day, 8, 0))


def _run(home: Path, arguments: Sequence[str | Path]) -> str:
    """What the program prints, without what depends on the machine."""
    told = _call(home, ["-m", "posecheck", *map(str, arguments)])
    told = told.replace(str(home), "HOME").replace(str(CLIPS), "CLIPS")
    lines = told.replace(f"{datetime.now(UTC):%Y-%m-%d}", "TODAY").splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines if not line.endswith(CHANGING_LINE))


def _call(home: Path, arguments: Sequence[str]) -> str:
    """What Python prints, with the user's data under ``home``."""
    left_out = {"DISPLAY", "WAYLAND_DISPLAY", "PYTHONDONTWRITEBYTECODE"}
    environment = {k: v for k, v in os.environ.items() if k not in left_out}
    environment |= {"XDG_DATA_HOME": str(home / "data"), "TZ": "UTC"}
    environment |= {"COLUMNS": "100", "TERM": "dumb"}
    environment["PYTHONPATH"] = os.environ.get("PYTHONPATH", str(REPOSITORY))
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=home,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    if done.returncode or done.stderr:
        raise RuntimeError(f"{arguments}: {done.returncode}: {done.stderr}")
    return done.stdout


if __name__ == "__main__":
    if sys.argv[1:2] == ["--history"]:
        _practised_before(Path(sys.argv[2]))
    else:
        record(Path(sys.argv[1]) if len(sys.argv) > 1 else RESULTS)
