"""The documents: links, paths, names, commands and options in them exist; their examples work."""

from __future__ import annotations

import re
import sys
import tomllib
import types
from pathlib import Path
from typing import get_type_hints

import numpy as np
import pytest
import typer
from conftest import REPOSITORY, picture
from drawn import empty_canvas
from PIL import Image
from skeletons import lying, standing
from typer.testing import CliRunner

from posecheck.anatomy import SIDES, opposite
from posecheck.cli import app as app_module
from posecheck.cli.command import add_command
from posecheck.errors import InputError
from posecheck.exercises.library import find_exercise, parse_exercise
from posecheck.feedback.overlay.layout import Layout
from posecheck.feedback.overlay.style import DARK
from posecheck.measures.table import SidedMeasure, measure
from posecheck.moment import Moment
from posecheck.perception.scene import scene_of
from posecheck.video import Frame

FOLDERS = ("", "docs", "examples", "models", "research", "sample_videos")
DEEP = ("docs", "research")
DOCUMENTS = sorted(
    path
    for folder in FOLDERS
    for path in (REPOSITORY / folder).glob("**/*.md" if folder in DEEP else "*.md")
    if not {".venv", "assets", "work"} & set(path.relative_to(REPOSITORY).parts)
)
OF_THE_TREE = ("posecheck/", "tests/", "docs/", "benchmarks/", "research/", "models/", "examples/")
OF_THE_TREE += ("sample_videos/", ".ci/")
MADE_LOCALLY = ("/work/", "/assets", "posecheck/data/")
"""Parts of paths that exist only where something was rendered or trained, or in a wheel."""


def test_all_documents_are_looked_at():
    assert len(DOCUMENTS) > 20


def headings(document: Path) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    found = re.findall(r"^#+ (.*)$", document.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in found}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: str(p.relative_to(REPOSITORY)))
class TestWhatADocumentNames:
    def test_links_lead_somewhere(self, document: Path):
        broken = []
        for target in re.findall(r"\]\(([^)\s]+)\)", document.read_text("utf-8")):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, anchor = target.partition("#")
            file = (document.parent / path).resolve() if path else document
            if not file.exists() or (anchor and anchor not in headings(file)):
                broken.append(target)
        assert not broken

    def test_paths_exist(self, document: Path):
        named = set(re.findall(r"`((?:[\w.-]+/)+[\w.*-]*)`", document.read_text("utf-8")))
        missing = [
            path
            for path in sorted(named)
            if path.startswith(OF_THE_TREE)
            and not any(part in path for part in MADE_LOCALLY)
            and not re.search(r"[A-Z]{3}|\*", path)  # NAME stands for a name
            and not (REPOSITORY / path).exists()
        ]
        assert not missing

    def test_names_stand_in_the_file_that_is_said_to_define_them(self, document: Path):
        """A file with names behind it in brackets: `posecheck/geometry.py` (`unit`, `cross`)."""
        reference = r"`((?:[\w.-]+/)+[\w.-]+)` \(((?:`\w+`(?:, )?)+)\)"
        missing = [
            f"{path}: {name}"
            for path, names in re.findall(reference, document.read_text("utf-8"))
            for name in re.findall(r"`(\w+)`", names)
            if not re.search(rf"\b{name}\b", (REPOSITORY / path).read_text("utf-8"))
        ]
        assert not missing

    def test_commands_and_their_options_exist(self, document: Path):
        for name, rest in re.findall(r"posecheck ([a-z]+)((?: [^`\n|]+)?)", code(document)):
            if name not in OPTIONS:  # a file, or a word
                continue
            for option in re.findall(r"(?<![\w-])--[a-z-]+", rest):
                assert option in OPTIONS[name], f"posecheck {name} {option}"

    def test_options_of_scripts_exist(self, document: Path):
        script = r"python3? ((?:benchmarks|research|tests|docs)/[\w/]+\.py)([^`\n|]*)"
        for path, rest in re.findall(script, code(document)):
            text = (REPOSITORY / path).read_text("utf-8")
            if "command_line" in text:  # it adds the options that several benchmarks have
                text += (REPOSITORY / "benchmarks/command_line.py").read_text("utf-8")
            for option in re.findall(r"(?<![\w-])--[a-z-]+", rest):
                if "training" not in path:  # its options are those of each network
                    assert f'"{option}"' in text, f"{path} {option}"

    def test_extras_exist(self, document: Path):
        found = re.findall(
            r"pip install[^`\n]*?(?:posecheck|\.)\[([\w,]+)\]", document.read_text("utf-8")
        )
        named = {extra for group in found for extra in group.split(",")}
        assert named <= EXTRAS


def code(document: Path) -> str:
    """What a document shows as code: spans, and indented or fenced lines, one below the other."""
    text = document.read_text("utf-8")
    return "\n".join([*re.findall(r"`([^`\n]+)`", text), *re.findall(r"^ {4,}(\S.*)$", text, re.M)])


def options_of_commands() -> dict[str, set[str]]:
    main = typer.main.get_command(app_module.app)
    return {
        name: {o for p in command.params for o in (*p.opts, *p.secondary_opts)}
        for name, command in main.commands.items()
    }


OPTIONS = options_of_commands()

EXTRAS = set(
    tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"][
        "optional-dependencies"
    ]
)


def test_every_command_and_what_it_writes_stands_in_the_readme():
    readme = (REPOSITORY / "README.md").read_text("utf-8")
    for name in OPTIONS:
        assert f"`posecheck {name}" in readme


def test_the_glossary_is_in_order_and_says_where_each_term_is_defined():
    text = (REPOSITORY / "GLOSSARY.md").read_text("utf-8")
    entries = re.findall(r"^\*\*(.+?)\*\*(.*(?:\n(?!\n).*)*)", text, re.M)
    terms = [term.lower() for term, _ in entries]
    assert len(terms) > 60
    assert terms == sorted(terms)
    for term, explained in entries:
        assert re.search(r"`(posecheck|tests|research|docs|models|sample_videos)/", explained), term


# --- the worked examples of CONTRIBUTING.md

CONTRIBUTING = (REPOSITORY / "CONTRIBUTING.md").read_text("utf-8")


def example(path: str) -> str:
    """The fenced block whose first line names ``path``."""
    blocks = re.findall(r"^( *)```(?:python|toml)\n(.*?)^ *```", CONTRIBUTING, re.M | re.S)
    (found,) = (
        "\n".join(line.removeprefix(indent) for line in block.splitlines())
        for indent, block in blocks
        if path in block.splitlines()[0]
    )
    return found + "\n"


def example_module(path: str, monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    """The example as the module that it would be."""
    module = types.ModuleType(path.removesuffix(".py").replace("/", "."))
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(compile(example(path), path, "exec"), vars(module))
    return module


def test_the_measure_of_the_example(monkeypatch):
    function = example_module("posecheck/measures/shank.py", monkeypatch).shank_inclination
    (entry,) = re.findall(r"^ +(SidedMeasure\(.*\)),$", CONTRIBUTING, re.M)
    names = {"SidedMeasure": SidedMeasure, "shank_inclination": function}
    assert eval(entry, names) == SidedMeasure("shank_inclination", "°", function)
    for side in SIDES:
        for knee, inclination in ((180.0, 90.0), (135.0, 45.0), (90.0, 0.0)):
            scene = scene_of(standing(knee={side: knee}))
            assert function(scene, side) == pytest.approx(inclination, abs=0.1)
            assert function(scene, opposite(side)) == pytest.approx(90.0, abs=0.1)


def test_the_check_of_the_example():
    low_lunge = REPOSITORY / "posecheck/exercises/data/low_lunge.toml"
    text = low_lunge.read_text("utf-8") + example("posecheck/exercises/data/low_lunge.toml")
    assert parse_exercise(text, "low_lunge.toml").checks[-1].fix_low == "Bring your chest up"
    assert find_exercise(str(REPOSITORY / "examples/bridge.toml")).title == "Bridge"


def test_the_camera_of_the_example(monkeypatch, tmp_path):
    camera = example_module("posecheck/video/snapshots.py", monkeypatch).SnapshotFolder
    with pytest.raises(InputError, match="is not there"):
        camera(tmp_path / "missing")
    with camera(tmp_path) as source:
        for index in range(3):
            Image.fromarray(picture(160, 120, index)).save(tmp_path / f"{index}.jpg")
        frame = next(iter(source))
    assert frame.size == (160, 120)
    assert frame.image[:30, :30].mean(axis=(0, 1)) == pytest.approx((220, 20, 20), abs=10)


def test_the_annotator_of_the_example(monkeypatch):
    path = "posecheck/feedback/overlay/view_label.py"
    annotator = example_module(path, monkeypatch).ViewLabelAnnotator()
    frame = Frame(np.zeros((480, 640, 3), np.uint8), 0.0, 0)
    body = lying()
    for moment, is_drawn in (
        (Moment(frame, body, measure(body), None), True),
        (Moment(frame, None, None, None), False),
    ):
        layout = Layout.of(*frame.size)
        image = layout.areas[annotator.area].cut(empty_canvas(layout))
        annotator.annotate(image, moment, layout.sizes)
        assert (image[:, 200:] != DARK).any() == is_drawn


def test_the_command_of_the_example(monkeypatch):
    options = example_module("posecheck/cli/options/sources.py", monkeypatch).SourcesOptions
    example_module("posecheck/cli/sources.py", monkeypatch)
    assert set(get_type_hints(options)) == {"kind"}
    program = typer.Typer()
    (line,) = re.findall(r"^ +add_command\(app, (.*)\)$", CONTRIBUTING, re.M)
    run = line.rpartition(", ")[2].strip('"')
    add_command(program, "sources", options, run)
    add_command(program, "again", options, run)  # one command alone would need no name
    done = CliRunner().invoke(program, ["sources", "--kind", "paper"])
    assert done.exit_code == 0
    assert "Where the limits" in CliRunner().invoke(program, ["sources", "--help"]).output
