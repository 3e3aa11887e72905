"""``posecheck practice``."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from posecheck.body.estimator import PoseEstimator
from posecheck.cli.console import (
    HoldOption,
    MirrorOption,
    ModelOption,
    PersonOption,
    complain,
    stdout,
)
from posecheck.cli.keeper import Keeper
from posecheck.cli.speaking import (
    QuietOption,
    RateOption,
    SoundFileOption,
    VoiceLogOption,
    VoiceOption,
    announcing,
)
from posecheck.cli.window import Window, has_screen
from posecheck.coaching.library import find_exercise
from posecheck.coaching.record import SessionRecord
from posecheck.coaching.session import Coaching, Phase, Session
from posecheck.errors import SourceLostError
from posecheck.feedback.overlay import Overlay
from posecheck.feedback.speech import DEFAULT_RATE
from posecheck.history.records import EndReason
from posecheck.pipeline import moments
from posecheck.video.opening import open_source

DONE_SHOWN_S = 4.0


def practice(
    exercise: Annotated[str, typer.Argument(help="What to practise.")] = "supine_release",
    camera: Annotated[
        str, typer.Option("--camera", help="Index, device path, or a network camera's URL.")
    ] = "0",
    hold: HoldOption = None,
    mirror: MirrorOption = False,
    window: Annotated[bool, typer.Option(help="Show a window if there is a screen.")] = True,
    voice: VoiceOption = True,
    quiet: QuietOption = False,
    rate: RateOption = DEFAULT_RATE,
    sound_file: SoundFileOption = None,
    voice_log: VoiceLogOption = None,
    person: PersonOption = None,
    model: ModelOption = None,
) -> None:
    """Practise live in front of a camera. q or Esc ends; so does Ctrl-C.

    Examples:

      posecheck practice

      posecheck practice low_lunge --camera http://192.168.1.20:8080/video --hold 30
    """
    chosen = find_exercise(exercise)
    session = Session(chosen, target_s=hold)
    record = SessionRecord(session)
    overlay = Overlay(mirrored=mirror)
    view = Window() if window and has_screen() else None
    lost: SourceLostError | None = None
    keeper = Keeper(chosen.name)
    ended = EndReason.STOPPED
    try:
        with (
            open_source(camera) as source,
            PoseEstimator(
                "video", model=model, person=person, with_mask=chosen.needs_mask
            ) as estimator,
            announcing(
                live=source.is_live,
                voice=voice,
                quiet=quiet,
                rate=rate,
                sound_file=sound_file,
                voice_log=voice_log,
            ) as announcer,
        ):
            stdout.print(f"[bold]{chosen.title}[/]. Camera: {chosen.camera}")
            teller, started = _Teller(), time.monotonic()
            frames, first_s, done_s = 0, None, None
            try:
                for moment in moments(source, estimator, session):
                    coaching, now_s = moment.coaching, moment.frame.time_s
                    assert coaching is not None
                    frames += 1
                    record.add(now_s, coaching)
                    teller.tell(coaching)
                    announcer.hear(moment)
                    first_s = now_s if first_s is None else first_s
                    duration_s = now_s - first_s
                    keeper.write(lambda log: log.tick(duration_s))  # noqa: B023
                    keeper.write(lambda log: log.keep(record))
                    if view is not None and not view.show(
                        overlay.draw(moment, announcer.flash(now_s))
                    ):
                        break
                    if coaching.phase is Phase.DONE:
                        done_s = now_s if done_s is None else done_s
                        ended = EndReason.DONE
                        if now_s - done_s >= DONE_SHOWN_S:
                            break
            except SourceLostError as error:
                lost, ended = error, EndReason.CAMERA_LOST
            except KeyboardInterrupt:
                stdout.print("Stopped.")
            seconds = time.monotonic() - started
            if frames:
                keeper.write(lambda log: log.end(ended))
            _summarize(record, frames, source.skipped, seconds)
            if frames and not keeper.failed:
                stdout.print(f"Saved on this machine: {keeper.path}", markup=False)
    finally:
        if view is not None:
            view.close()
        keeper.close()
    if lost is not None:
        complain(str(lost))
    if lost is not None or keeper.failed:
        raise typer.Exit(1)


class _Teller:
    """Says in the terminal what changes: phase, step, correction."""

    def __init__(self) -> None:
        self._last = ""

    def tell(self, coaching: Coaching) -> None:
        text = coaching.message or coaching.step
        if coaching.phase is Phase.PAUSED:
            text = f"Paused at {coaching.hold.held_s:.0f} s: {text}"
        if text != self._last:
            stdout.print(text, markup=False)
            self._last = text


def _summarize(record: SessionRecord, frames: int, skipped: int, seconds: float) -> None:
    holds = record.holds()
    for hold in holds:
        state = "complete" if hold.complete else f"of {hold.target_s:.0f} s"
        stdout.print(f"{hold.side.capitalize()} side held {hold.held_s:.1f} s, {state}.")
    if not holds:
        stdout.print("No time was counted.")
    rate = frames / seconds if seconds > 0 else 0.0
    stdout.print(f"{frames} frames in {seconds:.0f} s ({rate:.0f} a second), {skipped} skipped.")
