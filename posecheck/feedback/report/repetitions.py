"""What could not be verified of a repetition."""

from __future__ import annotations

from posecheck.coaching.goals.progress import Repetition
from posecheck.coaching.record import SessionRecord


def find_unverified(record: SessionRecord, repetition: Repetition) -> list[str]:
    """The titles of the guarding checks that could not see at some time of it, sorted."""
    guarding = {c.name: c.title for c in record.session.exercise.checks if c.kind == "guarding"}
    return sorted({
        guarding[span.check]
        for span in record.verdicts
        if span.check in guarding
        and span.verdict == "cannot_see"
        and span.side == repetition.side
        and span.start_s < repetition.end_s
        and span.end_s > repetition.start_s
    })  # fmt: skip
