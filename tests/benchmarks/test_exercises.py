"""The exercises' benchmark: rows, variants, and repetitions counted by shot."""

from __future__ import annotations

import numpy as np
import pytest
from exercises import CASES, SAMPLES, UNCHANGED, VARIANTS, count_by_shot, exercise_row

from posecheck.coaching.exercise_session import ExerciseSession
from posecheck.coaching.goals.progress import Repetition
from posecheck.coaching.record import SessionRecord
from posecheck.exercises.library import find_exercise, load_exercises
from posecheck.video.frame import Frame


def test_every_case_has_its_exercise_and_its_clip():
    for case in CASES:
        assert case.exercise in load_exercises()
        assert (SAMPLES / f"{case.clip}.mp4").exists()


def test_what_an_exercise_asks_for():
    row = exercise_row(find_exercise("supine_release"))
    assert row[:4] == ["supine_release", "hold", "15 s", "each"]
    assert len({len(exercise_row(exercise)) for exercise in load_exercises().values()}) == 1


@pytest.mark.parametrize("name", VARIANTS)
def test_variants_keep_the_times_of_their_frames(name):
    image = np.random.default_rng(0).integers(0, 256, (40, 60, 3)).astype(np.uint8)
    frames = [Frame(image, i / 10, i) for i in range(7)]
    changed = list(VARIANTS[name].apply(iter(frames)))
    kept = frames[:: VARIANTS[name].keep_one_in]
    assert [frame.time_s for frame in changed] == [frame.time_s for frame in kept]
    if VARIANTS[name].change is None:
        assert all(np.array_equal(frame.image, image) for frame in changed)
    else:
        assert not any(np.array_equal(frame.image, image) for frame in changed)
    assert (len(changed) == 7) == (name in (UNCHANGED, "mirrored", "cropped"))


def test_repetitions_are_counted_by_shot():
    record = SessionRecord(ExerciseSession(find_exercise("lunge")))
    record.repetitions += [Repetition("lunge", "left", t, t + 1) for t in (1.0, 2.5, 11.0)]
    reps = [{"top": t, "end": t + 1} for t in (1.5, 3.0, 4.5)] + [{"top": None, "end": None}]
    label = {"cuts": [{"t_s": 6.0}, {"t_s": 9.0}], "duration_s": 20.0, "reps": reps}
    assert count_by_shot(record, label) == [(3, 2), (0, 1)]
