"""What a running program uses, from Linux's ``/proc``."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


def tree_of(pid: int) -> list[int]:
    """A process and all that it started."""
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        for task in Path(f"/proc/{one}/task").glob("*"):
            with suppress(OSError):
                waiting += map(int, (task / "children").read_text().split())
    return found


def memory_of_tree(pid: int) -> float:
    """Bytes that only these processes hold (private memory), all of them together."""
    total = 0
    for one in tree_of(pid):
        with suppress(OSError):
            for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
                if line.startswith(("Private_Clean:", "Private_Dirty:")):
                    total += 1024 * int(line.split()[1])
    return float(total)


def open_files_of_tree(pid: int) -> int:
    """How many files, sockets and pipes are open in these processes."""
    count = 0
    for one in tree_of(pid):
        with suppress(OSError):
            count += len(list(Path(f"/proc/{one}/fd").iterdir()))
    return count
