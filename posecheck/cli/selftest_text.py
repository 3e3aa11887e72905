"""What ``posecheck selftest`` prints in the terminal, and keeps in the history."""

from __future__ import annotations

from collections.abc import Iterable

from posecheck.cli.console import complain, stdout
from posecheck.engine.live import Closed, Listener
from posecheck.engine.selftest_run import CAMERA, describe_test, keep_test
from posecheck.engine.session import Event
from posecheck.moment import Moment
from posecheck.tightness.outcome import NOT_A_DIAGNOSIS
from posecheck.tightness.session import SelfTest


def introduce() -> None:
    """What the test is, and where the camera stands."""
    stdout.print(f"[bold]Psoas self-test[/]. {NOT_A_DIAGNOSIS} {CAMERA}", markup=True)


class Teller(Listener):
    """A listener that prints what is to be said."""

    def hear(self, moment: Moment) -> Iterable[Event | Closed]:
        """Print a moment's prompts."""
        if moment.selftest is not None:
            for prompt in moment.selftest.prompts:
                stdout.print(prompt.text)
        return ()


def tell(test: SelfTest) -> None:
    """The outcome of each leg, or why no test was recognised."""
    for sentence in describe_test(test):
        stdout.print(sentence)
    stdout.print(NOT_A_DIAGNOSIS)


def remember(test: SelfTest, source: str) -> bool:
    """Compare with earlier tests and keep this one; False where that failed."""
    changes, trouble = keep_test(test, source)
    for sentence in changes:
        stdout.print(sentence)
    if trouble:
        complain(trouble)
    return not trouble
