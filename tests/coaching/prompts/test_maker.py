"""What is said aloud, and when: from the coaching of each frame to prompts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_measurements import knee_check

from posecheck.coaching.frame_coaching import BETWEEN_HOLDS, Coaching, Phase
from posecheck.coaching.goals.hold import HoldState
from posecheck.coaching.goals.pace import Pace, pace_at
from posecheck.coaching.goals.progress import Part, Progress
from posecheck.coaching.judge import Judgement
from posecheck.coaching.prompts.maker import PromptMaker, seconds_left
from posecheck.coaching.prompts.prompt import Prompt, PromptKind

K = PromptKind


def coaching(phase=Phase.HOLDING, held_s=5.0, target_s=30.0, status="counting", **changes):
    hold = HoldState(status, held_s, target_s, 0.0, held_s)
    frame = Coaching(phase, "left", "Hold", "", None, hold, (), ())
    return replace(frame, **changes)


def correction(text="Bend", **changes):
    shown = Judgement(knee_check(), "left", "fix", correction=text)
    return coaching(message=text, correction=shown, **changes)


def prompts(*frames):
    """The prompts at each (time, coaching)."""
    maker = PromptMaker()
    return [maker.update(time_s, frame) for time_s, frame in frames]


def test_the_first_hold_of_a_side_begins_with_its_step_and_a_signal():
    frames = [(1.0, coaching()), (2.0, coaching()), (3.0, coaching(Phase.PAUSED))]
    frames += [(4.0, coaching()), (5.0, ready("Lower your knee", side="right"))]
    found = prompts(*frames, (6.0, coaching(side="right")))
    assert found[0] == (Prompt(K.PRAISE, "Hold", 1.0, sound="start"),)
    assert found[1] == ()
    assert found[3] == (Prompt(K.PRAISE, "", 4.0, sound="start"),)
    assert found[5] == (Prompt(K.PRAISE, "Hold", 6.0, sound="start"),)


def test_the_signal_is_heard_also_where_the_step_was_said_before():
    found = prompts((1.0, ready("Hold")), (5.0, coaching()))
    assert found == [(Prompt(K.STEP, "Hold", 1.0),), (Prompt(K.PRAISE, "", 5.0, sound="start"),)]


@pytest.mark.parametrize(
    ("phase", "paused"),
    [
        (Phase.PAUSED, True),
        (Phase.NOBODY, True),
        (Phase.NOT_IN_VIEW, True),
        (Phase.GET_INTO_POSITION, False),
        (Phase.OTHER_SIDE, False),
    ],
)
def test_a_hold_that_stops_counting_is_heard_once(phase, paused):
    found = prompts((1.0, coaching()), (2.0, coaching(phase)), (3.0, coaching(phase)))
    assert (Prompt(K.PAUSE, "", 2.0) in found[1]) == paused
    assert not any(prompt.kind is K.PAUSE for prompt in found[2])


def test_a_pause_that_no_hold_came_before_is_silent():
    found = prompts((1.0, coaching(Phase.NOT_IN_VIEW)), (2.0, coaching(Phase.PAUSED)))
    assert found == [(), ()]


def test_while_it_counts_the_next_step_is_said():
    frames = [(1.0, coaching()), (2.0, coaching(step="Breathe")), (3.0, coaching(step="Breathe"))]
    assert prompts(*frames)[1:] == [(Prompt(K.PRAISE, "Breathe", 2.0),), ()]
    other_side = [(1.0, coaching()), (2.0, coaching(step="Breathe", side="right"))]
    assert prompts(*other_side)[1] == ()


def test_the_end_is_said_once():
    done = coaching(Phase.DONE, step="Done: rest", status="complete")
    assert prompts((1.0, coaching()), (2.0, done), (3.0, done))[1:] == [
        (Prompt(K.DONE, "Done: rest", 2.0),),
        (),
    ]


def test_a_side_that_is_done_is_said_once():
    turn = coaching(Phase.OTHER_SIDE, side="right", message="Turn around")
    found = prompts((1.0, coaching()), (2.0, turn), (3.0, turn))
    assert found[1][0] == Prompt(K.DONE, "Left side done", 2.0)
    assert [p.kind for p in found[2]] == [K.STEP]
    back = [(4.0, coaching(side="right")), (5.0, replace(turn, side="left")), (6.0, coaching())]
    again = prompts((1.0, coaching()), (2.0, turn), *back, (7.0, turn))
    assert again[3][0].text == "Right side done"
    assert [p.kind for p in again[5]] == [K.STEP]
    assert [p.kind for p in prompts((2.0, turn))[0]] == [K.STEP]  # nothing was done


def test_the_last_three_seconds_are_counted_down():
    held = (26.5, 26.9, 27.0, 27.4, 28.2, 29.1, 30.0)
    found = prompts(*((10 + s, coaching(held_s=s)) for s in held))
    said = [[p.text for p in frame if p.kind is K.COUNTDOWN] for frame in found]
    assert said == [[], [], ["Three"], [], ["Two"], ["One"], []]
    assert found[2][0] == Prompt(K.COUNTDOWN, "Three", 37.0)


def test_a_skipped_second_is_said_with_the_next():
    found = prompts((10.0, coaching(held_s=26.5)), (11.9, coaching(held_s=28.4)))
    assert [p.text for p in found[1]] == ["Three", "Two"]


def test_a_countdown_that_begins_in_the_middle_is_left_out():
    """After a pause in the last seconds nothing is counted twice."""
    frames = [(10.0, coaching(held_s=27.5)), (11.0, coaching(Phase.PAUSED, held_s=27.5))]
    found = prompts(*frames, (12.0, coaching(held_s=27.6)), (13.0, coaching(held_s=28.5)))
    assert [p.text for p in found[2] if p.kind is K.COUNTDOWN] == []
    assert [p.text for p in found[3]] == ["Two"]


def test_seconds_left():
    assert seconds_left(coaching(held_s=5.0, target_s=30.0)) == 25.0
    assert seconds_left(coaching(held_s=1.0, target_s=8.0)) == 7.0
    for none_to_count in (
        coaching(held_s=1.0, target_s=7.9),
        coaching(Phase.PAUSED),
        coaching(status="complete"),
    ):
        assert seconds_left(none_to_count) == float("inf")


def ready(step="Lie down", **changes):
    return coaching(Phase.GET_INTO_POSITION, status="waiting", step=step, **changes)


def test_a_step_is_said_while_the_person_gets_into_position():
    found = prompts(
        (1.0, ready()), (2.0, ready()), (3.0, ready("Bend")), (4.0, ready(BETWEEN_HOLDS))
    )
    assert found == [
        (Prompt(K.STEP, "Lie down", 1.0),),
        (Prompt(K.STEP, "Lie down", 1.0),),
        (Prompt(K.STEP, "Bend", 3.0),),
        (),
    ]


@pytest.fixture
def not_in_position():
    return {"judgements": (Judgement(knee_check(name="lowered", kind="defining"), "left", "fix"),)}


def test_the_correction_waits_for_eight_seconds_after_the_step(not_in_position):
    bend = correction(
        phase=Phase.GET_INTO_POSITION, status="waiting", step="Lie down", **not_in_position
    )
    found = prompts((1.0, ready()), (3.0, bend), (8.9, bend), (9.0, bend))
    assert [[p.kind for p in frame] for frame in found] == [
        [K.STEP],
        [K.STEP],
        [K.STEP],
        [K.CORRECTION, K.STEP],
    ]
    assert found[3][0] == Prompt(K.CORRECTION, "Bend", 3.0, "knee")


def test_in_position_a_correction_does_not_wait():
    wrong = (Judgement(knee_check(), "left", "fix"),)
    bend = correction(phase=Phase.GET_INTO_POSITION, judgements=wrong, step="Lie down")
    found = prompts((1.0, ready()), (3.0, bend))
    assert found[1][0] == Prompt(K.CORRECTION, "Bend", 3.0, "knee")


def test_a_message_without_a_check_does_not_wait(not_in_position):
    found = prompts((1.0, ready(message="Cannot see you", **not_in_position)))
    assert found[0][0] == Prompt(K.CORRECTION, "Cannot see you", 1.0)


def test_a_correction_in_a_pause_is_said_at_once_and_dated_to_when_it_came():
    wrong = correction(phase=Phase.PAUSED)
    found = prompts((1.0, coaching()), (2.0, wrong), (3.0, wrong))
    assert found[1] == (Prompt(K.PAUSE, "", 2.0), Prompt(K.CORRECTION, "Bend", 2.0, "knee"))
    assert found[2] == (Prompt(K.CORRECTION, "Bend", 2.0, "knee"),)
    gone = prompts((1.0, wrong), (2.0, coaching(Phase.PAUSED)), (3.0, wrong))
    assert gone[2] == (Prompt(K.CORRECTION, "Bend", 3.0, "knee"),)


def test_while_it_counts_a_correction_is_not_said():
    assert prompts((1.0, coaching()), (2.0, correction()))[1] == ()


def counted(done, kind="repetitions", side="left", parts=(), **changes):
    """An exercise that counts, with so many done of ten."""
    progress = Progress(kind, side, done, 10, done >= 10, parts=parts)
    return coaching(status="waiting", progress=progress, side=side, **changes)


def test_while_repetitions_count_a_correction_is_said():
    shown = Judgement(knee_check(), "left", "fix", correction="Bend")
    wrong = counted(1, message="Bend", correction=shown)
    assert prompts((1.0, counted(1)), (2.0, wrong))[1] == (
        Prompt(K.CORRECTION, "Bend", 2.0, "knee"),
    )


def test_what_to_do_and_count_is_said_as_a_step():
    assert prompts((1.0, counted(0)))[0] == (Prompt(K.STEP, "Hold", 1.0, sound="start"),)


def test_each_repetition_is_heard_but_no_breath_and_not_the_last():
    done = (0, 0, 1, 2, 2, 10)
    found = prompts(*((float(t), counted(n)) for t, n in enumerate(done)))
    assert [[p.time_s for p in frame if p.kind is K.REPETITION] for frame in found] == [
        [], [], [2.0], [3.0], [], [],
    ]  # fmt: skip
    breaths = prompts((1.0, counted(0, "breaths")), (2.0, counted(1, "breaths")))
    assert breaths[1] == ()
    other = prompts((1.0, counted(1)), (2.0, counted(3, side="right")))
    assert not any(p.kind is K.REPETITION for p in other[1])


def test_the_change_of_direction_is_said():
    def circled(outward, inward):
        parts = (Part("outward", outward, 5), Part("inward", inward, 5))
        return counted(outward + inward, "circles", parts=parts)

    found = prompts((1.0, circled(4, 0)), (2.0, circled(5, 0)), (3.0, circled(5, 1)))
    assert found[1] == (Prompt(K.DONE, "Outward done. Now inward", 2.0),)
    assert found[2] == (Prompt(K.REPETITION, "", 3.0),)


def test_to_turn_to_the_other_side_is_a_step():
    turn = coaching(Phase.OTHER_SIDE, message="Turn around")
    found = prompts((1.0, turn), (2.0, turn))
    assert found[1] == (Prompt(K.STEP, "Turn around", 1.0),)


def test_advice_is_said_unless_there_is_something_to_correct():
    breathe = coaching(advice="Breathe out")
    found = prompts(
        (1.0, coaching()), (2.0, breathe), (3.0, breathe), (4.0, correction(advice="Breathe out"))
    )
    expected = Prompt(K.BREATHING, "Breathe out", 2.0, "breath")
    assert found[1:] == [(expected,), (expected,), ()]


def paced(time_s, small=False):
    """Someone who breathes at the guide's pace from second 10 on."""
    return coaching(pace=pace_at(Pace(4, 7), time_s - 10, small=small))


def tones(*times, small=False):
    found = prompts((9.0, coaching()), *((t, paced(t, small)) for t in times))
    return [[(p.sound, p.time_s) for p in frame] for frame in found[1:]]


def test_each_turn_of_the_breath_has_its_tone():
    assert tones(10.0, 10.25, 10.5, 14.2, 14.5, 21.1) == [
        [("breathe_in", 10.0)],
        [("breathe_in", 10.0)],
        [],
        [("breathe_out", pytest.approx(14.0))],
        [],
        [("breathe_in", pytest.approx(21.0))],
    ]
    assert prompts((9.0, coaching()), (10.0, paced(10.0)))[1][0].kind is K.PACE


def test_a_late_tone_is_left_out():
    assert tones(10.0, 14.4, 14.5) == [[("breathe_in", 10.0)], [], []]


def test_a_small_pacer_is_silent_and_a_pause_begins_it_anew():
    assert tones(10.0, 14.0, small=True) == [[], []]
    frames = [(10.0, paced(10.0)), (10.5, coaching(Phase.PAUSED)), (11.0, paced(10.0))]
    found = prompts((9.0, coaching()), *frames)
    assert [(p.sound, p.time_s) for p in found[3] if p.kind is K.PACE] == [("breathe_in", 11.0)]
    assert not any(p.kind is K.PACE for p in found[2])


def test_what_matters_more_is_said_first():
    order = [K.DANGER, K.COUNTDOWN, K.DONE, K.REPETITION, K.PAUSE, K.CORRECTION, K.STEP]
    assert sorted(K, reverse=True) == [*order, K.BREATHING, K.PRAISE, K.PACE]
