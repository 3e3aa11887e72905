"""What ``posecheck selftest`` prints in the terminal, and keeps in the history."""

from __future__ import annotations

from collections.abc import Iterable

from posecheck.cli.console import complain, stdout
from posecheck.engine.live import Closed, Listener
from posecheck.engine.session import Event
from posecheck.errors import HistoryError
from posecheck.feedback.report.selftest_words import outcome_sentences
from posecheck.history.store import History
from posecheck.history.summary import describe_changes
from posecheck.history.times import now_local
from posecheck.moment import Moment
from posecheck.tightness.limits import selftest_limits
from posecheck.tightness.outcome import NOT_A_DIAGNOSIS
from posecheck.tightness.session import SelfTest

CAMERA = (
    "Camera: low, 0.2-0.5 m above the floor, about 2 m to your side, your whole body in the "
    "picture. The leg near the camera is tested. For the other leg, turn around so that your head "
    "is where your feet are."
)
"""Where the camera stands, and how to test the other leg."""


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
    found = outcome_sentences(test.outcomes())
    for sentence in found:
        stdout.print(sentence)
    if not found:
        reason = selftest_limits().reasons[test.blocking_reason()]
        side = test.sides[0] if len(test.sides) == 1 else "one"
        stdout.print(f"No self-test was recognised: {reason.explain}.")
        stdout.print(f"{reason.mend.format(side=side)}.")
    stdout.print(NOT_A_DIAGNOSIS)


def remember(test: SelfTest, source: str) -> bool:
    """Compare with earlier tests and keep this one; False where that failed."""
    outcomes, taken = test.outcomes(), now_local()
    if not outcomes:
        return True
    try:
        with History.open() as history:
            for sentence in describe_changes(outcomes, history.selftests(), taken):
                stdout.print(sentence)
            history.record_selftest(tuple(outcomes.values()), taken, source)
    except HistoryError as error:
        complain(f"{error} This test will not be remembered.")
        return False
    return True
