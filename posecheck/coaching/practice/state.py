"""The state of a practice in one frame: everything that screen, voice and history need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from posecheck.anatomy import Side
from posecheck.coaching.frame_coaching import Coaching
from posecheck.coaching.practice.part_run import SideTotal
from posecheck.coaching.practice.timetable import Timetable
from posecheck.coaching.prompts.prompt import Prompt


class Stage(StrEnum):
    """Where in the practice the person is, and what ends that.

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
    PAUSED     got up or away, and back in the exercise's posture           EXERCISE
    PAUSED     stopped as at a danger sign (:meth:`Pause.asks_danger`)      QUESTION
    PAUSED     key NEXT                                                     as for EXERCISE
    PAUSED     nobody seen for ``pause_s``, or lasts ``pause_seen_s``       FINISHED, left
    QUESTION   the left arm, or key NO                                      PAUSED
    QUESTION   the right arm: yes                                           DANGER
    QUESTION   back in the exercise's posture                               EXERCISE
    QUESTION   as for PAUSED                                                FINISHED, left
    any        key DANGER                                                   DANGER
    any but    key BACK                                                     CAMERA
    QUESTION
    DANGER     shown for ``danger_s``, or key NEXT or PAUSE                 over
    FINISHED   shown for ``done_s``, or key NEXT or PAUSE                   over
    =========  ===========================================================  ======================

    "Any" is every stage before the end. QUESTION asks whether there was a danger sign: no other key
    than NO denies one, and all but NO, DANGER and HELP change nothing. Who only goes on has not
    answered, and the question stays open. Key SKIP_SIDE changes no stage unless it ends the part.
    """

    CHECKLIST = "checklist"
    SAFETY = "safety"
    CAMERA = "camera"
    EXERCISE = "exercise"
    PAUSED = "paused"
    QUESTION = "question"
    DANGER = "danger"
    FINISHED = "finished"


PauseReason = Literal["arm", "key", "got_up", "away"]
"""What began a pause."""

EndedBy = Literal["done", "stopped", "left", "danger"]
"""Why a practice is over."""


@dataclass(frozen=True)
class PracticeState:
    """The state of a practice in one frame.

    Attributes
    ----------
    stage
        What is going on.
    time_s
        The frame's time.
    timetable
        The programme as planned for today.
    part
        Index of the present part: the one that is being done, or comes next.
    elapsed_s
        Seconds into the timetable: the planned time of the parts that are over, and the time that
        the present part has taken, at most its planned time.
    coaching
        Of the exercise; None outside it.
    message
        What to do now, outside the exercise; may be empty.
    prompts
        What there is to say, repeated in each frame while it is true.
    sides
        What is done on each side in this part.
    parts_done
        At the end, the same for all parts in which something was done, by their titles.
    pass_number, passes
        Which pass this is on the working side, from 1, and how many there are.
    arm_progress
        Which fraction of the time for which a raised arm must be held has passed, 0 to 1.
    arm_answer
        What the arm that is raised says to the question; None while there is none.
    pause_reason
        What began the pause; None outside it. It stays when the pause ends the practice.
    pause_left_s
        Seconds until the pause ends the practice; 0 outside it.
    help_shown
        Whether the keys are to be shown.
    ended_by
        Why it is over; None while it goes on.
    over
        Whether the end has been shown for long enough.
    """

    stage: Stage
    time_s: float
    timetable: Timetable
    part: int
    elapsed_s: float
    coaching: Coaching | None = None
    message: str = ""
    prompts: tuple[Prompt, ...] = ()
    sides: Mapping[Side, SideTotal] = field(default_factory=dict)
    parts_done: Mapping[str, Mapping[Side, SideTotal]] = field(default_factory=dict)
    pass_number: int = 1
    passes: int = 1
    arm_progress: float = 0.0
    arm_answer: bool | None = None
    pause_reason: PauseReason | None = None
    pause_left_s: float = 0.0
    help_shown: bool = False
    ended_by: EndedBy | None = None
    over: bool = False

    @property
    def title(self) -> str:
        """The title of the present part."""
        return self.timetable.parts[self.part].exercise.title

    @property
    def next_title(self) -> str:
        """The title of the part that comes next; empty for the last part."""
        parts = self.timetable.parts[self.part + 1 :]
        return parts[0].exercise.title if parts else ""

    @property
    def left_s(self) -> float:
        """Seconds left in the timetable."""
        return max(0.0, self.timetable.total_s - self.elapsed_s)

    @property
    def shows_question(self) -> bool:
        """Whether it asks for a danger sign, and the help does not cover that."""
        return self.stage is Stage.QUESTION and not self.help_shown
