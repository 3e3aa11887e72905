"""The commands as a user runs them: results, messages, exit statuses."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
import tomllib

import av
import numpy as np
import pytest
from conftest import REPOSITORY, program_environment
from page import check_page
from PIL import Image

from posecheck.feedback.overlay.layout import Layout
from posecheck.feedback.report.columns import COLUMNS


def test_demo_writes_everything_and_says_where(program, tmp_path):
    result = program("demo")
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    folder = tmp_path / "posecheck-output" / "demo"
    assert "posecheck-output/demo/annotated.mp4" in result.stdout
    analysis = json.loads((folder / "analysis.json").read_text())
    assert set(analysis) >= {
        "schema", "source", "exercise", "holds", "repetitions", "verdicts", "corrections",
    }  # fmt: skip
    assert set(analysis["source"]) == {"path", "width", "height", "frames", "duration_s"}
    with av.open(str(folder / "annotated.mp4")) as video:
        assert video.streams.video[0].codec_context.name == "h264"
        assert video.streams.video[0].frames == analysis["source"]["frames"]
    report = (folder / "report.html").read_text()
    assert "not a diagnosis" in report
    for chart in ("Knee out", "Roller across", "Roller under the mid-back", "Knee bent"):
        assert f"<strong>{chart}</strong>" in report
    check_page(report)
    assert "http" not in report.replace("http-equiv", "")
    assert str(tmp_path) not in report
    assert len(report) < 500_000
    assert not list(tmp_path.rglob("*.part"))


def test_measure_prints_the_promised_columns(program, short_clip, tmp_path):
    with av.open(str(short_clip)) as video:
        image = next(video.decode(video=0)).to_image()
    image.save(tmp_path / "photo 1.png")
    image.convert("L").save(tmp_path / "grey.jpg")
    result = program("measure", "photo 1.png", "grey.jpg", short_clip)
    assert result.returncode == 0, result.stderr
    rows = list(csv.DictReader(result.stdout.splitlines()))
    assert tuple(rows[0])[: len(COLUMNS)] == COLUMNS
    assert len(rows) == 2 + 30
    assert rows[0]["source"] == "photo 1.png"
    assert {row["person"] for row in rows} == {"1"}
    assert rows[0]["posture"] == "supine"
    assert 60 < float(rows[0]["knee_left"]) < 100
    assert rows[0]["roller"] == "1"
    assert rows[0]["lumbar_gap_cm"] == ""  # on a roller it means nothing


def test_good_inputs_are_done_though_others_fail(program, short_clip, tmp_path):
    (tmp_path / "text.mp4").write_text("hello")
    result = program(
        "measure", "missing.mp4", "text.mp4", short_clip, "nothing.jpg", "--out", "n.csv"
    )
    assert result.returncode == 1
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 3
    for name, line in zip(("missing.mp4", "text.mp4", "nothing.jpg"), lines, strict=True):
        assert name in line
        assert line.startswith("posecheck: ")
    assert len((tmp_path / "n.csv").read_text().splitlines()) == 1 + 30


def _folder_without_photos(folder):
    (folder / "empty").mkdir()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("measure", "missing.mp4", "--out", "n.csv"), "There is no file missing.mp4"),
        (("measure", "empty"), "holds no photos or clips"),
        (("measure", "clip.mp4", "--out", "there.csv"), "--overwrite"),
        (("measure", "clip.mp4", "--out", "no/such/folder.csv"), "Cannot write"),
        (("measure", "clip.mp4", "--model", "there.csv"), "not a MediaPipe pose landmarker"),
        (("analyze", "clip.mp4", "--out", "there.csv"), "Cannot make the folder"),
        (("analyze", "clip.mp4", "--out", "o", "--exercise", "supine"), "did you mean supine_r"),
        (("analyze", "clip.mp4", "--out", "o", "--exercise", "bad.toml"), "damaged"),
        (("analyze", "photo.png", "--out", "o"), "is a photo"),
        (("measure", "clip.mp4", "--roller", "1,2,3"), "wants its two ends in pixels"),
        (("measure", "clip.mp4", "--roller", "9,9,9,9"), "wants its two ends in pixels"),
        (("analyze", "clip.mp4", "--out", "o", "--roller", "1,2,30,40", "--no-roller"), "exclude"),
        (("selftest", "--video", "clip.mp4", "--leg", "middle"), "middle is no leg"),
        (("selftest", "--video", "missing.mp4"), "There is no file missing.mp4"),
        (("practice", "--short", "--full"), "give one programme or exercise"),
        (("practice", "--camera", "97"), "Cannot open camera 97"),
        (("practice", "low_lung", "--camera", "97"), "did you mean low_lunge"),
        (("practice", "--camera", "http://127.0.0.1:9/"), "Cannot open the camera"),
        (("frobnicate",), "No such command"),
    ],
)
def test_bad_input_is_one_sentence_and_status_2(
    program, release_clip, tmp_path, arguments, message
):
    _folder_without_photos(tmp_path)
    shutil.copy(release_clip, tmp_path / "clip.mp4")
    (tmp_path / "there.csv").write_text("kept\n")
    (tmp_path / "bad.toml").write_text("name = 3\n")
    Image.new("RGB", (64, 48)).save(tmp_path / "photo.png")
    before = sorted(p.name for p in tmp_path.rglob("*"))
    result = program(*arguments)
    assert result.returncode == 2
    assert result.stdout == ""
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert (tmp_path / "there.csv").read_text() == "kept\n"
    assert sorted(p.name for p in tmp_path.rglob("*")) == before


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
def test_unwritable_output_folder(program, release_clip, tmp_path):
    locked = tmp_path / "locked"
    locked.mkdir()
    locked.chmod(stat.S_IRUSR | stat.S_IXUSR)
    assert program("analyze", release_clip, "--out", locked / "o").returncode == 2


def test_existing_analysis_is_kept_unless_told(program, make_clip, tmp_path):
    done, new = make_clip("done.mp4"), make_clip("new.mp4")
    assert program("analyze", done, "--out", "o").returncode == 0
    first = (tmp_path / "o" / "done" / "analysis.json").stat().st_mtime_ns
    refused = program("analyze", done, "--out", "o")
    assert refused.returncode == 2
    assert "--overwrite" in refused.stderr
    other_is_done = program("analyze", done, new, "--out", "o")
    assert other_is_done.returncode == 1
    assert (tmp_path / "o" / "new" / "report.html").exists()
    assert (tmp_path / "o" / "done" / "analysis.json").stat().st_mtime_ns == first
    assert program("analyze", done, "--out", "o", "--overwrite").returncode == 0


def test_odd_rotated_and_deep_clips_are_analysed(program, make_clip, tmp_path):
    times = np.arange(0, 1, 0.1)
    clips = [
        make_clip("odd ü.mp4", times, size=(161, 121), pix_fmt="yuv444p"),
        make_clip("turned.mp4", times, rotation=90),
        make_clip("deep.mp4", times, pix_fmt="yuv422p10le"),
        make_clip("one.mp4", [0.0]),
    ]
    result = program("analyze", *clips, "--out", "o")
    assert result.returncode == 0, result.stderr
    with av.open(str(tmp_path / "o" / "turned" / "annotated.mp4")) as video:
        shown = Layout.of(120, 160)  # the picture and its panels
        size = video.streams.video[0].width, video.streams.video[0].height
        assert size == (shown.width, shown.height)
    with av.open(str(tmp_path / "o" / "odd ü" / "annotated.mp4")) as video:
        shown = Layout.of(161, 121)
        size = video.streams.video[0].width, video.streams.video[0].height
        assert size == (shown.width, shown.height)
    frames = (tmp_path / "o" / "one" / "frames.csv").read_text().splitlines()
    assert len(frames) == 2


def _half_written(folder):
    return [path for path in folder.rglob("*.part") if path.is_file()]


@pytest.mark.parametrize(
    "arguments", [("demo", "--no-window"), ("analyze", "clip.mp4", "--out", "o")]
)
def test_stopped_halfway_nothing_is_left(release_clip, tmp_path, arguments):
    shutil.copy(release_clip, tmp_path / "clip.mp4")
    process = subprocess.Popen(
        [sys.executable, "-m", "posecheck", *arguments],
        cwd=tmp_path,
        env=program_environment(tmp_path),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        for _ in range(1200):  # a busy machine takes its time to load
            time.sleep(0.05)
            if _half_written(tmp_path):
                break
        assert _half_written(tmp_path)
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 130
    assert "Traceback" not in stderr
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]


def test_exercises_and_help(program):
    listed = program("exercises")
    assert listed.returncode == 0
    assert "supine_release" in listed.stdout
    for command in ("demo", "practice", "analyze", "measure", "exercises", "history", "doctor"):
        helped = program(command, "--help")
        assert helped.returncode == 0
        assert "Example" in helped.stdout


def test_doctor_names_each_fault_with_its_mend(program):
    result = program("doctor", "--camera", "97")
    assert result.returncode == 1
    assert "Model: whole" in result.stdout
    assert "Cannot open camera 97" in result.stdout
    assert "History: none yet" in result.stdout
    for found, mend in (("Voice", "install"), ("Sound", "loudspeaker")):
        (line,) = (line for line in result.stdout.splitlines() if f"{found}:" in line)
        assert line.startswith("ok") or mend in line


@pytest.mark.skipif(sys.platform == "win32", reason="signals are Unix's")
@pytest.mark.parametrize(
    ("after_s", "name"),
    [(0.03, "SIGINT"), (0.1, "SIGINT"), (0.2, "SIGINT"), (0.2, "SIGTERM"), (0.2, "SIGHUP")],
)
def test_stopped_while_it_still_loads_it_ends_quietly(tmp_path, after_s, name):
    """After the interpreter itself has started, from where on it is this program's to answer."""
    loading = "from posecheck.__main__ import main; print(flush=True); main()"
    process = subprocess.Popen(
        [sys.executable, "-c", loading, "practice", "--camera", str(tmp_path / "none")],
        env=program_environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(after_s)
    number = getattr(signal, name)
    process.send_signal(number)
    _, told = process.communicate(timeout=30)
    if process.returncode != -number:  # on a busy machine it may come before it can be answered
        assert process.returncode == 128 + number
        assert told == "posecheck: Stopped.\n"
    assert "Traceback" not in told


def test_the_installed_command_is_the_one_that_ends_quietly():
    scripts = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]["scripts"]
    assert scripts == {"posecheck": "posecheck.__main__:main"}


def test_a_folder_of_clips_gets_a_page_that_lists_them(program, short_clip, tmp_path):
    clips = tmp_path / "clips"
    clips.mkdir()
    shutil.copy(short_clip, clips / "good.mp4")
    (clips / "broken.mp4").write_bytes(b"no video")
    (clips / "photo.jpg").write_bytes(b"no photo")
    result = program("analyze", clips, "--exercise", "supine_release", "--out", "o")
    assert result.returncode == 1
    assert "(photo.jpg)" in result.stderr
    page = check_page((tmp_path / "o" / "index.html").read_text("utf-8"))
    assert page.texts("a") == ["good.mp4"]
    assert (tmp_path / "o" / page.all("a")[0].attributes["href"]).is_file()
    assert any(text.startswith("broken.mp4") for text in page.texts("li"))
    assert str(tmp_path) not in page.html
    again = program("analyze", clips, "--exercise", "supine_release", "--out", "o")
    assert again.returncode == 2
    assert "index.html" in again.stderr
    report = tmp_path / "o" / "good" / "report.html"
    made = report.stat().st_mtime_ns
    resumed = program("analyze", clips, "--exercise", "supine_release", "--out", "o", "--resume")
    assert resumed.returncode == 1
    assert "good.mp4: skipped, its results are there and nothing has changed." in resumed.stdout
    assert "broken.mp4" in resumed.stderr  # tried again
    assert report.stat().st_mtime_ns == made
    assert check_page((tmp_path / "o" / "index.html").read_text("utf-8")).html == page.html
    both = program("analyze", clips, "--out", "o", "--resume", "--overwrite")
    assert both.returncode == 2
    assert "exclude each other" in both.stderr
