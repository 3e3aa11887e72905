"""What a recorded session adds up to: the contents of analysis.json, and the report."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from posecheck.coaching.exercise_session import ExerciseSession
from posecheck.coaching.record import SCHEMA, SCHEMA_VERSION, SessionRecord
from posecheck.feedback.report.exercise_report import ExerciseSeen, render_report
from posecheck.feedback.report.pictures import Picture, take_pictures
from posecheck.feedback.report.selftest_report import SelfTestSeen, render_selftest_report
from posecheck.moment import Moment
from posecheck.tightness.session import SelfTest


class Results(Protocol):
    """Gathers what a session gives, moment by moment."""

    def add(self, moment: Moment) -> None:
        """Take in a moment."""
        ...

    def finish(self) -> None:
        """No more moments will come."""
        ...

    def contents(self) -> dict[str, Any]:
        """The promised keys of analysis.json but for ``source``."""
        ...

    def report(self, contents: dict[str, Any], video: Path) -> str:
        """The report's HTML, of the contents of analysis.json and the annotated video."""
        ...


class ExerciseResults:
    """Of one exercise: holds, repetitions, verdicts, corrections."""

    def __init__(self, session: ExerciseSession) -> None:
        self.coach = session
        self.record, self._seen = SessionRecord(session), ExerciseSeen()

    def add(self, moment: Moment) -> None:
        """Take in a moment."""
        assert moment.coaching is not None
        self.record.add(moment.frame.time_s, moment.coaching, moment.frame.gap_s)
        self._seen.add(moment, self.record)

    def finish(self) -> None:
        """No more moments will come."""
        self.record.finish()

    def contents(self) -> dict[str, Any]:
        """The promised keys of analysis.json but for ``source``."""
        return self.record.to_json()

    def report(self, contents: dict[str, Any], video: Path) -> str:
        """The report's HTML, of the contents of analysis.json and the annotated video."""
        pictures = _take(video, self._seen.picture_times(self.record), contents)
        return render_report(contents, self.record, self._seen, pictures)


class SelfTestResults:
    """Of a self-test: the outcome of each leg."""

    def __init__(self, test: SelfTest) -> None:
        self.coach, self._seen = test, SelfTestSeen()

    def add(self, moment: Moment) -> None:
        """Take in a moment."""
        self._seen.add(moment)

    def finish(self) -> None:
        """No more moments will come."""
        self.coach.finish()

    def contents(self) -> dict[str, Any]:
        """The promised keys of analysis.json but for ``source``."""
        empty: dict[str, Any] = {
            key: [] for key in ("holds", "repetitions", "verdicts", "corrections")
        }
        return {
            "schema": SCHEMA,
            "schema_version": SCHEMA_VERSION,
            "exercise": "selftest",
            **empty,
            "selftest": self.coach.to_json(),
        }

    def report(self, contents: dict[str, Any], video: Path) -> str:
        """The report's HTML, of the contents of analysis.json and the annotated video."""
        outcomes = self.coach.outcomes()
        pictures = _take(video, self._seen.picture_times(outcomes), contents)
        return render_selftest_report(contents, outcomes, self._seen, pictures)


def _take(video: Path, times_s: list[float], contents: dict[str, Any]) -> dict[float, Picture]:
    """Take the pictures of a report out of the annotated video."""
    source = contents["source"]
    return take_pictures(video, times_s, (source["width"], source["height"]))
