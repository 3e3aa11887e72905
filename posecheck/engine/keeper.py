"""The history as the live commands use it: where it fails, they go on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from posecheck.anatomy import Side
from posecheck.coaching.practice.part_run import PartRun
from posecheck.coaching.practice.practice import Practice
from posecheck.coaching.practice.state import PracticeState
from posecheck.errors import HistoryError
from posecheck.history.database import history_path
from posecheck.history.records import PastHold, PastSession, Soreness
from posecheck.history.session_log import SessionLog
from posecheck.history.store import History
from posecheck.moment import Moment


class Keeper:
    """Keeps a practice in the history.

    Where the history cannot be written it says so once, and the practice goes on: nobody should
    have to get up from the roller for it.

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
    failed
        Whether something could not be kept.
    past
        The sessions before this one, the oldest first; empty where they cannot be read.
    """

    def __init__(self, programme: str, on_trouble: Callable[[str], None]) -> None:
        self.path = history_path()
        self.failed = False
        self.past: tuple[PastSession, ...] = ()
        self._on_trouble = on_trouble
        self._history: History | None = None
        self._log: SessionLog | None = None
        try:
            self._history = History.open()
            self.past = self._history.past_sessions()
            if self._history.read_only:
                raise HistoryError(self._history.read_only)
            self._log = self._history.begin_session(programme)
        except HistoryError as error:
            self._give_up(error)

    @property
    def can_note(self) -> bool:
        """Whether something can be noted about past sessions."""
        return self._history is not None and not self._history.read_only

    def hear(self, moment: Moment, practice: Practice) -> None:
        """Keep all that is known by now."""
        state = moment.practice
        if state is not None:
            self.write(lambda log: keep_practice(log, practice, state))

    def write(self, action: Callable[[SessionLog], None]) -> None:
        """Do something with the session's log, if there is one: ``lambda log: log.tick(3)``."""
        if self._log is None:
            return
        try:
            action(self._log)
        except HistoryError as error:
            self._give_up(error)

    def record_soreness(self, session: PastSession, soreness: Soreness) -> PastSession:
        """Note how sore a past session left the person; return it with that."""
        try:
            if self._history is not None:
                self._history.record_soreness(session.number, soreness)
        except HistoryError as error:
            self._give_up(error)
        return replace(session, soreness=soreness)

    def close(self) -> None:
        """Close the history. May be called more than once."""
        if self._history is not None:
            self._history.close()

    def _give_up(self, error: HistoryError) -> None:
        self._on_trouble(f"{error} This session will not be remembered.")
        self.failed, self._log = True, None


def keep_practice(log: SessionLog, practice: Practice, state: PracticeState) -> None:
    """All that is known of a practice by now, into the session's log."""
    log.tick(state.time_s - practice.began_s)
    for position, run in practice.course.runs.items():
        exercise = run.planned.exercise.name
        log.part(position, exercise, run.status, run.worked_s)
        for side in run.sides:
            _keep_side(log, run, side, position)
        for record in run.records:
            for total in record.corrections():
                log.correction(
                    exercise,
                    total.check,
                    total.text,
                    count=total.count,
                    seconds=total.seconds,
                    part=position,
                )
    if practice.danger_reported_s is not None:
        log.danger(practice.danger_reported_s - practice.began_s, "reported")


def _keep_side(log: SessionLog, run: PartRun, side: Side, position: int) -> None:
    exercise, done = run.planned.exercise, run.total_of(side)
    of_side = side if exercise.sides else None
    if not done.counts_time:
        log.repetitions(exercise.name, "", int(done.done), side=of_side or "", part=position)
        return
    unverified = {h.side: h.unverified for r in run.records for h in r.holds()}
    for number, hold in enumerate(run.holds(side), 1):
        log.hold(
            PastHold(
                exercise.name,
                of_side,
                held_s=hold.held_s,
                target_s=hold.target_s,
                complete=hold.status == "complete",
                start_s=hold.start_s,
                end_s=hold.end_s,
                unverified=unverified.get(of_side, ()),
                part=position,
                number=number,
            )
        )
