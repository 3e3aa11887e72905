"""Reports of made-up sessions: a lying person, ten frames a second."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from skeletons import TO_THE_RIGHT, lying, observed, read_exactly

from posecheck.anatomy import SIDES
from posecheck.coaching.exercise_session import ExerciseSession
from posecheck.coaching.record import SessionRecord
from posecheck.exercises.library import find_exercise
from posecheck.feedback.report.exercise_report import ExerciseSeen, render_report
from posecheck.feedback.report.pictures import encode
from posecheck.measures.table import measure
from posecheck.moment import Moment
from posecheck.video import Frame

IMAGE = np.zeros((480, 640, 3), np.uint8)


def source(duration_s: float, name: str = "folder/clip.mp4") -> dict:
    frames = round(duration_s * 10)
    size = {"width": 640, "height": 480, "frames": frames, "duration_s": duration_s}
    return {"source": {"path": name, **size}}


def run(exercise: str, frames, sides=("left",), target_s=None, missing=(0, 0)):
    """Take (body, values, tolerances) ten times a second through a session.

    The frames from the first to before the second number of ``missing`` are damaged.
    """
    session = ExerciseSession(find_exercise(exercise), sides=sides, target_s=target_s)
    record, seen = SessionRecord(session), ExerciseSeen()
    for k, (body, values, tolerances) in enumerate(frames):
        if missing[0] <= k < missing[1]:
            continue
        gap_s = (missing[1] - missing[0]) / 10 if k == missing[1] > 0 else 0.0
        if gap_s:
            session.interrupt()
        legs = measure(body)
        measurements = replace(
            legs,
            values={**legs.values, **values},
            tolerances={**legs.tolerances, **tolerances},
        )
        coaching = session.update(k / 10, observed(body, measurements))
        record.add(k / 10, coaching, gap_s)
        frame = Frame(IMAGE, k / 10, k, gap_s=gap_s)
        seen.add(Moment(frame, body, measurements, coaching), record)
    return record, seen


def make_held_report(name: str = "folder/clip.mp4") -> tuple[str, SessionRecord]:
    """Twelve seconds: five with the knee too little out, then the hold."""
    frames = [
        (read_exactly(lying(fallout={"left": 3.0 if k < 50 else 45.0})), {"roller_turn": 4.0},
         {"fallout_left": 6.0, "roller_turn": 5.0})
        for k in range(120)
    ]  # fmt: skip
    record, seen = run("supine_release", frames, target_s=4.0)
    pictures = {time_s: encode(IMAGE) for time_s in seen.picture_times(record)}
    return render_report(source(12.0, name), record, seen, pictures), record


def make_report_of_both_sides() -> str:
    """Forty seconds: each side held, each first with its knee too little out; roller in view."""
    frames = []
    for k in range(400):
        side, other = ("left", "right") if k < 200 else ("right", "left")
        out = 3.0 if k % 200 < 50 else 45.0
        values = {"roller_turn": 4.0, "roller_position": 0.33, f"fallout_{other}": 2.0}
        tolerances = {"roller_turn": 9.0, "roller_position": 0.08}
        tolerances |= {f"{name}_{each}": 9.0 for name in ("fallout", "knee") for each in SIDES}
        frames.append(
            (
                read_exactly(
                    lying(
                        head=TO_THE_RIGHT if side == "left" else -TO_THE_RIGHT, fallout={side: out}
                    )
                ),
                values,
                tolerances,
            )
        )
    record, seen = run("supine_release", frames, sides=SIDES, target_s=14.0)
    assert [hold.side for hold in record.holds()] == ["left", "right"]
    pictures = {time_s: encode(IMAGE) for time_s in seen.picture_times(record)}
    return render_report(source(40.0), record, seen, pictures)
