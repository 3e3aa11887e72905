"""A clip becomes an analysis, in memory or in a folder; what is seen in it is made up here."""

from __future__ import annotations

import csv
import json
import os
import sys
from dataclasses import replace

import av
import numpy as np
import pytest
from skeletons import lying

from posecheck.engine import perceived as engine_perceived
from posecheck.engine import recorded
from posecheck.engine.options import InputOptions, explain_unheld
from posecheck.engine.recorded import AnalysisOptions, analyze_recording
from posecheck.engine.session import open_session
from posecheck.errors import ExerciseError, InputError, OutputError
from posecheck.exercises.library import find_exercise
from posecheck.feedback.voice.voices import RecordedVoice, SilentVoice
from posecheck.measures.table import measure
from posecheck.moment import Moment
from posecheck.output.partial import ANALYSIS_FILES
from posecheck.video.frame import Frame
from posecheck.video.opening import open_file

RELEASE = AnalysisOptions(exercise="supine_release")

TIMES_S = tuple(index / 10 for index in range(12))


class FakePerceiver:
    """Sees somebody on the back with bent knees in every frame."""

    opened: list[FakePerceiver] = []  # noqa: RUF012
    missing_person = ""

    def __init__(self, options: InputOptions | None = None, *, with_mask: bool = True) -> None:
        self.options, self.closed = options, False
        self.opened.append(self)

    def perceive(self, frame: Frame, ahead=None) -> Moment:
        body = lying()
        return Moment(frame, body, measure(body), None)

    def turned_at_end(self) -> int:
        return 0

    def close(self) -> None:
        self.closed = True


@pytest.fixture(autouse=True)
def opened(monkeypatch) -> list[FakePerceiver]:
    """The perceivers that were opened."""
    monkeypatch.setattr(FakePerceiver, "opened", [])
    monkeypatch.setattr(engine_perceived, "Perceiver", FakePerceiver)
    return FakePerceiver.opened


@pytest.fixture
def clip(make_clip):
    return make_clip(times_s=TIMES_S)


def test_in_memory_there_is_the_analysis_and_no_file(clip, opened):
    shown = []
    result = analyze_recording(clip, RELEASE, progress=shown.append)
    assert result.contents["exercise"] == "supine_release"
    with open_file(clip) as source:
        last_frame_s = float(1 / source.frame_rate)
    assert result.contents["source"] == {
        "path": str(clip),
        "width": 160,
        "height": 120,
        "frames": 12,
        "duration_s": round(1.1 + last_frame_s, 3),
    }
    rows = list(result.frames)
    assert [row["time_s"] for row in rows] == pytest.approx(TIMES_S)
    assert {row["source"] for row in rows} == {str(clip)}
    assert repr(result) == "<Analysis of clip.mp4: supine_release, 1.2 s>"
    assert result.damage is None
    assert result.folder is None
    assert result.coach.exercise.name == "supine_release"
    assert result.outcomes == {}
    assert [source.name for source in shown] == [str(clip)] * 12
    assert os.listdir(clip.parent) == [clip.name]
    (perceiver,) = opened
    assert perceiver.closed
    assert perceiver.options.looks_for_roller


def test_the_verdicts_of_the_analysis_are_those_of_its_contents(clip):
    result = analyze_recording(clip, RELEASE)
    (posture,) = (v for v in result.verdicts if v.check == "posture")
    assert posture.verdict == "good"
    assert len(result.verdicts) == len(result.contents["verdicts"])
    assert [c.check for c in result.corrections] == [
        c["check"] for c in result.contents["corrections"]
    ]
    assert result.holds == result.repetitions == []


def test_a_repetition_and_a_hold_are_given_as_they_are_recorded(clip):
    result = analyze_recording(clip, RELEASE)
    record = result._record
    record.repetitions.append("one")
    assert result.repetitions == ["one"]
    record.holds = lambda: ["held"]
    assert result.holds == ["held"]


def test_the_options_reach_the_session(clip, opened):
    exercise = find_exercise("figure_four")
    options = AnalysisOptions(exercise=exercise, hold_s=7.0, input=InputOptions(person=2))
    result = analyze_recording(clip, options)
    assert result.coach.exercise is exercise
    assert result.coach.holds("left", 0.0)[-1].target_s == 7.0
    assert opened[0].options.person == 2


def test_the_selftest_looks_for_no_roller(clip, opened):
    input_options = InputOptions(person=2)
    options = AnalysisOptions(exercise="selftest", sides=("right",), repeats=3, input=input_options)
    result = analyze_recording(clip, options)
    assert result.contents["exercise"] == "selftest"
    assert list(result.outcomes) == ["right"]
    assert result.coach.repeats == 3
    assert opened[0].options == InputOptions(person=2, roller=False)
    assert result.holds == result.repetitions == result.verdicts == result.corrections == []


def test_a_folder_gets_the_four_files_at_once(clip, tmp_path, opened):
    folder, shown = tmp_path / "new" / "analysis", []
    options = replace(RELEASE, input=InputOptions(person=2))
    result = analyze_recording(clip, options, folder=folder, show=shown.append)
    assert opened[0].options.person == 2
    assert sorted(os.listdir(folder)) == sorted(ANALYSIS_FILES)
    assert os.listdir(folder.parent) == ["analysis"]
    assert result.folder == folder
    text = (folder / "analysis.json").read_text("utf-8")
    assert json.loads(text) == result.contents
    assert text.startswith('{\n "')
    assert text.endswith("}\n")
    rows = list(csv.DictReader((folder / "frames.csv").open()))
    assert [float(row["time_s"]) for row in rows] == pytest.approx(TIMES_S)
    assert {row["source"] for row in rows} == {str(clip)}
    assert list(result.frames)[3]["time_s"] == pytest.approx(0.3)
    assert clip.name in (folder / "report.html").read_text("utf-8")
    with open_file(folder / "annotated.mp4") as video:
        assert len(list(video)) == len(shown) == 12


@pytest.mark.parametrize("mirrored", [False, True])
def test_the_video_is_mirrored_only_when_asked(clip, tmp_path, monkeypatch, mirrored):
    monkeypatch.setattr(FakePerceiver, "perceive", lambda _, f, *ahead: Moment(f, None, None, None))
    made = []
    video = recorded.AnnotatedVideo
    monkeypatch.setattr(
        recorded, "AnnotatedVideo", lambda *a, **k: made.append(k["mirrored"]) or video(*a, **k)
    )
    analyze_recording(clip, replace(RELEASE, mirrored=mirrored), folder=tmp_path / "a")
    assert made == [mirrored]


@pytest.mark.parametrize("voice", [False, True])
def test_the_video_speaks_only_when_asked(clip, tmp_path, monkeypatch, voice):
    added = []
    spoke, announcer = [], recorded.Announcer

    def add(path, sound, rate):
        added.append((path, list(sound), rate))

    monkeypatch.setattr(recorded, "add_sound", add)
    monkeypatch.setattr(recorded, "Announcer", lambda v: spoke.append(type(v)) or announcer(v))
    analyze_recording(clip, replace(RELEASE, voice=voice), folder=tmp_path / "a")
    assert spoke == [RecordedVoice if voice else SilentVoice]
    assert len(added) == voice
    for path, sound, rate in added:
        assert path.name == "annotated.mp4"
        assert rate == recorded.SAMPLE_RATE
        assert sum(part.size for part in sound) >= round(1.1 * rate)


@pytest.mark.parametrize("name", ANALYSIS_FILES)
def test_an_earlier_analysis_is_replaced_only_when_asked(clip, tmp_path, name):
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / name).write_text("earlier")
    with pytest.raises(OutputError, match=r"a already holds an analysis: add --overwrite"):
        analyze_recording(clip, RELEASE, folder=folder)
    assert (folder / name).read_text() == "earlier"
    assert os.listdir(folder) == [name]
    analyze_recording(clip, replace(RELEASE, overwrite=True), folder=folder)
    assert sorted(os.listdir(folder)) == sorted(ANALYSIS_FILES)


def test_another_file_in_the_folder_stays(clip, tmp_path):
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    analyze_recording(clip, RELEASE, folder=folder)
    assert sorted(os.listdir(folder)) == sorted([*ANALYSIS_FILES, "notes.txt"])


def test_on_an_error_nothing_is_left(clip, tmp_path):
    def fail(source):
        raise RuntimeError("stopped")

    folder = tmp_path / "new" / "analysis"
    with pytest.raises(RuntimeError, match="stopped"):
        analyze_recording(clip, RELEASE, folder=folder, progress=fail)
    assert not folder.parent.exists()


def test_a_photo_is_refused(tmp_path):
    from PIL import Image

    path = tmp_path / "photo.png"
    Image.new("RGB", (64, 48)).save(path)
    with pytest.raises(InputError, match=r"photo\.png is a photo: `posecheck measure`"):
        analyze_recording(path, RELEASE)


def test_a_second_run_into_the_same_folder_is_refused_and_the_first_is_whole(clip, tmp_path):
    folder = tmp_path / "a"

    def run_again(_source):
        with pytest.raises(OutputError, match="Another run is writing"):
            analyze_recording(clip, replace(RELEASE, overwrite=True), folder=folder)

    analyze_recording(clip, RELEASE, folder=folder, progress=run_again)
    assert sorted(os.listdir(folder)) == sorted(ANALYSIS_FILES)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", clip.name]


def test_the_clip_itself_is_never_replaced(clip, tmp_path):
    (tmp_path / "a").mkdir()
    clip = clip.rename(tmp_path / "a" / "annotated.mp4")
    film = clip.read_bytes()
    with pytest.raises(OutputError, match="is read in this call"):
        analyze_recording(clip, replace(RELEASE, overwrite=True), folder=clip.parent)
    assert clip.read_bytes() == film
    assert os.listdir(clip.parent) == [clip.name]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows allows few links")
def test_a_folder_may_be_a_link_to_another_place(clip, tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    analyze_recording(clip, RELEASE, folder=tmp_path / "link")
    assert sorted(os.listdir(tmp_path / "real")) == sorted(ANALYSIS_FILES)
    assert (tmp_path / "link").is_symlink()


def test_a_person_who_is_not_there_is_a_trouble_of_the_analysis(clip, monkeypatch):
    monkeypatch.setattr(FakePerceiver, "missing_person", "there is no person 3")
    assert analyze_recording(clip, RELEASE).damage == f"In {clip} there is no person 3."


@pytest.mark.parametrize("hold_s", [float("nan"), float("inf"), 0.0, -5.0])
def test_a_hold_is_a_number_of_seconds(hold_s):
    with pytest.raises(ValueError, match="above 0"):
        replace(RELEASE, hold_s=hold_s)
    with pytest.raises(ValueError, match="above 0"):
        open_session("supine_release", hold_s=hold_s)


@pytest.mark.parametrize("what", ["hip_circles", "knee_to_chest", "movement", "selftest"])
def test_seconds_to_hold_are_refused_where_nothing_is_held(what):
    with pytest.raises(ExerciseError, match="nothing to hold"):
        AnalysisOptions(exercise=what, hold_s=30.0)
    with pytest.raises(ExerciseError, match="nothing to hold"):
        open_session(what, hold_s=30.0)


def test_seconds_to_hold_that_have_no_effect_are_told():
    assert explain_unheld(30.0, "supine_release") == ()
    assert explain_unheld(30.0, find_exercise("roll_glutes")) == ()
    assert explain_unheld(None, "movement") == ()
    for what, title in (("movement", find_exercise("movement").title), ("selftest", "self-test")):
        (told,) = explain_unheld(30.0, what)
        assert "no effect" in told
        assert title in told


def test_a_table_is_written_over_nothing_unasked_and_never_over_its_clip(clip, tmp_path):
    table = analyze_recording(clip, RELEASE).frames
    table.to_csv(tmp_path / "a.csv")
    with pytest.raises(OutputError, match="--overwrite"):
        table.to_csv(tmp_path / "a.csv")
    table.to_csv(tmp_path / "a.csv", overwrite=True)
    with pytest.raises(OutputError, match="is read in this call"):
        table.to_csv(clip, overwrite=True)


def test_slow_motion_is_told_in_the_analysis_and_its_report(clip, tmp_path):
    options = replace(RELEASE, input=InputOptions(speed=0.25))
    result = analyze_recording(clip, options, folder=tmp_path / "a")
    (note,) = result.notes
    assert "is slow motion, 4 times slower than real, as --speed says" in note
    assert result.contents["source"]["notes"] == [note]
    assert result.contents["source"]["duration_s"] == pytest.approx(0.3, abs=0.01)
    assert "4 times slower" in (tmp_path / "a" / "report.html").read_text("utf-8")
    with open_file(tmp_path / "a" / "annotated.mp4") as video:
        times = [frame.time_s for frame in video]
    assert times == pytest.approx([time_s / 4 for time_s in TIMES_S], abs=0.001)


def test_a_hole_is_told_in_the_analysis_and_its_report(make_clip, tmp_path):
    clip = make_clip(times_s=[i / 10 + 2 * (i >= 20) for i in range(40)])
    result = analyze_recording(clip, RELEASE, folder=tmp_path / "a")
    assert "2.0 s of its pictures are missing at 2.0 s" in result.damage
    assert result.contents["source"]["notes"] == [result.damage]
    assert "2.0 s of its pictures" in (tmp_path / "a" / "report.html").read_text("utf-8")
    (posture,) = {v.verdict for v in result.verdicts if v.check == "posture"}
    spans = [(v.start_s, v.end_s) for v in result.verdicts if v.check == "posture"]
    assert posture == "good"
    assert spans == [pytest.approx((0.0, 1.9)), pytest.approx((4.0, 5.9))]


def _clip_with_sound(path):
    """1.2 s of pictures and of a tone."""
    with av.open(str(path), "w") as container:
        pictures = container.add_stream("libx264", rate=10)
        pictures.width, pictures.height, pictures.pix_fmt = 640, 480, "yuv420p"
        sound = container.add_stream("aac", rate=48_000, layout="mono")
        for _ in TIMES_S:
            image = np.full((480, 640, 3), 90, np.uint8)
            container.mux(pictures.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        container.mux(pictures.encode(None))
        tone = (8000 * np.sin(np.arange(57_600) / 10)).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(tone[None, :], format="s16", layout="mono")
        frame.sample_rate = 48_000
        container.mux(sound.encode(frame))
        container.mux(sound.encode(None))
    return path


@pytest.mark.parametrize(
    ("how", "tracks"), [({}, ["own"]), ({"sound": False}, []), ({"voice": True}, ["voice"])]
)
def test_the_video_keeps_the_clips_sound_unless_told_otherwise(tmp_path, how, tracks):
    clip = _clip_with_sound(tmp_path / "clip.mp4")
    analyze_recording(clip, replace(RELEASE, **how), folder=tmp_path / "a")
    with av.open(str(tmp_path / "a" / "annotated.mp4")) as container:
        rates = {48_000: "own", recorded.SAMPLE_RATE: "voice"}
        assert [rates[stream.rate] for stream in container.streams.audio] == tracks
        assert len(list(container.decode(video=0))) == len(TIMES_S)


@pytest.mark.parametrize(("height", "written"), [(None, 658), (481, 480), (2000, 658)])
def test_the_video_has_the_height_that_is_asked_for(tmp_path, height, written):
    clip = _clip_with_sound(tmp_path / "clip.mp4")
    analyze_recording(clip, replace(RELEASE, height=height), folder=tmp_path / "a")
    with open_file(tmp_path / "a" / "annotated.mp4") as source:
        sizes = {frame.size for frame in source}
    assert [size[1] for size in sizes] == [written]
