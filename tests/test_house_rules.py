"""The house rules that no linter knows: how long files and how wide functions may be."""

from __future__ import annotations

import ast
from pathlib import Path

from conftest import REPOSITORY

PACKAGE = REPOSITORY / "posecheck"

LONGEST_FILE = 350
LONGEST_COMMAND = 150
MOST_PARAMETERS = 8


def lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def test_no_file_is_long():
    found = {str(path): lines(path) for path in PACKAGE.rglob("*.py")}
    assert {path: n for path, n in found.items() if n > LONGEST_FILE} == {}


def test_the_commands_are_thin():
    found = {path.name: lines(path) for path in (PACKAGE / "cli").rglob("*.py")}
    assert {name: n for name, n in found.items() if n > LONGEST_COMMAND} == {}


def test_no_function_takes_many_parameters():
    wide = {}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                arguments = node.args
                names = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
                count = len([a for a in names if a.arg not in ("self", "cls")])
                if count > MOST_PARAMETERS:
                    wide[f"{path.name}: {node.name}"] = count
    assert wide == {}
