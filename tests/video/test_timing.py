"""The times of pictures, from stamps as cameras, phones and damaged files give them."""

from __future__ import annotations

import math
import random
from itertools import accumulate, pairwise

import pytest

from posecheck.video.stamps import Stamped
from posecheck.video.timing import Timeline

STEP = 1 / 12
EVEN = [i * STEP for i in range(96)]
STILL_SCREEN = list(accumulate([0.0, *[0.03, 0.03, 0.03, 2.9, 0.4, 3.1] * 20]))
"""A recorded screen: a few pictures where something moves, then none for seconds."""


def timed(stamps, dts=None, **settings):
    """The timeline, and its times for pictures with these stamps."""
    timeline = Timeline(**{"nominal_step_s": STEP, **settings})
    dts = dts or [None] * len(stamps)
    pictures = [Stamped(i, *both) for i, both in enumerate(zip(stamps, dts, strict=True))]
    found = list(timeline.time(pictures))
    assert [one.picture for one in found] == list(range(len(stamps)))
    times = [one.time_s for one in found]
    assert all(a < b for a, b in pairwise(times))
    return timeline, times


def with_bad(place, off_s, stamps=EVEN):
    return [s + off_s if i == place else s for i, s in enumerate(stamps)]


@pytest.mark.parametrize("place", [0, 1, 2, 30, 47, 94, 95])
@pytest.mark.parametrize("off_s", [2.0, -2.0, 0.5, -0.5, 1e9, -1e9])
def test_one_bad_stamp_moves_no_other_picture(place, off_s):
    timeline, times = timed(with_bad(place, off_s))
    assert times == pytest.approx(EVEN, abs=0.01)
    assert not timeline.gaps
    assert not timeline.jumps_s


@pytest.mark.parametrize(
    ("stamps", "expected"),
    [
        (EVEN, EVEN),
        ([s + 5 for s in EVEN], EVEN),  # the picture starts after the sound
        ([s - 5 for s in EVEN], EVEN),  # negative stamps
        ([s if i % 2 else None for i, s in enumerate(EVEN)], EVEN),  # every second one is missing
        ([None] * 12 + EVEN[:-12], EVEN),  # the first are missing
        ([EVEN[i // 2 * 2] for i in range(96)], EVEN),  # pairs of the same stamp
        ([0.0] * 96, EVEN),  # all the same
        ([None] * 96, EVEN),  # none at all
        ([math.nan] * 96, EVEN),
        ([s + 2 if 30 <= i < 36 else s for i, s in enumerate(EVEN)], EVEN),  # several in a row
        ([0.0, 0.1, 0.15, 0.6, 0.61, 2.0], [0.0, 0.1, 0.15, 0.6, 0.61, 2.0]),
        ([i * 5.0 for i in range(40)], [i * 5.0 for i in range(40)]),  # a time lapse
        (STILL_SCREEN, STILL_SCREEN),
        ([7.0], [0.0]),
        ([], []),
    ],
)
def test_stamps_are_kept_where_they_rise_and_mended_where_not(stamps, expected):
    timeline, times = timed(stamps)
    assert times == pytest.approx(expected, abs=1e-3)
    assert not timeline.gaps


def test_a_part_that_was_written_many_times_has_times_all_the_same():
    again = [0.70, 0.62, 0.66] * 20
    stamps = [0.54, 0.58, 0.62, 0.66, *again, *(0.70 + 0.04 * i for i in range(8))]
    for dts in (None, [0.58 if s == 0.70 else s for s in stamps[:-1]] + [None]):
        timeline, times = timed(stamps, dts, nominal_step_s=0.04)
        assert not timeline.gaps
        assert max(b - a for a, b in pairwise(times)) < 2 * 0.04


def test_the_rhythm_of_a_phone_stays_as_it_is():
    for seed in range(5):
        rate = random.Random(seed)
        stamps = [0.0]
        for _ in range(120):
            stamps.append(stamps[-1] + 1 / rate.uniform(10, 60))
        assert timed(stamps, nominal_step_s=stamps[-1] / 120)[1] == pytest.approx(stamps)


def test_stamps_that_tremble_are_steadied():
    tremor = random.Random(3)
    _, times = timed([s + tremor.uniform(-0.06, 0.06) for s in EVEN])
    assert times == pytest.approx(EVEN, abs=0.05)


def test_decoding_stamps_are_taken_where_only_they_rise():
    # AVI with B-frames: FFmpeg counts the packets, and the decoder brings them into their order
    shown = [4 * group + place for group in range(24) for place in (1, 4, 3, 2)]
    decoded = [(i + 2) * STEP for i in range(94)] + [None, None]
    _, times = timed([n * STEP for n in shown], decoded)
    assert times == pytest.approx(EVEN)


@pytest.mark.parametrize("missing_s", [1.5, 2.0, 30.0])
def test_a_gap_keeps_its_time_and_is_known(missing_s):
    stamps = [s + missing_s if i >= 48 else s for i, s in enumerate(EVEN)]
    timeline, times = timed(stamps)
    assert times == pytest.approx(stamps)
    (gap,) = timeline.gaps
    assert (gap.start_s, gap.missing_s) == pytest.approx((4.0, missing_s))


def test_two_gaps_are_both_known():
    stamps = [s + 2 * (i >= 30) + 2 * (i >= 60) for i, s in enumerate(EVEN)]
    assert [gap.missing_s for gap in timed(stamps)[0].gaps] == pytest.approx([2, 2])


@pytest.mark.parametrize(
    "stamps",
    [
        [EVEN[i % 48] for i in range(96)],  # joined clips: the clock starts again
        [s + 50_000 if i >= 48 else s for i, s in enumerate(EVEN)],
        [s - 0.5 if i >= 48 else s for i, s in enumerate(EVEN)],
    ],
)
def test_joined_clips_follow_one_another(stamps):
    timeline, times = timed(stamps, longest_gap_s=10.0)
    assert times == pytest.approx(EVEN)
    assert timeline.jumps_s == pytest.approx([4.0])
    assert not timeline.gaps


@pytest.mark.parametrize("unit", [1e-4, 0.01, 1e3])
def test_stamps_in_a_wrong_unit_give_way_to_the_headers_rate(unit):
    timeline, times = timed([s * unit for s in EVEN])
    assert times == pytest.approx(EVEN)
    assert timeline.was_rescaled


def test_slow_motion_gives_real_times():
    stamps = [4 * s + (8 if i >= 48 else 0) for i, s in enumerate(EVEN)]
    steps = []

    def find_speed(step_s):
        steps.append(step_s)
        return 0.25

    timeline, times = timed(stamps, nominal_step_s=4 * STEP, find_speed=find_speed)
    assert times == pytest.approx([s / 4 for s in stamps])
    assert steps == pytest.approx([4 * STEP])
    assert [gap.missing_s for gap in timeline.gaps] == pytest.approx([2.0])


def test_few_pictures_are_read_ahead():
    read = []

    def pictures():
        for i, stamp in enumerate(EVEN):
            read.append(i)
            yield Stamped(i, stamp)

    for one in Timeline(look_ahead=5).time(pictures()):
        assert len(read) <= one.picture + 6
