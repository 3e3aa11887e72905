"""A practice from the checklist to the end, driven by frames and keys, live and recorded alike."""

from __future__ import annotations

import math

from posecheck.anatomy import opposite
from posecheck.coaching.exercise_session import Coaching, Phase
from posecheck.coaching.practice.course import Course
from posecheck.coaching.practice.events import Key, KeyPressed, PracticeEvent
from posecheck.coaching.practice.gesture import GestureState, RaisedArmGesture
from posecheck.coaching.practice.part_run import PartRun
from posecheck.coaching.practice.preparation import NEXT_STAGE, Preparation
from posecheck.coaching.practice.presence import Presence, PresenceState
from posecheck.coaching.practice.shift import ShiftReminder
from posecheck.coaching.practice.state import EndedBy, PauseReason, PracticeState, Stage
from posecheck.coaching.practice.texts import END_TEXTS, PAUSE_TEXTS, RESUMED, TIME_IS_UP
from posecheck.coaching.practice.timetable import Timetable
from posecheck.coaching.prompts.prompt import Prompt, PromptKind
from posecheck.exercises.checklist import checklist
from posecheck.measures.table import Measurements

EVENT_LASTS_S = 8.0
"""What happened is worth saying for this many seconds: the voice may be busy."""

BACK_IN_POSITION_S = 1.5
"""A pause that began because the person got up or left is over once the person has been in position
for this many seconds."""


class Practice:
    """Takes frames and keys; gives what is shown, said and remembered.

    Its only clock is the frames' time.

    =========  ===========================================================  ======================
    stage      what ends it                                                 next stage
    =========  ===========================================================  ======================
    CHECKLIST  ready, or shown long enough (:class:`Preparation`)           SAFETY
    SAFETY     said, or shown long enough                                   CAMERA
    CAMERA     the camera stands well, or waited long enough                EXERCISE
    the three  key NEXT or PAUSE                                            the one that follows
    the three  nobody seen for ``gone_s``                                   FINISHED, left
    EXERCISE   one arm raised, key PAUSE, got up, or away                   PAUSED
    EXERCISE   the part is done, takes too long, or key NEXT                EXERCISE of the next
                                                                            part; CAMERA if its
                                                                            camera stands elsewhere;
                                                                            FINISHED, done, after
                                                                            the last part
    PAUSED     one arm raised, or key PAUSE                                 EXERCISE
    PAUSED     got up or away, and back in position                         EXERCISE
    PAUSED     began with an arm, then got up or away                       QUESTION
    PAUSED     key NEXT                                                     as for EXERCISE
    PAUSED     lasts ``pause_s``                                            FINISHED, left
    QUESTION   back in position                                             EXERCISE
    QUESTION   any key except HELP and DANGER                               PAUSED
    QUESTION   lasts ``pause_s``                                            FINISHED, left
    any        key DANGER                                                   DANGER
    any        key BACK                                                     CAMERA
    DANGER     shown for ``danger_s``, or key NEXT or PAUSE                 over
    FINISHED   shown for ``done_s``, or key NEXT or PAUSE                   over
    =========  ===========================================================  ======================

    "Any" is every stage before the end; QUESTION takes the key BACK as an answer. QUESTION asks
    whether there was a danger sign. Key SKIP_SIDE changes no stage unless it ends the part.

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
    danger_reported_s
        The frame time at which a danger sign was reported; None for none.
    danger_asked_s
        The frame time at which the person was asked whether there was a danger sign; None when
        nobody was asked, or the question was answered.
    ended_by
        Why it is over; None while it goes on.
    """

    def __init__(self, timetable: Timetable, *, with_checklist: bool = True) -> None:
        self.course = Course(timetable)
        self.began_s = 0.0
        self.danger_reported_s: float | None = None
        self.danger_asked_s: float | None = None
        self.ended_by: EndedBy | None = None
        self._timing = timetable.programme.timing
        self._stage = Stage.CHECKLIST if with_checklist else Stage.SAFETY
        self._stage_since_s = math.nan
        self._keys: list[Key] = []
        self._speech_pending = False
        self._preparation: Preparation | None = None
        self._preparation_prompts: tuple[Prompt, ...] = ()
        self._active_prompts: list[tuple[Prompt, float]] = []  # each with the time when it ends
        self._part_unannounced = False
        self._pause: tuple[PauseReason, float] | None = None
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
            message = self._wait_for_answer(time_s, presence)
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
        has_begun = any(run.total_of(side).done > 0 for side in run.sides)
        if presence.is_away and run.worked_s > 0:
            self._begin_pause(time_s, "away")
        elif presence.got_up and has_begun and coaching.phase is not Phase.OTHER_SIDE:
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
        reason, since_s = self._pause
        is_back = presence.in_position_s >= BACK_IN_POSITION_S
        if reason == "arm" and (presence.got_up or presence.is_away):
            self.danger_asked_s = time_s
            self._enter(Stage.QUESTION, time_s)
            self._say(time_s, PromptKind.DANGER, checklist().danger.question, math.inf)
        elif time_s - since_s >= self._timing.pause_s:
            self._end(time_s, "left")
        elif gesture.made or (reason in ("got_up", "away") and is_back):
            self._resume(time_s)
        return PAUSE_TEXTS[reason]

    def _wait_for_answer(self, time_s: float, presence: PresenceState) -> str:
        if presence.in_position_s >= BACK_IN_POSITION_S:
            self.danger_asked_s = None
            self._resume(time_s)
        elif time_s - self._stage_since_s >= self._timing.pause_s:
            self._end(time_s, "left")
        return checklist().danger.question

    # --- keys

    def _handle_key(self, time_s: float, key: Key) -> None:
        if key is Key.HELP:
            self._help_shown = not self._help_shown
        elif self.ended_by is not None:
            self._end_dismissed = self._end_dismissed or key in (Key.NEXT, Key.PAUSE)
        elif key is Key.DANGER:
            self._report_danger(time_s)
        elif self._stage is Stage.QUESTION:
            self.danger_asked_s = None
            self._enter(Stage.PAUSED, time_s)
            self._pause = ("key", time_s)
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

    def _enter_next_part(self, time_s: float, *, camera_moves: bool) -> None:
        if self.course.is_over:
            self._end(time_s, "done")
        else:
            self._presence = Presence()  # the next part may ask for another posture
            self._enter(Stage.CAMERA if camera_moves else Stage.EXERCISE, time_s)
            self._part_unannounced = not camera_moves  # the stage CAMERA says its title

    def _begin_pause(self, time_s: float, reason: PauseReason) -> None:
        self._pause = (reason, time_s)
        self._enter(Stage.PAUSED, time_s)
        self._say(time_s, PromptKind.PAUSE, PAUSE_TEXTS[reason], math.inf)

    def _resume(self, time_s: float) -> None:
        self._pause = None
        self._enter(Stage.EXERCISE, time_s)
        self._say(time_s, PromptKind.PAUSE, RESUMED)

    def _report_danger(self, time_s: float) -> None:
        self.danger_reported_s, self.danger_asked_s = time_s, None
        self._enter(Stage.DANGER, time_s)
        self.ended_by = "danger"
        what_to_do = ". ".join(checklist().danger.what_to_do)
        self._say(time_s, PromptKind.DANGER, f"Stop. {what_to_do}.")

    def _end(self, time_s: float, by: EndedBy) -> None:
        self._enter(Stage.FINISHED, time_s)
        self.ended_by = by
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
        shows_arm = self._stage in (Stage.EXERCISE, Stage.PAUSED)
        pass_number, passes = run.current_pass() if run else (1, 1)
        paused_s = time_s - self._pause[1] if self._pause else 0.0
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
            pause_reason=self._pause[0] if self._pause else None,
            pause_left_s=max(0.0, self._timing.pause_s - paused_s),
            help_shown=self._help_shown,
            ended_by=self.ended_by,
            over=self._over,
        )
