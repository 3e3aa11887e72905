"""A whole practice on made-up measurements, for the tests of its stages and of what it says."""

from __future__ import annotations

from skeletons import UP, lying, observed

from posecheck.coaching.practice.events import Key, KeyPressed
from posecheck.coaching.practice.practice import Practice
from posecheck.coaching.practice.state import PracticeState, Stage
from posecheck.coaching.practice.timetable import plan_timetable
from posecheck.coaching.prompts.prompt import PromptKind
from posecheck.exercises.library import find_exercise
from posecheck.exercises.programme import Part, Programme, Timing
from posecheck.measures.table import Measurements

TIMING = Timing(prepare_s=0, safety_s=2, settle_s=5)
BODY, ARM_UP = lying(), lying(arms={"right": UP})


def seen(left=0.0, right=0.0, posture="supine", near="left") -> Measurements:
    values = {"fallout_left": left, "fallout_right": right, "knee_left": 65.0, "knee_right": 65.0}
    return Measurements(posture, "side", 0.0, near, values, {})


LEFT, RIGHT, REST = seen(left=40), seen(right=40, near="right"), seen(near="right")
STANDING = seen(posture="standing")


class Run:
    """Feeds a practice; remembers all that it said."""

    def __init__(self, *parts: Part, hold_s=5.0, checklist=False, minutes=True, timing=TIMING):
        parts = parts or (Part(exercise="supine_release", seconds=60, hold_s=hold_s),)
        programme = Programme(
            name="try",
            title="A try",
            summary="To try.",
            reason="To try.",
            minutes=sum(p.seconds for p in parts) / 60 if minutes else None,
            checklist=("roller", "towel"),
            parts=parts,
            timing=timing,
        )
        table = plan_timetable(programme, find_exercise, proposed_s=hold_s, wanted_s=None)
        self.practice = Practice(table, with_checklist=checklist)
        self.time_s = 0.0
        self.states: list[PracticeState] = []

    def feed(self, seconds: float, measurements=LEFT, body=BODY, step_s=0.1) -> PracticeState:
        for _ in range(round(seconds / step_s)):
            shown = body if measurements is not None else None
            self.states.append(self.practice.update(self.time_s, observed(shown, measurements)))
            self.time_s += step_s
        return self.states[-1]

    def press(self, key: Key) -> PracticeState:
        self.practice.handle(KeyPressed(key))
        return self.feed(0.1, None)

    def to_the_hold(self, measurements=LEFT) -> PracticeState:
        """Past the danger signs and the camera, into the hold."""
        for _ in range(200):
            state = self.feed(0.1, measurements)
            if any(side.done > 0.3 for side in state.sides.values()):
                return state
        raise AssertionError("no time was counted")

    def stages(self) -> list[Stage]:
        return list(dict.fromkeys(state.stage for state in self.states))

    def said(self, kind: PromptKind | None = None) -> list[str]:
        """What there was to say, each thing once, though it is listed as long as it is true."""
        prompts = dict.fromkeys(p for state in self.states for p in state.prompts)
        return [p.text for p in prompts if kind in (None, p.kind)]
