"""posecheck and research stay apart; what research takes from posecheck is there."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import REPOSITORY

RENDER = REPOSITORY / "research/render"
TRAINING = REPOSITORY / "research/training"
GPL = "# SPDX-License-Identifier: GPL-3.0-or-later"


def scripts(folder: Path) -> list[Path]:
    ours = (p for p in sorted(folder.rglob("*.py")) if ".venv" not in p.as_posix())
    return [p for p in ours if not {"assets", "work"} & set(p.relative_to(folder).parts)]


def imported_modules(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_the_package_imports_neither_the_renderer_nor_the_training_nor_what_they_need():
    names = {path.stem for path in (*scripts(RENDER), *scripts(TRAINING))}
    forbidden = {"research", "bpy", "mathutils", "torch", "onnx", "networks"} | names
    for path in scripts(REPOSITORY / "posecheck"):
        imported = {
            name.partition(".")[0] for name in imported_modules(ast.parse(path.read_text()))
        }
        assert not imported & forbidden, path


def test_training_does_not_import_the_renderer():
    """Both have a stills.py: a training script gets its own, from the folder beside it."""
    names = {path.stem for path in scripts(RENDER)} - {path.stem for path in scripts(TRAINING)}
    for path in scripts(TRAINING):
        imported = {
            name.partition(".")[0] for name in imported_modules(ast.parse(path.read_text()))
        }
        assert not imported & (names | {"bpy"}), path


def test_every_script_of_the_renderer_says_its_licence():
    assert len(scripts(RENDER)) > 10
    for path in scripts(RENDER):
        assert path.read_text().startswith(GPL), path
    assert "GPL-3.0-or-later" in (RENDER / "README.md").read_text()


def names_defined_in(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {name.asname or name.name for name in node.names}
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)}
    return names


@pytest.mark.parametrize("folder", [RENDER, TRAINING], ids=["render", "training"])
def test_what_a_script_takes_from_another_exists(folder):
    """Neither Blender nor PyTorch is there in the tests; so the names are looked up."""
    for path in scripts(folder):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.ImportFrom) or node.module is None:
                continue
            other = folder / f"{node.module.replace('.', '/')}.py"
            if other.exists():
                taken = {name.name for name in node.names}
                assert not taken - names_defined_in(other), f"{path}: from {node.module}"


@pytest.mark.parametrize("path", scripts(TRAINING), ids=lambda p: str(p.relative_to(TRAINING)))
def test_what_training_takes_from_posecheck_exists(path):
    """The networks need PyTorch, which the tests do not have; so the names are looked up."""
    tree = ast.parse(path.read_text())
    modules = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("posecheck"):
            module = importlib.import_module(node.module)
            for name in node.names:
                if not hasattr(module, name.name):
                    importlib.import_module(f"{node.module}.{name.name}")
                found = getattr(module, name.name)
                if type(found) is type(module):
                    modules[name.asname or name.name] = found
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id in modules
        ):
            assert hasattr(modules[node.value.id], node.attr), f"{node.value.id}.{node.attr}"
