"""Python values sent to a process of its own and back; pictures go through shared memory.

A pipe takes a picture in ten pieces and more, and each piece may wait for the interpreter's lock
while another thread decodes: 4 ms a picture of 640x480. So large arrays are put into memory that
both processes map, where the system has such memory without a name (Linux). It goes when both
processes have gone, however they end, and never touches the disk. Elsewhere, and where a value does
not fit, arrays go through the pipe.
"""

from __future__ import annotations

import mmap
import os
import pickle
import sys
from collections.abc import Iterator, Mapping
from multiprocessing.connection import Connection
from typing import Any

from posecheck.worker_process import END_TIMEOUT_S, WorkerProcess

LARGE_BYTES = 65536
"""A buffer from this size on does not go through the pipe together with the rest of the value."""

ROOM_BYTES = 1 << 25
"""Memory for each direction: a picture of 1280x1280 and the masks of four people fit in. What is
not used costs nothing."""

ALIGNED_BYTES = 64
"""Every buffer begins at a multiple of this, as processors like it."""


class ObjectPipe:
    """One end of a pipe for Python values with large arrays.

    Both ends take turns, as in question and answer: an array that :meth:`receive` gave to a child
    (``is_child``) may lie in the shared memory, and is valid until the child sends.

    Parameters
    ----------
    connection
        The pipe.
    room
        The handle of the shared memory; None for none.
    is_child
        Whether this is the child's end.
    """

    def __init__(self, connection: Connection, room: int | None, *, is_child: bool) -> None:
        self._connection, self._is_child = connection, is_child
        self._out: memoryview | None = None
        self._in: memoryview | None = None
        if room is not None:
            halves = memoryview(mmap.mmap(room, 2 * ROOM_BYTES))
            to_child, to_parent = halves[:ROOM_BYTES], halves[ROOM_BYTES:]
            self._out, self._in = (to_parent, to_child) if is_child else (to_child, to_parent)

    def send(self, value: object) -> None:
        """Send a value. Raises OSError where the other end has gone."""
        buffers: list[memoryview] = []

        def goes_along(buffer: pickle.PickleBuffer) -> bool:
            """Whether a buffer stays within the pickled value; else it is sent by itself."""
            raw = buffer.raw()
            if raw.nbytes < LARGE_BYTES:
                return True
            buffers.append(raw)
            return False

        pickled = pickle.dumps(value, protocol=5, buffer_callback=goes_along)
        sizes = [buffer.nbytes for buffer in buffers]
        fits = self._out is not None and sum(map(_aligned, sizes)) <= ROOM_BYTES
        if fits and self._out is not None:
            for place, buffer in zip(_places(sizes), buffers, strict=True):
                self._out[place] = buffer
        self._connection.send((pickled, sizes, fits))
        if not fits:
            for buffer in buffers:
                _send_bare(self._connection, buffer)

    def forget_room(self) -> None:
        """Give back the shared memory; arrays go through the pipe from now on."""
        self._out = self._in = None

    def receive(self) -> Any:
        """Wait for a value.

        Raises
        ------
        EOFError
            The other process has closed its end.
        """
        pickled, sizes, is_in_room = self._connection.recv()
        buffers: list[memoryview | bytearray]
        if is_in_room and self._in is not None:
            found = [self._in[place] for place in _places(sizes)]
            buffers = [each if self._is_child else bytearray(each) for each in found]
        else:
            buffers = [bytearray(size) for size in sizes]
            for buffer in buffers:
                _receive_bare(self._connection, memoryview(buffer))
        return pickle.loads(pickled, buffers=buffers)


class ObjectWorker(WorkerProcess):
    """A child process that is sent Python values with large arrays, and answers with such.

    The module's ``serve`` gets a connection, and makes :func:`child_pipe` of it. Parameters and
    attributes as of :class:`~posecheck.worker_process.WorkerProcess`.
    """

    def __init__(self, module: str, environment: Mapping[str, str] | None = None) -> None:
        room = _make_room()
        try:
            super().__init__(module, environment, handles=() if room is None else (room,))
            self._pipe = ObjectPipe(self.connection, room, is_child=False)
        finally:
            if room is not None:
                os.close(room)
        self.connection.send(room)

    def send(self, value: object) -> None:
        """Send a value; what was sent before must have been answered if it is large.

        Raises
        ------
        OSError
            The child has gone.
        """
        self._pipe.send(value)

    def receive(self) -> Any:
        """Wait for a value; raises EOFError once the child has ended."""
        return self._pipe.receive()

    def close(self, timeout_s: float = END_TIMEOUT_S) -> None:
        """Close the pipe, give back the memory, and wait for the child to end."""
        super().close(timeout_s)
        self._pipe.forget_room()


def child_pipe(connection: Connection) -> ObjectPipe:
    """The child's end, in the ``serve`` of a module that :class:`ObjectWorker` runs."""
    room = connection.recv()
    try:
        return ObjectPipe(connection, room, is_child=True)
    finally:
        if room is not None:
            os.close(room)


def _make_room() -> int | None:
    """The handle of memory that a child can map too; None where the system has none."""
    if sys.platform != "linux":
        return None
    try:
        room = os.memfd_create("posecheck")
    except OSError:  # forbidden, as in some sandboxes
        return None
    os.ftruncate(room, 2 * ROOM_BYTES)
    return room


def _aligned(size: int) -> int:
    return -(-size // ALIGNED_BYTES) * ALIGNED_BYTES


def _places(sizes: list[int]) -> Iterator[slice]:
    """Where buffers of these sizes lie in the room."""
    start = 0
    for size in sizes:
        yield slice(start, start + size)
        start += _aligned(size)


def _send_bare(connection: Connection, buffer: memoryview) -> None:
    if sys.platform == "win32":
        connection.send_bytes(buffer)
        return
    sent = 0
    while sent < buffer.nbytes:
        sent += os.write(connection.fileno(), buffer[sent:])


def _receive_bare(connection: Connection, buffer: memoryview) -> None:
    if sys.platform == "win32":
        connection.recv_bytes_into(buffer)
        return
    received = 0
    while received < buffer.nbytes:
        count = os.readv(connection.fileno(), [buffer[received:]])
        if not count:
            raise EOFError
        received += count
