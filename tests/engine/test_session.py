"""A session takes frames and events, and gives moments, whoever calls it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from skeletons import lying

from posecheck.coaching.exercise_session import ExerciseSession
from posecheck.coaching.practice.events import Key, KeyPressed, SpeechPending
from posecheck.coaching.practice.practice import Practice
from posecheck.coaching.practice.state import Stage
from posecheck.engine import session as engine_session
from posecheck.engine.live import Closed, Listener, LiveRun, Speaking
from posecheck.engine.options import InputOptions
from posecheck.engine.session import RollerDrawn, Session, moments, open_session
from posecheck.exercises.library import find_exercise
from posecheck.measures.table import measure
from posecheck.moment import Moment
from posecheck.tightness.session import SelfTest
from posecheck.video.frame import Frame
from posecheck.video.source import FrameSource

ENDS = np.array([[310.0, 400.0], [520.0, 370.0]])


class FakePerceiver:
    """Sees the same body in every frame."""

    def __init__(self, options: InputOptions | None = None, *, with_mask: bool = True) -> None:
        self.options, self.with_mask = options, with_mask
        self.shown: list[np.ndarray] = []
        self.closed = False

    def perceive(self, frame: Frame, ahead=None) -> Moment:
        body = lying()
        return Moment(frame, body, measure(body), None)

    def set_pause_factor(self, factor: float) -> None:
        self.pause_factor = factor

    def show_roller(self, ends: np.ndarray) -> None:
        self.shown.append(ends)

    def close(self) -> None:
        self.closed = True


@pytest.fixture(autouse=True)
def without_pixels(monkeypatch):
    monkeypatch.setattr(engine_session, "Perceiver", FakePerceiver)


class Frames(FrameSource):
    """A live source of so many blank frames, ten a second."""

    is_live = True

    def __init__(self, count: int) -> None:
        self.given = 0
        self._count = count

    def __iter__(self):
        for index in range(self._count):
            self.given += 1
            yield Frame(np.zeros((48, 64, 3), np.uint8), 0.1 * index, index)


def first(session: Session, count: int = 1) -> Moment:
    return list(moments(Frames(count), session))[-1]


@pytest.mark.parametrize(
    ("what", "coach", "with_mask"),
    [
        ("supine_release", ExerciseSession, False),
        ("knee_to_chest", ExerciseSession, True),
        ("daily", Practice, False),
        ("full", Practice, True),
        ("selftest", SelfTest, True),
    ],
)
def test_what_can_be_opened_by_name(what, coach, with_mask):
    with open_session(what, InputOptions(person=2)) as session:
        assert type(session.coach) is coach
        assert session._perceiver.with_mask is with_mask
        assert session._perceiver.options.person == 2
        moment = first(session)
    assert session._perceiver.closed
    assert (moment.coaching is not None) == (coach is ExerciseSession)
    assert (moment.practice is not None) == (coach is Practice)
    assert (moment.selftest is not None) == (coach is SelfTest)


def test_an_exercise_can_be_held_for_another_time_on_one_side():
    session = open_session("supine_release", hold_s=7.0, sides=("right",))
    moment = first(session)
    assert moment.coaching.hold.target_s == 7.0
    assert session.coach.sides == ("right",)


def test_an_exercise_that_was_loaded_is_done_on_the_sides_that_are_asked_for():
    exercise = find_exercise("supine_release")
    assert open_session(exercise, sides=("right",)).coach.sides == ("right",)
    assert open_session(exercise, hold_s=7.0).coach.holds("left", 0.0)[-1].target_s == 7.0
    assert open_session(exercise, InputOptions(person=2))._perceiver.options.person == 2


def test_a_programme_is_planned_for_someone_new():
    parts = open_session("daily").coach.course.timetable.parts
    (release,) = (part for part in parts if part.exercise.name == "supine_release")
    assert release.target_s == 15.0


def test_a_drag_along_the_roller_reaches_what_looks_for_it():
    session = open_session("supine_release")
    session.handle(RollerDrawn(ENDS))
    assert np.array_equal(session._perceiver.shown, [ENDS])


def test_a_key_reaches_the_practice_with_the_next_frame():
    session = open_session("daily")
    assert first(session).practice.stage is Stage.CHECKLIST
    session.handle(KeyPressed(Key.NEXT))
    assert first(session).practice.stage is Stage.SAFETY


def test_the_coaching_of_a_practice_is_that_of_the_moment(monkeypatch):
    session, shown = open_session("daily"), object()
    state = replace(session.coach.update(0.0, None), coaching=shown)
    monkeypatch.setattr(session.coach, "update", lambda *_: state)
    moment = first(session)
    assert moment.coaching is shown
    assert moment.practice is state


def test_keys_and_speech_do_no_harm_where_nothing_waits_for_them():
    for what in ("supine_release", "selftest"):
        session = open_session(what)
        session.handle(KeyPressed(Key.NEXT))
        session.handle(SpeechPending(True))
        first(session)


class Listening(Listener):
    """Gives certain events at certain frames."""

    def __init__(self, events: dict[int, object]) -> None:
        self.heard: list[int] = []
        self._events = events

    def hear(self, moment: Moment):
        self.heard.append(moment.frame.index)
        event = self._events.get(moment.frame.index)
        return [event] if event is not None else []


def test_what_a_listener_answers_is_handled_and_closing_ends_the_run():
    drawing, closing = Listening({1: RollerDrawn(ENDS)}), Listening({4: Closed()})
    source, session = Frames(50), open_session("supine_release")
    run = LiveRun(source, session, [drawing, closing])
    run.run()
    assert np.array_equal(session._perceiver.shown, [ENDS])
    assert run.frames == source.given == 5
    assert drawing.heard == closing.heard == [0, 1, 2, 3, 4]


def test_a_run_ends_when_the_session_is_over():
    session = open_session("daily")
    session.handle(KeyPressed(Key.DANGER))
    listener = Listening({2: KeyPressed(Key.NEXT)})  # dismisses the page
    run = LiveRun(Frames(50), session, [listener])
    run.run()
    assert session.over
    assert run.frames == 4


def test_frames_taken_before_the_camera_was_lost_are_counted():
    class Lost(Frames):
        def __iter__(self):
            yield from super().__iter__()
            raise RuntimeError("unplugged")

    run = LiveRun(Lost(3), open_session("supine_release"), [])
    with pytest.raises(RuntimeError, match="unplugged"):
        run.run()
    assert run.frames == 3


class Announcing:
    """Remembers what it is given; so many of the prompts are still unsaid."""

    def __init__(self, unsaid: bool) -> None:
        self.unsaid, self.announced, self.asked = unsaid, [], []

    def announce(self, moment: Moment, prompts=(), also=()) -> None:
        self.announced.append((moment, prompts))

    def has_unsaid(self, prompts) -> bool:
        self.asked.append(prompts)
        return self.unsaid


@pytest.mark.parametrize("unsaid", [False, True])
def test_a_practice_is_spoken_and_hears_whether_something_is_unsaid(unsaid):
    moment, announcer = first(open_session("daily")), Announcing(unsaid)
    assert moment.practice.prompts
    assert Speaking(announcer).hear(moment) == (SpeechPending(unsaid),)
    assert announcer.announced == [(moment, moment.practice.prompts)]
    assert announcer.asked == [moment.practice.prompts]


def test_a_self_test_is_spoken_and_hears_whether_something_is_unsaid():
    session, announcer = open_session("selftest"), Announcing(unsaid=True)
    moment = first(session)
    assert moment.selftest.prompts
    assert Speaking(announcer).hear(moment) == (SpeechPending(True),)
    assert announcer.asked == [moment.selftest.prompts]


def test_an_exercise_is_spoken_and_waits_for_nothing():
    moment, announcer = first(open_session("supine_release")), Announcing(True)
    assert Speaking(announcer).hear(moment) == ()
    assert announcer.announced == [(moment, ())]
    assert announcer.asked == []


class FramesWithGap(Frames):
    """Recorded frames, ten a second, with a hole of two seconds before the 21st."""

    is_live = False

    def __iter__(self):
        for index in range(self._count):
            gap_s = 2.0 if index == 20 else 0.0
            time_s = 0.1 * index + 2.0 * (index >= 20)
            yield Frame(np.zeros((48, 64, 3), np.uint8), time_s, index, gap_s=gap_s)


def test_a_hold_does_not_count_through_a_hole_in_the_film(monkeypatch):
    exercise = find_exercise("supine_release")
    posture = [check for check in exercise.checks if check.name == "posture"]
    hold = exercise.hold.model_copy(update={"bridge_s": 5.0})
    session = open_session(exercise.model_copy(update={"checks": posture, "hold": hold}))
    moment = list(moments(FramesWithGap(41), session))[-1]
    assert moment.frame.time_s == pytest.approx(6.0)
    assert moment.coaching.hold.held_s == pytest.approx(3.9, abs=0.01)
    assert moment.coaching.hold.status == "counting"


def test_nothing_counts_through_a_picture_that_is_turned(monkeypatch):
    """A phone is turned: where the body was in the picture tells nothing any more."""
    session = open_session("roll_quadriceps")
    interrupted, now_s = [], 0.0
    monkeypatch.setattr(session.coach, "interrupt", lambda: interrupted.append(now_s))
    for index in range(20):
        now_s, shape = index / 10, (48, 64, 3) if index < 12 else (64, 48, 3)
        session.take(Frame(np.zeros(shape, np.uint8), now_s, index))
    assert interrupted == [1.2]


@pytest.mark.parametrize("what", ["daily", "selftest"])
def test_every_coach_can_be_interrupted(what):
    session = open_session(what)
    assert len(list(moments(FramesWithGap(25), session))) == 25


def test_the_selftest_begins_its_trial_again_behind_a_hole():
    test = SelfTest()
    begun = test._run
    test.interrupt()
    assert test._run is not begun


def test_on_a_slow_machine_the_looks_become_rarer():
    class Hurried(Frames):
        """A camera of 30 pictures a second, of which every third is looked at."""

        def __iter__(self):
            image = np.zeros((48, 64, 3), np.uint8)
            return (Frame(image, i / 30, i) for i in range(0, 180, 3))

    session = open_session("supine_release")
    for _ in moments(Hurried(60), session):
        pass
    assert session._perceiver.pause_factor > 1
