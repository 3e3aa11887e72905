"""The report: a chart of each check that was measured, and none of what nobody saw."""

from dataclasses import replace

import numpy as np
import pytest
from skeletons import lying

from posecheck.coaching.record import SessionRecord
from posecheck.coaching.session import Session
from posecheck.exercises.library import find_exercise
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
    session = Session(find_exercise("supine_release"))
    record, series = SessionRecord(session), Series()
    for k in range(20):
        coaching = session.update(k / 10, body, measurements)
        record.add(k / 10, coaching)
        series.add(Moment(Frame(image, k / 10, k), body, measurements, coaching))
    return render_report(SOURCE, record, series), series


@pytest.mark.parametrize("roller", [{}, {"roller_turn": 4.0}, {"roller_position": 0.6}])
def test_what_was_measured_has_a_chart(roller):
    html, _ = report(roller)
    assert "<h2>Knee bent</h2>" in html
    assert ("<h2>Roller across</h2>" in html) == ("roller_turn" in roller)
    assert ("<h2>Roller under the mid-back</h2>" in html) == ("roller_position" in roller)


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
