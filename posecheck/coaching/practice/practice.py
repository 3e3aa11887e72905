"""A practice from the checklist to the end, driven by frames and keys, live and recorded alike."""

from __future__ import annotations

import math

from posecheck.anatomy import opposite
from posecheck.coaching.exercise_session import Coaching, Phase
from posecheck.coaching.practice.course import Course
from posecheck.coaching.practice.events import Key, KeyPressed, PracticeEvent
from posecheck.coaching.practice.gesture import GestureState, RaisedArm
from posecheck.coaching.practice.part_run import PartRun
from posecheck.coaching.practice.preparation import NEXT_STAGE, Preparation
from posecheck.coaching.practice.presence import Presence, PresenceState
from posecheck.coaching.practice.shift import ShiftReminder
from posecheck.coaching.practice.state import EndedBy, PauseReason, PracticeState, Stage
from posecheck.coaching.practice.timetable import Timetable
from posecheck.coaching.prompts.prompt import Prompt, PromptKind
from posecheck.exercises.checklist import checklist
from posecheck.measures.table import Measurements

EVENT_LASTS_S = 8.0
"""Something that happened is still worth saying for so long: the voice may be busy."""

BACK_IN_POSITION_S = 1.5
"""In position for this long, a pause that began by getting up or leaving is over."""

PAUSE_TEXTS: dict[PauseReason, str] = {
    "arm": "Paused. Raise one arm to the ceiling to go on.",
    "key": "Paused. Raise one arm, or press space, to go on.",
    "got_up": "Paused: you got up. Lie down again to go on.",
    "away": "Paused: you are out of the picture. Come back to go on.",
}


class Practice:
    """Takes frames and keys; gives what is to be shown, said and remembered. Knows no clock but
    the frames'.

    Args:
        timetable: the programme as planned for today.
        with_checklist: whether to begin with the checklist.

    Attributes:
        course: the parts, as far as they have come.
        began_s: the time of the first frame.
        danger_s: the frame time at which a danger sign was reported, None for none.
        asked_s: the frame time at which it was asked if there was a danger sign; None if it was
            not, or has been answered.
        ended_by: why it is over; None while it goes on.
    """

    def __init__(self, timetable: Timetable, *, with_checklist: bool = True) -> None:
        self.course = Course(timetable)
        self.began_s = 0.0
        self.danger_s: float | None = None
        self.asked_s: float | None = None
        self.ended_by: EndedBy | None = None
        self._unsaid = False
        self._over = False
        self._timing = timetable.programme.timing
        self._stage = Stage.CHECKLIST if with_checklist else Stage.SAFETY
        self._stage_since_s = math.nan
        self._preparation: Preparation | None = None
        self._pause: tuple[PauseReason, float] | None = None
        self._keys: list[Key] = []
        self._standing: list[tuple[Prompt, float]] = []
        self._preparing: tuple[Prompt, ...] = ()
        self._arm, self._presence, self._shift = RaisedArm(), Presence(), ShiftReminder()
        self._help = self._dismissed = self._untold = False

    @property
    def needs_mask(self) -> bool:
        """Whether one of its exercises looks at the lower back."""
        return self.course.timetable.needs_mask

    @property
    def over(self) -> bool:
        """Whether the end has been shown for long enough."""
        return self._over

    def handle(self, event: PracticeEvent) -> None:
        """Take in an event: it counts from the next frame on."""
        if isinstance(event, KeyPressed):
            self._keys.append(event.key)
        else:
            self._unsaid = event.pending

    def update(self, time_s: float, measurements: Measurements | None) -> PracticeState:
        """Take in one frame; None where nobody is seen."""
        if math.isnan(self._stage_since_s):
            self._stage_since_s = self.began_s = time_s
        self._standing = [(prompt, end_s) for prompt, end_s in self._standing if end_s > time_s]
        arm = self._arm.update(time_s, measurements)
        presence = self._presence.update(time_s, measurements, self.course.part.exercise)
        keys, self._keys = self._keys, []
        for key in keys:
            self._heed(time_s, key)
        coaching, message = None, ""
        if self._stage in NEXT_STAGE:
            message = self._prepare(time_s, measurements, presence)
        elif self._stage is Stage.EXERCISE:
            coaching = self._exercise(time_s, measurements, arm, presence)
        elif self._stage is Stage.PAUSED:
            message = self._paused(time_s, arm, presence)
        elif self._stage is Stage.QUESTION:
            message = self._question(time_s, presence)
        return self._state(time_s, coaching, message, arm)

    # --- what each stage does with a frame

    def _prepare(
        self,
        time_s: float,
        measurements: Measurements | None,
        presence: PresenceState,
    ) -> str:
        if self._preparation is None:
            programme, part = self.course.timetable.programme, self.course.part
            self._preparation = Preparation(self._stage, programme, part, time_s)
        if presence.away_s >= self._timing.gone_s:
            self._end(time_s, "left")
            return ""
        told = self._preparation.update(time_s, measurements, presence, unsaid=self._unsaid)
        self._preparing = told.prompts
        if told.done:
            self._go(NEXT_STAGE[self._stage], time_s)
            if told.praise:
                self._say(time_s, PromptKind.PRAISE, told.praise)
        return told.message

    def _exercise(
        self,
        time_s: float,
        measurements: Measurements | None,
        arm: GestureState,
        presence: PresenceState,
    ) -> Coaching | None:
        if arm.made:
            self._begin_pause(time_s, "arm")
            return None
        run = self.course.begin()
        coaching = run.update(time_s, measurements)
        if self._untold and measurements is not None:
            self._untold = False
            title = run.planned.exercise.title
            self._say(time_s, PromptKind.STEP, f"{title}. {coaching.step}")
        begun = any(run.done_of(side).done > 0 for side in run.sides)
        if presence.is_away and run.worked_s > 0:
            self._begin_pause(time_s, "away")
        elif presence.got_up and begun and coaching.phase is not Phase.OTHER_SIDE:
            self._begin_pause(time_s, "got_up")
        elif run.status != "begun":
            self._go_on(time_s, moved=self.course.next())
        elif self._is_overdue(run):
            self._go_on(time_s, moved=self.course.leave())
            self._say(time_s, PromptKind.STEP, "Time is up for this one: we go on.")
        else:
            shift = self._shift.due(coaching, measurements, run.planned.exercise)
            if shift:
                self._say(time_s, PromptKind.STEP, shift)
            return coaching
        return coaching if coaching.phase is Phase.DONE else None

    def _is_overdue(self, run: PartRun) -> bool:
        limit_s = self._timing.overtime * run.planned.seconds
        return run.planned.timed and run.worked_s > limit_s and not run.counting

    def _paused(self, time_s: float, arm: GestureState, presence: PresenceState) -> str:
        assert self._pause is not None
        reason, since_s = self._pause
        if reason == "arm" and (presence.got_up or presence.is_away):
            self.asked_s = time_s
            self._go(Stage.QUESTION, time_s)
            self._say(time_s, PromptKind.DANGER, checklist().danger.question, math.inf)
        elif time_s - since_s >= self._timing.pause_s:
            self._end(time_s, "left")
        elif arm.made or (reason in ("got_up", "away") and presence.ready_s >= BACK_IN_POSITION_S):
            self._resume(time_s)
        return PAUSE_TEXTS[reason]

    def _question(self, time_s: float, presence: PresenceState) -> str:
        if presence.ready_s >= BACK_IN_POSITION_S:
            self.asked_s = None
            self._resume(time_s)
        elif time_s - self._stage_since_s >= self._timing.pause_s:
            self._end(time_s, "left")
        return checklist().danger.question

    # --- keys

    def _heed(self, time_s: float, key: Key) -> None:
        if key is Key.HELP:
            self._help = not self._help
        elif self.ended_by is not None:
            self._dismissed = self._dismissed or key in (Key.NEXT, Key.PAUSE)
        elif key is Key.DANGER:
            self._danger(time_s)
        elif self._stage is Stage.QUESTION:
            self.asked_s = None
            self._go(Stage.PAUSED, time_s)
            self._pause = ("key", time_s)
        elif key is Key.BACK:
            self._pause = None
            self.course.back()
            self._go(Stage.CAMERA, time_s)
        elif key is Key.SKIP_SIDE:
            self._leave_side(time_s)
        elif key is Key.PAUSE and self._stage is Stage.PAUSED:
            self._resume(time_s)
        elif key is Key.PAUSE and self._stage is Stage.EXERCISE:
            self._begin_pause(time_s, "key")
        elif self._stage in NEXT_STAGE:
            self._go(NEXT_STAGE[self._stage], time_s)
        else:
            self._pause = None
            self._go_on(time_s, moved=self.course.leave())

    def _leave_side(self, time_s: float) -> None:
        run = self.course.run
        if run is None or self._stage is not Stage.EXERCISE:
            return
        run.leave_side()
        if run.status == "begun":
            text = run.planned.exercise.other_side
            self._say(time_s, PromptKind.STEP, text.format(side=run.side, other=opposite(run.side)))

    # --- from one stage to another

    def _go(self, stage: Stage, time_s: float) -> None:
        self._stage, self._stage_since_s = stage, time_s
        self._preparation, self._preparing, self._standing = None, (), []

    def _go_on(self, time_s: float, *, moved: bool) -> None:
        """After a part: on to the next, or the end."""
        if self.course.is_over:
            self._end(time_s, "done")
        else:
            self._presence = Presence()  # what was in position before may not be now
            self._go(Stage.CAMERA if moved else Stage.EXERCISE, time_s)
            self._untold = not moved  # else its title is said with the camera's place

    def _begin_pause(self, time_s: float, reason: PauseReason) -> None:
        self._pause = (reason, time_s)
        self._go(Stage.PAUSED, time_s)
        self._say(time_s, PromptKind.PAUSE, PAUSE_TEXTS[reason], math.inf)

    def _resume(self, time_s: float) -> None:
        self._pause = None
        self._go(Stage.EXERCISE, time_s)
        self._say(time_s, PromptKind.PAUSE, "Going on.")

    def _danger(self, time_s: float) -> None:
        self.danger_s, self.asked_s = time_s, None
        self._go(Stage.DANGER, time_s)
        self.ended_by = "danger"
        what_to_do = ". ".join(checklist().danger.what_to_do)
        self._say(time_s, PromptKind.DANGER, f"Stop. {what_to_do}.")

    def _end(self, time_s: float, by: EndedBy) -> None:
        self._go(Stage.FINISHED, time_s)
        self.ended_by = by
        text = "That is all for today." if by == "done" else "Ended, and saved."
        self._say(time_s, PromptKind.DONE, text)

    # --- what is told

    def _say(
        self, time_s: float, kind: PromptKind, text: str, lasts_s: float = EVENT_LASTS_S
    ) -> None:
        """It is true, and worth saying, for so long, or until the stage ends."""
        self._standing.append((Prompt(kind, text, time_s), time_s + lasts_s))

    def _state(
        self, time_s: float, coaching: Coaching | None, message: str, arm: GestureState
    ) -> PracticeState:
        course, run = self.course, self.course.run
        in_exercise = self._stage in (Stage.EXERCISE, Stage.PAUSED)
        pass_number, passes = run.pass_of() if run else (1, 1)
        pause_s = time_s - self._pause[1] if self._pause else 0.0
        shown_s = self._timing.danger_s if self.ended_by == "danger" else self._timing.done_s
        self._over = self.ended_by is not None and (
            self._dismissed or time_s - self._stage_since_s >= shown_s
        )
        return PracticeState(
            stage=self._stage,
            time_s=time_s,
            timetable=course.timetable,
            part=course.index,
            elapsed_s=course.elapsed_s,
            coaching=coaching,
            message=message,
            prompts=(*self._preparing, *(prompt for prompt, _ in self._standing)),
            sides=run.done() if run else {},
            parts_done=course.parts_done() if self._stage is Stage.FINISHED else {},
            pass_number=pass_number,
            passes=passes,
            arm_share=arm.share if in_exercise else 0.0,
            pause_reason=self._pause[0] if self._pause else None,
            pause_left_s=max(0.0, self._timing.pause_s - pause_s),
            help_shown=self._help,
            ended_by=self.ended_by,
            over=self._over,
        )
