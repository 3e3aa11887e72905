"""Before an exercise: the checklist, the danger signs, and the camera's place."""

from __future__ import annotations

from dataclasses import dataclass

from posecheck.coaching.camera_advice import advise_camera
from posecheck.coaching.practice.presence import (
    PresenceState,
    how_to_stop,
    is_done_on_floor,
    postures_of,
)
from posecheck.coaching.practice.state import Stage
from posecheck.coaching.practice.texts import (
    CAMERA_ACCEPTED,
    CAMERA_GOOD,
    GET_INTO_POSITION,
    LIE_DOWN,
    STAND_READY,
)
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

FETCH_S = 10.0
"""Where the first exercise is done standing, nothing that is seen tells that all is ready: the
checklist stays for this many seconds after it has been said, to fetch what it names."""

UNREADY_S = 1.0
"""It is said where the camera stands once the person has not been in position for this many
seconds: at the beginning of the stage, and in a lost frame, it is not known yet."""


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
    checklist  in position for ``lying_s`` (of an exercise that is done standing:
               spoken, and shown for FETCH_S more), or shown for ``checklist_s``
    safety     shown for ``safety_s`` and spoken, or shown for ``safety_most_s``
    camera     no advice for ``camera_good_s`` and all spoken, or in position in this
               stage for ``camera_s``, or seen, but not in position, for twice
               ``camera_s``
    =========  ======================================================================

    Where the camera stands is said only to a person who is not in position: of one who is, the
    picture itself tells whether it is right.

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
        self._pending_s = time_s
        self._good_since_s: float | None = None
        self._seen_since_s: float | None = None
        self._ready_s = time_s
        self._title_said = False
        self._place: tuple[Prompt, ...] = ()
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
            return self._show_checklist(time_s, presence, speech_pending)
        if self._stage is Stage.SAFETY:
            return self._show_danger_signs(time_s, speech_pending)
        return self._check_camera(time_s, measurements, presence, speech_pending)

    def _show_checklist(
        self, time_s: float, presence: PresenceState, speech_pending: bool
    ) -> Guidance:
        items = checklist().texts(self._programme.checklist)
        is_late = time_s - self._began_s >= self._timing.checklist_s
        is_ready = presence.in_position_s >= self._timing.lying_s
        how_to_begin = LIE_DOWN if is_done_on_floor(self._part.exercise) else GET_INTO_POSITION
        if "standing" in postures_of(self._part.exercise):
            if speech_pending:
                self._pending_s = time_s
            is_ready = time_s - self._pending_s >= FETCH_S
            how_to_begin = STAND_READY
        prompts = self._make_steps(self._programme.heading(", about "), *items, how_to_begin)
        return Guidance(how_to_begin, is_ready or is_late, prompts)

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
        speech_pending: bool,
    ) -> Guidance:
        exercise = self._part.exercise
        place = f"Camera: {exercise.camera}"
        is_turned = measurements is not None and bool(measurements.camera.turned_deg)
        is_ready = measurements is not None and (presence.in_position_s > 0 or is_turned)
        if is_ready:
            self._ready_s = time_s
        elif time_s - self._ready_s >= UNREADY_S:
            self._place = self._make_steps(place)
        # what is pending in the stage's first frame is of the stage before
        self._title_said |= time_s > self._began_s and not speech_pending
        prompts = self._place if self._title_said else self._make_steps(exercise.title)
        if measurements is None:
            self._good_since_s = self._seen_since_s = None
            return Guidance(place, False, prompts)
        if self._seen_since_s is None:
            self._seen_since_s = time_s
        if not is_ready:
            self._good_since_s = None
            is_late = time_s - self._seen_since_s >= 2 * self._timing.camera_s
            return Guidance(place, is_late, prompts)
        advice = advise_camera(exercise, measurements)
        in_position_s = min(presence.in_position_s, time_s - self._began_s)
        is_late = in_position_s >= self._timing.camera_s
        if advice:
            self._good_since_s = None
            if self._advice is None or self._advice.text != advice:
                self._advice = Prompt(PromptKind.CORRECTION, advice, time_s)
            if self._title_said:
                prompts = (*prompts, self._advice)
            return Guidance(advice, is_late, prompts)
        if self._good_since_s is None:
            self._good_since_s = time_s
        is_good = time_s - self._good_since_s >= self._timing.camera_good_s and not speech_pending
        # praise is for what was put right: whoever found all well needs to hear nothing of it
        praise = CAMERA_ACCEPTED if is_good and self._advice is not None else ""
        return Guidance(CAMERA_GOOD, is_good or is_late, prompts, praise)

    def _make_steps(self, *texts: str) -> tuple[Prompt, ...]:
        return tuple(Prompt(PromptKind.STEP, text, self._began_s) for text in texts)
