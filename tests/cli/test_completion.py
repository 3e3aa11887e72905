"""The shells' completion: written, printed, and what it proposes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import program_environment

from posecheck.cli.options import names
from posecheck.exercises.library import load_exercises
from posecheck.exercises.programme_library import load_programmes

FILES = {
    "bash": ".bash_completions/posecheck.sh",
    "zsh": ".zfunc/_posecheck",
    "fish": ".config/fish/completions/posecheck.fish",
}
"""Where each shell's completion goes, in the user's home."""

COMPLETE = "_POSECHECK_COMPLETE"


def run(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    # the shell is named, because this test may run in any
    environment = program_environment(home) | {
        "HOME": str(home),
        "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1",
        **more,
    }
    return subprocess.run(
        [sys.executable, "-m", "posecheck", *words],
        env=environment,
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="the files lie elsewhere")
@pytest.mark.parametrize("shell", FILES)
def test_it_is_installed_and_shown(shell, tmp_path):
    done = run(tmp_path, "--install-completion", shell)
    assert done.returncode == 0, done.stderr
    written = (tmp_path / FILES[shell]).read_text()
    assert COMPLETE in written
    shown = run(tmp_path, "--show-completion", shell)
    assert shown.stdout.strip() == written.strip()


@pytest.mark.parametrize(
    ("typed", "proposed"),
    [
        ("posecheck pra", ["practice"]),
        ("posecheck exercises low", ["low_lunge"]),
        ("posecheck practice da", ["daily"]),
        ("posecheck analyze c.mp4 --exercise self", ["selftest"]),
        ("posecheck analyze --mirr", ["--mirror", "--mirrored-input"]),
    ],
)
def test_commands_options_and_names_are_proposed(typed, proposed, tmp_path):
    words = {"COMP_WORDS": typed, "COMP_CWORD": str(len(typed.split()) - 1)}
    done = run(tmp_path, **{COMPLETE: "complete_bash"}, **words)
    assert (done.stderr, done.stdout.split()) == ("", proposed)


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_bash_itself_completes(tmp_path):
    run(tmp_path, "--install-completion", "bash")
    program = tmp_path / "posecheck"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m posecheck "$@"\n')
    program.chmod(0o755)
    script = (
        f"source {FILES['bash']}; COMP_WORDS=(posecheck hist); COMP_CWORD=1; "
        '_posecheck_completion ./posecheck; echo "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "--norc", "-c", script],
        env=program_environment(tmp_path),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["history"]


@pytest.mark.skipif(sys.platform == "win32", reason="the files lie elsewhere")
def test_a_file_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / ".bash_completions").write_text("in the way")
    done = run(tmp_path, "--install-completion", "bash")
    assert done.returncode == 2
    assert done.stderr.startswith("posecheck: Cannot write ")
    assert done.stderr.count("\n") == 1


def test_the_names_that_are_proposed_are_all_there_are():
    proposed = names.exercises_and_programmes("")
    assert proposed == [*sorted(load_exercises()), *sorted(load_programmes())]
