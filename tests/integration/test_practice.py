"""Live practice from a network camera: what ends it, and that nothing done is lost."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import wave
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import REPOSITORY, program_environment
from video.camera_server import CameraServer

from posecheck.history.records import PastSession
from posecheck.history.store import History
from posecheck.video import VideoWriter, open_source


@pytest.fixture(scope="module")
def camera_pictures(release_clip):
    with open_source(release_clip) as source:
        return [frame.image for frame in source]


QUICK = """
minutes = {minutes}
[timing]
prepare_s = 3
lying_s = 0.5
safety_s = 1
camera_good_s = 0.3
done_s = 1
"""
"""Nobody waits long in a test."""


@pytest.fixture
def release_alone(tmp_path) -> Path:
    return _programme(tmp_path, ("supine_release", 57, 30))


def _programme(folder: Path, *parts: tuple[str, float, float]) -> Path:
    """A programme of (exercise, seconds, hold) in quick succession."""
    minutes = (3 + sum(seconds for _, seconds, _ in parts)) / 60
    head = 'name = "quick"\ntitle = "Quick"\nsummary = "Quick."\nreason = "For a test."\n'
    tables = "".join(
        f'[[parts]]\nexercise = "{exercise}"\nseconds = {seconds}\nhold_s = {hold_s}\n'
        for exercise, seconds, hold_s in parts
    )
    path = folder / "quick.toml"
    path.write_text(head + QUICK.format(minutes=minutes) + tables)
    return path


QUICK_TO_GIVE_UP = """
import posecheck.video.live_source as live_source
from posecheck.__main__ import main

live_source.GIVE_UP_S = {give_up_s}
main()
"""
"""The program; it gives a camera up sooner than after two minutes."""


def _practise(
    what: Path, url: str, home: Path, *files: str, give_up_s: float = 3.0
) -> subprocess.Popen[str]:
    program = QUICK_TO_GIVE_UP.format(give_up_s=give_up_s)
    options = ("--camera", url, "--no-window", *(files or ("--quiet",)))
    return subprocess.Popen(
        [sys.executable, "-u", "-c", program, "practice", str(what), *options],
        env=program_environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _saved(home: Path) -> PastSession:
    with History.open(home / "data" / "posecheck" / "history.sqlite3") as history:
        (session,) = history.past_sessions()
    return session


def _wait_until_held(home: Path, seconds: float) -> None:
    for _ in range(300):
        time.sleep(0.1)
        with suppress(ValueError):  # the session is not there yet
            if _saved(home).held_s() >= seconds:
                return
    pytest.fail("no time was held")


@pytest.mark.by_the_clock  # seconds that are held while a camera plays
@pytest.mark.skipif(sys.platform == "win32", reason="signals are Unix's")
@pytest.mark.parametrize(
    ("end", "status", "message"),
    [
        ("unplug", 1, "for 3 seconds"),
        ("SIGINT", 0, "Stopped."),
        ("SIGHUP", 128 + 1, "Stopped."),  # as where the terminal is closed
        ("SIGKILL", -9, ""),
    ],
)
def test_however_it_ends_what_was_done_is_kept(
    camera_pictures, release_alone, tmp_path, end, status, message
):
    video, sound, log = (tmp_path / name for name in ("kept.mp4", "kept.wav", "kept.csv"))
    files = ("--record", str(video), "--sound-file", str(sound), "--voice-log", str(log))
    with CameraServer(camera_pictures[40:66], rate=10) as camera:  # the knee is out
        process = _practise(release_alone, camera.url, tmp_path, *files)
        try:
            _wait_until_held(tmp_path, 1.0)
            if end == "unplug":
                camera.unplug()
            else:
                process.send_signal(getattr(signal, end))
            stdout, stderr = process.communicate(timeout=30)
        finally:
            process.kill()
    assert process.returncode == status
    assert message in stdout + stderr
    assert "Traceback" not in stderr
    session = _saved(tmp_path)
    assert session.programme == "quick"
    assert session.parts[0].exercise == "supine_release"
    assert session.holds[0].held_s >= 1.0
    ended = {"unplug": "camera_lost", "SIGKILL": None}
    assert session.ended == ended.get(end, "stopped")
    if end == "SIGKILL":
        assert not video.exists()
        assert [p.name for p in tmp_path.glob("*.part")] == [f".kept.mp4.{process.pid}.part"]
        VideoWriter(tmp_path / "next.mp4", (64, 64)).discard()  # the next that writes there
        assert not list(tmp_path.glob(".*"))
        return
    assert "Supine psoas release: left side" in stdout
    assert "skipped" in stdout
    with open_source(video) as recorded:
        frames = list(recorded)
    assert frames[-1].time_s > 1.0
    with wave.open(str(sound)) as heard:
        assert heard.getnframes() / heard.getframerate() >= frames[-1].time_s - 0.1
    assert log.read_text().startswith("start_s,")
    assert not list(tmp_path.glob(".*"))


@pytest.mark.by_the_clock
def test_a_camera_that_is_gone_for_a_while_is_awaited_and_the_practice_goes_on(
    camera_pictures, release_alone, tmp_path
):
    with CameraServer(camera_pictures[40:66], rate=10) as camera:
        process = _practise(release_alone, camera.url, tmp_path, give_up_s=60.0)
        try:
            _wait_until_held(tmp_path, 1.0)
            camera.next = [b"\0" * 5000]
            time.sleep(0.5)
            camera.refuses = 503
            time.sleep(2.0)
            held_s = _saved(tmp_path).held_s()
            time.sleep(0.5)
            assert _saved(tmp_path).held_s() == held_s
            camera.refuses = None
            _wait_until_held(tmp_path, held_s + 1.0)
            process.send_signal(signal.SIGINT)
            stdout, stderr = process.communicate(timeout=30)
        finally:
            process.kill()
    assert (process.returncode, stderr) == (0, "")
    assert "Waiting for the camera\nThe camera is back.\n" in stdout
    assert "1 picture could not be read." in stdout
    assert "that time does not count" in stdout


def test_practice_goes_on_where_nothing_can_be_saved(program, make_clip, tmp_path):
    (tmp_path / "data").write_text("a file where the folder should be")
    clip = make_clip(times_s=[0.0, 1.5, 3.0, 4.5])
    result = program("practice", "--camera", clip, "--no-window")
    assert result.returncode == 1
    assert result.stderr.count("will not be remembered") == 1
    assert "4 frames" in result.stdout
    assert "Saved" not in result.stdout


@pytest.fixture
def both_sides_clip(make_clip) -> Path:
    """Someone lies with the left knee out, is away for a moment, and lies turned round head to
    foot with the right knee out."""
    found = []
    for name, start, end in (("release_right", 20, 90), ("hold_broken", 20, 74)):
        with open_source(str(REPOSITORY / "sample_videos" / f"{name}.mp4")) as source:
            found += [frame.image for frame in source if start <= frame.index < end]
        found += [found[0] * 0 + 90] * 10
    return make_clip(times_s=[i / 12 for i in range(len(found))], size=(640, 480), images=found)


def test_a_programme_runs_from_beginning_to_end_with_no_key_pressed(
    program, both_sides_clip, tmp_path
):
    what, video = _programme(tmp_path, ("supine_release", 40, 2)), tmp_path / "kept.mp4"
    result = program(
        *("practice", what, "--camera", both_sides_clip, "--no-window", "--quiet"),
        *("--record", video),
    )
    assert (result.returncode, result.stderr) == (0, "")
    session = _saved(tmp_path)
    assert session.ended == "done"
    assert session.parts[0].status == "done"
    assert {h.side: round(h.held_s, 1) for h in session.holds} == {"left": 2.0, "right": 2.0}
    assert "Turn around so that your head is where your feet are" in result.stdout
    with open_source(str(video)) as recorded:
        assert sum(1 for _ in recorded) > 80
    pictures = {".mp4", ".jpg", ".png", ".avi"}
    kept = [path for path in tmp_path.rglob("*") if path.suffix in pictures]
    assert sorted(kept) == sorted([both_sides_clip, video])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["dayly"], "did you mean daily?"),
        (["daily", "--short"], "one of the options"),
        (["--short", "--full"], "one of the options"),
        (["missing.toml"], "Cannot read the file missing.toml"),
    ],
)
def test_what_cannot_be_practised_is_said_in_one_sentence(program, arguments, says):
    result = program("practice", *arguments, "--camera", "nowhere.mp4", "--no-window")
    assert result.returncode == 2
    assert says in " ".join(result.stderr.split())
    assert "Traceback" not in result.stderr


def test_a_programme_that_does_not_add_up_is_refused(program, tmp_path):
    path = _programme(tmp_path, ("supine_release", 57, 30))
    path.write_text(path.read_text().replace("minutes = 1.0", "minutes = 2.0"))
    result = program("practice", path, "--camera", "nowhere.mp4", "--no-window")
    assert result.returncode == 2
    assert "add up to 60 s, not to 120 s" in " ".join(result.stderr.split())
