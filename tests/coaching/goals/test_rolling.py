"""Rolling to and fro is told from lying still and from moving away, wherever the head points."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from skeletons import lying

from posecheck.coaching.goals.rolling import RollingDetector
from posecheck.exercises.library import find_exercise
from posecheck.perception.placement import Placement, placement_of

THIGHS = find_exercise("roll_quadriceps").moving
HEADS = [np.array([1.0, 0, 0]), np.array([-1.0, 0, 0]), np.array([0.8, -0.6, 0])]


def moved(body, way_cm: float, head, jitter):
    """The body shifted along its own length, in the picture; its trunk is 50 cm, 125 px."""
    shift = 2.5 * way_cm * head[:2] / np.linalg.norm(head[:2])
    return replace(body, image=body.image + shift + jitter)


def watch(way, seconds=20.0, rate=20, head=HEADS[0], noise=0.0, hidden=lambda t: False, **limits):
    """(time, rolls) of a body whose place along its length is ``way(t)`` in cm."""
    body = lying(head=head)
    detector = RollingDetector(**{"least_cm": 3.0, "slowest_s": 6.0} | limits)
    random = np.random.default_rng(3)
    found = []
    for time_s in np.arange(0, seconds, 1 / rate):
        jitter = random.normal(0, noise, (33, 2))
        shifted = moved(body, way(time_s), head, jitter)
        seen = None if hidden(time_s) else placement_of(shifted)
        found.append((time_s, detector.update(float(time_s), seen)))
    return found


def share_moving(found, start_s, end_s):
    return np.mean([rolls for time_s, rolls in found if start_s <= time_s < end_s])


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize(("half_cm", "period_s"), [(4.0, 2.0), (8.0, 5.0), (3.0, 3.0)])
def test_rolling_counts_and_lying_still_does_not(head, half_cm, period_s):
    def way(t):
        return half_cm * math.sin(2 * math.pi * (t - 5) / period_s) if 5 <= t < 15 else 0.0

    found = watch(way, head=head, noise=1.0)
    assert share_moving(found, 0, 5) == 0
    assert share_moving(found, 5 + period_s, 15) > 0.9
    assert share_moving(found, 17.5, 20) == 0


def test_moving_away_is_no_rolling():
    assert share_moving(watch(lambda t: 2.0 * t), 0, 20) == 0


def test_noise_is_no_rolling():
    assert share_moving(watch(lambda t: 0.0, noise=3.0), 0, 20) == 0


@pytest.mark.parametrize(("least_cm", "share"), [(7.0, 1), (9.0, 0)])
def test_the_way_is_measured_in_centimetres(least_cm, share):
    found = watch(lambda t: 4.0 * math.sin(2 * math.pi * t / 2), least_cm=least_cm)
    assert share_moving(found, 5, 20) == share


@pytest.mark.parametrize(("way_cm", "cm_per_s"), [(40, 2.5), (35, 3), (35, 4), (30, 5)])
def test_rolling_slowly_from_the_hip_to_the_knee_counts(way_cm, cm_per_s):
    """As the steps of the exercise ask; from the first way back on."""
    way_s = way_cm / cm_per_s
    found = watch(zigzag(way_s, way_cm), seconds=5 * way_s, slowest_s=THIGHS.slowest_s)
    assert share_moving(found, way_s + 2, 5 * way_s) > 0.95


def test_after_a_gap_it_begins_afresh():
    found = watch(
        lambda t: 5.0 * math.sin(2 * math.pi * t / 2) if t < 8 else 60.0,
        hidden=lambda t: 8 <= t < 10,
    )
    assert share_moving(found, 4, 8) > 0.9
    assert share_moving(found, 10.5, 20) == 0


# --- exact paths: when rolling begins, when it ends, how far it went


def placed(cm: float, trunk_px: float = 100.0, along=(1.0, 0.0)) -> Placement:
    """A trunk of 50 cm whose middle is ``cm`` along its own length; the head that way."""
    direction = np.array(along)
    middle = np.array([300.0, 200.0]) + direction * cm * trunk_px / 50.0
    shoulder, hip = middle + direction * trunk_px / 2, middle - direction * trunk_px / 2
    joints = np.array([[shoulder, hip, hip, hip]] * 2)
    return Placement(shoulder, joints)


def follow(path, seconds, rate=20.0, detector=None, **where):
    """Whether it rolls, at each frame of a body at ``path(t)`` cm; None is nobody."""
    detector = detector or RollingDetector(least_cm=3.0, slowest_s=4.0)
    found = []
    for i in range(round(seconds * rate)):
        cm = path(i / rate)
        seen = None if cm is None else placed(cm, **where)
        found.append(detector.update(i / rate, seen))
    return found


def first_moving(found, rate=20.0):
    return next(i / rate for i, rolls in enumerate(found) if rolls)


def zigzag(half_s, cm):
    """``cm`` up in ``half_s`` seconds, and down again."""
    return lambda t: cm * abs((t / half_s + 1) % 2 - 1)


@pytest.mark.parametrize("along", [(1.0, 0.0), (0.0, -1.0), (-0.6, 0.8)])
@pytest.mark.parametrize("trunk_px", [50.0, 200.0])
def test_the_first_way_back_of_three_centimetres_begins_it(along, trunk_px):
    # 10 cm in 2 s: the turn is at 2.0; 3 cm back take 0.6 s, and the smoothing comes 0.25 s later
    found = follow(zigzag(2.0, 10.0), 6.0, along=along, trunk_px=trunk_px)
    assert first_moving(found) == pytest.approx(2.85, abs=0.1)
    assert all(found[60:])


def test_the_other_way_round_is_the_same():
    found = follow(lambda t: -zigzag(2.0, 10.0)(t), 6.0)
    assert first_moving(found) == pytest.approx(2.85, abs=0.1)


def test_it_ends_when_the_last_turn_is_too_long_ago():
    # one turn at 2.0, noticed at 2.85, then on and on at 5 cm a second
    found = follow(lambda t: 5 * t if t < 2 else 20 - 5 * t, 10.0)
    moving = [i / 20 for i, rolls in enumerate(found) if rolls]
    assert moving[0] == pytest.approx(2.85, abs=0.1)
    assert moving[-1] == pytest.approx(moving[0] + 4.0, abs=0.06)


def test_it_ends_when_the_body_lies_still_for_two_seconds():
    found = follow(lambda t: zigzag(1.0, 10.0)(min(t, 4.0)), 10.0)
    moving = [i / 20 for i, rolls in enumerate(found) if rolls]
    # at 4.0 it stops; 3 cm of its way lie in the last two seconds until about 5.8
    assert moving[-1] == pytest.approx(5.8, abs=0.2)


def test_steps_smaller_than_the_least_way_are_no_rolling():
    assert not any(follow(zigzag(0.5, 2.5), 10.0))
    # small steps on the way in one direction are no turns
    stairs = lambda t: 4.0 * t + 1.0 * math.sin(8 * t)  # noqa: E731
    assert not any(follow(stairs, 10.0))


def test_across_a_gap_of_more_than_a_second_nothing_is_known():
    def path(gap_s):
        return lambda t: None if 3.0 <= t < 3.0 + gap_s else zigzag(2.0, 10.0)(t)

    bridged = follow(path(0.9), 5.0)
    assert bridged[79]
    lost = follow(path(1.2), 8.0)
    assert not lost[round(4.25 * 20)]
    assert first_moving(lost[84:]) + 4.2 == pytest.approx(6.85, abs=0.1)  # it turns at 6.0


def test_while_nobody_is_seen_the_last_seconds_run_out():
    found = follow(lambda t: zigzag(1.0, 10.0)(t) if t < 4 else None, 8.0)
    assert found[82]
    assert not found[125]


def test_a_trunk_seen_from_its_end_says_nothing():
    detector = RollingDetector(3.0, 4.0)
    for i in range(40):
        assert not detector.update(i / 20, placed(zigzag(1.0, 10.0)(i / 20), trunk_px=0.5))
    # nor does it disturb what is seen before and after
    detector, end_on = RollingDetector(3.0, 4.0), np.full((2, 4, 2), 900.0)
    for i in range(80):
        seen = Placement(end_on[0, 0], end_on) if i % 20 == 10 else placed(0.0)
        assert not detector.update(i / 20, seen)


def test_a_body_that_turns_slowly_in_the_picture_is_followed():
    detector, moving = RollingDetector(3.0, 4.0), []
    for i in range(400):
        time_s = i / 20
        turn = 0.05 * time_s
        seen = placed(zigzag(1.0, 10.0)(time_s), along=(math.cos(turn), math.sin(turn)))
        moving.append(detector.update(time_s, seen))
    assert all(moving[40:])
