"""``posecheck practice``."""

from __future__ import annotations

import time
from contextlib import ExitStack, suppress
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from posecheck.cli import questions
from posecheck.cli.console import (
    HoldOption,
    MirrorOption,
    ModelOption,
    NoRollerOption,
    PersonOption,
    RollerOption,
    complain,
    roller_finders,
    stdout,
)
from posecheck.cli.speaking import (
    QuietOption,
    RateOption,
    SoundFileOption,
    VoiceLogOption,
    VoiceOption,
    announcing,
)
from posecheck.cli.window import window_if
from posecheck.coaching.practice.evidence import EvidenceCollector
from posecheck.coaching.practice.practice import Practice
from posecheck.coaching.practice.release_causes import findings
from posecheck.coaching.practice.state import Key, PracticeState
from posecheck.coaching.practice.timetable import planned
from posecheck.coaching.session import Phase
from posecheck.engine.keeper import Keeper, keep_practice
from posecheck.engine.pipeline import moments
from posecheck.engine.recorder import Recorder
from posecheck.errors import SourceLostError
from posecheck.exercises.checklist import checklist
from posecheck.exercises.library import exercises, find_exercise
from posecheck.exercises.programme import Programme
from posecheck.exercises.programme_library import find_programme
from posecheck.feedback.overlay.practice import PracticeOverlay
from posecheck.feedback.voice.speech import DEFAULT_RATE
from posecheck.history.proposal import Proposal, proposed_hold, unanswered
from posecheck.history.records import EndReason
from posecheck.perception.body.estimator import PoseEstimator
from posecheck.video.opening import open_source

KEYS = {
    ord(" "): Key.PAUSE,
    ord("n"): Key.NEXT,
    ord("b"): Key.BACK,
    ord("s"): Key.SKIP_SIDE,
    ord("h"): Key.HELP,
    ord("d"): Key.DANGER,
}


def practice(
    what: Annotated[str, typer.Argument(metavar="[NAME]", help="A programme or an exercise.")] = "",
    short: Annotated[bool, typer.Option("--short", help="5 minutes, when already warm.")] = False,
    full: Annotated[bool, typer.Option("--full", help="Everything.")] = False,
    stretch: Annotated[
        bool, typer.Option("--stretch", help="The stretches, morning or evening, while warm.")
    ] = False,
    camera: Annotated[
        str, typer.Option("--camera", help="Index, device path, or a network camera's URL.")
    ] = "0",
    hold: HoldOption = None,
    with_checklist: Annotated[
        bool, typer.Option("--checklist/--no-checklist", help="Begin with the checklist.")
    ] = True,
    record: Annotated[
        Path | None,
        typer.Option("--record", help="Keep the annotated video; else no picture is kept."),
    ] = None,
    mirror: MirrorOption = False,
    window: Annotated[bool, typer.Option(help="Show a window if there is a screen.")] = True,
    voice: VoiceOption = True,
    quiet: QuietOption = False,
    rate: RateOption = DEFAULT_RATE,
    sound_file: SoundFileOption = None,
    voice_log: VoiceLogOption = None,
    person: PersonOption = None,
    roller: RollerOption = None,
    no_roller: NoRollerOption = False,
    model: ModelOption = None,
) -> None:
    """Practise live in front of a camera, hands-free: today's programme, or one exercise.

    One arm held up to the ceiling pauses and goes on; getting up pauses. Keys: space pause,
    n next, b back, s skip side, d danger, h help, q end.

    Examples:

      posecheck practice

      posecheck practice --short --hold 45

      posecheck practice low_lunge --camera http://192.168.1.20:8080/video
    """
    finder = roller_finders(roller, no_roller)()
    programme = find_programme(_wanted(what, short=short, full=full, stretch=stretch))
    keeper = Keeper(programme.name)
    evidence = EvidenceCollector()
    lost: SourceLostError | None = None
    ended: EndReason | None = None
    with ExitStack() as stack:
        stack.callback(keeper.close)
        proposal = _proposal(keeper)
        timetable = planned(programme, find_exercise, proposed_s=proposal.hold_s, wanted_s=hold)
        run = Practice(timetable, with_checklist=with_checklist)
        source = stack.enter_context(open_source(camera))
        estimator = stack.enter_context(
            PoseEstimator("video", model=model, person=person, with_mask=timetable.needs_mask)
        )
        announcer = stack.enter_context(
            announcing(
                live=source.is_live,
                voice=voice,
                quiet=quiet,
                rate=rate,
                sound_file=sound_file,
                voice_log=voice_log,
            )
        )
        screen = stack.enter_context(window_if(window))
        recorder = stack.enter_context(Recorder(record))
        overlay = PracticeOverlay(mirrored=mirror)
        _tell_proposal(proposal, hold)
        _introduce(programme)
        teller, started, frames = _Teller(), time.monotonic(), 0
        try:
            for moment in moments(source, estimator, run, finder):
                state = moment.practice
                assert state is not None
                frames += 1
                evidence.add(state, moment.measurements)
                teller.tell(state)
                announcer.announce(moment, state.prompts)
                run.unsaid = announcer.has_unsaid(state.prompts)
                keeper.write(lambda log: keep_practice(log, run, state))  # noqa: B023
                if screen is not None or recorder.wanted:
                    image = overlay.draw(moment, announcer.flash(state.time_s))
                    recorder.add(moment.frame, image)
                    if screen is not None:
                        if not screen.show(image):
                            break
                        if screen.key in KEYS:
                            run.press(KEYS[screen.key])
                        if finder is not None and (ends := screen.dragged()) is not None:
                            finder.show(overlay.to_frame_pixels(ends, moment.frame))
                if state.over:
                    break
        except SourceLostError as error:
            lost, ended = error, EndReason.CAMERA_LOST
        except KeyboardInterrupt:
            stdout.print("Stopped.")
        ended = ended or EndReason(run.ended_by or "stopped")
        seconds = time.monotonic() - started
        if frames:
            keeper.write(lambda log: log.end(ended))
        _summarize(run, frames, source.skipped, seconds)
        if frames and not keeper.failed:
            stdout.print(f"Saved on this machine: {keeper.path}", markup=False)
        if frames and questions.can_ask():
            with suppress(KeyboardInterrupt):  # the question is passed over, the practice is kept
                _ask_afterwards(run, keeper, evidence)
    if lost is not None:
        complain(str(lost))
    if lost is not None or keeper.failed or recorder.failed:
        raise typer.Exit(1)


def _wanted(what: str, *, short: bool, full: bool, stretch: bool) -> str:
    flags = {"short": short, "full": full, "stretch": stretch}
    named = [name for name, wanted in flags.items() if wanted] + ([what] if what else [])
    if len(named) > 1:
        raise typer.BadParameter("give one programme or exercise, or one of the options for it")
    return named[0] if named else "daily"


def _proposal(keeper: Keeper) -> Proposal:
    """Ask about the last time, once; then propose a hold."""
    release = {name for name, exercise in exercises().items() if exercise.is_on_roller}
    past = [s for s in keeper.past if any(h.held_s > 0 and h.exercise in release for h in s.holds)]
    last = unanswered(past)
    if last is not None and keeper.history is not None and questions.can_ask():
        soreness = questions.ask_soreness(last)
        if soreness is not None:
            past[-1] = keeper.record_soreness(last, soreness)
    return proposed_hold(past, date.today())


def _tell_proposal(proposal: Proposal, hold: float | None) -> None:
    stdout.print(f"Proposed hold for a release: {proposal.hold_s:.0f} s. {proposal.reason}")
    for advice in proposal.advice:
        stdout.print(f"  {advice}")
    if hold is not None:
        stdout.print(f"You chose {hold:g} s.")


def _introduce(programme: Programme) -> None:
    stdout.print(f"[bold]{programme.heading(', about ')}.[/] {programme.summary}")
    stdout.print(checklist().disclaimer)
    stdout.print(checklist().danger.warning)


class _Teller:
    """Says in the terminal what changes: stage, step, correction."""

    def __init__(self) -> None:
        self._last = ""

    def tell(self, state: PracticeState) -> None:
        coaching = state.coaching
        text = state.message
        if coaching is not None:
            text = coaching.message or coaching.step
            if coaching.phase is Phase.PAUSED:
                text = f"Paused at {coaching.hold.held_s:.0f} s: {text}"
        if text and text != self._last:
            stdout.print(text, markup=False)
            self._last = text


def _summarize(run: Practice, frames: int, skipped: int, seconds: float) -> None:
    told = [
        (part_run.planned.exercise.title, side, len(part_run.sides), part_run.done_of(side))
        for part_run in run.course.runs.values()
        for side in part_run.sides
    ]
    for title, side, part_sides, done in told:
        if done.done > 0:
            amount = f"{done.done:.1f} s" if done.counts_time else f"{done.done:.0f}"
            complete = done.done >= done.target - 0.05
            state = "complete" if complete else f"of {done.target:.0f}"
            which = f"{side} side" if part_sides > 1 else "both sides"
            stdout.print(f"{title}: {which} {amount}, {state}.")
    if not any(done.done > 0 for *_, done in told):
        stdout.print("Nothing was counted.")
    rate = frames / seconds if seconds > 0 else 0.0
    stdout.print(f"{frames} frames in {seconds:.0f} s ({rate:.0f} a second), {skipped} skipped.")


def _ask_afterwards(run: Practice, keeper: Keeper, evidence: EvidenceCollector) -> None:
    """What only the person knows; what may be the cause where no release was felt."""
    asked_s = run.asked_s
    if asked_s is not None and questions.ask_danger():
        keeper.write(lambda log: log.danger(asked_s - run.began_s, "told afterwards"))
        for line in checklist().danger.what_to_do:
            stdout.print(f"  {line}")
        return
    if run.danger_s is not None or not evidence.has_release:
        return
    felt = questions.ask_release_felt()
    if felt is not None:
        keeper.write(lambda log: log.release_felt(felt))
    if felt is False:
        has_warm_up = any(p.part.warm_up for p in run.course.timetable.parts)
        questions.tell_findings(findings(evidence.evidence(run.course.runs, has_warm_up)))
