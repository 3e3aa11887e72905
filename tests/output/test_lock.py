"""A lock keeps others out while its holder lives, and no longer."""

from __future__ import annotations

import subprocess
import sys

import pytest
from conftest import program_environment

from posecheck.output import lock as file_lock
from posecheck.output.lock import AlreadyLockedError, lock_file

HOLDER = """
import sys, time
from pathlib import Path
from posecheck.output.lock import lock_file
with lock_file(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_one_is_kept_out_until_the_first_is_done(tmp_path):
    path = tmp_path / ".a.lock"
    with lock_file(path):
        with pytest.raises(AlreadyLockedError), lock_file(path):
            pass
        assert path.exists()
    assert not path.exists()
    with lock_file(path):
        pass


def test_a_killed_holder_leaves_nothing_that_stops_the_next(tmp_path):
    path = tmp_path / ".a.lock"
    command = [sys.executable, "-c", HOLDER, str(path)]
    environment = program_environment(tmp_path)
    holder = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(AlreadyLockedError), lock_file(path):
            pass
        holder.kill()
    assert path.exists()
    with lock_file(path):
        pass
    assert not path.exists()


def test_a_lock_that_was_removed_meanwhile_is_taken_anew(tmp_path, monkeypatch):
    path = tmp_path / ".a.lock"
    looked = []

    def is_still(path, descriptor, real=file_lock._is_still):
        if not looked:
            path.unlink()  # its last owner ends just now
        looked.append(real(path, descriptor))
        return looked[-1]

    monkeypatch.setattr("posecheck.output.lock._is_still", is_still)
    with lock_file(path):
        assert path.exists()
    assert looked == [False, True]
