"""Watches what a program and its children send over sockets, as the kernel sees it.

It needs no tool and no rights: a seccomp filter makes each such system call wait until this
process has looked at its address and let it go on (seccomp_unotify(2), Linux 5.6 and newer). So it
sees an attempt also where there is no network, and every library's, not only Python's.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import ipaddress
import os
import platform
import select
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest

CALLS: Mapping[str, Mapping[str, int]] = {
    "x86_64": {"connect": 42, "sendto": 44, "sendmsg": 46, "bind": 49, "sendmmsg": 307},
    "aarch64": {"bind": 200, "connect": 203, "sendto": 206, "sendmsg": 211, "sendmmsg": 269},
}
"""The numbers of the system calls that name an address."""

PIDFD_GETFD, SECCOMP = 438, {"x86_64": 317, "aarch64": 277}
RECEIVE, SEND = 0xC0502100, 0xC0182101  # ioctls of a seccomp listener
CONTINUE = 1

RESOLVERS = ("systemd/resolve", "nscd", "avahi")
"""Parts of the paths of local sockets through which a name may be looked up."""

START = """
import ctypes, os, struct, sys
seccomp, *calls = map(int, sys.argv[1].split(","))
rules = [(0x20, 0, 0, 0)]  # load the number of the call
rules += [(0x15, len(calls) - i, 0, number) for i, number in enumerate(calls)]
rules += [(0x06, 0, 0, 0x7FFF0000), (0x06, 0, 0, 0x7FC00000)]  # allow; ask the watcher
filters = b"".join(struct.pack("HBBI", *rule) for rule in rules)
kept = ctypes.create_string_buffer(filters)
program = struct.pack("HxxxxxxQ", len(rules), ctypes.addressof(kept))
libc = ctypes.CDLL(None, use_errno=True)
libc.prctl(38, 1, 0, 0, 0)  # no new rights, without which a filter needs root
listener = libc.syscall(seccomp, 1, 8, ctypes.c_char_p(program))
os.write(int(sys.argv[2]), struct.pack("i", listener if listener >= 0 else -ctypes.get_errno()))
os.read(int(sys.argv[3]), 1)  # until the watcher has its own copy
os.close(listener)
os.execv(sys.argv[4], sys.argv[4:])
"""
"""Begins a program within the filter."""


class CannotWatchError(Exception):
    """This system has no such filters, or forbids them."""


@dataclass
class Watched:
    """What a program did.

    Attributes
    ----------
    addresses
        The addresses that it connected or sent to, or listened at, in order: "127.0.0.1:80", or
        the path of a local socket.
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
    machine = platform.machine()
    if sys.platform != "linux" or machine not in CALLS:
        raise CannotWatchError(f"{sys.platform} on {machine} is not watched")
    numbers = [SECCOMP[machine], *CALLS[machine].values()]
    told, tell = os.pipe()
    go, may_go = os.pipe()
    words = [",".join(map(str, numbers)), str(tell), str(go), *command]
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", START, *words],
        env=dict(environment),
        pass_fds=(tell, go),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    os.close(tell)
    os.close(go)
    found = Watched()
    try:
        listener = _listener_of(process.pid, struct.unpack("i", os.read(told, 4) or b"\xff" * 4)[0])
        os.write(may_go, b"1")
        output = process.stdout
        assert output is not None
        os.set_blocking(output.fileno(), False)
        _follow(listener, process, output, found, time.monotonic() + timeout_s)
        os.close(listener)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        found.status = process.wait()
        for descriptor in (told, may_go):
            os.close(descriptor)
        if process.stdout is not None:
            process.stdout.close()
    return found


def watch_or_skip(
    command: Sequence[str], environment: Mapping[str, str], timeout_s: float
) -> Watched:
    """As :func:`watch`; a test that cannot watch is skipped, or fails where POSECHECK_CI is set."""
    try:
        return watch(command, environment, timeout_s)
    except CannotWatchError as error:
        if "POSECHECK_CI" in os.environ:
            pytest.fail(f"this machine must be able to watch: {error}")
        pytest.skip(f"this system cannot watch: {error}")


def _listener_of(pid: int, number: int) -> int:
    """A copy of the child's descriptor, which cannot be sent: sending waits for us."""
    if number < 0:
        raise CannotWatchError(os.strerror(-number))
    libc = ctypes.CDLL(None, use_errno=True)
    handle = os.pidfd_open(pid)
    copy = int(libc.syscall(PIDFD_GETFD, handle, number, 0))
    os.close(handle)
    if copy < 0:
        raise CannotWatchError(os.strerror(ctypes.get_errno()))
    return copy


def _follow(listener, process, output, found: Watched, until_s: float) -> None:
    names = {number: name for name, number in CALLS[platform.machine()].items()}
    poller = select.poll()
    poller.register(listener, select.POLLIN)
    poller.register(output.fileno(), select.POLLIN)
    while time.monotonic() < until_s:
        events = dict(poller.poll(200))
        if output.fileno() in events:
            text = output.read()
            found.output += text or ""
            if text == "":
                poller.unregister(output.fileno())
        seen = events.get(listener, 0)
        if seen & select.POLLIN:
            _answer(listener, names, found)
        elif seen & (select.POLLHUP | select.POLLERR) and process.poll() is not None:
            found.output += output.read() or ""
            return
    raise TimeoutError(f"it still runs: {found.output}")


def _answer(listener: int, names: Mapping[int, str], found: Watched) -> None:
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
            found.addresses += _addresses(
                memory, names[call], (first, second, third, fourth, fifth, sixth)
            )
    except OSError as error:
        found.addresses.append(f"unread: {names[call]}, {error}")
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
