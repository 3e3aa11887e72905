"""Every benchmark starts: its imports resolve, and it explains itself."""

from __future__ import annotations

import importlib
import sys

import pytest

COMMANDS = (
    "accuracy",
    "roller",
    "selftest",
    "exercises",
    "repetitions",
    "breathing",
    "speed",
    "start",
    "drawing",
    "live",
)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_benchmark_explains_itself(name, monkeypatch, capsys):
    command = importlib.import_module(name)
    monkeypatch.setattr(sys, "argv", [f"{name}.py", "--help"])
    with pytest.raises(SystemExit) as ended:
        command.main()
    assert ended.value.code == 0
    assert f"python benchmarks/{name}.py" in capsys.readouterr().out
