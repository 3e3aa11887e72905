"""What could not be verified of a repetition, and of all that counted."""

from __future__ import annotations

from collections import Counter

from posecheck.coaching.goals.progress import Repetition
from posecheck.coaching.record import SessionRecord
from posecheck.feedback.report.words import describe_seconds


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


def describe_unverified(record: SessionRecord) -> list[str]:
    """The guarding checks that could not see while something counted: ``Knee bent (0.5 s)``.

    Sorted. Of what has no time, as repetitions, the title alone.
    """
    seconds: Counter[str] = Counter()
    for hold in record.holds():
        seconds.update(dict(zip(hold.unverified, hold.unverified_s, strict=True)))
    titles = {title for each in record.repetitions for title in find_unverified(record, each)}
    timed = [f"{title} ({describe_seconds(s)})" for title, s in seconds.items()]
    return sorted([*timed, *(titles - seconds.keys())])
