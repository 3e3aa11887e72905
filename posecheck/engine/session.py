"""A session: takes frames and events, gives moments.

Recorded clips, the live commands, a page in a browser and other programs are all callers of it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Protocol

from posecheck.anatomy import SIDES, Side
from posecheck.coaching.exercise_session import ExerciseSession
from posecheck.coaching.frame_coaching import Coaching
from posecheck.coaching.practice.events import KeyPressed, SpeechPending
from posecheck.coaching.practice.practice import Practice
from posecheck.coaching.practice.state import PracticeState
from posecheck.coaching.practice.timetable import plan_timetable
from posecheck.engine.background import read_ahead
from posecheck.engine.effort import Effort
from posecheck.engine.looks import fill_in, look_through
from posecheck.engine.options import SELFTEST, InputOptions, check_hold, check_sides
from posecheck.engine.perceiver import Ahead, Perceiver
from posecheck.engine.smoothing import MomentSmoother
from posecheck.exercises.dosage import dosage_rules
from posecheck.exercises.library import find_exercise
from posecheck.exercises.programme_library import find_programme
from posecheck.exercises.schema import Exercise
from posecheck.geometry import Array
from posecheck.measures.table import Measurements
from posecheck.moment import Moment
from posecheck.tightness.session import SelfTest, SelfTestState
from posecheck.video.frame import Frame
from posecheck.video.live_source import MIN_STEP_S
from posecheck.video.report import Report, Waiting
from posecheck.video.source import FrameSource


@dataclass(frozen=True, eq=False)
class RollerDrawn:
    """Somebody has shown where the roller lies: its ends (2, 2) in pixels of the frame."""

    ends: Array


Event = KeyPressed | SpeechPending | RollerDrawn
"""What a session can be told between two frames."""


class Coach(Protocol):
    """Judges what was measured, frame by frame."""

    @property
    def needs_mask(self) -> bool:
        """Whether it looks at the lower back, which only the person's mask shows."""
        ...

    @property
    def over(self) -> bool:
        """Whether it has come to its end."""
        ...

    def update(
        self, time_s: float, measurements: Measurements | None
    ) -> Coaching | PracticeState | SelfTestState:
        """Judge one frame; None where nobody is seen."""
        ...

    def interrupt(self) -> None:
        """Nothing is known of the time up to the next frame: nothing counts through it."""
        ...


class Session:
    """Takes frames and events, gives moments; a context manager.

        with Session(ExerciseSession(find_exercise("supine_release"))) as session:
            for frame in frames:
                moment = session.take(frame)
                print(moment.coaching.message)

    Parameters
    ----------
    coach
        One exercise's session, a practice, or the self-test.
    options
        How to look at the frames.
    perceiver
        What looks at them, where it is open already; the session closes it.

    Raises
    ------
    ModelError
        A model is missing or damaged.
    """

    def __init__(
        self,
        coach: Coach,
        options: InputOptions | None = None,
        *,
        perceiver: Perceiver | None = None,
    ) -> None:
        self.coach = coach
        self._perceiver = perceiver or Perceiver(options, with_mask=coach.needs_mask)
        self._smoother = MomentSmoother()
        self._last: Frame | None = None
        self._clock_s = -math.inf
        self._waited_s = 0.0

    def take(self, frame: Frame, ahead: Ahead | None = None) -> Moment:
        """Take in a frame; the frames' times must increase.

        The coach's clock is the frames' times without the seconds for which the camera was
        awaited (:attr:`Frame.waited_s`).

        Parameters
        ----------
        ahead
            Gives the frame that will be taken next, if it is there already: MediaPipe then works
            on it while the rest is done with this one.
        """
        return self._take_seen(self.look(frame, ahead))

    def look(self, frame: Frame, ahead: Ahead | None = None) -> Moment:
        """What is seen and measured in a frame, which the coach does not get to see."""
        return self._smoother.smooth(self._perceiver.perceive(frame, ahead))

    def take_recorded(self, frames: Iterable[Frame]) -> Iterator[Moment]:
        """Take in all frames of a recording, each looked at or interpolated.

        The numbers are smoothed forwards and backwards.
        """
        return self.take_perceived(look_through(self._perceiver, frames))

    def take_perceived(self, seen: Iterable[Moment]) -> Iterator[Moment]:
        """As :meth:`take_recorded`, of what was seen in the frames of a recording."""
        return fill_in(map(self._take_seen, self._smoother.smooth_both_ways(seen)))

    def _take_seen(self, moment: Moment) -> Moment:
        """Judge what is seen in a frame."""
        frame = moment.frame
        waited_s = 0.0 if self.ended else frame.waited_s
        self._waited_s += waited_s
        turned = self._last is not None and self._last.size != frame.size
        if waited_s > 0 or frame.gap_s > 0 or turned:
            self.coach.interrupt()
        self._last = frame
        return self._judge(moment, frame.time_s - self._waited_s)

    def take_no_picture(self, time_s: float) -> Moment:
        """Go on without a picture while the camera is awaited: a key was pressed, or the end shows.

        The coach's clock stands still, unless the session has ended and only the end is shown.

        Parameters
        ----------
        time_s
            Now, on the clock of the frames' times.
        """
        assert self._last is not None, "the camera is awaited from the first frame on"
        shown = replace(self._last, time_s=time_s)
        clock_s = time_s - self._waited_s if self.ended else self._clock_s
        moment = Moment(shown, None, None, None, awaits_camera=True)
        return self._judge(moment, clock_s)

    def _judge(self, moment: Moment, clock_s: float) -> Moment:
        self._clock_s = max(clock_s, self._clock_s + MIN_STEP_S)
        match self.coach.update(self._clock_s, moment.measurements):
            case Coaching() as coaching:
                return replace(moment, coaching=coaching)
            case PracticeState() as practice:
                return replace(moment, coaching=practice.coaching, practice=practice)
            case SelfTestState() as selftest:
                return replace(moment, selftest=selftest)

    def set_pause_factor(self, factor: float) -> None:
        """Look more rarely at what changes slowly, to save work: 1 for as often as otherwise."""
        self._perceiver.set_pause_factor(factor)

    def handle(self, event: Event) -> None:
        """Take in an event: it counts from the next frame on."""
        if isinstance(event, RollerDrawn):
            self._perceiver.show_roller(event.ends)
        elif isinstance(self.coach, Practice | SelfTest):
            self.coach.handle(event)

    @property
    def over(self) -> bool:
        """Whether it has come to its end, and no more frames are wanted."""
        return self.coach.over

    @property
    def missing_person(self) -> str:
        """A clause if the person with the wanted number was never there, else ""."""
        return self._perceiver.missing_person

    @property
    def ended(self) -> bool:
        """Whether nothing more can count: only the end is still shown for a while."""
        match self.coach:
            case Practice() as practice:
                return practice.ended_by is not None
            case SelfTest() as test:
                return test.done
        return self.coach.over

    def close(self) -> None:
        """Free what was opened. May be called more than once."""
        self._perceiver.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def moments(source: FrameSource, session: Session) -> Iterator[Moment]:
    """The moments of a source, until it ends; none while a camera is awaited.

    Raises
    ------
    SourceLostError
        A camera has gone and does not come back.
    """
    return (given for given in moments_and_reports(source, session) if isinstance(given, Moment))


def moments_and_reports(source: FrameSource, session: Session) -> Iterator[Moment | Report]:
    """The moments of a source, and between them what a camera has to tell.

    Recorded frames are decoded ahead in a thread of their own. A live source reads in its own
    thread already, and gives only its newest frame. When the session has ended it does not wait
    for a camera: the end is shown all the same.
    """
    if source.is_live:
        effort = Effort()
        for given in source.with_reports():
            if isinstance(given, Frame):
                effort.take(given)
                session.set_pause_factor(effort.pause_factor)
                yield session.take(given, source.look_ahead)
            elif isinstance(given, Waiting) and session.ended:
                yield session.take_no_picture(given.time_s)
            else:
                yield given
        return
    with closing(read_ahead(source)) as frames:  # also where the session raises
        yield from session.take_recorded(frames)


def open_session(
    what: str | Exercise,
    options: InputOptions | None = None,
    *,
    hold_s: float | None = None,
    sides: tuple[Side, ...] = SIDES,
) -> Session:
    """A session of one exercise, of a whole programme, or of the self-test.

    Parameters
    ----------
    what
        Name of an exercise or of a programme, the path of its TOML file, an exercise, or
        "selftest".
    hold_s
        Seconds to hold; by default the exercise's own, in a programme those for someone new to
        it (``posecheck practice`` goes by the history instead).
    sides
        The sides to do, for one exercise or the self-test.

    Raises
    ------
    ExerciseError, ProgrammeError
        There is none of that name, its file is damaged, or ``hold_s`` counts for none of it.
    ValueError
        ``hold_s`` is not a number above 0, or ``sides`` holds none or something else.
    """
    check_hold(hold_s)
    check_sides(sides)
    if isinstance(what, Exercise):
        return Session(_exercise_session(what, hold_s, sides), options)
    if what == SELFTEST:
        check_hold(hold_s, what)
        return Session(SelfTest(sides), options)
    programme = find_programme(what)
    if programme.is_one_exercise:
        exercise = find_exercise(programme.parts[0].exercise)
        return Session(_exercise_session(exercise, hold_s, sides), options)
    new_s = dosage_rules().levels[0].hold_s
    timetable = plan_timetable(programme, find_exercise, proposed_s=new_s, wanted_s=hold_s)
    if hold_s is not None:
        timetable.check_takes_hold()
    return Session(Practice(timetable), options)


def _exercise_session(
    exercise: Exercise, hold_s: float | None, sides: tuple[Side, ...]
) -> ExerciseSession:
    check_hold(hold_s, exercise)
    chosen = tuple(side for side in exercise.sides if side in sides)
    return ExerciseSession(exercise, chosen or None, hold_s)
