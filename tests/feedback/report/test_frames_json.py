"""The table as one JSON document."""

from __future__ import annotations

import io
import json
from dataclasses import replace

from made_coaching import make_moment
from skeletons import lying

from posecheck.feedback.report.columns import COLUMNS
from posecheck.feedback.report.frames_json import FramesJsonWriter
from posecheck.measures.table import measure


def document(*moments):
    text = io.StringIO()
    writer = FramesJsonWriter(text)
    for moment in moments:
        writer.write("a.jpg", moment)
    writer.close()
    return json.loads(text.getvalue())


def test_every_frame_has_all_columns_and_null_is_cannot_see():
    body = lying()
    seen = replace(make_moment(body=body), measurements=measure(body))
    found = document(seen, make_moment())
    assert found["schema"] == 1
    seen, empty = found["frames"]
    assert list(seen) == list(empty) == list(COLUMNS)
    assert (seen["source"], seen["frame"], seen["time_s"], seen["person"]) == ("a.jpg", 0, 1.0, 1)
    assert seen["posture"] == "supine"
    assert isinstance(seen["knee_left"], float)
    assert {name for name, value in empty.items() if value is not None} == {
        "source", "frame", "time_s", "person", "roller", "interpolated"
    }  # fmt: skip


def test_without_frames_it_is_a_document_too():
    assert document() == {"schema": 1, "frames": []}
