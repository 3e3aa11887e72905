"""What the commands share in talking to the person: standard output and error, a progress bar."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from rich.console import Console
from rich.markup import escape

if TYPE_CHECKING:
    from rich.progress import Progress


class LastingStream:
    """Standard output or error that may be closed while the program works.

    The reader of a pipe goes away, the terminal is closed, the disk behind a file is full: what is
    said is lost then, and no more. A practice goes on, and what it did is saved.

    Parameters
    ----------
    name
        "stdout" or "stderr", as ``sys`` has it at the time of each call.

    Attributes
    ----------
    trouble
        Why something was lost, if that was the disk and not a reader who has gone; else empty.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self.trouble = ""

    def write(self, text: str) -> int:
        """Write a text, if that is possible."""
        with self._lost_quietly():
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Write what is still in memory, if that is possible."""
        with self._lost_quietly():
            self._stream.flush()

    @property
    def _stream(self) -> IO[str]:
        stream: IO[str] = getattr(sys, self._name) or io.StringIO()  # there may be none
        return stream

    @contextmanager
    def _lost_quietly(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno not in (errno.EPIPE, errno.EIO):  # EIO: the terminal is closed
                self.trouble = error.strerror or str(error)
            with suppress(OSError, ValueError):  # so that Python, at its end, can empty its memory
                os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())
        except ValueError:  # it has been closed
            pass

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


output = LastingStream("stdout")
stdout = Console(file=cast(IO[str], output), highlight=False, soft_wrap=True)
stderr = Console(
    file=cast(IO[str], LastingStream("stderr")), stderr=True, highlight=False, soft_wrap=True
)


def complain(sentence: str) -> None:
    """Say what went wrong, on stderr."""
    stderr.print(f"[bold red]posecheck:[/] {escape(sentence)}")


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A bar on stderr with the time left; silent when stderr is not a terminal."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    try:
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=stderr,
            transient=True,
            disable=not stderr.is_terminal,
        ) as progress:
            yield progress
    finally:  # a signal may come just after rich has hidden it
        stderr.show_cursor(True)


def short_name(path: str | Path) -> str:
    """A name for the progress bar."""
    return escape(Path(path).name[:40])
