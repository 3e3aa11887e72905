"""What a practice says of one frame: everything that screen, voice and history need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from posecheck.anatomy import Side
from posecheck.coaching.exercise_session import Coaching
from posecheck.coaching.practice.part_run import SideDone
from posecheck.coaching.practice.timetable import Timetable
from posecheck.coaching.prompts.prompt import Prompt


class Stage(StrEnum):
    """Where in the practice the person is."""

    CHECKLIST = "checklist"
    SAFETY = "safety"
    CAMERA = "camera"
    EXERCISE = "exercise"
    PAUSED = "paused"
    QUESTION = "question"
    DANGER = "danger"
    FINISHED = "finished"


PauseReason = Literal["arm", "key", "got_up", "away"]
EndedBy = Literal["done", "stopped", "left", "danger"]


@dataclass(frozen=True)
class PracticeState:
    """Attributes:
    stage: what is going on.
    timetable: the programme as planned for today.
    part: index of the part that is done now, or comes next.
    elapsed_s: seconds since the beginning, in the timetable: what was planned for the parts
        that are over, and what this one has taken, at most its own.
    coaching: the exercise's own, None while nothing is exercised.
    message: what to do now, where the coaching does not say it; may be empty.
    prompts: what there is to say, in each frame for as long as it is true.
    sides: what is done of each side in this part.
    parts_done: at the end, the same of all parts of which anything was done, by their titles.
    pass_number, passes: which hold of how many on this side.
    arm_share: how much of the time that a raised arm must be held has passed, 0..1.
    pause_reason, pause_left_s: in a pause, why, and for how long it may still last.
    help_shown: whether the keys are to be shown.
    ended_by: why it is over, None while it is not.
    over: whether the end has been shown for long enough.
    """

    stage: Stage
    time_s: float
    timetable: Timetable
    part: int
    elapsed_s: float
    coaching: Coaching | None = None
    message: str = ""
    prompts: tuple[Prompt, ...] = ()
    sides: Mapping[Side, SideDone] = field(default_factory=dict)
    parts_done: Mapping[str, Mapping[Side, SideDone]] = field(default_factory=dict)
    pass_number: int = 1
    passes: int = 1
    arm_share: float = 0.0
    pause_reason: PauseReason | None = None
    pause_left_s: float = 0.0
    help_shown: bool = False
    ended_by: EndedBy | None = None
    over: bool = False

    @property
    def title(self) -> str:
        """The part that is done now."""
        return self.timetable.parts[self.part].exercise.title

    @property
    def next_title(self) -> str:
        """The part that comes next, empty for the last."""
        parts = self.timetable.parts[self.part + 1 :]
        return parts[0].exercise.title if parts else ""

    @property
    def left_s(self) -> float:
        """Seconds left in the timetable."""
        return max(0.0, self.timetable.total_s - self.elapsed_s)
