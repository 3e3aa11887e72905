"""Standard input, output and error, made safe: closed, of any encoding, or with a reader who left.

Three things end many programs with a traceback: a stream that was closed by the shell (``>&-``), a
character that the terminal's encoding lacks (cp1252, ASCII), and a reader who has left
(``| head``). None of them is a reason to stop a practice or to lose the other files of a batch.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from contextlib import suppress
from typing import TextIO

READER_LEFT = {errno.EPIPE, errno.EIO} | ({errno.EINVAL} if sys.platform == "win32" else set())
"""What the system answers when nobody reads any more: EIO of a closed terminal, EINVAL on
Windows."""

CLOSED = "it is closed"
"""Why nothing can be written to a stream that was closed before the program began."""


class _Sink(io.FileIO):
    """A stream of this process. What cannot be written is lost, and noted in :attr:`trouble`."""

    trouble: str = ""
    reader_left = False

    def write(self, data: object) -> int:
        size = memoryview(data).nbytes  # type: ignore[arg-type]
        if self.trouble or self.reader_left:
            return size
        try:
            return super().write(data)  # type: ignore[arg-type]
        except BlockingIOError:
            raise
        except OSError as error:
            if error.errno in READER_LEFT:
                self.reader_left = True
            else:
                self.trouble = error.strerror or str(error)
        return size


_output: _Sink | None = None
"""What standard output goes through, once :func:`prepare_streams` was called."""


def prepare_streams() -> None:
    """Make the three standard streams safe, for a program that is just starting."""
    global _output
    closed = [number for number in (0, 1, 2) if not _is_open(number)]
    for number in closed:  # else the next file that is opened becomes standard output
        _open_nowhere(number)
    if sys.stdin is None:
        sys.stdin = io.TextIOWrapper(io.FileIO(0, "r", closefd=False), encoding="utf-8")
    for name, number in (("stdout", 1), ("stderr", 2)):
        stream = getattr(sys, name)
        if not _is_plain(stream, number):
            continue
        sink = _Sink(number, "w", closefd=False)
        sink.trouble = CLOSED if number in closed else ""
        setattr(sys, name, _text(sink, stream))
        if number == 1:
            _output = sink


def has_reader() -> bool:
    """Whether somebody still reads what is printed."""
    return _output is None or not (_output.reader_left or _output.trouble)


def output_trouble() -> str:
    """Why standard output cannot be written, else "". A reader who has left is no trouble."""
    if _output is not None:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
    return _output.trouble if _output is not None else ""


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def _open_nowhere(number: int) -> None:
    descriptor = os.open(os.devnull, os.O_RDWR)
    if descriptor != number:
        os.dup2(descriptor, number)
        os.close(descriptor)


def _is_plain(stream: TextIO | None, number: int) -> bool:
    """Whether a stream is this process's own one, not a test's, and not a Windows console."""
    if stream is None:
        return True
    if sys.platform == "win32" and stream.isatty():
        with suppress(AttributeError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[attr-defined]
        return False
    try:
        return isinstance(stream, io.TextIOWrapper) and stream.fileno() == number
    except (OSError, ValueError):
        return False


def _text(sink: _Sink, before: TextIO | None) -> TextIO:
    """A text stream of the same encoding that can write every character, some as escapes."""
    if before is not None:
        with suppress(OSError, ValueError):
            before.flush()
    return io.TextIOWrapper(
        io.BufferedWriter(sink),
        encoding=before.encoding if before is not None else "utf-8",
        errors="backslashreplace",
        line_buffering=before is None or getattr(before, "line_buffering", False),
        write_through=getattr(before, "write_through", False),
    )
