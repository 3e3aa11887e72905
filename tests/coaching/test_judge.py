"""When a verdict changes: never by what the measure may be off, at once when the body has moved."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from skeletons import lying

from posecheck.coaching.judge import Judge
from posecheck.exercises.library import find_exercise
from posecheck.measures.table import measure

TOLERANCE, FALLOUT_TOLERANCE = 0.12, 5.0


def verdicts(positions, check="roller_position", measured="roller_position", tolerance=TOLERANCE):
    judge = Judge(find_exercise("supine_release").checks, "left")
    seen = measure(lying(fallout={"left": 45.0}))
    said = []
    for position in positions:
        values = {**seen.values, measured: position}
        tolerances = {**seen.tolerances, measured: tolerance}
        judged = judge.judge(replace(seen, values=values, tolerances=tolerances))
        said.append(next(j.verdict for j in judged if j.check.name == check))
    return said


@pytest.mark.parametrize("start", [0.5, 0.6])
def test_what_only_wavers_about_a_limit_keeps_its_verdict(start):
    wavering = 0.55 + 0.03 * np.random.default_rng(0).standard_normal(300)
    assert len(set(verdicts([start, *wavering]))) == 1


def test_a_roller_that_has_moved_is_right_though_its_place_is_not_sure():
    said = verdicts([0.70] * 30 + [0.46] * 5)
    assert said == ["fix"] * 30 + ["good"] * 5


def test_far_enough_from_the_limit_no_move_is_needed():
    assert verdicts([0.62, 0.60, 0.42]) == ["fix", "fix", "good"]


def test_what_makes_the_hold_must_be_surely_so_to_begin_with():
    (lowered,) = [c for c in find_exercise("supine_release").checks if c.measure == "fallout"]
    barely, surely = (lowered.min + share * FALLOUT_TOLERANCE for share in (0.8, 1.2))
    told = (lowered.name, "fallout_left", FALLOUT_TOLERANCE)
    assert verdicts([barely], *told) == ["fix"]
    assert verdicts([surely, barely], *told) == ["good", "good"]
    assert verdicts([0.54]) == ["good"]  # the roller's place only guards
