"""When a verdict changes: never by what the measure may be off, at once when the body has moved."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from made_measurements import knee_check, measured, posture_check
from skeletons import lying

from posecheck.coaching.judge import (
    Judge,
    Judgement,
    all_defining_good,
    count_pending_defining,
    estimate_good_fraction,
    is_pending,
    is_position_good,
    unverified_titles,
)
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


def knees(*values, check=None, tolerance=math.nan, side="left"):
    """The judgements of one check on the left knee's angle, frame by frame."""
    judge = Judge((check or knee_check(),), side)
    return [
        judge.judge(measured(knee_left=value, tolerances={"knee_left": tolerance}))[0]
        for value in values
    ]


def knee_verdicts(*values, **options):
    return [judgement.verdict for judgement in knees(*values, **options)]


def test_the_verdict_changes_beyond_the_limit_by_the_hysteresis():
    # limits 50 and 110, hysteresis 3
    assert knee_verdicts(100, 112, 113, 108, 107) == ["good", "good", "fix", "fix", "good"]
    assert knee_verdicts(60, 48, 47, 52, 53) == ["good", "good", "fix", "fix", "good"]


def test_the_first_verdict_of_a_guarding_check_goes_by_the_limit_itself():
    assert [knee_verdicts(value)[0] for value in (49.9, 50, 110, 110.1)] == [
        "fix",
        "good",
        "good",
        "fix",
    ]


def test_a_tolerance_larger_than_the_hysteresis_takes_its_place():
    assert [j.margin for j in knees(100, tolerance=10.0)] == [10.0]
    assert [j.margin for j in knees(100, tolerance=2.0)] == [3.0]
    assert [j.margin for j in knees(100)] == [3.0]
    # 106 to 115 is a move of less than 10, and nearer to the limit than 10
    assert knee_verdicts(106, 115, tolerance=10.0) == ["good", "good"]
    assert knee_verdicts(106, 120, tolerance=10.0) == ["good", "fix"]


@pytest.mark.parametrize(
    ("away_s", "kind", "value", "verdict"),
    [
        (4.9, "defining", 106.0, "good"),
        (5.1, "defining", 106.0, "fix"),  # to begin with it must be surely right
        (4.9, "guarding", 115.0, "good"),
        (5.1, "guarding", 115.0, "fix"),
    ],
)
@pytest.mark.parametrize("unseen", [None, measured(knee_left=math.nan)])
def test_who_was_away_for_long_is_judged_afresh(away_s, kind, value, verdict, unseen):
    judge = Judge((knee_check(kind=kind),), "left")
    tolerances = {"knee_left": 10.0}
    before = 99.0 if kind == "defining" else 107.0
    judge.judge(measured(knee_left=before, tolerances=tolerances), 10.0)
    judge.judge(unseen, 10.1)
    back = measured(knee_left=value, tolerances=tolerances)
    assert judge.judge(back, 10.0 + away_s)[0].verdict == verdict
    # and what was good before counts no more for the mean from which a value has moved
    assert judge.judge(back, 10.1 + away_s)[0].verdict == verdict


def test_a_value_that_drifts_out_is_wrong_once_it_is_beyond_the_limit_by_the_tolerance():
    # 114 is 4 beyond the limit, and only 4 away from the mean of 108 and 112
    assert knee_verdicts(108, 112, 114, tolerance=4.0) == ["good", "good", "fix"]


def test_a_value_that_moved_by_more_than_the_tolerance_from_its_mean_has_moved():
    # the mean of 100, 104 and 106 is 103.33
    assert knee_verdicts(100, 104, 106, 113.3, tolerance=10.0)[-1] == "good"
    assert knee_verdicts(100, 104, 106, 113.4, tolerance=10.0)[-1] == "fix"
    assert knee_verdicts(109, 113, tolerance=4.0)[-1] == "good"  # by just the tolerance
    # a move must end beyond the limit by the hysteresis all the same
    assert knee_verdicts(90, 112.9, tolerance=10.0)[-1] == "good"
    assert knee_verdicts(90, 113, tolerance=10.0)[-1] == "fix"


def test_the_mean_starts_again_when_the_verdict_changes():
    # fix from 125 on; the mean of 125 and 115 is 120
    assert knee_verdicts(100, 125, 115, 107, tolerance=10.0)[1:] == ["fix", "fix", "good"]
    assert knee_verdicts(100, 125, 107, 116.5, tolerance=10.0)[1:] == ["fix", "good", "good"]


def test_a_defining_check_begins_good_only_when_inside_by_the_margin():
    defining = knee_check(kind="defining")
    assert knee_verdicts(59.9, check=defining, tolerance=10.0) == ["fix"]
    assert knee_verdicts(60, 52, check=defining, tolerance=10.0) == ["good", "good"]
    (outside,) = knees(130, check=defining, tolerance=10.0)
    assert outside.verdict == "fix"


def test_a_value_that_is_not_seen_changes_no_verdict():
    assert knee_verdicts(100, math.nan, 112) == ["good", "cannot_see", "good"]
    assert knee_verdicts(114, math.nan, 108) == ["fix", "cannot_see", "fix"]
    (unseen,) = knees(math.nan, side="right", check=knee_check(leg="other"))
    assert (unseen.check.name, unseen.side, unseen.applies) == ("knee", "left", True)


def test_the_correction_names_the_limit_and_the_side():
    assert [j.correction for j in knees(100, 120, 40)] == [
        "",
        "Bend your left knee, not your right one",
        "Straighten your left knee",
    ]
    nearly = knee_check(kind="defining")
    assert knees(52, check=nearly)[0].correction == "Straighten your left knee"
    assert knees(108, check=nearly)[0].correction.startswith("Bend")
    # the middle between the limits is 80
    assert knees(75, check=nearly, tolerance=40.0)[0].correction.startswith("Straighten")
    assert knees(85, check=nearly, tolerance=40.0)[0].correction.startswith("Bend")
    one_sided = knee_check(min=-math.inf, fix_low="")
    assert knees(120, check=one_sided)[0].correction.startswith("Bend")
    other_side = knee_check(max=math.inf, fix_high="")
    assert knees(40, check=other_side)[0].correction.startswith("Straighten")


def test_the_judgement_shows_the_value_and_its_tolerance():
    (judgement,) = knees(100, tolerance=4.0)
    assert (judgement.value, judgement.tolerance, judgement.side) == (100, 4.0, "left")


def test_a_check_may_look_at_the_other_leg():
    judge = Judge((knee_check(leg="other"),), "left")
    (judgement,) = judge.judge(measured(knee_left=100.0, knee_right=150.0))
    assert (judgement.side, judgement.value, judgement.verdict) == ("right", 150.0, "fix")


def test_a_measure_of_the_whole_body_has_no_side():
    position = knee_check(name="place", measure="roller_position", min=0.25, max=0.5, hysteresis=0)
    (judgement,) = Judge((position,), "left").judge(measured(roller_position=0.4))
    assert (judgement.side, judgement.verdict) == (None, "good")


def test_a_check_is_judged_only_in_its_views_and_postures():
    from_the_side = Judge((knee_check(views=("side",)),), "left")
    (seen,) = from_the_side.judge(measured(knee_left=100.0))
    (oblique,) = from_the_side.judge(measured(view="oblique", knee_left=100.0))
    assert (seen.verdict, oblique.verdict, oblique.applies) == ("good", "cannot_see", True)
    on_the_back = Judge((knee_check(only_in=("supine",)),), "left")
    (supine,) = on_the_back.judge(measured(knee_left=100.0))
    (prone,) = on_the_back.judge(measured("prone", knee_left=100.0))
    (nobody,) = on_the_back.judge(None)
    assert (supine.verdict, supine.applies) == ("good", True)
    assert (prone.verdict, prone.applies) == ("cannot_see", False)
    assert (nobody.verdict, nobody.applies) == ("cannot_see", True)
    assert (nobody.check.name, nobody.side) == ("knee", "left")


@pytest.mark.parametrize(
    ("posture", "verdict"),
    [
        ("supine", "good"),
        ("side_lying_left", "good"),  # the working side
        ("side_lying_right", "fix"),
        ("prone", "fix"),
        ("unknown", "cannot_see"),
        (None, "cannot_see"),
    ],
)
def test_the_posture_is_judged_at_once(posture, verdict):
    check = posture_check(posture=("supine", "side_lying"), fix="Lie on your {side} side")
    seen = None if posture is None else measured(posture)
    (judgement,) = Judge((check,), "left").judge(seen)
    assert (judgement.verdict, judgement.check, judgement.side) == (verdict, check, None)
    assert judgement.correction == ("Lie on your left side" if verdict == "fix" else "")


def test_a_posture_that_is_not_asked_for_on_a_side_is_wrong_on_both():
    for side in ("left", "right"):
        (judgement,) = Judge((posture_check(),), side).judge(measured(f"side_lying_{side}"))
        assert judgement.verdict == "fix"


def judged(kind="guarding", verdict="good", *, applies=True, **numbers):
    return Judgement(knee_check(kind=kind), "left", verdict, applies=applies, **numbers)


def test_the_position_is_good_without_a_fault_and_with_every_defining_check_good():
    good, fix, unseen = (judged(verdict=v) for v in ("good", "fix", "cannot_see"))
    defining, sought, blind = (judged("defining", v) for v in ("good", "fix", "cannot_see"))
    assert is_position_good((defining, good)) is True
    assert is_position_good((defining, unseen)) is True
    assert is_position_good((defining, fix)) is False
    assert is_position_good((sought, good)) is False
    assert is_position_good((blind, good)) is None
    assert is_position_good((blind, fix)) is False
    assert all_defining_good((defining, fix))
    assert not all_defining_good((defining, blind))
    assert count_pending_defining((defining, sought, blind, fix)) == 2


def test_a_step_is_still_to_be_done_while_its_check_is_not_good():
    assert [is_pending(judged("defining", v)) for v in ("good", "fix", "cannot_see")] == [
        False,
        True,
        True,
    ]
    assert [is_pending(judged("guarding", v)) for v in ("good", "fix", "cannot_see")] == [
        False,
        True,
        False,
    ]
    assert not is_pending(judged("defining", "cannot_see", applies=False))


def test_only_guarding_checks_that_cannot_see_are_unverified():
    checks = [knee_check(title=kind, kind=kind) for kind in ("defining", "guarding")]
    judgements = tuple(Judgement(check, "left", "cannot_see") for check in checks)
    assert unverified_titles((*judgements, judged())) == ("guarding",)


@pytest.mark.parametrize(
    ("before", "after", "fraction"),
    [
        # 116 to 100 degrees becomes good at 107, 9/16 of the way
        (("fix", 116), ("good", 100), 7 / 16),
        # 100 to 116 becomes wrong at 113
        (("good", 100), ("fix", 116), 13 / 16),
        # 44 to 60 becomes good at 53, 60 to 44 wrong at 47
        (("fix", 44), ("good", 60), 7 / 16),
        (("good", 60), ("fix", 44), 13 / 16),
        # what became wrong before the limit, because it moved, was good until then
        (("good", 105), ("fix", 112), 1.0),
        (("fix", 116), ("good", 108), 0.0),
        (("fix", math.nan), ("good", 100), 0.5),
        (("fix", 100), ("good", 100), 0.5),
        (("good", 60), ("good", 100), 0.5),
    ],
)
def test_the_moment_of_the_change_is_read_between_the_frames(before, after, fraction):
    frames = [(judged(verdict=v, value=value, margin=3.0),) for v, value in (before, after)]
    assert estimate_good_fraction(*frames) == pytest.approx(fraction)


def test_of_several_changes_the_time_is_good_only_while_all_are():
    before = (judged(verdict="fix", value=116, margin=3.0), judged(verdict="fix", value=44))
    after = (judged(verdict="good", value=100, margin=3.0), judged(verdict="good", value=52))
    # the first is good for 7/16 of the time; the second from 50 on, for a quarter
    assert estimate_good_fraction(before, after) == pytest.approx(0.25)
    unchanged = judged(verdict="good", value=51)
    assert estimate_good_fraction((before[0], unchanged), (after[0], unchanged)) == pytest.approx(
        7 / 16
    )


@pytest.mark.parametrize(("seen_s", "verdict"), [(1.9, "cannot_see"), (2.0, "fix")])
def test_a_roller_is_to_be_moved_only_once_it_was_seen_for_two_seconds(seen_s, verdict):
    across = knee_check(measure="roller_turn", min=-15.0, max=15.0)
    turned = replace(measured(roller_turn=30.0), roller_seen_s=seen_s)
    assert Judge((across,), "left").judge(turned)[0].verdict == verdict
    straight = replace(measured(roller_turn=3.0), roller_seen_s=0.5)
    assert Judge((across,), "left").judge(straight)[0].verdict == "good"
