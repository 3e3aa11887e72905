"""The first look at a clip: which frames, and what becomes of what was recognised."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from skeletons import lying

from posecheck.cli.analysis_text import summarize
from posecheck.coaching.recognition.recogniser import Guess, Recognition
from posecheck.engine import perceived as engine_perceived
from posecheck.engine import recognised, recognising, recorded
from posecheck.engine.options import InputOptions
from posecheck.engine.perceived import PerceivedRecording
from posecheck.engine.recognising import LATER_S, STEP_S, WHOLE_S
from posecheck.engine.recorded import AnalysisOptions, analyze_recording
from posecheck.errors import InputError
from posecheck.measures.table import measure
from posecheck.moment import Moment
from posecheck.video.frame import Frame
from posecheck.video.opening import open_file


class FakePerceiver:
    """Sees somebody on the back with bent knees in every frame."""

    times: list[float] = []  # noqa: RUF012
    masks: list[bool] = []  # noqa: RUF012
    missing_person = ""

    def __init__(self, options=None, *, with_mask: bool = True) -> None:
        self.masks.append(with_mask)

    def perceive(self, frame: Frame, ahead=None) -> Moment:
        self.times.append(frame.time_s)
        body = lying()
        return Moment(frame, body, measure(body), None)

    def leave_out_roller(self) -> None: ...

    def turned_at_end(self) -> int:
        return 0

    def close(self) -> None: ...

    def __enter__(self):
        return self

    def __exit__(self, *_: object) -> None: ...


@pytest.fixture(autouse=True)
def perceiver(monkeypatch):
    monkeypatch.setattr(FakePerceiver, "times", [])
    monkeypatch.setattr(FakePerceiver, "masks", [])
    monkeypatch.setattr(recognising, "Perceiver", FakePerceiver)
    monkeypatch.setattr(engine_perceived, "Perceiver", FakePerceiver)
    return FakePerceiver


@pytest.fixture
def clip(make_clip):
    return make_clip(times_s=[i / 10 for i in range(30)])


def test_each_frame_is_looked_at_once(clip, perceiver, tmp_path):
    analysis = analyze_recording(clip, folder=tmp_path / "out")
    assert analysis.recognition.person_seen
    assert perceiver.times == [row["time_s"] for row in analysis.frames]
    assert perceiver.masks == [True]


def test_four_moments_a_second_count(clip, monkeypatch):
    taken = []
    monkeypatch.setattr(
        recognising.Recogniser, "update", lambda _, time_s, *seen: taken.append(time_s)
    )
    analyze_recording(clip)
    assert 3 / STEP_S - 2 <= len(taken) <= 3 / STEP_S + 1
    assert np.diff(taken).min() > STEP_S / 2


def test_the_pictures_of_what_was_seen_ahead_are_those_of_the_film(clip, monkeypatch):
    with open_file(clip) as source:
        film = list(source)
    with (
        open_file(clip) as source,
        PerceivedRecording(source, InputOptions(), reopen=lambda: open_file(clip)) as perceived,
    ):
        ahead = list(perceived.look_ahead(1.0))
        assert not any(m.frame.image.strides[0] for m in perceived._kept)  # no pixel is kept
        moments = list(perceived)
    assert [m.frame.time_s for m in ahead] == [m.frame.time_s for m in moments[: len(ahead)]]
    assert 10 <= len(ahead) <= 12 < len(moments) == len(film)
    for moment, frame in zip(moments, film, strict=True):
        assert moment.frame.index == frame.index
        np.testing.assert_array_equal(moment.frame.image, frame.image)


@pytest.mark.parametrize("changed", ["shorter", "larger"])
def test_a_film_that_changes_while_it_is_looked_at_is_told_in_one_sentence(
    clip, make_clip, changed
):
    size = (640, 480) if changed == "larger" else (160, 120)
    times_s = [i / 10 for i in range(5 if changed == "shorter" else 30)]
    other = make_clip("other.mp4", times_s=times_s, size=size)
    with (
        open_file(clip) as source,
        PerceivedRecording(source, InputOptions(), reopen=lambda: open_file(other)) as perceived,
    ):
        list(perceived.look_ahead(2.0))
        with pytest.raises(InputError, match=r"clip\.mp4 has changed while it was read"):
            list(perceived)


@pytest.mark.parametrize("found", ["supine_release", "selftest"])
@pytest.mark.parametrize("roller_seen", [True, False])
def test_it_is_analysed_as_when_the_exercise_is_named(
    release_clip, monkeypatch, tmp_path, found, roller_seen
):
    """The self-test is looked at without a roller, also where one was seen before it was known."""
    roller = object() if roller_seen else None

    class Seeing(FakePerceiver):
        def __init__(self, options, **more) -> None:
            super().__init__(options, **more)
            self._roller = roller if options.looks_for_roller else None

        def leave_out_roller(self) -> None:
            self._roller = None

        def perceive(self, frame: Frame, ahead=None) -> Moment:
            return replace(super().perceive(frame), roller=self._roller)

    rows = []

    class Table(recorded.FramesCsvWriter):
        def write(self, source, moment) -> None:
            rows.append((moment.frame.time_s, moment.roller is not None))

    monkeypatch.setattr(engine_perceived, "Perceiver", Seeing)
    monkeypatch.setattr(recorded, "FramesCsvWriter", Table)
    monkeypatch.setattr(recognised, "recognise", look_through_and_find(found))
    analyze_recording(release_clip)
    recognised_rows, rows = rows, []
    analyze_recording(release_clip, AnalysisOptions(exercise=found))
    assert recognised_rows == rows
    assert any(seen for _, seen in rows) == (roller_seen and found != "selftest")


def look_through_and_find(name: str):
    """In place of ``recognise``: looks at 5 s and finds that exercise."""

    def recognise(perceived, path, options):
        assert list(perceived.look_ahead(5.0))
        return recognition(0.9, name)

    return recognise


class Film:
    """A film of some minutes that shows nothing."""

    def __init__(self, minutes: float) -> None:
        self.minutes = minutes

    def __iter__(self):
        image = np.zeros((2, 2, 3), np.uint8)
        return (Frame(image, i / 25, i) for i in range(round(1500 * self.minutes)))


class Guessing:
    """A recogniser that is sure of one thing to some degree."""

    def __init__(self, probability: float) -> None:
        self.probability = probability

    def result(self) -> Recognition:
        return recognition(self.probability)


def recognition(probability: float, name: str = "figure_four") -> Recognition:
    guesses = (Guess(name, name, probability), Guess("lunge", "Lunge", 0.0))
    return Recognition(guesses, 1 - probability)


def chosen(minutes: float, probability: float = 0.5) -> np.ndarray:
    frames = recognising._choose_later(Film(minutes), Guessing(probability))
    return np.array([frame.time_s for frame in frames])


def test_of_a_long_film_only_parts_are_looked_at_first():
    later = chosen(5)
    assert later.min() >= WHOLE_S
    assert (later % 60).max() <= LATER_S + STEP_S
    assert set(later // 60) == {1, 2, 3, 4}
    assert len(later) == pytest.approx(4 * LATER_S / STEP_S, abs=8)


def test_the_look_at_a_film_of_any_length_ends():
    assert chosen(30).max() <= recognising.LAST_S + LATER_S + STEP_S
    assert chosen(5, probability=0.95).max() <= WHOLE_S + LATER_S


@pytest.mark.parametrize(("probability", "later"), [(0.5, 1), (0.95, 0)])
def test_what_comes_after_the_first_minute_is_looked_at_where_that_is_needed(
    make_clip, monkeypatch, probability, later
):
    film = make_clip(times_s=[i / 10 for i in range(30)])
    opened = []

    class Later(FakePerceiver):
        def __init__(self, options=None, **more) -> None:
            opened.append(more)

    monkeypatch.setattr(recognising, "WHOLE_S", 1.5)
    monkeypatch.setattr(recognising, "Perceiver", Later)
    monkeypatch.setattr(recognising.Recogniser, "result", lambda _: recognition(probability))
    analysis = analyze_recording(film)
    assert opened == [{"with_mask": False}] * later
    assert len(analysis.frames) == 30


def analysed(clip, monkeypatch, found: Recognition, **how):
    looked = []
    monkeypatch.setattr(recognised, "recognise", lambda *given: looked.append(given) or found)
    analysis = analyze_recording(clip, AnalysisOptions(**how.pop("options", {})), **how)
    return analysis, looked


def test_what_was_recognised_is_what_is_analysed(clip, monkeypatch, tmp_path):
    options = {"input": InputOptions(person=2)}
    found = recognition(0.9)
    analysis, looked = analysed(clip, monkeypatch, found, folder=tmp_path / "a", options=options)
    ((_, path, how),) = looked
    assert (path, how) == (clip, InputOptions(person=2))
    assert analysis.contents["exercise"] == "figure_four"
    assert analysis.recognition is found
    written = json.loads((tmp_path / "a" / "analysis.json").read_text("utf-8"))
    assert written["recognition"] == found.to_json()
    assert "Recognised: figure_four (90 %)" in (tmp_path / "a" / "report.html").read_text("utf-8")


def test_the_terminal_says_how_sure_it_is(clip, monkeypatch, capsys):
    for found in (recognition(0.9), recognition(0.5)):
        analysis, _ = analysed(clip, monkeypatch, found)
        summarize(analysis)
        told = " ".join(capsys.readouterr().out.split())
        assert found.explanation in told


def test_what_is_not_recognised_is_only_counted(clip, monkeypatch):
    analysis, _ = analysed(clip, monkeypatch, recognition(0.5))
    assert analysis.contents["exercise"] == "movement"
    assert analysis.contents["verdicts"] == []
    assert analysis.contents["recognition"]["exercise"] is None


def test_a_recognised_selftest_is_run_as_one(clip, monkeypatch):
    analysis, _ = analysed(clip, monkeypatch, recognition(0.9, "selftest"))
    assert analysis.contents["exercise"] == "selftest"
    assert "selftest" in analysis.contents


def test_an_exercise_that_was_given_is_not_doubted(clip, monkeypatch):
    options = {"exercise": "lunge"}
    analysis, looked = analysed(clip, monkeypatch, recognition(0.9), options=options)
    assert looked == []
    assert analysis.contents["exercise"] == "lunge"
    assert analysis.recognition is None
    assert "recognition" not in analysis.contents


def test_each_clip_is_recognised_for_itself(clip, monkeypatch):
    options = AnalysisOptions()
    for name in ("lunge", "figure_four"):
        found = recognition(0.9, name)
        monkeypatch.setattr(recognised, "recognise", lambda *_, found=found: found)
        assert analyze_recording(clip, replace(options)).contents["exercise"] == name
