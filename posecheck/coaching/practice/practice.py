"""A practice from the checklist to the end, driven by frames and keys, live and recorded alike."""

from __future__ import annotations

import math

from posecheck.anatomy import opposite
from posecheck.coaching.frame_coaching import Coaching, Phase
from posecheck.coaching.practice.arm_answer import ANSWERS, ArmAnswer
from posecheck.coaching.practice.course import Course
from posecheck.coaching.practice.danger import DangerSign, DangerSigns
from posecheck.coaching.practice.events import Key, KeyPressed, PracticeEvent
from posecheck.coaching.practice.gesture import GestureState, RaisedArmGesture
from posecheck.coaching.practice.part_run import PartRun
from posecheck.coaching.practice.pause import Pause, seconds_left
from posecheck.coaching.practice.preparation import NEXT_STAGE, Preparation
from posecheck.coaching.practice.presence import Presence, PresenceState
from posecheck.coaching.practice.shift import ShiftReminder
from posecheck.coaching.practice.state import EndedBy, PauseReason, PracticeState, Stage
from posecheck.coaching.practice.texts import END_TEXTS, ENDS_SOON, RESUMED, TIME_IS_UP
from posecheck.coaching.practice.timetable import Timetable
from posecheck.coaching.prompts.prompt import Prompt, PromptKind
from posecheck.exercises.checklist import checklist
from posecheck.measures.table import Measurements

EVENT_LASTS_S = 8.0
"""What happened is worth saying for this many seconds: the voice may be busy."""

WARNING_S = 60.0
"""A pause of somebody who is seen says so many seconds before that it will end the practice."""


class Practice:
    """Takes frames and keys; gives what is shown, said and remembered.

    Its only clock is the frames' time. :class:`Stage` says what leads from one stage to another.

    Parameters
    ----------
    timetable
        The programme as planned for today.
    with_checklist
        Whether to begin with the checklist.

    Attributes
    ----------
    course
        The parts, and how far each has come.
    began_s
        Time of the first frame.
    dangers
        The danger signs that were reported and asked for.
    ended_by
        Why it is over; None while it goes on.
    ended_s
        Time of the frame in which it was over; None while it goes on.
    """

    def __init__(self, timetable: Timetable, *, with_checklist: bool = True) -> None:
        self.course = Course(timetable)
        self.began_s = 0.0
        self.dangers = DangerSigns()
        self.ended_by: EndedBy | None = None
        self.ended_s: float | None = None
        self._timing = timetable.programme.timing
        self._stage = Stage.CHECKLIST if with_checklist else Stage.SAFETY
        self._stage_since_s = math.nan
        self._keys: list[Key] = []
        self._speech_pending = False
        self._preparation: Preparation | None = None
        self._preparation_prompts: tuple[Prompt, ...] = ()
        self._active_prompts: list[tuple[Prompt, float]] = []  # each with the time when it ends
        self._part_unannounced, self._how_to_stop = False, ""
        self._pause: Pause | None = None
        self._pause_left_s, self._warned = 0.0, False
        self._answer = ArmAnswer()
        self._arm_answer: bool | None = None
        self._gesture, self._presence, self._shift = RaisedArmGesture(), Presence(), ShiftReminder()
        self._help_shown = self._end_dismissed = self._over = False

    @property
    def needs_mask(self) -> bool:
        """Whether one of its exercises looks at the lower back, which needs the person's mask."""
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
            self._speech_pending = event.pending

    def interrupt(self) -> None:
        """Nothing is known of the time up to the next frame: nothing counts through it."""
        if self.course.run is not None:
            self.course.run.interrupt()

    def update(self, time_s: float, measurements: Measurements | None) -> PracticeState:
        """Take in one frame; ``measurements`` is None when nobody is seen."""
        if math.isnan(self._stage_since_s):
            self._stage_since_s = self.began_s = time_s
        self._active_prompts = [(p, end_s) for p, end_s in self._active_prompts if end_s > time_s]
        gesture = self._gesture.update(time_s, measurements)
        presence = self._presence.update(time_s, measurements, self.course.part.exercise)
        keys, self._keys = self._keys, []
        for key in keys:
            self._handle_key(time_s, key)
        coaching, message = None, ""
        if self._stage in NEXT_STAGE:
            message = self._prepare(time_s, measurements, presence)
        elif self._stage is Stage.EXERCISE:
            coaching = self._exercise(time_s, measurements, gesture, presence)
        elif self._stage is Stage.PAUSED:
            message = self._wait_in_pause(time_s, gesture, presence)
        elif self._stage is Stage.QUESTION:
            gesture = self._wait_for_answer(time_s, measurements, presence)
            message = checklist().danger.question
        return self._make_state(time_s, coaching, message, gesture)

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
        guidance = self._preparation.update(
            time_s, measurements, presence, speech_pending=self._speech_pending
        )
        self._preparation_prompts = guidance.prompts
        if guidance.done:
            self._enter(NEXT_STAGE[self._stage], time_s)
            if guidance.praise:
                self._say(time_s, PromptKind.PRAISE, guidance.praise)
        return guidance.message

    def _exercise(
        self,
        time_s: float,
        measurements: Measurements | None,
        gesture: GestureState,
        presence: PresenceState,
    ) -> Coaching | None:
        if gesture.made:
            self._begin_pause(time_s, "arm")
            return None
        run = self.course.begin_part()
        coaching = run.update(time_s, measurements)
        if self._part_unannounced and measurements is not None:
            self._part_unannounced = False
            title = run.planned.exercise.title
            self._say(time_s, PromptKind.STEP, f"{title}. {coaching.step}")
        if self._how_to_stop and measurements is not None:
            self._say(time_s, PromptKind.STEP, self._how_to_stop, 2 * EVENT_LASTS_S)
            self._how_to_stop = ""
        has_begun = any(run.total_of(side).done > 0 for side in run.sides)
        if presence.is_away and run.worked_s > 0:
            self._begin_pause(time_s, "away")
        elif presence.got_up and has_begun and not run.awaits_other_side:
            self._begin_pause(time_s, "got_up")
        elif run.status != "begun":
            self._enter_next_part(time_s, camera_moves=self.course.advance())
        elif self._takes_too_long(run):
            self._enter_next_part(time_s, camera_moves=self.course.skip_part())
            self._say(time_s, PromptKind.STEP, TIME_IS_UP)
        else:
            shift = self._shift.update(coaching, measurements, run.planned.exercise)
            if shift:
                self._say(time_s, PromptKind.STEP, shift)
            return coaching
        return coaching if coaching.phase is Phase.DONE else None

    def _takes_too_long(self, run: PartRun) -> bool:
        limit_s = self._timing.overtime * run.planned.seconds
        return run.planned.timed and run.worked_s > limit_s and not run.counting

    def _wait_in_pause(self, time_s: float, gesture: GestureState, presence: PresenceState) -> str:
        assert self._pause is not None
        pause = self._pause
        if pause.asks_danger(time_s, presence):
            self.dangers.ask(time_s)
            self._answer = ArmAnswer()
            self._enter(Stage.QUESTION, time_s)
            self._say(time_s, PromptKind.DANGER, checklist().danger.question, math.inf)
        elif gesture.made or pause.is_over(presence):
            self._resume(time_s)
        else:
            self._end_late(time_s, presence, pause.text.partition(". ")[2])
        return pause.text

    def _wait_for_answer(
        self, time_s: float, measurements: Measurements | None, presence: PresenceState
    ) -> GestureState:
        """Take in a frame of the question; give the arm that answers, as a gesture."""
        assert self._pause is not None
        arm = self._answer.update(time_s, measurements)
        self._arm_answer = None if arm.side is None else ANSWERS[arm.side]
        if arm.answer:
            self._report_danger(time_s)
        elif arm.answer is not None:
            self._deny_danger(time_s)
        elif self._pause.is_question_left(presence):
            self._resume(time_s)
        else:
            self._end_late(time_s, presence, checklist().danger.question)
        return GestureState(arm.side, arm.progress)

    def _end_late(self, time_s: float, presence: PresenceState, how_to_go_on: str) -> None:
        """End a pause or a question that takes too long; warn somebody who is still there."""
        left_s = seconds_left(self._stage_since_s, time_s, presence, self._timing)
        self._pause_left_s = max(0.0, left_s)
        if left_s <= 0:
            self._end(time_s, "left")
        elif left_s <= WARNING_S and not presence.is_away and not self._warned:
            self._warned = True
            self._say(time_s, PromptKind.PAUSE, f"{ENDS_SOON} {how_to_go_on}", math.inf)

    # --- keys

    def _handle_key(self, time_s: float, key: Key) -> None:
        if key is Key.HELP:
            self._help_shown = not self._help_shown
        elif self.ended_by is not None:
            self._end_dismissed = self._end_dismissed or key in (Key.NEXT, Key.PAUSE)
        elif key is Key.DANGER:
            self._report_danger(time_s)
        elif key is Key.NO and self._stage is Stage.QUESTION:
            self._deny_danger(time_s)
        elif key is Key.NO or self._stage is Stage.QUESTION:
            return  # nothing is asked, or the key is no answer
        elif key is Key.BACK:
            self._pause = None
            self.course.go_back()
            self._enter(Stage.CAMERA, time_s)
        elif key is Key.SKIP_SIDE:
            self._skip_side(time_s)
        elif key is Key.PAUSE and self._stage is Stage.PAUSED:
            self._resume(time_s)
        elif key is Key.PAUSE and self._stage is Stage.EXERCISE:
            self._begin_pause(time_s, "key")
        elif self._stage in NEXT_STAGE:
            self._enter(NEXT_STAGE[self._stage], time_s)
        else:
            self._pause = None
            self._enter_next_part(time_s, camera_moves=self.course.skip_part())

    def _skip_side(self, time_s: float) -> None:
        run = self.course.run
        if run is None or self._stage is not Stage.EXERCISE:
            return
        run.skip_side()
        if run.status == "begun":
            text = run.planned.exercise.other_side
            self._say(time_s, PromptKind.STEP, text.format(side=run.side, other=opposite(run.side)))

    # --- from one stage to another

    def _enter(self, stage: Stage, time_s: float) -> None:
        self._stage, self._stage_since_s = stage, time_s
        self._preparation, self._preparation_prompts, self._active_prompts = None, (), []
        waits = stage in (Stage.PAUSED, Stage.QUESTION)
        self._pause_left_s = self._timing.pause_seen_s if waits else 0.0
        self._warned, self._arm_answer = False, None

    def _enter_next_part(self, time_s: float, *, camera_moves: bool) -> None:
        if self.course.is_over:
            self._end(time_s, "done")
        else:
            self._how_to_stop = self.course.new_way_to_stop()
            self._presence = Presence()  # the next part may ask for another posture
            self._enter(Stage.CAMERA if camera_moves else Stage.EXERCISE, time_s)
            self._part_unannounced = not camera_moves  # the stage CAMERA says its title

    def _begin_pause(self, time_s: float, reason: PauseReason) -> None:
        self._pause = Pause(reason, time_s, self.course.part.exercise)
        self._enter(Stage.PAUSED, time_s)
        self._say(time_s, PromptKind.PAUSE, self._pause.text, math.inf)

    def _resume(self, time_s: float) -> None:
        self._pause = None
        self._enter(Stage.EXERCISE, time_s)
        self._say(time_s, PromptKind.PAUSE, RESUMED)

    def _report_danger(self, time_s: float) -> None:
        self.dangers.report(time_s)
        self._enter(Stage.DANGER, time_s)
        self.ended_by, self.ended_s = "danger", time_s
        what_to_do = ". ".join(checklist().danger.what_to_do)
        self._say(time_s, PromptKind.DANGER, f"Stop. {what_to_do}.")

    def _deny_danger(self, time_s: float) -> None:
        self.dangers.answer(DangerSign.DENIED)
        self._begin_pause(time_s, "key")

    def _end(self, time_s: float, by: EndedBy) -> None:
        self._enter(Stage.FINISHED, time_s)
        self.ended_by, self.ended_s = by, time_s
        self._say(time_s, PromptKind.DONE, END_TEXTS[by])

    # --- what is shown and said

    def _say(
        self, time_s: float, kind: PromptKind, text: str, lasts_s: float = EVENT_LASTS_S
    ) -> None:
        """Add a prompt that is worth saying for ``lasts_s``, or until the stage ends."""
        self._active_prompts.append((Prompt(kind, text, time_s), time_s + lasts_s))

    def _make_state(
        self, time_s: float, coaching: Coaching | None, message: str, gesture: GestureState
    ) -> PracticeState:
        course, run = self.course, self.course.run
        shows_arm = self._stage in (Stage.EXERCISE, Stage.PAUSED, Stage.QUESTION)
        pass_number, passes = run.current_pass() if run else (1, 1)
        end_shown_s = self._timing.danger_s if self.ended_by == "danger" else self._timing.done_s
        self._over = self.ended_by is not None and (
            self._end_dismissed or time_s - self._stage_since_s >= end_shown_s
        )
        return PracticeState(
            stage=self._stage,
            time_s=time_s,
            timetable=course.timetable,
            part=course.index,
            elapsed_s=course.elapsed_s,
            coaching=coaching,
            message=message,
            prompts=(*self._preparation_prompts, *(prompt for prompt, _ in self._active_prompts)),
            sides=run.totals() if run else {},
            parts_done=course.parts_done() if self._stage is Stage.FINISHED else {},
            pass_number=pass_number,
            passes=passes,
            arm_progress=gesture.progress if shows_arm else 0.0,
            arm_answer=self._arm_answer,
            pause_reason=self._pause.reason if self._pause else None,
            pause_left_s=self._pause_left_s,
            help_shown=self._help_shown,
            ended_by=self.ended_by,
            over=self._over,
        )
