"""Files damaged at random: each ends with a result or one sentence (the short version)."""

from __future__ import annotations

import subprocess
import sys

import pytest
from conftest import REPOSITORY, program_environment

FUZZ = REPOSITORY / "benchmarks" / "reliability" / "fuzz.py"


@pytest.mark.skipif(sys.platform == "win32", reason="the processes are forked")
def test_damaged_files_end_with_a_result_or_one_sentence(tmp_path):
    done = subprocess.run(
        [sys.executable, str(FUZZ), "--inputs", "16", "--files", "200", "--seed", "7"],
        cwd=tmp_path,
        env=program_environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "clips and photos: 16 runs, 0 faulty" in done.stdout
    assert "data files: 196 read, 0 faulty" in done.stdout
