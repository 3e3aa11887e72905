"""A recording that is upside down or on its side is turned, and that is said."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from skeletons import lying

import posecheck.engine.perceived as engine_perceived
import posecheck.engine.recognised as engine_recognised
import posecheck.engine.recognising as engine_recognising
from posecheck.cli.options.input import input_options
from posecheck.cli.options.measure import MeasureOptions
from posecheck.cli.options.practice import PracticeOptions
from posecheck.engine.measured import Measurer
from posecheck.engine.options import InputOptions
from posecheck.engine.recognising import recognise
from posecheck.engine.recorded import AnalysisOptions, analyze_recording
from posecheck.feedback.report.frames_csv import FramesCsvWriter
from posecheck.feedback.report.whose_sides import AS_FILMED, MIRRORED_BACK, explain_sides
from posecheck.measures.table import measure
from posecheck.moment import Moment


class FakePerceiver:
    """Takes pictures for upside down from the sixth on, or at the end, unless they were turned."""

    known_after = 5
    at_end = 0
    missing_person = ""

    def __init__(self, options: InputOptions | None = None, *, with_mask: bool = True) -> None:
        self.finds = options is None or options.rotate is None
        self.frames = 0

    @property
    def turn_is_settled(self) -> bool:
        return self.frames > self.known_after

    def perceive(self, frame, ahead=None) -> Moment:
        self.frames += 1
        turned = self.finds and self.frames > self.known_after
        body = replace(lying(), turned_deg=180 if turned else 0)
        return Moment(frame, body, measure(body), None)

    def turned_at_end(self) -> int:
        return self.at_end if self.finds else 0

    def close(self) -> None: ...

    def __enter__(self):
        return self

    def __exit__(self, *_: object) -> None: ...


@pytest.fixture(autouse=True, params=[(5, 0), (99, 180)], ids=["midway", "at the end"])
def perceiver(request, monkeypatch):
    known_after, at_end = request.param
    monkeypatch.setattr(FakePerceiver, "known_after", known_after)
    monkeypatch.setattr(FakePerceiver, "at_end", at_end)
    monkeypatch.setattr(engine_perceived, "Perceiver", FakePerceiver)
    monkeypatch.setattr(engine_recognising, "Perceiver", FakePerceiver)


@pytest.fixture
def clip(make_clip):
    return make_clip(times_s=[i / 10 for i in range(12)])


def test_an_analysis_starts_again_turned(clip, tmp_path):
    folder = tmp_path / "out"
    options = AnalysisOptions(exercise="supine_release")
    result = analyze_recording(clip, options, folder=folder)
    assert len(result.frames) == 12
    assert "upside down" in result.notes[0]
    assert "--rotate 0 leaves it" in result.notes[0]
    assert result.contents["source"]["rotate"] == 180
    assert "turned 180 degrees" in (folder / "report.html").read_text("utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clip.mp4", "out"]


def test_a_turned_clip_is_recognised_the_right_way_up(clip, monkeypatch):
    looks = []

    def look(perceived, path, options):
        looks.append(options.rotate)
        return recognise(perceived, path, options)

    monkeypatch.setattr(engine_recognised, "recognise", look)
    result = analyze_recording(clip)
    assert "upside down" in result.notes[0]
    assert looks == [None, 180]
    assert result.contents["source"]["rotate"] == 180


def test_what_the_user_says_is_not_doubted(clip):
    result = analyze_recording(
        clip, AnalysisOptions(exercise="supine_release", input=InputOptions(rotate=0))
    )
    assert result.notes == ()
    assert "rotate" not in result.contents["source"]


def test_measured_again_no_row_is_doubled(clip):
    text = io.StringIO()
    with Measurer() as measurer:
        measurer.tabulate(clip, FramesCsvWriter(text))
    rows = text.getvalue().splitlines()[1:]
    assert [row.split(",")[1] for row in rows] == [str(i) for i in range(12)]
    assert "upside down" in measurer.notes[0]


def test_the_commands_read_the_options():
    for options in (MeasureOptions, PracticeOptions):
        given = {} if options is PracticeOptions else {"inputs": []}
        assert input_options(options(**given)) == InputOptions()
        given |= {"rotate": 90, "mirrored_input": True, "person": 2, "roller": "1,2,30,40"}
        read = input_options(options(**given))
        assert (read.reading.rotate, read.reading.mirrored, read.person) == (90, True, 2)
        assert read.roller == [1, 2, 30, 40]


def test_options_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="rotate"):
        InputOptions(rotate=45)


@pytest.mark.parametrize(
    ("analysis", "said"),
    [
        ({"holds": [{"side": "left"}], "source": {}}, AS_FILMED),
        ({"holds": [{"side": "left"}], "source": {"mirrored_input": True}}, MIRRORED_BACK),
        ({"holds": [{"side": None}], "repetitions": [], "source": {}}, ""),
        ({"selftest": {"left": None, "right": {}}, "source": {}}, ""),
        ({"selftest": {"left": None, "right": {"result": "clear"}}, "source": {}}, AS_FILMED),
    ],
)
def test_whose_sides_are_meant_is_said_where_a_side_matters(analysis, said):
    assert explain_sides(analysis) == said
