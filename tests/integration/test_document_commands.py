"""Every `posecheck` command in the documents: understood by the program's own parser, and run.

What stands in a line of its own is run as it stands, in a folder that holds what it names. What
needs a camera, a cluster or an answer of the user is parsed alone; so are the commands in running
text, which name files by words in capitals.
"""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from pathlib import Path

import pytest
import typer
from conftest import REPOSITORY
from test_documents import DOCUMENTS

from posecheck.cli import app as app_module
from posecheck.perception.body.mediapipe_worker import mediapipe_kept

MAIN = typer.main.get_command(app_module.app)

UsageError = typer.BadParameter.__mro__[1]
"""What is wrong with the words of a command; typer does not name it."""

LEFT_OUT = ("MissingParameter", "BadOptionUsage")
"""What running text may leave out: the name of a file, or the value of the option it speaks of."""

STANDS_FOR = {"N": "720", "INPUT": "clip.mp4", "DAY": "2026-03-01"}
"""Words in capitals that stand for something else than a name."""

MADE_IN_CONTRIBUTING = "sources"
"""A command that the reader of CONTRIBUTING.md adds; tests/test_documents.py runs it."""

ONLY_PARSED = ("app", "practice", "doctor", "demo")
"""Commands that need a camera, look at the machine, or go on until ended; the demo is run in
tests of its own."""


def words(line: str) -> list[str] | None:
    """The arguments of the last `posecheck` in a line; None where there is none."""
    found = re.search(r"(?:^|[\s/])posecheck ([a-z-]+(?:\s[^#|&<>]*)?)", line)
    if found is None:
        return None
    given = found[1].replace("\\|", "|").replace("...", "")
    given = re.sub(r"\[(\w+)\]", r"\1", given)  # [NAME] may be left out
    return [STANDS_FOR.get(word, word) for word in shlex.split(given)]


def commands(document: Path, *, in_text: bool) -> list[list[str]]:
    """The commands of a document: those in running text, or those in lines of their own."""
    text = document.read_text("utf-8")
    lines = re.findall(r"^ {4,}(\S.*)$", text, re.M)
    for block in re.findall(r"^ *```(?:sh|bash|)\n(.*?)^ *```", text, re.S | re.M):
        lines += block.splitlines()
    found = map(words, re.findall(r"`([^`\n]+)`", text) if in_text else lines)
    known = {*MAIN.commands, MADE_IN_CONTRIBUTING}
    return [given for given in found if given and given[0] in known]


def parse(given: list[str]) -> None:
    """Parse a command as the program does; raises what is wrong with it."""
    MAIN.commands[given[0]].make_context(given[0], list(given[1:]))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: str(p.relative_to(REPOSITORY)))
def test_the_commands_of_a_document_are_understood(document):
    wrong = []
    for in_text in (True, False):
        for given in commands(document, in_text=in_text):
            if given[0] == MADE_IN_CONTRIBUTING:
                continue
            try:
                parse(given)
            except UsageError as error:
                if not (in_text and type(error).__name__ in LEFT_OUT):
                    wrong.append(f"posecheck {' '.join(given)}: {error}")
    assert wrong == []


def runnable() -> list[tuple[str, ...]]:
    """Every command in a line of its own that needs no camera and no cluster, once."""
    found = {}
    for document in DOCUMENTS:
        for given in commands(document, in_text=False):
            if given[0] in (*ONLY_PARSED, MADE_IN_CONTRIBUTING) or "--dask" in given:
                continue
            if given[0] == "selftest" and "--video" not in given:
                continue
            found[tuple(given)] = document
    return sorted(found)


def test_there_are_commands_to_run():
    assert len(runnable()) > 5
    assert words(".venv/bin/pip install . && .venv/bin/posecheck demo") == ["demo"]
    assert words("posecheck exercises [NAME] --json") == ["exercises", "NAME", "--json"]


@pytest.fixture(scope="module")
def kept():
    with mediapipe_kept():
        yield


@pytest.mark.parametrize("given", runnable(), ids=" ".join)
def test_a_command_of_a_document_runs(given, kept, tiny_clip, tmp_path, monkeypatch):
    """``clip.mp4``, ``CLIP``, ``clips/``, ``results/before`` and ``results/after`` are there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    shutil.copy(tiny_clip, tmp_path / "CLIP")
    (tmp_path / "clips").mkdir()
    shutil.copy(tiny_clip, tmp_path / "clips")
    shutil.copytree(REPOSITORY / "examples", tmp_path / "examples")
    for name in ("before", "after", "clip"):
        golden = REPOSITORY / "tests/golden/results/release_right"
        if given[0] == "compare":
            shutil.copytree(golden, tmp_path / "results" / name)
    monkeypatch.setattr(sys, "argv", ["posecheck", *given])
    with pytest.raises(SystemExit) as end:
        app_module.main()
    assert not end.value.code
    if "--out" in given:
        assert (tmp_path / given[given.index("--out") + 1]).exists()
