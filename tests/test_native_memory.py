"""Free memory goes back to the system: seldom, and wherever there is a way to."""

from __future__ import annotations

import ctypes
import sys

import pytest

from posecheck import native_memory
from posecheck.native_memory import PAUSE_S, MemoryKeeper, give_back_free_memory


def test_once_a_minute(monkeypatch):
    given = []
    monkeypatch.setattr(native_memory, "give_back_free_memory", lambda: given.append(0))
    keeper = MemoryKeeper()
    for frame in range(int(3.5 * PAUSE_S * 10)):
        keeper.tidy(frame / 10)
    assert len(given) == 3


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="not glibc")
def test_what_was_freed_is_given_back():
    def resident_kb() -> int:
        with open("/proc/self/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))

    libc = ctypes.CDLL(None)
    libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
    # small pieces, with one that stays at the top: the C library can give none back by itself
    pieces = [libc.malloc(10_000) for _ in range(10_000)]
    for piece in pieces:
        ctypes.memset(piece, 1, 10_000)
    for piece in pieces[:-1]:
        libc.free(piece)
    before = resident_kb()
    assert give_back_free_memory()
    assert before - resident_kb() > 50_000
    libc.free(pieces[-1])


def test_elsewhere_nothing_is_done(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not give_back_free_memory()
