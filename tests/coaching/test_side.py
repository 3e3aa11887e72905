"""Which side is worked on, frame by frame."""

from __future__ import annotations

from posecheck.coaching.side import SideChooser

BOTH = ("left", "right")


def test_the_first_side_is_the_one_in_position_else_the_near_one():
    for near, in_position, expected in (
        ("left", BOTH, "left"),
        ("right", BOTH, "right"),
        ("left", ("right",), "right"),
        ("right", ("left",), "left"),
        ("right", (), "right"),
    ):
        chooser = SideChooser(BOTH)
        chooser.update(0.0, near, BOTH, in_position, ())
        assert chooser.side == expected
        assert not chooser.awaits_next_side


def test_before_anybody_is_seen_it_is_the_first():
    assert SideChooser(("right",)).side == "right"
    assert SideChooser(BOTH).side == "left"
    assert not SideChooser(BOTH).awaits_next_side


def follow(frames, chooser=None, to_do=BOTH, moving=()):
    """The working side at each (time, sides in position), the left side near the camera."""
    chooser = chooser or SideChooser(BOTH)
    found = []
    for time_s, in_position in frames:
        chooser.update(time_s, "left", to_do, in_position, moving)
        found.append(chooser.side)
    return found


def test_the_other_side_takes_over_after_half_a_second_in_position():
    frames = [(0.0, ("left",)), (2.0, ("right",)), (2.4, ("right",)), (2.5, ("right",))]
    assert follow(frames) == ["left", "left", "left", "right"]


def test_a_leg_that_passes_through_the_position_does_not():
    swing = [(2.0, ("right",)), (2.4, ("left",)), (2.6, ("right",)), (3.0, ("right",))]
    assert follow([(0.0, ("left",)), *swing]) == ["left"] * 5
    both = [(2.0, ("right",)), (2.4, BOTH), (2.6, ("right",)), (3.0, ("right",))]
    assert follow([(0.0, ("left",)), *both]) == ["left"] * 5
    neither = [(2.0, ("right",)), (2.4, ()), (2.6, ("right",)), (3.0, ("right",))]
    assert follow([(0.0, ("left",)), *neither]) == ["left"] * 5


def test_time_in_which_nobody_was_seen_tells_nothing_of_the_other_side():
    unseen = [(0.0, ("left",)), (0.5, ("left",)), (1.0, ("right",)), (2.1, ("right",))]
    assert follow(unseen) == ["left"] * 4
    assert follow([*unseen, (2.5, ("right",)), (2.6, ("right",))])[4:] == ["left", "right"]


def test_a_change_of_sides_is_not_over_for_moments_before_and_after_one_was_unseen():
    chooser = SideChooser(BOTH)
    chooser.update(0.0, "left", BOTH, BOTH, ())
    over_s = None
    for time_s in (1.0, 1.1, 2.6, 2.7, 3.5, 3.7):  # turning round, and read as ready for a moment
        chooser.update(time_s, "right", ("right",), BOTH, ())
        chooser.watch_change(time_s, time_s != 1.0)
        over_s = time_s if over_s is None and not chooser.awaits_next_side else over_s
    assert over_s == 3.7


def test_back_and_forth_takes_half_a_second_each_way():
    frames = [(0.0, ("left",)), (1.0, ("right",)), (1.5, ("right",)), (1.6, ("left",))]
    assert follow([*frames, (2.0, ("left",)), (2.1, ("left",))])[2:] == [
        "right",
        "right",
        "right",
        "left",
    ]


def test_without_dwell_time_legs_take_turns_at_once():
    frames = [(0.0, ("left",)), (1.0, ("right",)), (1.1, ("left",))]
    assert follow(frames, SideChooser(BOTH, dwell_s=0.0)) == ["left", "right", "left"]


def test_the_leg_that_moves_takes_over_at_once():
    chooser = SideChooser(BOTH)
    chooser.update(0.0, "left", BOTH, BOTH, ())
    chooser.update(0.1, "left", BOTH, BOTH, ("right",))
    assert chooser.side == "right"
    chooser.update(0.2, "left", BOTH, BOTH, ("left", "right"))  # it moves itself
    assert chooser.side == "right"
    chooser.update(0.3, "left", BOTH, ("right",), ("left",))  # that one is not in position
    assert chooser.side == "right"


def test_a_leg_that_took_over_by_moving_has_no_time_on_its_account():
    chooser = SideChooser(BOTH)
    chooser.update(0.0, "left", BOTH, ("left",), ())
    chooser.update(1.0, "left", BOTH, ("right",), ())  # the right one is a candidate
    chooser.update(1.1, "left", BOTH, ("right",), ("right",))  # and takes over
    chooser.update(1.2, "left", BOTH, ("left",), ())
    chooser.update(1.6, "left", BOTH, ("left",), ())
    assert chooser.side == "right"
    chooser.update(1.7, "left", BOTH, ("left",), ())
    assert chooser.side == "left"


def test_a_complete_side_is_left_and_the_next_is_waited_for():
    chooser = SideChooser(BOTH)
    chooser.update(0.0, "left", BOTH, ("left",), ())
    chooser.update(1.0, "left", ("right",), ("left",), ())
    assert chooser.side == "right"
    assert chooser.awaits_next_side
    chooser.update(2.0, "left", ("right",), ("right",), ())
    assert chooser.awaits_next_side
    chooser.end_change()
    assert not chooser.awaits_next_side


def test_when_all_is_done_nothing_changes_any_more():
    chooser = SideChooser(BOTH)
    chooser.update(0.0, "left", BOTH, ("left",), ())
    chooser.update(1.0, "right", (), ("right",), ("right",))
    assert chooser.side == "left"
    assert not chooser.awaits_next_side


def test_a_complete_side_does_not_come_back():
    chooser = SideChooser(BOTH)
    chooser.update(0.0, "left", BOTH, ("left",), ())
    for time_s in (1.0, 2.0, 3.0):
        chooser.update(time_s, "left", ("right",), ("left",), ("left",))
    assert chooser.side == "right"
