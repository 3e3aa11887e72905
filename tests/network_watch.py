"""Watches what a program and its children send over sockets, as the kernel sees it.

It needs no tool and no rights: a seccomp filter makes each such system call wait until a watcher
has looked at its address and let it go on (seccomp_unotify(2), Linux 5.5 and newer). So an attempt
is seen also where there is no network, and every library's, not only Python's.

The watcher is a process of its own, which runs this file: it sets the filter, and starts the
program as its child. The filter holds for the watcher too, but it opens no socket.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import ipaddress
import json
import os
import platform
import select
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO

CALLS: Mapping[str, Mapping[str, int]] = {
    "x86_64": {"connect": 42, "sendto": 44, "sendmsg": 46, "bind": 49, "sendmmsg": 307},
    "aarch64": {"bind": 200, "connect": 203, "sendto": 206, "sendmsg": 211, "sendmmsg": 269},
}
"""The numbers of the system calls that name an address."""

SECCOMP = {"x86_64": 317, "aarch64": 277}
SET_MODE_FILTER, NEW_LISTENER = 1, 8
NO_NEW_PRIVILEGES, SUBREAPER = 38, 36
ALLOW, ASK_WATCHER = 0x7FFF0000, 0x7FC00000
LOAD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06
RECEIVE, SEND, CONTINUE = 0xC0502100, 0xC0182101, 1

RESOLVERS = ("systemd/resolve", "nscd", "avahi")
"""Parts of the paths of local sockets through which a name may be looked up."""


class CannotWatchError(Exception):
    """This system has no such filters, or forbids them."""


@dataclass
class Watched:
    """What a program did.

    Attributes
    ----------
    status
        Its exit status.
    output
        What it printed.
    addresses
        The addresses that it connected or sent to, or listened at, in order: "127.0.0.1:80", or
        "local " and the path of a local socket.
    """

    status: int = 0
    output: str = ""
    addresses: list[str] = field(default_factory=list)

    def outside(self, *allowed: str) -> list[str]:
        """The addresses that are neither allowed nor a mere local socket."""
        return [
            address
            for address in self.addresses
            if address not in allowed
            and (not address.startswith("local ") or any(r in address for r in RESOLVERS))
        ]


def watch(command: Sequence[str], environment: Mapping[str, str], timeout_s: float) -> Watched:
    """Run a program and its children to their end.

    Raises
    ------
    CannotWatchError
        This system cannot watch.
    """
    if sys.platform != "linux" or platform.machine() not in CALLS:
        raise CannotWatchError(f"{sys.platform} on {platform.machine()} is not watched")
    told, tell = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", __file__, str(tell), *command],
        env=dict(environment),
        pass_fds=(tell,),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    os.close(tell)
    try:
        output, _ = process.communicate(timeout=timeout_s)
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        os.close(told)
        raise
    with open(told) as report:
        kind, _, rest = report.read().partition("\n")
    if kind != "watched":
        raise CannotWatchError(kind or output)
    return Watched(process.returncode, output, json.loads(rest))


def watch_or_skip(
    command: Sequence[str], environment: Mapping[str, str], timeout_s: float
) -> Watched:
    """As :func:`watch`; a test that cannot watch is skipped, or fails where POSECHECK_CI is set."""
    import pytest  # the watcher's own process has none

    try:
        return watch(command, environment, timeout_s)
    except CannotWatchError as error:
        if "POSECHECK_CI" in os.environ:
            pytest.fail(f"this machine must be able to watch: {error}")
        pytest.skip(f"this system cannot watch: {error}")


# --- the watcher's process


def main(report: IO[str], command: Sequence[str]) -> int:
    """Run the program in the filter; report its addresses; return its status."""
    names = {number: name for name, number in CALLS[platform.machine()].items()}
    try:
        listener = _set_filter(list(names))
    except OSError as error:
        report.write(f"{error}")
        return 0
    child = os.fork()
    if child == 0:
        os.close(listener)
        os.set_inheritable(report.fileno(), False)
        os.execv(command[0], list(command))
    found: list[str] = []
    poller = select.poll()
    poller.register(listener, select.POLLIN)
    status = 0
    with suppress(ChildProcessError):  # until there is no child left, nor a child's child
        while True:
            for _ in poller.poll(20):
                _answer(listener, names, found)
            ended, how = os.waitpid(-1, os.WNOHANG)
            if ended == child:
                status = os.waitstatus_to_exitcode(how)
    report.write("watched\n" + json.dumps(found))
    return status if status >= 0 else 128 - status


def _set_filter(calls: Sequence[int]) -> int:
    """Set the filter for this process and its children; return what tells of their calls."""
    rules = [(LOAD, 0, 0, 0)]  # the number of the call
    rules += [(JUMP_IF_EQUAL, len(calls) - i, 0, call) for i, call in enumerate(calls)]
    rules += [(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, ASK_WATCHER)]
    filters = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *r) for r in rules))
    program = struct.pack("HxxxxxxQ", len(rules), ctypes.addressof(filters))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)  # else a filter needs root
    libc.prctl(SUBREAPER, 1, 0, 0, 0)  # processes that outlive the program stay ours
    number = SECCOMP[platform.machine()]
    listener = int(libc.syscall(number, SET_MODE_FILTER, NEW_LISTENER, ctypes.c_char_p(program)))
    if listener < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return listener


def _answer(listener: int, names: Mapping[int, str], found: list[str]) -> None:
    request = bytearray(80)
    try:
        fcntl.ioctl(listener, RECEIVE, request)
    except OSError as error:
        if error.errno == errno.ENOENT:  # it was killed meanwhile
            return
        raise
    number, pid, _, call, *_, first, second, third, fourth, fifth, sixth = struct.unpack(
        "QIIiIQ6Q", request
    )
    try:
        with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
            found += _addresses(memory, names[call], (first, second, third, fourth, fifth, sixth))
    except OSError as error:
        found.append(f"unread: {names[call]}, {error}")
    answer = bytearray(struct.pack("QqiI", number, 0, 0, CONTINUE))
    try:
        fcntl.ioctl(listener, SEND, answer)
    except OSError as error:
        if error.errno != errno.ENOENT:
            raise


def _addresses(memory, name: str, arguments: tuple[int, ...]) -> list[str]:
    if name in ("connect", "bind"):
        where = [(arguments[1], arguments[2])]
    elif name == "sendto":
        where = [(arguments[4], arguments[5])]
    else:
        count = arguments[2] if name == "sendmmsg" else 1
        where = []
        for i in range(min(count, 16)):
            memory.seek(arguments[1] + 64 * i)  # struct mmsghdr: a msghdr, and a length
            where.append(struct.unpack("QI", memory.read(12)))
    found = []
    for place, length in where:
        if place and length >= 2:
            memory.seek(place)
            found.append(_describe(memory.read(min(length, 128))))
    return [text for text in found if text]


def _describe(address: bytes) -> str:
    family = struct.unpack_from("H", address)[0]
    if family == socket.AF_INET:
        return f"{ipaddress.IPv4Address(address[4:8])}:{int.from_bytes(address[2:4], 'big')}"
    if family == socket.AF_INET6:
        return f"[{ipaddress.IPv6Address(address[8:24])}]:{int.from_bytes(address[2:4], 'big')}"
    if family == socket.AF_UNIX:
        path = address[2:]
        path = path[1:] if path[:1] == b"\0" else path.split(b"\0")[0]
        return f"local {path.decode(errors='replace')}"
    if family in (socket.AF_NETLINK, socket.AF_UNSPEC):  # asks the kernel; undoes a connection
        return ""
    return f"family {family}"


if __name__ == "__main__":
    with open(int(sys.argv[1]), "w") as told_here:
        end = main(told_here, sys.argv[2:])
    sys.exit(end)
