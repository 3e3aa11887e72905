"""A whole practice: planned from the history, run live, kept in the history."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from posecheck.coaching.practice.course import total_of_attempts
from posecheck.coaching.practice.danger import DangerSign
from posecheck.coaching.practice.evidence import EvidenceCollector
from posecheck.coaching.practice.practice import Practice
from posecheck.coaching.practice.release_causes import Finding, find_release_causes
from posecheck.coaching.practice.timetable import plan_timetable
from posecheck.engine.keeper import Keeper, keep_dangers
from posecheck.engine.live import Closed, Listener
from posecheck.engine.session import Event
from posecheck.exercises.library import find_exercise
from posecheck.exercises.programme_library import find_programme
from posecheck.history.proposal import (
    Proposal,
    find_open_questions,
    find_sessions_to_ask,
    propose_hold,
)
from posecheck.history.records import EndReason, PastSession, Soreness
from posecheck.history.times import now_local
from posecheck.moment import Moment

AskSoreness = Callable[[PastSession], Soreness | None]
"""Asks how sore a past session left the person; None when the question is passed over."""

AskDanger = Callable[[PastSession], bool | None]
"""Asks whether a past session was stopped because of a danger sign; None as above."""


class PracticeRun(Listener):
    """A practice of a programme with what surrounds it. A listener, and a context manager.

    Parameters
    ----------
    name
        Name of a programme or an exercise, or the path of its TOML file.
    hold_s
        Seconds to hold, as the person wishes; None for what is proposed.
    with_checklist
        Whether to begin with the checklist.
    ask_soreness, ask_danger
        Ask about earlier sessions; None where nobody can be asked.
    on_trouble
        Called with one sentence when the history cannot be used.

    Attributes
    ----------
    programme
        What is practised.
    proposal
        The hold that the history proposes, and why.
    practice
        The practice itself: the coach of a session.
    keeper
        The history of this practice.

    Raises
    ------
    ProgrammeError, ExerciseError
        There is none of that name, its file is damaged, or ``hold_s`` counts for none of it.
    """

    def __init__(
        self,
        name: str,
        *,
        hold_s: float | None,
        with_checklist: bool,
        ask_soreness: AskSoreness | None,
        on_trouble: Callable[[str], None],
        ask_danger: AskDanger | None = None,
    ) -> None:
        self.programme = find_programme(name)
        self.keeper = Keeper(self.programme.name, on_trouble)
        self._evidence = EvidenceCollector()
        try:
            self.proposal = _propose(self.keeper, ask_soreness, ask_danger)
            timetable = plan_timetable(
                self.programme,
                find_exercise,
                proposed_s=self.proposal.hold_s,
                wanted_s=hold_s,
            )
            if hold_s is not None:
                timetable.check_takes_hold()
        except BaseException:
            self.keeper.close()
            raise
        self.practice = Practice(timetable, with_checklist=with_checklist)

    def hear(self, moment: Moment) -> Iterable[Event | Closed]:
        """Keep what a moment shows."""
        if moment.practice is not None:
            self._evidence.add(moment.practice, moment.measurements)
            self.keeper.hear(moment, self.practice)
        return ()

    def end(self, reason: EndReason | None = None) -> None:
        """Note why it ended; by default as the practice says, or that it was stopped."""
        chosen = reason or EndReason(self.practice.ended_by or "stopped")
        self.keeper.write(lambda log: log.end(chosen))

    # --- what only the person knows, asked afterwards

    @property
    def asks_danger(self) -> bool:
        """Whether it is still open if there was a danger sign."""
        return self.practice.dangers.asked_s is not None

    def note_danger(self, was_danger: bool) -> None:
        """The answer to the question that is open."""
        self.practice.dangers.answer(DangerSign.TOLD if was_danger else DangerSign.DENIED)
        self.keeper.write(lambda log: keep_dangers(log, self.practice))

    def report_danger(self, time_s: float) -> None:
        """The person reports a danger sign at a time of the frames, which may be after the end."""
        self.practice.dangers.report(time_s)
        self.keeper.write(lambda log: keep_dangers(log, self.practice))

    @property
    def asks_release(self) -> bool:
        """Whether a release was held, and nothing went wrong in it."""
        return not self.practice.dangers.is_certain and self._evidence.has_release

    def note_release_felt(self, felt: bool) -> None:
        """Whether the person felt a release."""
        self.keeper.write(lambda log: log.release_felt(felt))

    def release_causes(self) -> tuple[Finding, ...]:
        """Why no release may have been felt, the likely causes first."""
        course = self.practice.course
        has_warm_up = any(planned.part.warm_up for planned in course.timetable.parts)
        runs = [run for runs in course.attempts.values() for run in runs]
        return find_release_causes(self._evidence.summarise(runs, has_warm_up))

    def close(self) -> None:
        """Close the history. May be called more than once."""
        self.keeper.close()

    def __enter__(self) -> PracticeRun:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _propose(
    keeper: Keeper, ask_soreness: AskSoreness | None, ask_danger: AskDanger | None
) -> Proposal:
    """Ask what is open about earlier sessions; then propose a hold."""
    now = now_local()
    if keeper.can_note and ask_danger is not None:
        for session in find_open_questions(keeper.past, now.date()):
            was_danger = ask_danger(session)
            if was_danger is not None:
                keeper.answer_danger(session, was_danger)
    if keeper.can_note and ask_soreness is not None:
        for session in find_sessions_to_ask(keeper.past, now):
            soreness = ask_soreness(session)
            if soreness is not None:
                keeper.record_soreness(session, soreness)
    return propose_hold(keeper.past, now.date())


def describe_done(practice: Practice) -> list[str]:
    """What was done on each side, a sentence each; or that nothing was counted."""
    sentences = []
    for runs in practice.course.attempts.values():
        totals, title = total_of_attempts(runs), runs[-1].planned.exercise.title
        for side, of_side in totals.items():
            if of_side.done <= 0:
                continue
            amount = f"{of_side.done:.1f} s" if of_side.counts_time else f"{of_side.done:.0f}"
            complete = of_side.done >= of_side.target - 0.05
            state = "complete" if complete else f"of {of_side.target:.0f}"
            which = f"{side} side" if len(totals) > 1 else "both sides"
            sentences.append(f"{title}: {which} {amount}, {state}.")
    return sentences or ["Nothing was counted."]
