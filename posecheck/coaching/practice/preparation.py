"""Before an exercise: the checklist, the danger signs, and the camera's place."""

from __future__ import annotations

from dataclasses import dataclass

from posecheck.anatomy import opposite
from posecheck.coaching.camera_advice import camera_advice
from posecheck.coaching.practice.presence import PresenceState
from posecheck.coaching.practice.state import Stage
from posecheck.coaching.practice.timetable import PlannedPart
from posecheck.coaching.prompts.prompt import Prompt, PromptKind
from posecheck.exercises.checklist import checklist
from posecheck.exercises.programme import Programme
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
    prompts: what there is to say, in each frame for as long as it is true.
    praise: what to say when it is done, may be empty.
    """

    message: str
    done: bool
    prompts: tuple[Prompt, ...]
    praise: str = ""


class Preparation:
    """One stage of preparing, from its first frame on. Each ends by itself.

    Args:
        stage: one of those in :data:`NEXT_STAGE`.
        part: what is prepared for; it belongs to ``programme``.
        time_s: time of its first frame.
    """

    def __init__(
        self, stage: Stage, programme: Programme, part: PlannedPart, time_s: float
    ) -> None:
        self._stage, self._part, self._began_s = stage, part, time_s
        self._programme, self._timing = programme, programme.timing
        self._good_since_s: float | None = None
        self._seen_since_s: float | None = None
        self._advice: Prompt | None = None

    def update(
        self,
        time_s: float,
        measurements: Measurements | None,
        presence: PresenceState,
        *,
        unsaid: bool = False,
    ) -> Told:
        """Take in one frame. ``unsaid``: the voice has not said all of the last frame's."""
        if self._stage is Stage.CHECKLIST:
            return self._checklist(time_s, presence)
        if self._stage is Stage.SAFETY:
            return self._safety(time_s, unsaid)
        return self._camera(time_s, measurements, presence)

    def _checklist(self, time_s: float, presence: PresenceState) -> Told:
        items = checklist().texts(self._programme.checklist)
        ready = presence.ready_s >= self._timing.lying_s
        late = time_s - self._began_s >= self._timing.checklist_s
        return Told(
            "Lie down when all is ready, or press N",
            ready or late,
            self._steps(self._programme.heading(", about "), *items),
        )

    def _safety(self, time_s: float, unsaid: bool) -> Told:
        danger = checklist().danger
        shown_s = time_s - self._began_s
        said = shown_s >= self._timing.safety_s and not unsaid
        return Told(
            checklist().disclaimer,
            said or shown_s >= self._timing.safety_most_s,
            self._steps(f"{danger.warning} {danger.how}"),
        )

    def _camera(
        self,
        time_s: float,
        measurements: Measurements | None,
        presence: PresenceState,
    ) -> Told:
        exercise = self._part.exercise
        where = self._steps(f"{exercise.title}. Camera: {exercise.camera}")
        if measurements is None:
            self._good_since_s = self._seen_since_s = None
            return Told(f"Camera: {exercise.camera}", False, where)
        if self._seen_since_s is None:
            self._seen_since_s = time_s
        if presence.ready_s <= 0:
            self._good_since_s = None
            seen_s = time_s - self._seen_since_s
            return Told(f"Camera: {exercise.camera}", seen_s >= 2 * self._timing.camera_s, where)
        advice = self._advised(measurements)
        taken = presence.ready_s >= self._timing.camera_s
        if advice:
            self._good_since_s = None
            if self._advice is None or self._advice.text != advice:
                self._advice = Prompt(PromptKind.CORRECTION, advice, time_s)
            return Told(advice, taken, (*where, self._advice))
        if self._good_since_s is None:
            self._good_since_s = time_s
        good = time_s - self._good_since_s >= self._timing.camera_good_s
        praise = "The camera sees you well." if good else ""
        return Told("The camera sees you well: stay as you are", good or taken, where, praise)

    def _advised(self, measurements: Measurements) -> str:
        exercise, near = self._part.exercise, measurements.near_side
        side = near if near in exercise.sides or not exercise.sides else exercise.sides[0]
        text = camera_advice(exercise, side, measurements)
        return text.format(side=side, other=opposite(side))

    def _steps(self, *texts: str) -> tuple[Prompt, ...]:
        return tuple(Prompt(PromptKind.STEP, text, self._began_s) for text in texts)
