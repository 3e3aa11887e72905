"""The history as the live commands use it: where it fails, they go on."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from posecheck.anatomy import Side
from posecheck.coaching.practice.danger import DangerSign
from posecheck.coaching.practice.part_run import PartRun
from posecheck.coaching.practice.practice import Practice
from posecheck.coaching.practice.state import PracticeState
from posecheck.coaching.record import CorrectionTotal
from posecheck.errors import HistoryError
from posecheck.history.database import history_path
from posecheck.history.records import PastHold, PastSession, Soreness
from posecheck.history.session_log import SessionLog
from posecheck.history.store import History
from posecheck.moment import Moment

RETRY_S = 30.0
"""How long, in seconds, to wait after a write that failed. A try may take five seconds, when
another program holds the file, and the practice stands still meanwhile."""


class Keeper:
    """Keeps a practice in the history.

    Where the history cannot be written it says so once, and the practice goes on: nobody should
    have to get up from the roller for it. It goes on trying: a full disk may have room again.

    Parameters
    ----------
    programme
        Name of the programme or the exercise.
    on_trouble
        Called with one sentence when the history cannot be used.

    Attributes
    ----------
    path
        Where the history lies.
    past
        The sessions before this one, the oldest first; empty where they cannot be read.
    """

    def __init__(self, programme: str, on_trouble: Callable[[str], None]) -> None:
        self.path = history_path()
        self.past: tuple[PastSession, ...] = ()
        self._on_trouble = on_trouble
        self._history: History | None = None
        self._log: SessionLog | None = None
        self._told = self._lost = self._behind = False
        self._next_try_s = 0.0
        try:
            self._history = History.open()
            self.past = self._history.past_sessions()
            if self._history.read_only:
                raise HistoryError(self._history.read_only)
            self._log = self._history.begin_session(programme)
        except HistoryError as error:
            self._lost = True
            self._tell(error, "This session will not be remembered.")

    @property
    def failed(self) -> bool:
        """Whether something could not be kept, as of the last write."""
        return self._lost or self._behind

    @property
    def can_note(self) -> bool:
        """Whether something can be noted about past sessions."""
        return self._history is not None and not self._history.read_only

    def hear(self, moment: Moment, practice: Practice) -> None:
        """Keep all that is known by now."""
        state = moment.practice
        waits = self._behind and time.monotonic() < self._next_try_s
        if state is not None and not waits:
            self.write(lambda log: keep_practice(log, practice, state))

    def write(self, action: Callable[[SessionLog], None]) -> None:
        """Do something with the session's log, if there is one: ``lambda log: log.tick(3)``."""
        if self._log is None:
            return
        try:
            action(self._log)
            self._behind = self._behind and self._log.has_unwritten
        except HistoryError as error:
            self._behind, self._next_try_s = True, time.monotonic() + RETRY_S
            begun = self._log.number is not None
            if not isinstance(error.__cause__, OSError | sqlite3.OperationalError):
                self._lost, self._log = True, None  # damaged, or deleted: no second try
            self._tell(
                error,
                "What follows may not be remembered."
                if begun
                else "This session will not be remembered.",
            )

    def record_soreness(self, session: PastSession, soreness: Soreness) -> None:
        """Note how sore a past session left the person."""
        self._answer(
            replace(session, soreness=soreness),
            lambda history: history.record_soreness(session.number, soreness),
        )

    def answer_danger(self, session: PastSession, was_danger: bool) -> None:
        """Note the answer to a past session's danger question."""
        told = [d for d in session.dangers if was_danger or d.sign != DangerSign.UNANSWERED]
        dangers = tuple(
            replace(d, sign=DangerSign.TOLD) if d.sign == DangerSign.UNANSWERED else d for d in told
        )
        self._answer(
            replace(session, dangers=dangers),
            lambda history: history.answer_danger(session.number, was_danger),
        )

    def _answer(self, answered: PastSession, note: Callable[[History], None]) -> None:
        """Take an answer about a past session into account, and keep it if that can be."""
        self.past = tuple(
            answered if session.number == answered.number else session for session in self.past
        )
        try:
            if self._history is not None:
                note(self._history)
        except HistoryError as error:
            self._lost = True
            self._tell(error, "Your answer will not be remembered.")

    def close(self) -> None:
        """Close the history. May be called more than once."""
        if self._history is not None:
            self._history.close()

    def _tell(self, error: HistoryError, lost: str) -> None:
        if not self._told:
            self._on_trouble(f"{error} {lost}")
        self._told = True


def keep_practice(log: SessionLog, practice: Practice, state: PracticeState) -> None:
    """All that is known of a practice by now, into the session's log."""
    until_s = state.time_s if practice.ended_s is None else practice.ended_s
    log.tick(until_s - practice.began_s)  # not the time for which the end is shown
    for position, runs in practice.course.attempts.items():
        exercise = runs[-1].planned.exercise
        is_done = any(run.status == "done" for run in runs)
        status = "done" if is_done else runs[-1].status
        log.part(position, exercise.name, status, sum(run.worked_s for run in runs))
        for side in runs[-1].sides:
            _keep_side(log, runs, side, position)
        _keep_corrections(log, runs, position)
    keep_dangers(log, practice)


def keep_dangers(log: SessionLog, practice: Practice) -> None:
    """What is known of the danger signs of a practice, into the session's log."""
    for time_s, sign in practice.dangers.found.items():
        log.danger(time_s - practice.began_s, sign)


def _keep_corrections(log: SessionLog, runs: Sequence[PartRun], position: int) -> None:
    """What was corrected in a part; where it began again, all of it together."""
    totals: dict[tuple[str, str], CorrectionTotal] = {}
    for found in (total for run in runs for total in run.record.corrections()):
        total = totals.setdefault(
            (found.check, found.text), CorrectionTotal(found.check, found.text)
        )
        total.count += found.count
        total.seconds += found.seconds
    for total in totals.values():
        log.correction(
            runs[-1].planned.exercise.name,
            total.check,
            total.text,
            count=total.count,
            seconds=total.seconds,
            part=position,
        )


def _keep_side(log: SessionLog, runs: Sequence[PartRun], side: Side, position: int) -> None:
    """What was done on one side of a part; where it began again, its holds are counted on."""
    exercise, totals = runs[-1].planned.exercise, [run.total_of(side) for run in runs]
    of_side = side if exercise.sides else None
    if not totals[-1].counts_time:
        count = sum(int(total.done) for total in totals)
        log.repetitions(exercise.name, "", count, side=of_side or "", part=position)
        return
    holds = [hold for run in runs for hold in run.record.holds() if hold.side == of_side]
    for number, hold in enumerate(holds, 1):
        log.hold(
            PastHold(
                exercise.name,
                of_side,
                held_s=hold.held_s,
                target_s=hold.target_s,
                complete=hold.complete,
                start_s=hold.start_s,
                end_s=hold.end_s,
                unverified=hold.unverified,
                part=position,
                number=number,
            )
        )
