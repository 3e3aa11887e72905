"""While the camera is awaited: time stands still, keys work, the person is told, and it goes on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pytest
from made_practice import LEFT, Run
from skeletons import lying, observed

from posecheck.cli.camera_text import CameraTeller
from posecheck.cli.screen import Screen
from posecheck.coaching.camera_report import BACK, WAITING_TEXTS
from posecheck.coaching.exercise_session import ExerciseSession
from posecheck.coaching.practice.events import Key, KeyPressed
from posecheck.coaching.practice.state import Stage
from posecheck.engine import session as engine_session
from posecheck.engine.live import Closed, Listener, LiveRun, Speaking
from posecheck.engine.recorder import Recorder
from posecheck.engine.session import Event, Session, moments
from posecheck.exercises.checklist import checklist
from posecheck.exercises.library import find_exercise
from posecheck.feedback.voice.announcer import Announcer
from posecheck.moment import Moment
from posecheck.tightness.session import SelfTest
from posecheck.video import open_source
from posecheck.video.frame import Frame
from posecheck.video.report import Report, SlowRate, Trouble, Waiting
from posecheck.video.source import FrameSource

BODY = lying()
IMAGE = np.full((120, 160, 3), 90, np.uint8)


class Seeing:
    """Sees a person in the position of the release in every frame."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def set_pause_factor(self, factor: float) -> None: ...

    def perceive(self, frame: Frame, ahead=None) -> Moment:
        return Moment(frame, BODY, observed(BODY, LEFT), None)

    def close(self) -> None:
        pass


@pytest.fixture(autouse=True)
def without_pixels(monkeypatch):
    monkeypatch.setattr(engine_session, "Perceiver", Seeing)


class Clip(FrameSource):
    """A source that is not live: what it gives is drawn at once."""

    def __iter__(self):
        return iter(())


class Camera(FrameSource):
    """Ten frames a second, and between them waits of so many seconds."""

    is_live = True

    def __init__(self, *course: float | tuple[float, Trouble] | SlowRate) -> None:
        self.course = course

    def __iter__(self) -> Iterator[Frame]:
        return (given for given in self.with_reports() if isinstance(given, Frame))

    def with_reports(self) -> Iterator[Frame | Report]:
        time_s, index, waited_s = 0.0, 0, 0.0
        for leg in self.course:
            if isinstance(leg, SlowRate):
                yield leg
            elif isinstance(leg, tuple):
                waited_s, trouble = leg
                for i in range(round(waited_s / 0.2)):
                    yield Waiting(trouble, 1 + 0.2 * i, 119 - 0.2 * i, time_s + 0.2 * i)
                time_s += waited_s
            else:
                for _ in range(round(leg * 10)):
                    yield Frame(IMAGE, time_s, index, waited_s=waited_s)
                    time_s, index, waited_s = time_s + 0.1, index + 1, 0.0


GONE = (30.0, Trouble.SILENT)


def test_a_hold_does_not_count_while_the_camera_is_awaited():
    for course in ((8.0,), (4.0, GONE, 4.0)):
        with Session(ExerciseSession(find_exercise("supine_release"))) as session:
            last = list(moments(Camera(*course), session))[-1]
        assert last.coaching.hold.held_s == pytest.approx(7.9, abs=0.15)
        assert last.coaching.hold.status == "counting"


def test_the_timetable_and_the_pauses_stand_still():
    practice = Run(hold_s=60.0, checklist=True).practice
    with Session(practice) as session:
        states = [m.practice for m in moments(Camera(3.0, GONE, 1.0), session)]
        assert states[-1].time_s - states[0].time_s == pytest.approx(3.9, abs=0.15)


def test_a_pause_of_the_practice_does_not_run_out():
    practice = Run(hold_s=60.0).practice
    with Session(practice) as session:
        for key in (Key.NEXT, Key.NEXT, Key.PAUSE):
            session.handle(KeyPressed(key))
        gone = (practice._timing.pause_s + 60.0, Trouble.FROZEN)
        *_, before, last = [m.practice for m in moments(Camera(1.0, gone, 0.1), session)]
    assert last.stage is Stage.PAUSED
    assert last.pause_left_s == pytest.approx(before.pause_left_s, abs=0.2)


def test_a_trial_of_the_self_test_begins_again():
    with Session(SelfTest()) as session:
        session.take(Frame(IMAGE, 0.0, 0))
        begun = session.coach._run
        session.take(Frame(IMAGE, 0.1, 1))
        assert session.coach._run is begun
        session.take(Frame(IMAGE, 9.1, 2, waited_s=8.9))
        assert session.coach._run is not begun


class Hearing(Listener):
    """Answers certain events to the waiting, at certain seconds of it."""

    def __init__(self, answers: dict[float, Event | Closed] | None = None) -> None:
        self.answers = answers or {}
        self.moments: list[Moment] = []
        self.reports: list[Report] = []

    def hear(self, moment: Moment) -> Iterable[Event | Closed]:
        self.moments.append(moment)
        return ()

    def hear_camera(self, report: Report) -> Iterable[Event | Closed]:
        self.reports.append(report)
        if isinstance(report, Waiting):
            due = [s for s in self.answers if s <= report.seconds]
            return [self.answers.pop(s) for s in due]
        return ()


def practising(hearing: Hearing, *course: object) -> LiveRun:
    """A run of a practice through a course of the camera."""
    run = LiveRun(Camera(*course), Session(Run(hold_s=60.0).practice), [hearing])
    run.run()
    return run


def test_closing_works_while_the_camera_is_awaited():
    hearing = Hearing({3.0: Closed()})
    run = practising(hearing, 1.0, GONE, 1.0)
    assert run.frames == 10
    assert run.waited_s == pytest.approx(3.0)


def test_a_key_counts_at_once_and_the_frames_and_the_wait_are_counted():
    hearing = Hearing({3.0: KeyPressed(Key.NEXT)})
    run = practising(hearing, 1.0, GONE, 1.0)
    assert run.frames == 20
    assert run.waited_s == pytest.approx(30.0)
    (without_picture,) = (m for m in hearing.moments if m.awaits_camera)
    assert without_picture.practice.stage is Stage.CAMERA
    assert len(hearing.reports) == 150


def test_a_danger_sign_is_answered_and_the_practice_ends_though_the_camera_is_gone():
    hearing = Hearing({3.0: KeyPressed(Key.DANGER)})
    run = practising(hearing, 1.0, (300.0, Trouble.SILENT))
    assert run.frames == 10
    last = hearing.moments[-1]
    assert last.practice.stage is Stage.DANGER
    assert last.practice.over
    assert last.awaits_camera
    assert len(hearing.reports) < 20  # from then on the page is shown, not the waiting


class Voice:
    """Speaks ten letters a second."""

    has_voice = ready = True

    def begin(self, sound: str, text: str, time_s: float) -> None:
        self._span = (time_s, time_s + len(text) / 10 + 0.1)

    def span(self, time_s: float) -> tuple[float, float]:
        return self._span

    def stop(self, time_s: float) -> None:
        pass

    def close(self) -> None:
        pass


def heard(session: Session, *course: object) -> list[str]:
    announcer = Announcer(Voice())
    LiveRun(Camera(*course), session, [Speaking(announcer)]).run()
    announcer.close()
    return [u.text for u in announcer.utterances]


def release() -> Session:
    return Session(ExerciseSession(find_exercise("supine_release")))


@pytest.mark.parametrize("trouble", Trouble)
def test_it_is_said_once_that_the_camera_is_awaited_and_that_it_is_back(trouble):
    texts = heard(release(), 6.0, (60.0, trouble), 10.0)
    assert texts.count(WAITING_TEXTS[trouble]) == 1
    assert texts.count(BACK) == 1
    assert texts.index(BACK) == texts.index(WAITING_TEXTS[trouble]) + 1


def test_a_short_hiccup_is_not_said():
    assert BACK not in heard(release(), 6.0, (0.8, Trouble.SILENT), 10.0)


def test_it_is_said_at_once_and_the_danger_signs_that_it_cut_off_are_said_again():
    texts = heard(Session(Run(hold_s=60.0).practice), 3.0, GONE, 20.0)
    assert texts[0].startswith(checklist().danger.warning)
    assert texts[1:4] == [WAITING_TEXTS[Trouble.SILENT], BACK, texts[0]]


def test_a_slow_camera_is_said_once():
    texts = heard(release(), 6.0, SlowRate(3.1, 5.9), 60.0)
    (said,) = (text for text in texts if "only 3 pictures a second" in text)
    assert "light" in said


def test_the_terminal_tells_it_once(capsys):
    session = Session(ExerciseSession(find_exercise("supine_release")))
    LiveRun(Camera(1.0, GONE, 1.0), session, [CameraTeller()]).run()
    assert capsys.readouterr().out.splitlines() == [WAITING_TEXTS[Trouble.SILENT], BACK]


def test_screen_and_recording_show_it_and_the_recording_keeps_its_shape(tmp_path):
    path = tmp_path / "practice.mp4"
    with Recorder(path, pytest.fail) as recorder:
        screen = Screen(None, recorder, lambda _: None, Clip(), mirrored=False)
        session = Session(Run(hold_s=60.0).practice)
        LiveRun(Camera(0.5, (3.0, Trouble.FROZEN), 0.5), session, [screen]).run()
        upright = Frame(np.full((160, 120, 3), 200, np.uint8), 9.0, 99)
        list(screen.hear(session.take(upright)))
    with open_source(path) as video:
        frames = list(video)
    assert len({frame.size for frame in frames}) == 1
    assert len(frames) == 5 + 15 + 5 + 1
    page = frames[8].image
    orange = (page[..., 0] > 180) & (page[..., 2] < 100)
    assert orange.sum() > 300  # the title
    assert frames[19].time_s - frames[5].time_s == pytest.approx(2.8, abs=0.05)
    bright = (frames[-1].image > 180).all(axis=2)  # the upright picture, in its own place
    assert bright[:, :120].sum() == pytest.approx(120 * 160, rel=0.1)
