"""What comes of a self-test: its sentences, and its place in the history."""

from __future__ import annotations

from posecheck.errors import HistoryError
from posecheck.feedback.report.nothing_found import explain_not_recognised
from posecheck.feedback.report.selftest_words import describe_errors, outcome_sentences
from posecheck.history.store import History
from posecheck.history.summary import describe_changes
from posecheck.history.times import now_local
from posecheck.tightness.session import SelfTest

CAMERA = (
    "Camera: low, 0.2-0.5 m above the floor, about 2 m to your side, your whole body in the "
    "picture. The leg near the camera is tested. For the other leg, turn around so that your head "
    "is where your feet are."
)
"""Where the camera stands, and how to test the other leg."""


def describe_test(test: SelfTest) -> list[str]:
    """The outcome of each leg and how exact it is, or why no test was recognised and what to do."""
    outcomes = test.outcomes()
    if not outcomes:
        return [explain_not_recognised(test)]
    is_tight = any(outcome.result == "tight" for outcome in outcomes.values())
    return [*outcome_sentences(outcomes), *([describe_errors()] if is_tight else [])]


def keep_test(test: SelfTest, source: str) -> tuple[list[str], str]:
    """Compare a test with the earlier ones, and keep it.

    Parameters
    ----------
    test
        A test that has ended. Without any outcome nothing is kept.
    source
        ``live``, or the clip's name.

    Returns
    -------
    changes : list of str
        A sentence on the change of each leg since its reference.
    trouble : str
        One sentence where it cannot be kept, else empty.
    """
    outcomes, taken = test.outcomes(), now_local()
    changes: list[str] = []
    if not outcomes:
        return changes, ""
    try:
        with History.open() as history:
            changes = describe_changes(outcomes, history.selftests(), taken)
            history.record_selftest(tuple(outcomes.values()), taken, source)
    except HistoryError as error:
        return changes, f"{error} This test will not be remembered."
    return changes, ""
