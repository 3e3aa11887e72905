"""Two analyses compared: sides, holds, repetitions, self-tests, and what is too little to say."""

from __future__ import annotations

import math

import pytest
from made_analysis import leg, make_analysis

import posecheck
from posecheck.engine.api import compare
from posecheck.errors import InputError
from posecheck.feedback.comparison.aligned import (
    OF_REPETITION,
    SINCE_HOLD,
    SINCE_ONSET,
    SINCE_TOP,
    align,
)

HELD = [("left", 5.0, 15.0, 10.0)]


def release(tmp_path, name, fallout=30.0, tolerance=4.0, holds=HELD, **more):
    columns = {"fallout_left": fallout, "fallout_left_tolerance": tolerance}
    return make_analysis(tmp_path / name, holds=holds, columns=columns, **more)


def row(comparison, title):
    return next(row for row in comparison.rows if row.title == title)


class TestHolds:
    def test_a_difference_within_the_error_is_none(self, tmp_path):
        one, other = release(tmp_path, "a", 30.0), release(tmp_path, "b", 40.0)
        found = row(compare(one, other), "Knee out")
        assert (found.first, found.second) == (30.0, 40.0)
        assert found.error == pytest.approx(1.96 * math.hypot(4, 4))  # 11.1
        assert found.finding == "no_change"

    def test_a_larger_one_is_real(self, tmp_path):
        one, other = release(tmp_path, "a", 30.0), release(tmp_path, "b", 42.0)
        assert row(compare(one, other), "Knee out").finding == "higher"
        assert row(compare(other, one), "Knee out").finding == "lower"

    def test_only_what_lies_within_the_hold_counts(self, tmp_path):
        def lowered(time_s):
            return 30.0 if 5 <= time_s <= 15 else 80.0

        one, other = release(tmp_path, "a", lowered), release(tmp_path, "b", 30.0)
        assert row(compare(one, other), "Knee out").first == 30.0

    def test_more_frames_do_not_make_the_error_smaller(self, tmp_path):
        long = release(tmp_path, "a", holds=[("left", 0.0, 19.0, 19.0)])
        short = release(tmp_path, "b", holds=[("left", 0.0, 2.0, 2.0)])
        assert (
            row(compare(long, long), "Knee out").error
            == row(compare(short, short), "Knee out").error
        )

    def test_a_measure_that_was_hardly_seen_cannot_be_compared(self, tmp_path):
        one = release(tmp_path, "a", lambda t: 30.0 if 5 <= t < 6.5 else None)
        found = row(compare(one, release(tmp_path, "b")), "Knee out")
        assert found.finding == "not_known"
        assert found.describe() == "cannot tell: not seen in both"

    def test_without_a_tolerance_nothing_is_claimed(self, tmp_path):
        one, other = release(tmp_path, "a", 30.0, None), release(tmp_path, "b", 80.0)
        assert row(compare(one, other), "Knee out").describe() == (
            "cannot tell: the error is not known"
        )

    @pytest.mark.parametrize(("seconds", "finding"), [(10.5, "no_change"), (11.0, "higher")])
    def test_the_seconds_held_have_an_error_too(self, tmp_path, seconds, finding):
        other = release(tmp_path, "b", holds=[("left", 5.0, 17.0, seconds)])
        assert row(compare(release(tmp_path, "a"), other), "Held").finding == finding

    def test_a_pause_within_the_hold_does_not_count(self, tmp_path):
        """Also if it is longer than what counted: one hold spans its own pauses."""

        def lowered(time_s):
            return 10.0 if 7 <= time_s < 14 else 30.0

        paused = [("left", 7.0, 14.0)]
        one = release(tmp_path, "a", lowered, verdicts=paused)
        other = release(tmp_path, "b", 30.0)
        assert row(compare(one, other), "Knee out").first == 30.0

    def test_the_other_side_at_work_does_not_count(self, tmp_path):
        def lowered(time_s):
            return 10.0 if 7 <= time_s < 14 else 30.0

        one = release(tmp_path, "a", lowered, verdicts=[("right", 7.0, 14.0)])
        assert row(compare(one, release(tmp_path, "b")), "Knee out").first == 30.0

    @pytest.mark.parametrize(
        ("goal", "held", "other_goal", "other_held", "finding"),
        [
            (3.0, 3.0, 15.0, 6.2, "not_known"),  # the shorter one ended at its goal
            (15.0, 6.2, 3.0, 3.0, "not_known"),
            (3.0, 2.0, 15.0, 6.2, "higher"),  # it was broken off
            (15.0, 15.0, 15.0, 6.2, "lower"),
            (15.0, 15.0, 15.0, 15.0, "no_change"),
        ],
    )
    def test_a_hold_ends_at_its_goal(self, tmp_path, goal, held, other_goal, other_held, finding):
        one = release(tmp_path, "a", holds=[("left", 1.0, 17.0, held)], goal_s=goal)
        other = release(tmp_path, "b", holds=[("left", 1.0, 17.0, other_held)], goal_s=other_goal)
        found = row(compare(one, other), "Held")
        assert found.finding == finding
        assert ("ended at its own" in found.note) == (finding == "not_known")
        assert "the error is not known" not in found.describe()

    def test_of_the_other_leg_the_other_column_is_taken(self, tmp_path):
        holds = [("right", 5.0, 15.0, 10.0)]
        columns = {"hip_flexion_left": 20.0, "hip_flexion_right": -5.0}
        folder = make_analysis(tmp_path / "a", "low_lunge", holds=holds, columns=columns)
        found = {row.title: row.first for row in compare(folder, folder).rows}
        assert 20.0 in found.values()
        assert -5.0 in found.values()


class TestSides:
    def test_each_side_is_compared_with_itself(self, tmp_path):
        both = [("left", 1.0, 5.0, 4.0), ("right", 8.0, 15.0, 7.0)]
        one = release(tmp_path, "a", holds=both)
        other = release(tmp_path, "b", holds=HELD)
        assert [part.sides for part in compare(one, one).parts] == [
            ("left", "left"), ("right", "right")
        ]  # fmt: skip
        assert [part.heading for part in compare(one, other).parts] == ["Left side"]

    def test_left_is_compared_with_right_where_that_is_all_there_is(self, tmp_path):
        columns = {"fallout_right": 60.0, "fallout_right_tolerance": 4.0}
        one = release(tmp_path, "a")
        other = make_analysis(tmp_path / "b", holds=[("right", 2.0, 9.0, 7.0)], columns=columns)
        (part,) = compare(one, other).parts
        assert part.heading == "Left of the first, right of the second"
        assert (part.rows[1].first, part.rows[1].second) == (30.0, 60.0)
        assert part.rows[1].finding == "higher"

    def test_the_sides_of_one_recording_can_be_compared(self, tmp_path):
        both = [("left", 1.0, 5.0, 4.0), ("right", 8.0, 15.0, 7.0)]
        folder = release(tmp_path, "a", holds=both)
        (part,) = compare(folder, folder, ("left", "right")).parts
        assert (part.rows[0].first, part.rows[0].second) == (4.0, 7.0)

    def test_a_side_that_is_not_shown_is_said(self, tmp_path):
        folder = release(tmp_path, "a")
        with pytest.raises(InputError, match=r"a does not show the right side, but left\.$"):
            compare(folder, folder, ("left", "right"))

    def test_nothing_done_is_said(self, tmp_path):
        nothing = make_analysis(tmp_path / "b")
        with pytest.raises(InputError, match=r"Nothing was judged in .*b: there is nothing"):
            compare(release(tmp_path, "a"), nothing)


class TestRepetitions:
    def bending(self, tmp_path, name, most, every_s=4.0, count=4, tolerance=3.0):
        """The knee comes to the chest up to ``most`` degrees, again and again."""
        spans = [("left", n * every_s, (n + 1) * every_s) for n in range(count)]

        def flexion(time_s):
            number = int(time_s / every_s)
            here = most + (1 if number % 2 else -1)
            return round(here * math.sin(math.pi * (time_s % every_s) / every_s), 3)

        columns = {"hip_flexion_left": flexion, "hip_flexion_left_tolerance": tolerance}
        return make_analysis(tmp_path / name, "knee_to_chest", repetitions=spans, columns=columns)

    def test_the_mean_of_the_largest_values_is_compared(self, tmp_path):
        one, other = self.bending(tmp_path, "a", 90), self.bending(tmp_path, "b", 110)
        found = row(compare(one, other), "Hip flexion, largest")
        assert found.first == pytest.approx(90, abs=0.1)
        assert found.second == pytest.approx(110, abs=0.1)
        assert found.finding == "higher"
        measured = 1.96 * 3.0
        spread = 1.96 * math.sqrt(4 / 3) / 2
        assert found.error == pytest.approx(
            math.hypot(measured, measured, spread, spread), rel=0.01
        )

    def test_counts_differ_only_by_more_than_the_counting_errs(self, tmp_path):
        four = self.bending(tmp_path, "a", 90)
        three, one = (self.bending(tmp_path, f"b{n}", 90, count=n) for n in (3, 1))
        assert row(compare(four, three), "Counted").finding == "no_change"
        assert row(compare(four, one), "Counted").finding == "lower"

    def test_the_time_of_a_single_one_tells_nothing(self, tmp_path):
        four, one = self.bending(tmp_path, "a", 90), self.bending(tmp_path, "b", 90, count=1)
        assert row(compare(four, one), "Time of each").finding == "not_known"
        fast = self.bending(tmp_path, "c", 90, every_s=2.0)
        assert row(compare(four, fast), "Time of each").finding == "lower"

    def test_repetitions_are_stretched_to_the_same_length(self, tmp_path):
        slow = self.bending(tmp_path, "a", 90)
        fast = self.bending(tmp_path, "b", 90, every_s=2.0)
        found = compare(slow, fast)
        (measure,) = align(found, found.parts[0])
        assert measure.axis == OF_REPETITION
        assert measure.first.places[[0, -1]].tolist() == [0.0, 100.0]
        assert measure.first.values[25] == pytest.approx(measure.second.values[25], abs=2)
        assert measure.first.values[25] == pytest.approx(90, abs=2)


class TestSelfTest:
    def write(self, tmp_path, name, left=None, right=None, columns=None):
        return make_analysis(
            tmp_path / name, "selftest", selftest={"left": left, "right": right}, columns=columns
        )

    @pytest.mark.parametrize(
        ("before", "after", "finding"),
        [(30.0, 24.0, "no_change"), (30.0, 20.0, "lower"), (20.0, 30.0, "higher")],
    )
    def test_the_rule_of_the_selftest_decides(self, tmp_path, before, after, finding):
        one = self.write(tmp_path, "a", leg(before))
        other = self.write(tmp_path, "b", leg(after))
        found = compare(one, other)
        assert found.title == "Psoas self-test"
        assert found.rows[0].finding == finding
        assert found.rows[0].error == pytest.approx(6.93, abs=0.01)
        assert found.parts[0].change.is_real == (finding != "no_change")

    def test_arched_against_clear_is_at_least_the_difference(self, tmp_path):
        one, other = self.write(tmp_path, "a", leg(30.0)), self.write(tmp_path, "b", leg(None))
        found = compare(one, other).rows[0]
        assert (found.finding, found.second) == ("lower", 0.0)
        assert found.note.startswith("At least")

    def test_what_cannot_be_compared_is_not(self, tmp_path):
        one = self.write(tmp_path, "a", leg(10.0))
        other = self.write(tmp_path, "b", leg(None, end_hip_flexion=40.0))
        found = compare(one, other).rows[0]
        assert found.finding == "not_known"
        assert "the two cannot be compared" in found.note

    def test_a_leg_that_stopped_short_at_the_knee_is_compared_there(self, tmp_path):
        one = self.write(tmp_path, "a", leg(None, 5.0, end_knee=140.0))
        other = self.write(tmp_path, "b", leg(None))
        hip, knee = compare(one, other).rows
        assert (hip.finding, knee.finding) == ("no_change", "lower")
        assert (knee.first, knee.second) == (25.0, 0.0)
        assert len(compare(other, other).rows) == 1

    def test_left_against_right(self, tmp_path):
        one = self.write(tmp_path, "a", leg(30.0), leg(10.0))
        (part,) = compare(one, one, ("left", "right")).parts
        assert part.rows[0].finding == "lower"

    def test_the_moments_at_which_the_back_rose_lie_together(self, tmp_path):
        def lowered(onset_s):
            return {"hip_flexion_left": lambda t: 90 - 10 * (t - onset_s) if t > 3 else None}

        one = self.write(tmp_path, "a", leg(30.0, onset_s=10.0), columns=lowered(10.0))
        other = self.write(tmp_path, "b", leg(30.0, onset_s=14.0), columns=lowered(14.0))
        found = compare(one, other)
        (measure,) = align(found, found.parts[0])
        assert measure.axis == SINCE_ONSET
        for line in (measure.first, measure.second):
            at_onset = line.values[abs(line.places).argmin()]
            assert at_onset == pytest.approx(90.0)

    def test_where_it_did_not_rise_the_highest_knees_lie_together(self, tmp_path):
        columns = {"hip_flexion_left": lambda t: 100 - abs(t - 6) * 10}
        one = self.write(tmp_path, "a", leg(30.0), columns=columns)
        other = self.write(tmp_path, "b", leg(None), columns=columns)
        found = compare(one, other)
        (measure,) = align(found, found.parts[0])
        assert measure.axis == SINCE_TOP
        assert measure.second.values[abs(measure.second.places).argmin()] == 100


class TestAlignedHolds:
    def test_holds_begin_together(self, tmp_path):
        one = release(tmp_path, "a", lambda t: 40.0 if t >= 5 else 0.0)
        later = [("left", 8.0, 18.0, 10.0)]
        other = release(tmp_path, "b", lambda t: 40.0 if t >= 8 else 0.0, holds=later)
        found = compare(one, other)
        (measure,) = align(found, found.parts[0])
        assert (measure.axis, measure.low, measure.high) == (SINCE_HOLD, 20.0, math.inf)
        for line in (measure.first, measure.second):
            assert line.places.min() == pytest.approx(-3.0)
            assert line.places[line.values == 40.0].min() == pytest.approx(0.0, abs=1e-6)

    def test_without_a_hold_there_is_nothing_to_align(self, tmp_path):
        judged = [("left", 0.0, 9.0)]
        one, other = release(tmp_path, "a"), release(tmp_path, "b", holds=(), verdicts=judged)
        found = compare(one, other)
        assert row(found, "Held").second == 0.0
        assert align(found, found.parts[0]) == []


class TestWhatIsRefused:
    def test_different_exercises(self, tmp_path):
        other = make_analysis(tmp_path / "b", "low_lunge", holds=HELD)
        with pytest.raises(
            InputError, match=r"a shows supine_release and .*b shows low_lunge: only"
        ):
            compare(release(tmp_path, "a"), other)

    def test_a_recording_instead_of_its_analysis(self, tmp_path):
        clip = tmp_path / "clip.mp4"
        clip.touch()
        with pytest.raises(InputError, match=r"clip\.mp4 is no analysis: run `posecheck analyze`"):
            compare(clip, release(tmp_path, "a"))

    def test_missing_and_damaged_tables(self, tmp_path):
        folder = release(tmp_path, "a")
        (folder / "frames.csv").write_text("time_s,knee_left\n0.0,abc\n")
        with pytest.raises(InputError, match="damaged: analyse the recording again"):
            compare(folder, folder)
        (folder / "frames.csv").write_text("a,b\n1,2\n")
        with pytest.raises(InputError, match="is no table of"):
            compare(folder, folder)
        (folder / "frames.csv").unlink()
        with pytest.raises(InputError, match=r"There is no .*frames\.csv: analyse"):
            compare(folder, folder)

    def test_a_table_of_an_older_version_is_named(self, tmp_path):
        folder = release(tmp_path, "a")
        lines = (folder / "frames.csv").read_text().splitlines()
        keep = [i for i, name in enumerate(lines[0].split(",")) if "tolerance" not in name]
        old = "\n".join(",".join(line.split(",")[i] for i in keep) for line in lines)
        (folder / "frames.csv").write_text(old)
        assert "Analyse " in compare(folder, folder).summary


def test_the_file_itself_may_be_named(tmp_path):
    folder = release(tmp_path, "a")
    found = compare(folder / "analysis.json", folder)
    assert found.first.name == found.second.name == str(folder)


def test_an_exercise_of_ones_own_is_compared_by_what_it_counted(tmp_path):
    folder = make_analysis(tmp_path / "a", "my_own", holds=HELD)
    found = compare(folder, folder)
    assert (found.title, [row.title for row in found.rows]) == ("my_own", ["Held"])


@pytest.mark.parametrize(
    ("second", "sentence"),
    [
        (30.0, "None of the 2 numbers that can be compared differs by more than"),
        (60.0, "1 of the 2 numbers that can be compared differs by more than"),
    ],
)
def test_the_summary_counts_what_differs(tmp_path, second, sentence):
    found = posecheck.compare(release(tmp_path, "a"), release(tmp_path, "b", second))
    assert found.summary.startswith(sentence)
