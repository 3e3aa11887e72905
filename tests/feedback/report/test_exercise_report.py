"""The report: a chart of each check that was measured, and none of what nobody saw."""

import re
from dataclasses import replace

import numpy as np
import pytest
from skeletons import lying, observed

from posecheck.coaching.exercise_session import ExerciseSession
from posecheck.coaching.goals.progress import Repetition
from posecheck.coaching.record import SessionRecord
from posecheck.exercises.library import find_exercise
from posecheck.feedback.report.charts import BLUE, GREEN
from posecheck.feedback.report.exercise_report import Series, render_report
from posecheck.measures.table import measure
from posecheck.moment import Moment
from posecheck.video import Frame

SOURCE = {
    "source": {"path": "clip.mp4", "width": 640, "height": 480, "frames": 20, "duration_s": 2.0}
}


def report(seen: dict[str, float]) -> tuple[str, Series]:
    """Of two seconds in which, beside the legs, the measures ``seen`` were seen."""
    body, image = lying(fallout={"left": 40.0}), np.zeros((480, 640, 3), np.uint8)
    legs = measure(body)
    measurements = replace(legs, values={**legs.values, **seen})
    session = ExerciseSession(find_exercise("supine_release"))
    record, series = SessionRecord(session), Series()
    for k in range(20):
        coaching = session.update(k / 10, observed(body, measurements))
        record.add(k / 10, coaching)
        series.add(Moment(Frame(image, k / 10, k), body, measurements, coaching))
    return render_report(SOURCE, record, series), series


@pytest.mark.parametrize("roller", [{}, {"roller_turn": 4.0}, {"roller_position": 0.6}])
def test_what_was_measured_has_a_chart(roller):
    html, _ = report(roller)
    assert "<h2>Knee bent</h2>" in html
    assert ("<h2>Roller across</h2>" in html) == ("roller_turn" in roller)
    assert ("<h2>Roller under the mid-back</h2>" in html) == ("roller_position" in roller)


def chart(html: str, title: str) -> str:
    """What stands below a heading, up to the next."""
    return html[html.index(f"<h2>{title}</h2>") :].split("<h2>")[1]


@pytest.fixture(scope="module")
def held():
    """Twelve seconds: five with the knee too little out, then the hold."""
    image = np.zeros((480, 640, 3), np.uint8)
    session = ExerciseSession(find_exercise("supine_release"), sides=("left",), target_s=4.0)
    record, series = SessionRecord(session), Series()
    for k in range(120):
        body = lying(fallout={"left": 3.0 if k < 50 else 45.0})
        measurements = replace(measure(body), tolerances={"fallout_left": 6.0})
        coaching = session.update(k / 10, observed(body, measurements))
        record.add(k / 10, coaching)
        series.add(Moment(Frame(image, k / 10, k), body, measurements, coaching))
    return render_report(SOURCE, record, series), record


def test_a_hold_has_its_row_with_what_was_not_verified(held):
    html, record = held
    (hold,) = record.holds()
    assert hold.complete
    assert hold.unverified
    row = html[html.index("<h2>Holds</h2>") :].split("</tr>")[1]
    assert "<td>left</td>" in row
    assert f"{hold.held_s:.1f} s" in row
    assert "<td>yes</td>" in row
    assert f"<td>{', '.join(hold.unverified)}</td>" in row


def test_what_to_correct_is_listed_with_its_time(held):
    html, record = held
    (correction,) = record.corrections()
    row = chart(html, "What to correct")
    assert f"<td>{correction.text}</td>" in row
    assert f"{correction.seconds:.1f}</td>" in row


def test_the_bars_show_the_share_of_each_verdict(held):
    html, _ = held
    title = next(c for c in find_exercise("supine_release").checks if c.name == "fallout").title
    row = next(r for r in chart(html, "Checks").split("<tr>") if f"<td>{title}</td>" in r)
    widths = [float(w) for w in re.findall(r"width:([\d.]+)%", row)]
    assert widths[0] == pytest.approx(100 * 7 / 11.9, abs=2)
    assert widths[1] == pytest.approx(100 * 5 / 11.9, abs=2)
    assert widths[2] == 0


def test_a_chart_has_its_reason_axis_line_tolerance_and_the_ranges(held):
    html, record = held
    check = next(c for c in find_exercise("supine_release").checks if c.name == "fallout")
    part = chart(html, check.title)
    assert check.reason in part.replace("&#39;", "'")
    assert part.count("<svg") == 1
    assert "<!-- degrees -->" in part
    assert "left side" in part
    assert part.count(f"stroke: {BLUE}") >= 1
    assert part.count(f"fill: {BLUE}; fill-opacity: 0.12") == 1
    assert part.count(f"fill: {GREEN}; opacity: 0.14") == 1  # what is right
    assert part.count(f"fill: {GREEN}") == 1 + len(record.holds())


def test_it_shows_the_video_and_says_that_it_is_no_diagnosis(held):
    html, _ = held
    assert 'src="annotated.mp4"' in html
    assert "not a diagnosis" in html
    assert "Stop at once with sharp pain" in html
    assert 'src="http' not in html
    assert "<link" not in html


def test_without_a_hold_it_says_so():
    html, _ = report({})
    assert "The position was not reached" not in html
    session = ExerciseSession(find_exercise("supine_release"))
    html = render_report(SOURCE, SessionRecord(session), Series())
    assert "The position was not reached" in html


def test_a_hold_that_was_broken_off_is_not_complete():
    html, _ = report({})
    row = html[html.index("<h2>Holds</h2>") :].split("</tr>")[1]
    assert "<td>no</td>" in row


def test_repetitions_are_listed():
    record = SessionRecord(ExerciseSession(find_exercise("knee_to_chest")))
    record.repetitions.append(Repetition("repetition", "left", 1.0, 3.5))
    html = render_report(SOURCE, record, Series())
    part = chart(html, "Repetitions")
    assert "<td>repetition</td><td>left</td>" in part
    assert "2.5 s</td>" in part


def test_the_chart_of_a_check_on_the_other_leg_shows_that_leg():
    body, image = lying(), np.zeros((480, 640, 3), np.uint8)
    legs = replace(measure(body), values={"hip_flexion_left": 10.0, "hip_flexion_right": 60.0})
    session = ExerciseSession(find_exercise("low_lunge"), sides=("left",))
    record, series = SessionRecord(session), Series()
    for k in range(20):
        coaching = session.update(k / 10, observed(body, legs))
        record.add(k / 10, coaching)
        series.add(Moment(Frame(image, k / 10, k), body, legs, coaching))
    html = render_report(SOURCE, record, series)
    titles = {c.name: c.title for c in find_exercise("low_lunge").checks}
    assert "right side" in chart(html, titles["front_hip"])
    assert "left side" in chart(html, titles["back_hip"])


def test_a_series_has_a_value_for_each_frame_with_gaps_where_nothing_was_seen():
    _, series = report({"roller_turn": 4.0})
    series.add(Moment(Frame(np.zeros((480, 640, 3), np.uint8), 2.0, 20), None, None, None))
    turn, knee = (
        next(c for c in find_exercise("supine_release").checks if c.name == name)
        for name in ("roller_angle", "knee")
    )
    for values in (series.values_of(turn, None)[0], series.values_of(knee, "left")[0]):
        assert len(values) == 21
        assert np.isfinite(values).sum() == 20
