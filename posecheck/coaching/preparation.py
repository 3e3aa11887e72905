"""Before an exercise: the checklist, the danger signs, and the camera's place."""

from __future__ import annotations

from dataclasses import dataclass

from posecheck.body.landmarks import Body, opposite
from posecheck.coaching.camera import camera_advice
from posecheck.coaching.practice_state import Stage
from posecheck.coaching.presence import PresenceState
from posecheck.coaching.programme import PlannedPart, Timetable, checklist
from posecheck.coaching.prompt import Prompt, PromptKind
from posecheck.measures.table import Measurements

NEXT_STAGE = {
    Stage.CHECKLIST: Stage.SAFETY,
    Stage.SAFETY: Stage.CAMERA,
    Stage.CAMERA: Stage.EXERCISE,
}
"""What comes after each stage of preparing."""


@dataclass(frozen=True)
class Told:
    """Attributes:
    message: what to do now.
    done: whether the next stage may begin.
    prompts: what is to be said, new in this frame.
    """

    message: str
    done: bool
    prompts: tuple[Prompt, ...]


class Preparation:
    """One stage of preparing, from its first frame on. Each ends by itself.

    Args:
        stage: one of those in :data:`NEXT_STAGE`.
        part: what is prepared for.
        time_s: time of its first frame.
    """

    def __init__(
        self, stage: Stage, timetable: Timetable, part: PlannedPart, time_s: float
    ) -> None:
        self._stage, self._part, self._began_s = stage, part, time_s
        self._programme = timetable.programme
        self._timing = timetable.programme.timing
        self._prompts: list[Prompt] = []
        self._entering = True
        self._good_since_s: float | None = None
        self._advised = ""

    def update(
        self,
        time_s: float,
        body: Body | None,
        measurements: Measurements | None,
        presence: PresenceState,
    ) -> Told:
        """Take in one frame."""
        self._prompts = []
        if self._stage is Stage.CHECKLIST:
            message, done = self._checklist(time_s, presence)
        elif self._stage is Stage.SAFETY:
            message, done = self._safety(time_s)
        else:
            message, done = self._camera(time_s, body, measurements, presence)
        self._entering = False
        return Told(message, done, tuple(self._prompts))

    def _checklist(self, time_s: float, presence: PresenceState) -> tuple[str, bool]:
        if self._entering:
            self._say(time_s, PromptKind.STEP, f"{self._programme.heading(', about ')}.")
            items = checklist().texts(self._programme.checklist)
            if items:
                self._say(time_s, PromptKind.STEP, f"Have ready: {'. '.join(items)}.")
        ready = presence.ready_s >= self._timing.lying_s
        late = time_s - self._began_s >= self._timing.checklist_s
        return "Lie down when all is ready, or press N", ready or late

    def _safety(self, time_s: float) -> tuple[str, bool]:
        if self._entering:
            danger = checklist().danger
            for text in (danger.warning, danger.how):
                self._say(time_s, PromptKind.STEP, text)
        return checklist().disclaimer, time_s - self._began_s >= self._timing.safety_s

    def _camera(
        self,
        time_s: float,
        body: Body | None,
        measurements: Measurements | None,
        presence: PresenceState,
    ) -> tuple[str, bool]:
        exercise = self._part.exercise
        if self._entering:
            self._say(time_s, PromptKind.STEP, f"{exercise.title}. Camera: {exercise.camera}")
        if body is None or measurements is None or presence.ready_s <= 0:
            self._good_since_s = None
            return f"Camera: {exercise.camera}", False
        advice = self._advice(body, measurements)
        if advice:
            self._good_since_s = None
            if advice != self._advised:
                self._advised = advice
                self._say(time_s, PromptKind.CORRECTION, advice, check="camera")
        elif self._good_since_s is None:
            self._good_since_s = time_s
        good_since_s = self._good_since_s
        good = good_since_s is not None and time_s - good_since_s >= self._timing.camera_good_s
        if good:
            self._say(time_s, PromptKind.PRAISE, "The camera sees you well.")
        message = advice or "The camera sees you well: stay as you are"
        return message, good or presence.ready_s >= self._timing.camera_s

    def _advice(self, body: Body, measurements: Measurements) -> str:
        exercise, near = self._part.exercise, measurements.near_side
        side = near if near in exercise.sides or not exercise.sides else exercise.sides[0]
        text = camera_advice(exercise, side, body, measurements)
        return text.format(side=side, other=opposite(side))

    def _say(self, time_s: float, kind: PromptKind, text: str, check: str = "") -> None:
        self._prompts.append(Prompt(kind, text, time_s, check))
