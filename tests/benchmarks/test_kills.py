"""A few kills at random instants; `benchmarks/reliability/kills.py` does hundreds."""

from __future__ import annotations

import sys

import pytest

if sys.platform == "win32":
    pytest.skip("signals are Unix's", allow_module_level=True)

from reliability.kills import kill_many


def test_outputs_are_whole_or_absent_however_a_run_ends(tmp_path):
    tally = kill_many(6, 4, tmp_path, names=("analyze", "practice"), frames=6, quick=True)
    assert tally.faults == []
    assert sum(tally.runs.values()) == 6
