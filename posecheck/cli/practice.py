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
from posecheck.cli.window import Window, has_screen
from posecheck.coaching.library import find_exercise
from posecheck.coaching.record import SessionRecord
from posecheck.coaching.session import Coaching, Phase, Session
from posecheck.errors import OutputError, SourceLostError
from posecheck.feedback.overlay import Overlay
from posecheck.history.store import SessionFile
from posecheck.pipeline import moments
from posecheck.video.opening import open_source

SAVE_EVERY_S = 1.0
"""What is done is on the disk at most this much later."""

DONE_SHOWN_S = 4.0


def practice(
    exercise: Annotated[str, typer.Argument(help="What to practise.")] = "supine_release",
    camera: Annotated[
        str, typer.Option("--camera", help="Index, device path, or a network camera's URL.")
    ] = "0",
    hold: HoldOption = None,
    mirror: MirrorOption = False,
    window: Annotated[bool, typer.Option(help="Show a window if there is a screen.")] = True,
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
    keeper = _Keeper(SessionFile.begin(chosen.name), record)
    try:
        with (
            open_source(camera) as source,
            PoseEstimator(
                "video", model=model, person=person, with_mask=chosen.needs_mask
            ) as estimator,
        ):
            stdout.print(f"[bold]{chosen.title}[/]. Camera: {chosen.camera}")
            teller, started = _Teller(), time.monotonic()
            frames, last_saved_s, done_s = 0, 0.0, None
            try:
                for moment in moments(source, estimator, session):
                    coaching, now_s = moment.coaching, moment.frame.time_s
                    assert coaching is not None
                    frames += 1
                    record.add(now_s, coaching)
                    teller.tell(coaching)
                    if now_s - last_saved_s >= SAVE_EVERY_S:
                        keeper.keep()
                        last_saved_s = now_s
                    if view is not None and not view.show(overlay.draw(moment)):
                        break
                    if coaching.phase is Phase.DONE:
                        done_s = now_s if done_s is None else done_s
                        if now_s - done_s >= DONE_SHOWN_S:
                            break
            except SourceLostError as error:
                lost = error
            except KeyboardInterrupt:
                stdout.print("Stopped.")
            seconds = time.monotonic() - started
            if frames:
                keeper.keep()
            _summarize(record, frames, source.skipped, seconds)
            if frames and not keeper.failed:
                stdout.print(f"Saved on this machine: {keeper.file.path}", markup=False)
    finally:
        if view is not None:
            view.close()
    if lost is not None:
        complain(str(lost))
    if lost is not None or keeper.failed:
        raise typer.Exit(1)


class _Keeper:
    """Keeps the session on the disk. Where that cannot be written it says so once, and the
    practice goes on: nobody should have to get up from the roller for it."""

    def __init__(self, file: SessionFile, record: SessionRecord) -> None:
        self.file = file
        self.failed = False
        self._record = record

    def keep(self) -> None:
        if self.failed:
            return
        try:
            self.file.write(self._record.to_json())
        except OutputError as error:
            complain(str(error))
            self.failed = True


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
