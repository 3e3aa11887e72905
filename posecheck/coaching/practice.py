"""A practice from the checklist to the end, driven by frames and keys, live and recorded alike."""

from __future__ import annotations

import math
from typing import Literal

from posecheck.body.landmarks import Body
from posecheck.coaching.gesture import GestureState, RaisedArm
from posecheck.coaching.part_run import PartRun
from posecheck.coaching.practice_state import (
    EndedBy,
    Key,
    PauseReason,
    PracticeState,
    SideTime,
    Stage,
)
from posecheck.coaching.preparation import NEXT_STAGE, Preparation
from posecheck.coaching.presence import Presence, PresenceState
from posecheck.coaching.programme import PlannedPart, Timetable, checklist
from posecheck.coaching.prompt import Prompt, PromptKind
from posecheck.coaching.session import Coaching, Phase
from posecheck.coaching.shift import ShiftReminder
from posecheck.measures.table import Measurements

EVENT_LASTS_S = 8.0
"""Something that happened is still worth saying for so long: the voice may be busy."""

BACK_TO_THIS_S = 5.0
"""Back, pressed within so many seconds of a part, means the part before it."""

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
        runs: the parts that were begun, by their place in the timetable.
        began_s: the time of the first frame.
        danger_s: the frame time at which a danger sign was reported, None for none.
        asked_s: the frame time at which it was asked if there was a danger sign; None if it was
            not, or has been answered.
    """

    def __init__(self, timetable: Timetable, *, with_checklist: bool = True) -> None:
        self.timetable = timetable
        self.runs: dict[int, PartRun] = {}
        self.danger_s: float | None = None
        self.asked_s: float | None = None
        self.began_s = 0.0
        self._skipped: set[int] = set()
        self._timing = timetable.programme.timing
        self._stage = Stage.CHECKLIST if with_checklist else Stage.SAFETY
        self._stage_since_s: float | None = None
        self._entered = False
        self._part = 0
        self._pause: tuple[PauseReason, float] | None = None
        self._ended: tuple[EndedBy, float] | None = None
        self._keys: list[Key] = []
        self._standing: list[tuple[Prompt, float]] = []
        self._arm, self._presence = RaisedArm(), Presence()
        self._shift = ShiftReminder()
        self._preparation: Preparation | None = None
        self._preparing: tuple[Prompt, ...] = ()
        self._help = False

    @property
    def part(self) -> PlannedPart:
        """The part that is done now, or comes next."""
        return self.timetable.parts[self._part]

    @property
    def ended_by(self) -> EndedBy | None:
        """Why it is over; None while it goes on."""
        return self._ended[0] if self._ended else None

    def status(self, part: int) -> Literal["begun", "done", "skipped"]:
        """How far a part that was begun has come."""
        if self.runs[part].done:
            return "done"
        return "skipped" if part in self._skipped else "begun"

    def press(self, key: Key) -> None:
        """A key was pressed: it is heeded with the next frame."""
        self._keys.append(key)

    def update(
        self, time_s: float, body: Body | None, measurements: Measurements | None
    ) -> PracticeState:
        """Take in one frame."""
        self._standing = [(p, until_s) for p, until_s in self._standing if until_s > time_s]
        if self._stage_since_s is None:
            self._stage_since_s = self.began_s = time_s
        arm = self._arm.update(time_s, body, measurements)
        presence = self._presence.update(time_s, body, measurements, self.part.exercise)
        keys, self._keys = self._keys, []
        for key in keys:
            self._heed(time_s, key)
        coaching, message = self._advance(time_s, body, measurements, arm, presence)
        return self._state(time_s, coaching, message, arm)

    # --- what each stage does with a frame

    def _advance(
        self,
        time_s: float,
        body: Body | None,
        measurements: Measurements | None,
        arm: GestureState,
        presence: PresenceState,
    ) -> tuple[Coaching | None, str]:
        entering, self._entered = not self._entered, True
        if self._stage in NEXT_STAGE:
            if entering:
                self._preparation = Preparation(self._stage, self.timetable, self.part, time_s)
            assert self._preparation is not None
            told = self._preparation.update(time_s, body, measurements, presence)
            self._preparing = told.prompts
            if told.done:
                self._go(NEXT_STAGE[self._stage], time_s)
                if told.praise:
                    self._say(time_s, PromptKind.PRAISE, told.praise)
            return None, told.message
        if self._stage is Stage.EXERCISE:
            return self._exercise(time_s, body, measurements, arm, presence, entering)
        if self._stage is Stage.PAUSED:
            return None, self._paused(time_s, arm, presence)
        if self._stage is Stage.QUESTION:
            return None, self._question(time_s, presence, entering)
        return None, ""

    def _exercise(
        self,
        time_s: float,
        body: Body | None,
        measurements: Measurements | None,
        arm: GestureState,
        presence: PresenceState,
        entering: bool,
    ) -> tuple[Coaching | None, str]:
        run = self.runs.setdefault(self._part, PartRun(self.part))
        if entering and not run.holds[0].record.phases:
            self._say(time_s, PromptKind.STEP, f"{self.part.exercise.title}.")
        if arm.made:
            self._begin_pause(time_s, "arm")
            return None, ""
        was_between = run.is_between(time_s)
        coaching = run.update(time_s, body, measurements)
        begun = any(run.held_s(side) > 0 for side in self.part.exercise.sides)
        moving_over = coaching is None or coaching.phase is Phase.OTHER_SIDE
        if presence.is_away and run.worked_s > 0:
            self._begin_pause(time_s, "away")
        elif presence.got_up and begun and not moving_over:
            self._begin_pause(time_s, "got_up")
        elif run.done:
            self._next_part(time_s)
        elif self.part.timed and run.worked_s > self._timing.overtime * self.part.seconds:
            if not run.counting:
                self._skipped.add(self._part)
                self._next_part(time_s)
                self._say(time_s, PromptKind.STEP, "Time is up for this one: we go on.")
        elif coaching is None:
            text = self._between_text()
            if not was_between:
                self._say(time_s, PromptKind.STEP, text)
            return None, text
        elif self._shift.is_due(coaching.hold, coaching.side, measurements, self.part):
            self._say(time_s, PromptKind.STEP, self.part.exercise.shift)
        return coaching, ""

    def _paused(self, time_s: float, arm: GestureState, presence: PresenceState) -> str:
        assert self._pause is not None
        reason, since_s = self._pause
        if reason == "arm" and (presence.got_up or presence.is_away):
            self._go(Stage.QUESTION, time_s)
        elif time_s - since_s >= self._timing.pause_s:
            self._end(time_s, "left")
        elif arm.made or (reason in ("got_up", "away") and presence.ready_s >= BACK_IN_POSITION_S):
            self._resume(time_s)
        return PAUSE_TEXTS[reason]

    def _question(self, time_s: float, presence: PresenceState, entering: bool) -> str:
        danger = checklist().danger
        if entering:
            self.asked_s = time_s
            self._say(time_s, PromptKind.DANGER, danger.question, math.inf)
        if presence.ready_s >= BACK_IN_POSITION_S:
            self.asked_s = None
            self._resume(time_s)
        elif self._in_stage_s(time_s) >= self._timing.pause_s:
            self._end(time_s, "left")
        return danger.question

    # --- keys

    def _heed(self, time_s: float, key: Key) -> None:
        if key is Key.HELP:
            self._help = not self._help
        elif self._ended is not None:
            if key in (Key.NEXT, Key.PAUSE):
                self._ended = (self._ended[0], -1e9)
        elif key is Key.DANGER:
            self._danger(time_s)
        elif self._stage is Stage.QUESTION:
            self.asked_s = None
            self._pause = ("key", time_s)
            self._go(Stage.PAUSED, time_s)
        elif key is Key.PAUSE:
            self._toggle_pause(time_s)
        elif key is Key.BACK:
            self._back(time_s)
        elif key is Key.NEXT:
            self._skip(time_s)
        elif key is Key.SKIP_SIDE and self._stage is Stage.EXERCISE:
            run = self.runs.get(self._part)
            if run is not None:
                run.skip_side(time_s)
                if not run.done:
                    text = self.part.exercise.other_side.format(side=run.side, other="")
                    self._say(time_s, PromptKind.STEP, text)

    def _toggle_pause(self, time_s: float) -> None:
        if self._stage is Stage.PAUSED:
            self._resume(time_s)
        elif self._stage is Stage.EXERCISE:
            self._begin_pause(time_s, "key")
        else:
            self._skip(time_s)

    def _skip(self, time_s: float) -> None:
        if self._stage in NEXT_STAGE:
            self._go(NEXT_STAGE[self._stage], time_s)
        else:
            self._pause = None
            self._skipped.add(self._part)
            self._next_part(time_s)

    def _back(self, time_s: float) -> None:
        """This part from its beginning; the one before it, if this one has hardly begun."""
        run = self.runs.get(self._part)
        if (run is None or run.worked_s < BACK_TO_THIS_S) and self._part > 0:
            self._part -= 1
        self.runs.pop(self._part, None)
        self._pause = None
        self._go(Stage.CAMERA, time_s)

    # --- from one stage to another

    def _go(self, stage: Stage, time_s: float) -> None:
        self._stage, self._stage_since_s, self._entered = stage, time_s, False
        self._standing, self._preparing = [], ()

    def _begin_pause(self, time_s: float, reason: PauseReason) -> None:
        self._pause = (reason, time_s)
        self._go(Stage.PAUSED, time_s)
        self._say(time_s, PromptKind.PAUSE, PAUSE_TEXTS[reason], math.inf)

    def _resume(self, time_s: float) -> None:
        self._pause = None
        self._go(Stage.EXERCISE, time_s)
        self._say(time_s, PromptKind.PAUSE, "Going on.")

    def _next_part(self, time_s: float) -> None:
        if self._part + 1 >= len(self.timetable.parts):
            self._end(time_s, "done")
            return
        before = self.part.exercise
        self._part += 1
        same_place = self.part.exercise.camera == before.camera
        self._go(Stage.EXERCISE if same_place else Stage.CAMERA, time_s)

    def _danger(self, time_s: float) -> None:
        self.danger_s, self.asked_s = time_s, None
        self._ended = ("danger", time_s)
        self._go(Stage.DANGER, time_s)
        what_to_do = ". ".join(checklist().danger.what_to_do)
        self._say(time_s, PromptKind.DANGER, f"Stop. {what_to_do}.")

    def _end(self, time_s: float, by: EndedBy) -> None:
        self._ended = (by, time_s)
        self._go(Stage.FINISHED, time_s)
        text = "That is all for today." if by == "done" else "Ended, and saved."
        self._say(time_s, PromptKind.DONE, text)

    # --- what is told

    def _say(
        self, time_s: float, kind: PromptKind, text: str, lasts_s: float = EVENT_LASTS_S
    ) -> None:
        """It is true, and worth saying, for so long, or until the stage ends."""
        self._standing.append((Prompt(kind, text, time_s), time_s + lasts_s))

    def _in_stage_s(self, time_s: float) -> float:
        assert self._stage_since_s is not None
        return time_s - self._stage_since_s

    def _between_text(self) -> str:
        return f"Ease off. {self.part.exercise.shift} Then lower your knee again."

    def _state(
        self, time_s: float, coaching: Coaching | None, message: str, arm: GestureState
    ) -> PracticeState:
        run = self.runs.get(self._part)
        sides = self.part.exercise.sides
        number, rounds = run.round_of(run.side) if run else (1, self.part.rounds)
        return PracticeState(
            stage=self._stage,
            time_s=time_s,
            timetable=self.timetable,
            part=self._part,
            elapsed_s=self._elapsed_s(run),
            coaching=coaching,
            message=message,
            lines=self._lines(),
            prompts=(*self._preparing, *(prompt for prompt, _ in self._standing)),
            sides={s: SideTime(run.held_s(s), run.target_s(s)) for s in sides} if run else {},
            round_number=number,
            rounds=rounds,
            arm_share=0.0 if self._stage not in (Stage.EXERCISE, Stage.PAUSED) else arm.share,
            pause_reason=self._pause[0] if self._pause else None,
            pause_left_s=self._pause_left_s(time_s),
            help_shown=self._help,
            ended_by=self.ended_by,
            over=self._is_over(time_s),
        )

    def _lines(self) -> tuple[str, ...]:
        danger = checklist().danger
        if self._stage is Stage.CHECKLIST:
            return checklist().texts(self.timetable.programme.checklist)
        if self._stage is Stage.SAFETY:
            return (*danger.signs, danger.how)
        if self._stage is Stage.DANGER:
            return (*danger.what_to_do, danger.recorded)
        return ()

    def _elapsed_s(self, run: PartRun | None) -> float:
        if self.ended_by == "done":
            return self.timetable.total_s
        if self._part == 0 and run is None:
            return 0.0
        return self.part.start_s + min(run.worked_s if run else 0.0, self.part.seconds)

    def _pause_left_s(self, time_s: float) -> float:
        since_s = self._pause[1] if self._pause else None
        return 0.0 if since_s is None else max(0.0, self._timing.pause_s - (time_s - since_s))

    def _is_over(self, time_s: float) -> bool:
        if self._ended is None:
            return False
        by, since_s = self._ended
        shown_s = self._timing.danger_s if by == "danger" else self._timing.done_s
        return time_s - since_s >= shown_s
