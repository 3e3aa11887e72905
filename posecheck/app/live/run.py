"""A live session in a thread of its own: a practice, the self-test, or a look at the camera."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from posecheck.app.live.mailbox import Mailbox
from posecheck.app.live.question import RELEASE_FELT, Asker, danger_question
from posecheck.app.live.screen import LookScreen, PageScreen
from posecheck.app.live.voice import PageVoice, Sound
from posecheck.app.live.wish import Wish
from posecheck.coaching.exercise_session import ExerciseSession
from posecheck.engine.live import Listener, LiveRun, Speaking
from posecheck.engine.options import InputOptions
from posecheck.engine.practice_run import PracticeRun, describe_done
from posecheck.engine.selftest_run import describe_test, keep_test
from posecheck.engine.session import Coach, Session
from posecheck.errors import PosecheckError, SourceLostError
from posecheck.exercises.checklist import checklist
from posecheck.exercises.library import find_exercise
from posecheck.feedback.voice.announcer import Announcer
from posecheck.feedback.voice.rate import DEFAULT_RATE
from posecheck.history.records import EndReason
from posecheck.tightness.outcome import NOT_A_DIAGNOSIS
from posecheck.tightness.session import SelfTest
from posecheck.video.opening import open_source
from posecheck.video.pushed_source import PushedSource
from posecheck.video.source import FrameSource

OUTCOME_SHOWN_S = 8.0
"""How long the outcome of the self-test is shown over the picture, in seconds."""

LOOKED_AT = "supine_release"
"""The exercise for whose camera the set-up gives advice, unless another is asked for."""

STOP_S = 5.0
"""How long, in seconds, a session that is to end may take before its camera is taken away."""


@dataclass(frozen=True)
class Speech:
    """What is heard, and how fast the voice speaks (words a minute)."""

    sound: Sound = "voice"
    rate: int = DEFAULT_RATE


@dataclass
class Ended:
    """How a session ended, in sentences for the page."""

    title: str = "Ended"
    lines: list[str] = field(default_factory=list)
    trouble: str = ""


class LiveThread(threading.Thread):
    """Runs one session from its first frame to its last answer.

    Parameters
    ----------
    wish
        What the page asks for.
    mailbox
        The way to the page.
    speech
        What is heard.
    on_end
        Called at the end, in this thread.

    Attributes
    ----------
    pushed
        Takes the pictures of a page or a phone; None for a camera of this machine.
    asks
        Whether the live part is over, and what only the person knows may be asked.
    """

    def __init__(
        self,
        wish: Wish,
        mailbox: Mailbox,
        speech: Speech,
        on_end: Callable[[LiveThread], None],
    ) -> None:
        super().__init__(name="live", daemon=True)
        self.wish, self.mailbox = wish, mailbox
        self._speech, self._on_end = speech, on_end
        self._source: FrameSource | None = None
        self.pushed: PushedSource | None = None
        self.asks = False
        if not wish.camera.startswith("machine:"):
            name = "the phone" if wish.camera == "phone" else "the browser's camera"
            self._source = self.pushed = PushedSource(name)
            self.pushed.on_wanted = self._ask_for_picture

    def run(self) -> None:
        """Run the session; whatever goes wrong becomes a sentence on the page."""
        ended = Ended()
        try:
            if self._source is None:
                self._source = open_source(self.wish.camera.removeprefix("machine:"))
            with self._source:
                ended = self._run(self._source)
        except PosecheckError as error:
            ended.trouble = str(error)
        except Exception as error:  # a page must not wait for a session that has died
            ended.trouble = f"An unexpected error: {error!r}."
        finally:
            lines = [line for line in ended.lines if line]
            self.mailbox.keep(
                {"kind": "ended", "title": ended.title, "lines": lines, "trouble": ended.trouble}
            )
            self._on_end(self)

    def _ask_for_picture(self) -> None:
        if self.wish.camera == "page":
            self.mailbox.tell({"kind": "more"})

    def take_camera_away(self) -> None:
        """End a session that waits for its camera. This may take seconds."""
        if self._source is not None:
            self._source.close()

    def _run(self, source: FrameSource) -> Ended:
        match self.wish.kind:
            case "practice":
                return self._practise(source)
            case "selftest":
                return self._test(source)
        self._live(source, ExerciseSession(find_exercise(self._looked_at)), ())
        return Ended("")

    @property
    def _looked_at(self) -> str:
        return LOOKED_AT if self.wish.what == "daily" else self.wish.what

    def _practise(self, source: FrameSource) -> Ended:
        troubles: list[str] = []
        with PracticeRun(
            self.wish.what,
            hold_s=self.wish.hold_s,
            with_checklist=self.wish.checklist,
            ask_soreness=None,  # the page has asked before
            on_trouble=troubles.append,
        ) as run:
            advice: list[str] = []

            def afterwards(asker: Asker) -> None:
                run.end()  # kept before anything is asked: the page may be closed now
                advice.extend(_ask_afterwards(run, asker))
                if asker.danger_s is not None:
                    run.report_danger(asker.danger_s)
                    advice[:] = checklist().danger.what_to_do

            lost = self._live(source, run.practice, (run,), afterwards)
            if lost:
                run.end(EndReason.CAMERA_LOST)
            title = "Done" if run.practice.ended_by == "done" and not lost else "Ended"
            lines = [*describe_done(run.practice), *advice]
            if run.asks_danger:
                lines.append(checklist().danger.unanswered)
            if not run.keeper.failed:
                lines.append("It is saved on this machine.")
        return Ended(title, lines, " ".join([lost, *troubles]).strip())

    def _test(self, source: FrameSource) -> Ended:
        test = SelfTest(self.wish.sides, shown_s=OUTCOME_SHOWN_S)
        lost = self._live(source, test, ())
        test.finish()
        changes, trouble = keep_test(test, "live")
        lines = [*describe_test(test), *changes, NOT_A_DIAGNOSIS]
        return Ended("Self-test", lines, " ".join([lost, trouble]).strip())

    def _live(
        self,
        source: FrameSource,
        coach: Coach,
        listeners: Sequence[Listener],
        afterwards: Callable[[Asker], None] | None = None,
    ) -> str:
        """Run it until its end; return one sentence if the camera was lost, else ""."""
        speaks: Sound = "off" if self.wish.kind == "look" else self._speech.sound
        voice = PageVoice(
            self.mailbox,
            page_speaks=self.wish.page_speaks,
            sound=speaks,
            rate=self._speech.rate,
        )
        with ExitStack() as stack:
            session = stack.enter_context(Session(coach, InputOptions()))
            announcer = stack.enter_context(Announcer(voice))
            screen = stack.enter_context(self._screen(source, announcer))
            try:
                LiveRun(source, session, [*listeners, Speaking(announcer), screen]).run()
            except SourceLostError as error:
                return str(error)
            self.asks = True
            if afterwards is not None:
                afterwards(Asker(source, session, announcer, self.mailbox))
        return ""

    def _screen(self, source: FrameSource, announcer: Announcer) -> PageScreen:
        if self.wish.kind == "look":
            exercise = find_exercise(self._looked_at)
            return LookScreen(self.mailbox, source, announcer.flash, exercise)
        return PageScreen(self.mailbox, source, announcer.flash)


def _ask_afterwards(run: PracticeRun, asker: Asker) -> Sequence[str]:
    """Ask what only the person knows; return what the answer calls for."""
    danger = checklist().danger
    was_danger = asker.ask(danger_question()) if run.asks_danger else None
    if was_danger is not None:
        run.note_danger(was_danger)
    if run.practice.dangers.is_certain:
        return danger.what_to_do
    if run.asks_release:
        felt = asker.ask(RELEASE_FELT)
        if felt is not None:
            run.note_release_felt(felt)
        if felt is False:
            return ["What it may be:", *(finding.text for finding in run.release_causes())]
    return ()
