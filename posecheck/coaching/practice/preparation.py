"""Before an exercise: the checklist, the danger signs, and the camera's place."""

from __future__ import annotations

from dataclasses import dataclass

from posecheck.coaching.camera_advice import advise_camera
from posecheck.coaching.practice.presence import PresenceState, how_to_stop
from posecheck.coaching.practice.state import Stage
from posecheck.coaching.practice.texts import CAMERA_ACCEPTED, CAMERA_GOOD, LIE_DOWN
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
"""The stages of preparation, and what follows each."""


@dataclass(frozen=True)
class Guidance:
    """What a stage of preparation says in one frame.

    Attributes
    ----------
    message
        What to do now.
    done
        Whether the next stage may begin.
    prompts
        What there is to say, repeated in each frame while it is true.
    praise
        What to say when it is done; may be empty.
    """

    message: str
    done: bool
    prompts: tuple[Prompt, ...]
    praise: str = ""


class Preparation:
    """One stage of preparation, from its first frame on. Each stage ends by itself.

    =========  ======================================================================
    stage      what ends it, with the times of :class:`Timing`
    =========  ======================================================================
    checklist  in position for ``lying_s``, or shown for ``checklist_s``
    safety     shown for ``safety_s`` and spoken, or shown for ``safety_most_s``
    camera     no advice for ``camera_good_s``, or in position for ``camera_s``,
               or seen, but not in position, for twice ``camera_s``
    =========  ======================================================================

    Parameters
    ----------
    stage
        One of those in :data:`NEXT_STAGE`.
    programme
        What is practised.
    part
        The part of the programme that comes next.
    time_s
        Time of the stage's first frame.
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
        speech_pending: bool = False,
    ) -> Guidance:
        """Take in one frame.

        Parameters
        ----------
        time_s
            The frame's time.
        measurements
            None when nobody is seen.
        presence
            Of the same frame.
        speech_pending
            Whether the voice has still to say some of the last frame's prompts.
        """
        if self._stage is Stage.CHECKLIST:
            return self._show_checklist(time_s, presence)
        if self._stage is Stage.SAFETY:
            return self._show_danger_signs(time_s, speech_pending)
        return self._check_camera(time_s, measurements, presence)

    def _show_checklist(self, time_s: float, presence: PresenceState) -> Guidance:
        items = checklist().texts(self._programme.checklist)
        is_ready = presence.in_position_s >= self._timing.lying_s
        is_late = time_s - self._began_s >= self._timing.checklist_s
        prompts = self._make_steps(self._programme.heading(", about "), *items)
        return Guidance(LIE_DOWN, is_ready or is_late, prompts)

    def _show_danger_signs(self, time_s: float, speech_pending: bool) -> Guidance:
        danger = checklist().danger
        shown_s = time_s - self._began_s
        is_said = shown_s >= self._timing.safety_s and not speech_pending
        return Guidance(
            checklist().disclaimer,
            is_said or shown_s >= self._timing.safety_most_s,
            self._make_steps(f"{danger.warning} {how_to_stop(self._part.exercise)}"),
        )

    def _check_camera(
        self,
        time_s: float,
        measurements: Measurements | None,
        presence: PresenceState,
    ) -> Guidance:
        exercise = self._part.exercise
        where = self._make_steps(f"{exercise.title}. Camera: {exercise.camera}")
        if measurements is None:
            self._good_since_s = self._seen_since_s = None
            return Guidance(f"Camera: {exercise.camera}", False, where)
        if self._seen_since_s is None:
            self._seen_since_s = time_s
        if presence.in_position_s <= 0 and not measurements.camera.turned_deg:
            self._good_since_s = None
            is_late = time_s - self._seen_since_s >= 2 * self._timing.camera_s
            return Guidance(f"Camera: {exercise.camera}", is_late, where)
        advice = advise_camera(self._part.exercise, measurements)
        is_late = presence.in_position_s >= self._timing.camera_s
        if advice:
            self._good_since_s = None
            if self._advice is None or self._advice.text != advice:
                self._advice = Prompt(PromptKind.CORRECTION, advice, time_s)
            return Guidance(advice, is_late, (*where, self._advice))
        if self._good_since_s is None:
            self._good_since_s = time_s
        is_good = time_s - self._good_since_s >= self._timing.camera_good_s
        praise = CAMERA_ACCEPTED if is_good else ""
        return Guidance(CAMERA_GOOD, is_good or is_late, where, praise)

    def _make_steps(self, *texts: str) -> tuple[Prompt, ...]:
        return tuple(Prompt(PromptKind.STEP, text, self._began_s) for text in texts)
