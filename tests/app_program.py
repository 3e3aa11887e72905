"""The program ``posecheck app`` in a process of its own, as a user starts it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from types import TracebackType

from conftest import program_environment

from posecheck.history.records import PastSession
from posecheck.history.store import History


class AppProgram:
    """A running server; a context manager.

    Parameters
    ----------
    home
        The user's home.
    options
        Of the command.
    before
        Python that is run before the program.

    Attributes
    ----------
    link
        The link that lets a browser in.
    origin
        Where the pages come from.
    """

    def __init__(self, home: Path, *options: str, before: str = "") -> None:
        self._home = home
        program = f"{before}\nfrom posecheck.__main__ import main\nmain()"
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-c", program, "app", "--no-browser", *options],
            env=program_environment(home),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.printed = ""
        self.link = self.read_until(r"http://\S+")
        self.origin = self.link.partition("/enter")[0]

    def read_until(self, pattern: str) -> str:
        """Read what is printed until there is something of this pattern; return that."""
        assert self.process.stdout is not None
        while not (found := re.search(pattern, self.printed)):
            line = self.process.stdout.readline()
            assert line, f"the server has ended: {self.printed}"
            self.printed += line
        return found[0]

    @property
    def data(self) -> Path:
        """The folder of the user's data."""
        return self._home / "data" / "posecheck"

    def sessions(self) -> tuple[PastSession, ...]:
        """What is in the history."""
        with History.open(self.data / "history.sqlite3") as history:
            return history.past_sessions()

    def kill(self) -> None:
        """End it as a crash does."""
        self.process.kill()
        self.process.wait(20)

    def __enter__(self) -> AppProgram:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.communicate(timeout=20)
        finally:
            self.process.kill()
