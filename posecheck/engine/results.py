"""What a recorded session adds up to: the contents of analysis.json, and the report."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from posecheck.coaching.exercise_session import ExerciseSession
from posecheck.coaching.record import SCHEMA, SCHEMA_VERSION, SessionRecord
from posecheck.feedback.report.exercise_report import ExerciseSeen, render_report
from posecheck.feedback.report.nothing_found import (
    explain_not_recognised,
    explain_nothing_counted,
    name_unseen,
)
from posecheck.feedback.report.pictures import Picture, take_pictures
from posecheck.feedback.report.repetitions import find_unverified
from posecheck.feedback.report.selftest_report import SelfTestSeen, render_selftest_report
from posecheck.moment import Moment
from posecheck.tightness.session import SelfTest
from posecheck.video.remarks import is_sparse


class ExerciseResults:
    """Of one exercise: holds, repetitions, verdicts, corrections.

    Parameters
    ----------
    session
        The session.
    person
        Who is followed, counted from the left; None for the one on the floor.
    """

    def __init__(self, session: ExerciseSession, person: int | None = None) -> None:
        self.coach, self._person, self._is_seen = session, person, False
        self.record, self._seen = SessionRecord(session), ExerciseSeen()
        self._frames, self._first_s, self._last_s = 0, math.nan, math.nan

    def add(self, moment: Moment) -> None:
        """Take in a moment."""
        assert moment.coaching is not None
        self._is_seen |= moment.body is not None
        self._last_s = moment.frame.time_s
        self._first_s = self._last_s if self._frames == 0 else self._first_s
        self._frames += 1
        self.record.add(moment.frame.time_s, moment.coaching, moment.frame.gap_s)
        self._seen.add(moment, self.record)

    def finish(self) -> None:
        """No more moments will come."""
        self.record.finish()

    def contents(self) -> dict[str, Any]:
        """The promised keys of analysis.json but for ``source``."""
        contents = self.record.to_json()
        for written, repetition in zip(
            contents["repetitions"], self.record.repetitions, strict=True
        ):
            written["unverified"] = find_unverified(self.record, repetition)
        if contents["holds"] or contents["repetitions"]:
            return contents
        return contents | {"why_nothing": f"Nothing was counted: {self._explain_nothing()}."}

    def _explain_nothing(self) -> str:
        if not self._is_seen:
            return name_unseen(self._person)
        if is_sparse(self._frames, self._last_s - self._first_s):
            return "it has too few pictures"
        return explain_nothing_counted(self.record)

    def report(self, contents: dict[str, Any], video: Path) -> str:
        """The report's HTML, of the contents of analysis.json and the annotated video."""
        pictures = _take(video, self._seen.picture_times(self.record), contents)
        return render_report(contents, self.record, self._seen, pictures)


class SelfTestResults:
    """Of a self-test: the outcome of each leg. The parameters are as for an exercise."""

    def __init__(self, test: SelfTest, person: int | None = None) -> None:
        self.coach, self._person, self._is_seen = test, person, False
        self._seen = SelfTestSeen()

    def add(self, moment: Moment) -> None:
        """Take in a moment."""
        self._is_seen |= moment.body is not None
        self._seen.add(moment)

    def finish(self) -> None:
        """No more moments will come."""
        self.coach.finish()

    def contents(self) -> dict[str, Any]:
        """The promised keys of analysis.json but for ``source``."""
        empty: dict[str, Any] = {
            key: [] for key in ("holds", "repetitions", "verdicts", "corrections")
        }
        contents = {
            "schema": SCHEMA,
            "schema_version": SCHEMA_VERSION,
            "exercise": "selftest",
            **empty,
            "selftest": self.coach.to_json(),
        }
        if self.coach.outcomes():
            return contents
        why = explain_not_recognised(self.coach)
        if not self._is_seen and self._person is not None:
            why = f"No self-test was recognised: {name_unseen(self._person)}."
        return contents | {"why_nothing": why}

    def report(self, contents: dict[str, Any], video: Path) -> str:
        """The report's HTML, of the contents of analysis.json and the annotated video."""
        outcomes = self.coach.outcomes()
        pictures = _take(video, self._seen.picture_times(outcomes), contents)
        return render_selftest_report(contents, outcomes, self._seen, pictures)


def _take(video: Path, times_s: list[float], contents: dict[str, Any]) -> dict[float, Picture]:
    """Take the pictures of a report out of the annotated video."""
    source = contents["source"]
    return take_pictures(video, times_s, (source["width"], source["height"]))
