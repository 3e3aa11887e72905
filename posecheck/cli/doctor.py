"""``posecheck doctor``: each check stands alone, so that what is missing for one stops no other."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.markup import escape

from posecheck.cli.console import stdout
from posecheck.cli.doctor_history import check_history
from posecheck.cli.options.doctor import DoctorOptions
from posecheck.data_files import data_path
from posecheck.errors import PosecheckError
from posecheck.libraries import explain_import_error
from posecheck.readable import one_line, without_passwords

if TYPE_CHECKING:
    from posecheck.feedback.voice.process import Ready


SPEED_FRAMES = 60
"""Frames of the sample clip that the machine's speed is measured with."""

SCHEMA = 1
"""Version of the keys of ``--json``."""


def doctor(given: DoctorOptions) -> None:
    """Run the command."""
    checks: list[tuple[str, Callable[[], str]]] = [
        ("Python", lambda: sys.version.split()[0]),
        ("Model", lambda: _check_model(given.model)),
        ("Video", _check_video),
        ("Speed", _check_speed),
        ("Screen", _check_screen),
        ("Voice", lambda: _named(_find_sound().voice, _find_sound().voice_trouble)),
        ("Sound", lambda: _named(_find_sound().device, _find_sound().device_trouble)),
        ("History", check_history),
        ("Camera", lambda: _check_camera(given.camera)),
    ]
    _find_sound.cache_clear()
    found = []
    for title, check in checks:
        try:
            text, ok = check(), True
        except Exception as error:
            text, ok = _explain(error), False
        plain = one_line(without_passwords(text))
        found.append({"check": title.lower(), "ok": ok, "text": plain})
        if not given.as_json:
            mark = "[green]ok[/]   " if ok else "[red]fault[/]"
            stdout.print(f"{mark} {title}: {escape(plain)}", markup=True)
    all_ok = all(result["ok"] for result in found)
    if given.as_json:
        typer.echo(json.dumps({"schema": SCHEMA, "ok": all_ok, "checks": found}, indent=1))
    if not all_ok:
        raise typer.Exit(1)


def _explain(error: Exception) -> str:
    """The error as one sentence; an error that has none is raised again."""
    if isinstance(error, PosecheckError):
        return str(error)
    trouble = explain_import_error(error)
    if trouble is None:
        raise error
    return trouble


def _check_model(model: Path | None) -> str:
    from posecheck.perception.body.estimator import PoseEstimator
    from posecheck.video.opening import open_file

    clip = data_path("sample_videos", "release_right.mp4")
    with (
        open_file(clip) as source,
        PoseEstimator("photo", model=model) as estimator,
    ):
        body = estimator.estimate(next(iter(source)).image)
    if body is None:
        raise PosecheckError(
            "it runs but does not find the person in the sample clip: use another bundle."
        )
    return "whole, and finds the person in the sample clip"


def _check_video() -> str:
    from posecheck.video.opening import open_file
    from posecheck.video.writer import VideoWriter

    clip = data_path("sample_videos", "release_right.mp4")
    with tempfile.TemporaryDirectory() as folder, open_file(clip) as source:
        frame = next(iter(source))
        with VideoWriter(Path(folder) / "test.mp4", frame.size) as writer:
            writer.write(frame)
    return "H.264 can be read and written"


def _check_speed() -> str:
    from posecheck.engine.effort import WANTED_RATE
    from posecheck.engine.machine_speed import measure_rate
    from posecheck.engine.session import open_session
    from posecheck.video.opening import open_file

    clip = data_path("sample_videos", "release_right.mp4")
    with open_file(clip) as source, open_session("supine_release") as session:
        rate = measure_rate(session, list(islice(source, SPEED_FRAMES)))
    done = f"this machine looks at {rate:.0f} pictures a second"
    if rate < WANTED_RATE:
        raise PosecheckError(
            f"{done}; with fewer than {WANTED_RATE:.0f} corrections come late: end other programs, "
            "or use --no-roller."
        )
    return done


def _check_screen() -> str:
    from posecheck.cli.display import screen_trouble

    if trouble := screen_trouble():
        raise PosecheckError(f"{trouble}; practice runs without a window, in text.")
    return "a window can open"


@cache
def _find_sound() -> Ready:
    from posecheck.feedback.voice.voice_process import VoiceProcess

    process = VoiceProcess()
    try:
        return process.wait_until_ready()
    finally:
        process.close()


def _named(name: str, trouble: str) -> str:
    if not name:
        raise PosecheckError(trouble)
    return name


def _check_camera(camera: str) -> str:
    from posecheck.coaching.camera_report import WAITING_TEXTS
    from posecheck.video.frame import Frame
    from posecheck.video.opening import open_source
    from posecheck.video.picture_watch import is_flat
    from posecheck.video.report import Waiting

    with open_source(camera) as source:
        for given in source.with_reports():
            if isinstance(given, Waiting):
                raise PosecheckError(f"{source.name}: {WAITING_TEXTS[given.trouble]}.")
            # a webcam may begin with black pictures: then it is looked at for longer
            if isinstance(given, Frame) and not is_flat(given.image):
                return f"{source.name} gives {given.size[0]}x{given.size[1]}"
    raise PosecheckError(f"{source.name} gives no picture in which anything can be seen.")
