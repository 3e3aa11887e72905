"""Why nothing was counted in a recording, or no self-test recognised."""

from __future__ import annotations

from posecheck.coaching.record import SessionRecord
from posecheck.feedback.report.sides import counted_word
from posecheck.tightness.outcome import why_cannot_tell
from posecheck.tightness.session import SelfTest

EITHER_SIDE = "left or right"
"""The side in a sentence that holds for both."""


def name_unseen(person: int | None) -> str:
    """Say who was never seen, as a clause: anybody, or the person with the wanted number."""
    return "nobody was seen" if person is None else f"person {person} was not seen"


def explain_nothing_counted(record: SessionRecord) -> str:
    """Say why nothing was counted of a person who was seen, as a clause."""
    exercise = record.session.exercise
    good = {span.check for span in record.verdicts if span.verdict == "good"}
    if any(check.kind == "defining" and check.name not in good for check in exercise.checks):
        return "the position was not reached"
    if exercise.hold is not None:
        return "the position was not held"
    if exercise.moving is not None:
        return "no rolling was seen"
    return f"no {counted_word(exercise.goal)} was complete"


def explain_not_recognised(test: SelfTest) -> str:
    """Say why no leg was tested, and what to do about it, in two sentences."""
    side = test.sides[0] if len(test.sides) == 1 else EITHER_SIDE
    trial = test.blocking_trial()
    said = why_cannot_tell(trial.reason, side, trial.rest_s)
    assert said is not None
    why, mend = said
    return f"No self-test was recognised: {why}. {mend}."
