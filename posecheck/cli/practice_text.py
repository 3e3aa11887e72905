"""What ``posecheck practice`` prints and asks in the terminal, before, during and after."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from rich.markup import escape

from posecheck.cli import questions
from posecheck.cli.camera_text import tell_camera
from posecheck.cli.console import stdout
from posecheck.cli.live import LiveEnd
from posecheck.coaching.frame_coaching import Phase
from posecheck.coaching.practice.practice import Practice
from posecheck.engine.live import Closed, Listener
from posecheck.engine.practice_run import PracticeRun, describe_done
from posecheck.engine.session import Event
from posecheck.exercises.checklist import checklist
from posecheck.moment import Moment


def introduce(run: PracticeRun, hold_s: float | None) -> None:
    """The proposed hold and why, the programme, and the danger signs."""
    proposal, programme = run.proposal, run.programme
    if proposal.rests:
        stdout.print(proposal.reason)
    else:
        stdout.print(f"Proposed hold for a release: {proposal.hold_s:.0f} s. {proposal.reason}")
    for advice in proposal.advice:
        stdout.print(f"  {advice}")
    if hold_s is not None:
        stdout.print(f"You chose {hold_s:g} s.")
    heading = escape(programme.heading(", about "))
    stdout.print(f"[bold]{heading}.[/] {escape(programme.summary)}", markup=True)
    stdout.print(checklist().disclaimer)
    stdout.print(checklist().danger.warning)


class Teller(Listener):
    """A listener that prints what changes: stage, step, correction."""

    def __init__(self) -> None:
        self._last = checklist().disclaimer  # the introduction has printed it

    def hear(self, moment: Moment) -> Iterable[Event | Closed]:
        """Print a moment's text where it is not the last one's."""
        state = moment.practice
        if state is None:
            return ()
        text, coaching = state.message, state.coaching
        if coaching is not None:
            text = coaching.message or coaching.step
            if coaching.phase is Phase.PAUSED:
                text = f"Paused at {coaching.hold.held_s:.0f} s: {text}"
        if text and text != self._last:
            stdout.print(text)
            self._last = text
        return ()


def summarize(practice: Practice, end: LiveEnd) -> None:
    """What was done on each side, and how many frames were seen."""
    for sentence in describe_done(practice):
        stdout.print(sentence)
    seen_s = end.seconds - end.waited_s
    rate = end.frames / seen_s if seen_s > 0 else 0.0
    stdout.print(
        f"{end.frames} frames in {end.seconds:.0f} s ({rate:.0f} a second), {end.skipped} skipped."
    )
    tell_camera(end.unreadable, end.waited_s)


def tell_saved(run: PracticeRun) -> None:
    """Where it was saved, if it was."""
    if not run.keeper.failed:
        stdout.print(f"Saved on this machine: {run.keeper.path}")


def ask_afterwards(run: PracticeRun) -> None:
    """Ask what only the person knows; tell what the answers call for."""
    if questions.can_ask():
        with suppress(KeyboardInterrupt):  # the question is passed over, the practice is kept
            _ask(run)
    if run.asks_danger:
        stdout.print(checklist().danger.unanswered)


def _ask(run: PracticeRun) -> None:
    was_danger = questions.ask_danger() if run.asks_danger else None
    if was_danger is not None:
        run.note_danger(was_danger)
    if was_danger:
        for line in checklist().danger.what_to_do:
            stdout.print(f"  {line}")
    elif run.asks_release:
        felt = questions.ask_release_felt()
        if felt is not None:
            run.note_release_felt(felt)
        if felt is False:
            questions.tell_causes(run.release_causes())
