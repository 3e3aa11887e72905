"""Whatever a body does again and again is counted, without being told what it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from skeletons import lying, standing

from posecheck.anatomy import Landmark
from posecheck.coaching.goals.movement import MovementCounter
from posecheck.perception.placement import placement_of


def between(first, second, share):
    return replace(first, image=first.image * (1 - share) + second.image * share)


def squat():
    low = standing(
        thigh=dict.fromkeys(("left", "right"), 80.0), knee=dict.fromkeys(("left", "right"), 80.0)
    )
    return standing(), replace(low, image=low.image + np.array([0.0, 90.0]))


def leg_lift():
    return lying(knee=175.0), lying(knee=60.0)


def count(ends, *, seconds=24.0, rate=15, period_s=3.0, start_s=2.0, number=6, noise=1.0, seed=0):
    """A body that goes from one end to the other and back ``number`` times."""
    random, counter, found = np.random.default_rng(seed), MovementCounter(0.12, 0.6, 8.0), []
    for time_s in np.arange(0, seconds, 1 / rate):
        phase = (time_s - start_s) / period_s
        share = np.sin(np.pi * phase) ** 4 if 0 <= phase < number else 0.0
        body = between(*ends, share)
        body = replace(body, image=body.image + random.normal(0, noise, body.image.shape))
        cycle = counter.update(float(time_s), placement_of(body))
        found += [cycle] if cycle else []
    return found


@pytest.mark.parametrize("ends", [squat(), leg_lift()], ids=["squat", "leg lift"])
@pytest.mark.parametrize(("rate", "period_s"), [(8, 3.0), (30, 2.0)])
def test_movements_are_counted(ends, rate, period_s):
    cycles = count(ends, rate=rate, period_s=period_s, seconds=4 + 6 * period_s)
    assert len(cycles) == 6
    for number, cycle in enumerate(cycles):
        middle_s = 2.0 + (number + 0.5) * period_s
        assert cycle.start_s < middle_s < cycle.end_s


def test_nearer_to_the_camera_is_the_same():
    first, second = squat()
    near = tuple(replace(b, image=1.8 * b.image) for b in (first, second))
    assert len(count(near)) == len(count((first, second))) == 6


def test_at_rest_nothing_is_counted():
    body = lying()
    assert count((body, body), noise=2.0) == []


def test_a_cut_to_another_shot_is_not_movement():
    first, second = lying(), standing()
    counter = MovementCounter(0.12, 0.6, 8.0)
    for time_s in np.arange(0, 12, 1 / 15):
        body = first if int(time_s / 3) % 2 == 0 else second
        assert counter.update(float(time_s), placement_of(body)) is None


def test_repetitions_without_a_rest_between_them_are_all_counted():
    first, second = squat()
    counter, found = MovementCounter(0.12, 0.6, 8.0), []
    for time_s in np.arange(0, 22, 1 / 15):
        inside = 2.0 <= time_s < 20.0  # nine repetitions of two seconds
        share = np.sin(np.pi * (time_s - 2.0) / 2.0) ** 2 if inside else 0.0
        cycle = counter.update(float(time_s), placement_of(between(first, second, share)))
        found += [cycle] if cycle else []
    assert len(found) == 9


def test_a_small_movement_between_two_large_ones_is_no_repetition():
    first, second = squat()
    counter, found = MovementCounter(0.12, 0.6, 8.0), []
    for time_s in np.arange(0, 16, 1 / 15):
        number, share = int(time_s // 2), np.sin(np.pi * time_s / 2.0) ** 4
        share *= {0: 1.0, 1: 0.25, 2: 1.0}.get(number, 0.0)  # less than 35 % of the range
        cycle = counter.update(float(time_s), placement_of(between(first, second, share)))
        found += [cycle] if cycle else []
    assert [round((c.start_s + c.end_s) / 2) for c in found] == [1, 5]


@pytest.mark.parametrize(
    ("lengths_s", "number"), [((5, 0.9, 5), 2), ((5, 0.9, 0.9, 0.9), 4), ((5, 1.5, 5), 3)]
)
def test_a_single_brief_movement_between_slow_ones_is_none_but_a_quick_pace_is(lengths_s, number):
    """Legs that change between two slow repetitions; slow ones that are followed by quick ones."""
    counter, found = MovementCounter(0.12, 0.6, 8.0), []
    starts = 1 + np.concatenate([[0], np.cumsum(np.array(lengths_s) + 1)[:-1]])
    for time_s in np.arange(0, 18, 1 / 15):
        within = [(time_s - at) / lasts for at, lasts in zip(starts, lengths_s, strict=True)]
        share = sum(np.sin(np.pi * phase) ** 2 for phase in within if 0 <= phase < 1)
        cycle = counter.update(float(time_s), placement_of(between(*squat(), share)))
        found += [cycle] if cycle else []
    assert len(found) == number


RATE = 15


def run(bodies, near_side="left", *, rate=RATE, start_s=0.0, counter=None):
    """Count in a list of bodies, one a frame, None where nobody is seen.

    Returns the cycles, each with the time at which it was reported, and the counter.
    """
    counter, found = counter or MovementCounter(0.12, 0.6, 8.0), []
    for index, body in enumerate(bodies):
        time_s = start_s + index / rate
        cycle = counter.update(time_s, placement_of(body) if body else None, near_side)
        found += [(cycle, time_s)] if cycle else []
    return found, counter


def count_all(bodies, **how):
    found, counter = run(bodies, **how)
    return len(found) + len(counter.finish())


def course(ends, *times_and_shares, rate=RATE):
    """A body between two ends, by (time, share) points with straight ways between them."""
    times, shares = zip(*times_and_shares, strict=True)
    frames = np.arange(0.0, times[-1], 1 / rate)
    return [between(*ends, share) for share in np.interp(frames, times, shares)]


def moved(body, leg, by, part=("KNEE", "ANKLE")):
    """The same body with the joints of one leg elsewhere in the picture."""
    image = body.image.copy()
    for name in part:
        image[Landmark[f"{leg.upper()}_{name}"]] += by
    return replace(body, image=image)


REP = ((0.0, 0.0), (1.0, 1.0), (2.0, 1.0), (3.0, 0.0))
"""Up in 1 s, held for 1 s, down in 1 s."""


def reps(number, start_s, pause_s=1.0):
    points = []
    for n in range(number):
        points += [(start_s + n * (3.0 + pause_s) + t, share) for t, share in REP]
    return points


@pytest.mark.parametrize("number", [1, 2, 5])
def test_a_hold_at_the_top_is_not_the_rest(number):
    bodies = course(leg_lift(), (0.0, 0.0), *reps(number, 1.0, pause_s=0.3), (21.0, 0.0))
    assert count_all(bodies) == number


def test_the_first_repetition_counts_as_soon_as_it_is_over():
    found, _ = run(course(leg_lift(), (0.0, 0.0), *reps(1, 1.0), (4.6, 0.0)))
    ((cycle, reported_s),) = found
    assert cycle.end_s == pytest.approx(4.0, abs=0.4)
    assert reported_s == pytest.approx(4.0, abs=0.5)


@pytest.mark.parametrize(("share_at_end", "number"), [(0.0, 3), (0.2, 3), (0.6, 2), (1.0, 2)])
def test_the_last_repetition_counts_if_the_clip_ends_a_little_early(share_at_end, number):
    points = [(0.0, 0.0), *reps(2, 1.0), (9.0, 0.0), (10.5, 1.0)]
    points.append((12.0 - 1.5 * share_at_end, share_at_end))
    assert count_all(course(leg_lift(), *points)) == number


@pytest.mark.parametrize(("share_at_start", "number"), [(0.0, 3), (0.4, 3), (0.9, 2)])
def test_the_first_repetition_counts_if_enough_of_it_is_seen(share_at_start, number):
    points = [(0.0, share_at_start), (1.0 - share_at_start, 1.0), (2.0, 0.0)]
    bodies = course(leg_lift(), *points, *reps(2, 3.0), (12.0, 0.0))
    assert count_all(bodies) == number


@pytest.mark.parametrize("first", ["left", "right"])
def test_legs_that_take_turns_count_each(first):
    other = "right" if first == "left" else "left"
    bodies = []
    for index, share in enumerate(
        np.interp(np.arange(0, 18, 1 / RATE), *zip((0.0, 0.0), *reps(4, 1.0), strict=True))
    ):
        leg = first if int((index / RATE - 0.5) / 4) % 2 == 0 else other
        bodies.append(moved(lying(), leg, share * np.array([60.0, -70.0])))
    assert count_all(bodies) == 4


@pytest.mark.parametrize("seed", range(4))
def test_scissors_are_counted_although_the_legs_are_taken_for_each_other(seed):
    random, bodies, lift = np.random.default_rng(seed), [], np.array([20.0, -70.0])
    exchanged = random.random(16) < 0.5
    for index in range(15 * RATE):
        phase = min(max(index / RATE - 1.0, 0.0) / 1.2, 8.0)  # eight times, 1.2 s each
        swing = np.sin(2 * np.pi * phase)
        legs = ["left", "right"]
        if exchanged[min(int(2 * phase), 15)]:
            legs.reverse()
        body = moved(lying(knee=175.0), legs[0], (1 + swing) * lift)
        bodies.append(moved(body, legs[1], (1 - swing) * lift))
    assert count_all(bodies) == 8


def test_a_hidden_leg_that_trembles_does_not_count():
    random, bodies = np.random.default_rng(3), []
    for body in course(leg_lift(), (0.0, 0.0), *reps(2, 1.0, pause_s=2.0), (11.0, 0.0)):
        bodies.append(moved(body, "right", random.normal(0, 12, 2)))
    jumps = [moved(b, "right", [0.0, -30.0 * (n // 6 % 2)]) for n, b in enumerate(bodies)]
    assert count_all(bodies) == 2
    assert count_all(jumps) == 2


def test_lying_down_is_no_repetition():
    down = course((standing(), lying()), (0.0, 0.0), (1.0, 0.0), (3.0, 1.0), (3.5, 1.0))
    bodies = down + course(leg_lift()[::-1], (0.0, 0.0), *reps(3, 0.5), (13.0, 0.0))
    got_up = bodies + down[::-1]
    assert count_all(down) == 0
    assert count_all(bodies) == count_all(got_up) == 3


@pytest.mark.parametrize("drift", [-3.0, 0.0, 3.0])
def test_a_camera_that_drifts_does_not_matter(drift):
    bodies = course(leg_lift(), (0.0, 0.0), *reps(4, 1.0), (17.0, 0.0))
    step = np.array([drift / RATE, 0.0])
    bodies = [replace(b, image=b.image + n * step) for n, b in enumerate(bodies)]
    assert count_all(bodies) == 4


@pytest.mark.parametrize("gap_s", [0.2, 0.6, 0.9])
def test_short_gaps_do_not_matter(gap_s):
    bodies = course(leg_lift(), (0.0, 0.0), *reps(4, 1.0), (17.0, 0.0))
    seen = [b if n / RATE % 3.0 > gap_s else None for n, b in enumerate(bodies)]
    assert count_all(seen) == 4


def test_a_repetition_goes_on_across_a_cut():
    points = [(0.0, 0.0), *reps(2, 1.0), (9.0, 0.0), (9.5, 0.9)]
    wide = course(leg_lift(), *points)
    close = course(leg_lift(), (0.0, 1.0), (1.0, 0.0), *reps(2, 2.0), (10.5, 0.0))
    close = [replace(b, image=1.5 * b.image + [-200.0, 100.0]) for b in close]
    assert count_all(wide) == 2
    assert count_all(close) == 2
    assert count_all(wide + close) == 5


def test_after_a_gap_nothing_goes_on():
    wide = course(leg_lift(), (0.0, 0.0), *reps(2, 1.0), (9.0, 0.0), (9.5, 0.9))
    rest = course(leg_lift(), (0.0, 1.0), (1.0, 0.0), *reps(2, 2.0), (10.5, 0.0))
    assert count_all([*wide, *[None] * (2 * RATE), *rest]) == 4


@pytest.mark.parametrize(("swing", "size"), [(0.25, 0.5), (0.7, 0.35)])
def test_a_small_picture_of_somebody_on_the_end_card_does_not_count(swing, size):
    still, lifted = leg_lift()
    clip = course((still, lifted), (0.0, 0.0), *reps(4, 1.0), (17.0, 0.0))
    little = replace(lifted, image=still.image + swing * (lifted.image - still.image))
    card = course((still, little), (0.0, 0.0), *reps(4, 1.0), (17.0, 0.0))
    card = [replace(b, image=size * b.image + [300.0, 200.0]) for b in card]
    assert count_all(card) == 4
    assert count_all(clip + card) == 4


def test_what_is_counted_at_once_is_what_the_whole_clip_shows():
    """But for the last one, live and recorded count the same."""
    bodies = course(leg_lift(), (0.0, 0.0), *reps(5, 1.0), (21.5, 0.0))
    found, counter = run(bodies)
    assert len(found) == 5
    assert counter.finish() == []
    assert all(reported_s - cycle.end_s < 0.5 for cycle, reported_s in found)


def test_a_body_that_is_lost_is_not_in_progress_any_more():
    bodies = course(leg_lift(), (0.0, 0.0), *reps(2, 1.0), (9.0, 0.0), (10.0, 1.0), (10.5, 1.0))
    _, counter = run(bodies)
    assert counter.in_progress
    counter.update(14.0, None)
    assert not counter.in_progress
