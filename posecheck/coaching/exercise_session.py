"""One exercise from the first frame to the last: the phase, what to correct, how much is left."""

from __future__ import annotations

import math

from posecheck.anatomy import Side, opposite
from posecheck.coaching.breath_advice import HeldBreathAdvice
from posecheck.coaching.camera_advice import advise_turning, choose_camera_advice
from posecheck.coaching.correction import CorrectionChooser, DebouncedMessage
from posecheck.coaching.frame_coaching import BETWEEN_HOLDS, Coaching, Phase
from posecheck.coaching.goals.hold import HoldState
from posecheck.coaching.goals.pace import Pacer
from posecheck.coaching.goals.progress import Progress, Repetition
from posecheck.coaching.goals.sides import SidesToDo
from posecheck.coaching.judge import (
    Judge,
    Judgement,
    all_defining_good,
    count_pending_defining,
    estimate_good_fraction,
    is_position_good,
    unverified_titles,
)
from posecheck.coaching.side import SIDE_DWELL_S, SideChooser, is_ready_for
from posecheck.coaching.steps import StepChooser
from posecheck.coaching.unseen import NOBODY_SEEN, ask_to_be_seen
from posecheck.exercises.schema import Exercise
from posecheck.measures.table import Measurements

DROPOUT_S = 1.0
"""When nobody is seen for up to this many seconds while something counts, it is a dropout of the
detection and is not announced."""


class ExerciseSession:
    """Takes measurements frame by frame and gives the coaching. Its only clock is the frames' time.

    The phase of a frame does not depend on the phase before it: the first row that applies decides.
    A counting goal is one of repetitions, circles or breaths.

    =====================================================================  =================
    condition                                                              phase
    =====================================================================  =================
    every side is complete or was left                                     DONE
    nobody is seen, for up to DROPOUT_S while something counts             HOLDING
    nobody is seen, unless the next side is awaited                        NOBODY
    the picture is upside down or on its side                              NOT_IN_VIEW
    a counting goal, one side is complete, the next is awaited             OTHER_SIDE
    the rest between two passes                                            GET_INTO_POSITION
    the position is good and nothing blocks counting                       HOLDING
    a counting goal, all defining checks are good (other faults are said)  HOLDING
    a counting goal, a defining check cannot see, for up to DROPOUT_S      HOLDING
    a defining check cannot see, and the camera stands wrong               NOT_IN_VIEW
    one side is complete, the next is awaited                              OTHER_SIDE
    the hold has not started                                               GET_INTO_POSITION
    the break of the hold is within its grace, or a verdict is awaited     HOLDING
    else                                                                   PAUSED
    =====================================================================  =================

    Something counts while a hold counts or is in grace, and in a counting goal while all defining
    checks are good. How long the next side is awaited: :class:`SideChooser`.

    Parameters
    ----------
    exercise
        What is practised.
    sides
        The sides to do; by default both sides of the exercise. The working side is recognised: it
        is the side whose defining checks are good, at first the side near the camera.
    target_s
        Seconds to hold, if not the exercise's own.
    """

    def __init__(
        self,
        exercise: Exercise,
        sides: tuple[Side, ...] | None = None,
        target_s: float | None = None,
    ) -> None:
        self.exercise = exercise
        self.sides: tuple[Side, ...] = sides or exercise.sides or ("left",)
        self._judges = {side: Judge(exercise.checks, side) for side in self.sides}
        self._goals = SidesToDo(exercise, self.sides, target_s)
        self._last_known: dict[Side, tuple[Judgement, ...]] = {}
        self._chooser = CorrectionChooser()
        self._message = DebouncedMessage()
        # legs that take turns, as in a walking lunge, change without a delay
        takes_turns = self._goals[self.sides[0]].takes_all_frames
        self._working = SideChooser(self.sides, 0.0 if takes_turns else SIDE_DWELL_S)
        self._last_seen_s: float | None = None
        self._in_position_s = -math.inf
        self._steps = StepChooser(exercise)
        self._held_breath = HeldBreathAdvice()
        self._pacer = Pacer.for_exercise(exercise)

    @property
    def needs_mask(self) -> bool:
        """Whether a check looks at the lower back, which needs the mask of the person."""
        return self.exercise.needs_mask

    @property
    def over(self) -> bool:
        """Whether all sides are complete, but for those that were left."""
        return not self._goals.to_do()

    @property
    def awaits_next_side(self) -> bool:
        """Whether one side is complete and the next has not started."""
        return self._working.awaits_next_side

    def leave_side(self, side: Side) -> bool:
        """Go from one side to the other, as :meth:`SidesToDo.leave` says."""
        if not self._goals.leave(side):
            return False
        self._working.go_to(opposite(side))
        return True

    def holds(self, side: Side, time_s: float) -> tuple[HoldState, ...]:
        """The timers of all passes of one side that started."""
        return self._goals[side].holds(time_s)

    def progress(self, side: Side, time_s: float) -> Progress:
        """How much of one side is done."""
        return self._goals[side].progress(time_s)

    def update(self, time_s: float, measurements: Measurements | None) -> Coaching:
        """Take in one frame; ``measurements`` is None when nobody is seen."""
        judged = {side: self._judges[side].judge(measurements, time_s) for side in self.sides}
        if measurements is not None:
            self._last_seen_s = time_s
            self._recognise_side(time_s, measurements, judged)
        side = self._working.side
        judgements = judged[side]
        good = is_position_good(judgements) if measurements is not None else None
        repetition = self._count(time_s, measurements, judged)
        goal = self._goals[side]
        hold = goal.hold(time_s)
        if hold.status in ("counting", "complete") or goal.in_progress:
            self._working.end_change()
        if measurements is not None and all_defining_good(judgements):
            self._in_position_s = time_s
        shown = self._chooser.update(time_s, judgements)
        phase, wanted = self._find_phase(time_s, measurements, judgements, good, shown)
        message, correction = self._debounce(time_s, phase, wanted, shown)
        holding = phase is Phase.HOLDING
        breath = measurements.breath if measurements is not None and holding else None
        return Coaching(
            phase=phase,
            side=side,
            step=self._find_step(time_s, phase, judgements),
            message=message,
            correction=correction,
            hold=hold,
            judgements=judgements,
            unverified=unverified_titles(judgements) if hold.status == "counting" and good else (),
            progress=goal.progress(time_s),
            repetition=repetition,
            advice=self._held_breath.update(time_s, breath) if self._pacer else "",
            pace=self._pacer.update(time_s, holding=holding) if self._pacer else None,
        )

    def finish(self) -> list[Repetition]:
        """Nothing more will be seen: the repetitions that are as good as over count now."""
        return [done for goal in self._goals.values() for done in goal.finish()]

    def interrupt(self) -> None:
        """Nothing is known of the time up to the next frame: nothing counts through it."""
        for goal in self._goals.values():
            goal.interrupt()

    def _recognise_side(
        self,
        time_s: float,
        measurements: Measurements,
        judged: dict[Side, tuple[Judgement, ...]],
    ) -> None:
        pending = {side: count_pending_defining(judged[side]) for side in self.sides}
        self._working.update(
            time_s,
            measurements.near_side,
            self._goals.to_do(),
            [side for side in self.sides if pending[side] == min(pending.values())],
            [side for side in self.sides if self._goals[side].in_progress],
        )
        is_ready = is_ready_for(self._working.side, measurements.near_side, judged)
        self._working.watch_change(time_s, is_ready)

    def _count(
        self,
        time_s: float,
        measurements: Measurements | None,
        judged: dict[Side, tuple[Judgement, ...]],
    ) -> Repetition | None:
        """Pass the frame on to the goals: the working side's, or those that take all frames."""
        ended = None
        for side in self._goals.counting(self._working.side):
            goal = self._goals[side]
            judgements = judged[side]
            before = self._last_known.get(side, judgements)
            good = is_position_good(judgements) if measurements is not None else None
            if goal.takes_all_frames and measurements is not None:
                # repetitions count in the exercise's posture; other faults are only said
                good = all_defining_good(judgements)
            if good is not None:
                self._last_known[side] = judgements
            fraction = estimate_good_fraction(before, judgements)
            ended = goal.update(time_s, measurements, good, fraction) or ended
        return ended

    def _debounce(
        self, time_s: float, phase: Phase, wanted: str, shown: Judgement | None
    ) -> tuple[str, Judgement | None]:
        if phase is Phase.DONE:
            self._message.clear()
            return "", None
        # the chooser has debounced a correction already; the other side is asked for at once
        correction = shown if wanted and shown and wanted == shown.correction else None
        debounced = correction is not None or phase is Phase.OTHER_SIDE
        return self._message.update(time_s, wanted, correction, debounced=debounced)

    def _find_phase(
        self,
        time_s: float,
        measurements: Measurements | None,
        judgements: tuple[Judgement, ...],
        good: bool | None,
        shown: Judgement | None,
    ) -> tuple[Phase, str]:
        """The phase, and the sentence that the frame calls for. The class lists the conditions."""
        if self.over:
            return Phase.DONE, ""
        side = self._working.side
        goal = self._goals[side]
        hold = goal.hold(time_s)
        if measurements is None:
            return self._find_phase_of_nobody(time_s)
        if turned := advise_turning(measurements.camera):
            return Phase.NOT_IN_VIEW, turned
        if goal.takes_all_frames and self._working.awaits_next_side:
            return Phase.OTHER_SIDE, self._fill_in(self.exercise.other_side)
        started = hold.status not in ("waiting", "complete")
        blocker = self._fill_in(goal.blocker(time_s))
        if blocker and hold.status == "complete":  # between two passes nothing is wrong
            return Phase.GET_INTO_POSITION, blocker
        blocker = blocker if good else ""
        if good and not blocker:
            return Phase.HOLDING, ""
        message = shown.correction if shown else blocker
        if not started and message == blocker and self._steps.find_unchecked(time_s, side):
            message = ""
        if goal.takes_all_frames and all_defining_good(judgements):
            return Phase.HOLDING, message
        awaited = good is None and all_defining_good(judgements)
        if good is None and not awaited:
            if goal.takes_all_frames and self._drops_out(time_s):
                return Phase.HOLDING, ""
            advice = self._fill_in(choose_camera_advice(self.exercise, side, measurements))
            if advice:
                return Phase.NOT_IN_VIEW, advice
            message = message or ask_to_be_seen(side, measurements.near_side, judgements)
        if self._working.awaits_next_side:
            return Phase.OTHER_SIDE, self._fill_in(self.exercise.other_side)
        if not started:
            return Phase.GET_INTO_POSITION, message
        in_grace = awaited or hold.status == "grace"
        return (Phase.HOLDING, "") if in_grace else (Phase.PAUSED, message)

    def _find_phase_of_nobody(self, time_s: float) -> tuple[Phase, str]:
        if self._drops_out(time_s):
            return Phase.HOLDING, ""
        if self._working.awaits_next_side:  # who turns round is often not seen
            return Phase.OTHER_SIDE, self._fill_in(self.exercise.other_side)
        return Phase.NOBODY, NOBODY_SEEN

    def _drops_out(self, time_s: float) -> bool:
        """Whether the position, not seen in this frame, was lost only a moment ago."""
        goal = self._goals[self._working.side]
        if goal.takes_all_frames:
            return not self._working.awaits_next_side and time_s - self._in_position_s <= DROPOUT_S
        counts = goal.hold(time_s).status in ("counting", "grace")
        return counts and self._last_seen_s is not None and time_s - self._last_seen_s <= DROPOUT_S

    def _fill_in(self, text: str) -> str:
        return text.format(side=self._working.side, other=opposite(self._working.side))

    def _find_step(self, time_s: float, phase: Phase, judgements: tuple[Judgement, ...]) -> str:
        if phase is Phase.DONE:
            return self.exercise.done
        side = self._working.side
        goal = self._goals[side]
        if goal.hold(time_s).status == "complete" and goal.blocker(time_s):
            return BETWEEN_HOLDS
        return self._steps.choose(time_s, side, judgements, holding=phase is Phase.HOLDING)
