"""Questions after a practice, to someone who still lies on the floor: by arm, key or touch."""

from __future__ import annotations

from dataclasses import dataclass

from posecheck.app.live.mailbox import Mailbox
from posecheck.app.live.shown import PageShown, RingShown, Shown, to_json
from posecheck.coaching.practice.arm_answer import ANSWERS, HOW, AnswerState, ArmAnswer
from posecheck.coaching.practice.events import Key, KeyPressed
from posecheck.coaching.prompts.prompt import Prompt, PromptKind
from posecheck.engine.live import Closed
from posecheck.engine.session import Session
from posecheck.errors import PosecheckError
from posecheck.exercises.checklist import checklist
from posecheck.feedback.voice.announcer import Announcer
from posecheck.video.frame import Frame
from posecheck.video.report import Waiting
from posecheck.video.source import FrameSource

SILENT_S = 30.0
"""A question is passed over once the camera has given nothing for this many seconds."""


@dataclass(frozen=True)
class Question:
    """A question that is answered with yes or no."""

    name: str
    title: str
    text: str


RELEASE_FELT = Question("release_felt", "One question", "Did you feel the muscle let go?")
"""Whether a release was felt."""


def danger_question() -> Question:
    """Whether there was a danger sign."""
    danger = checklist().danger
    return Question("danger", "Danger sign?", f"You stopped: was it one of these? {danger.warning}")


class Asker:
    """Asks through the page, while the session that is over still looks at the camera.

    Attributes
    ----------
    danger_s
        When a danger sign was reported instead of an answer; nothing is asked after it.
    """

    def __init__(
        self, source: FrameSource, session: Session, announcer: Announcer, mailbox: Mailbox
    ) -> None:
        self._source, self._session = source, session
        self._announcer, self._mailbox = announcer, mailbox
        self.danger_s: float | None = None

    def ask(self, question: Question) -> bool | None:
        """The answer; None where it is passed over, the camera is lost, or a danger is reported."""
        if self.danger_s is not None:
            return None
        arm = ArmAnswer()
        asked = {"kind": "question", "name": question.name, "text": question.text}
        self._mailbox.take_answers()
        self._mailbox.keep(asked)
        said: Prompt | None = None
        try:
            for given in self._source.with_reports():
                if isinstance(given, Frame):
                    moment = self._session.look(given, self._source.look_ahead)
                    state = arm.update(given.time_s, moment.measurements)
                    said = said or Prompt(PromptKind.STEP, f"{question.text} {HOW}", given.time_s)
                    self._announcer.say(given.time_s, (said,), (said.text,))
                    self._show(question, given.time_s, state)
                    if state.over:
                        return state.answer
                for name, answer in self._mailbox.take_answers():
                    if name == question.name:
                        return bool(answer) if answer is not None else None
                events = self._mailbox.take_events()
                if KeyPressed(Key.DANGER) in events:
                    self.danger_s = given.time_s
                    return None
                if any(isinstance(event, Closed) for event in events):
                    return None
                if isinstance(given, Waiting) and given.seconds > SILENT_S:
                    return None
        except PosecheckError:
            return None
        finally:
            self._mailbox.forget("question")
        return None

    def _show(self, question: Question, time_s: float, state: AnswerState) -> None:
        ring = None
        if state.progress > 0 and state.side is not None:
            word = "Yes" if ANSWERS[state.side] else "No"
            ring = RingShown(round(360 * state.progress), "accent", "", label=word)
        page = PageShown(question.title, (question.text,), HOW, "accent", stop=False)
        shown = Shown(round(time_s, 3), page=page, arm=ring, stage="question_after")
        self._mailbox.show(to_json(shown))
