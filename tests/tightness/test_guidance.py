"""What the self-test says, and when: instructions, obstacles, cues, the outcome, the end."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from made_measurements import measured
from selftest_course import RESTING, Course, change, run
from timed_voice import TimedVoice

from posecheck.anatomy import SIDES
from posecheck.coaching.practice.events import SpeechPending
from posecheck.coaching.prompts.prompt import PromptKind
from posecheck.feedback.voice.announcer import Announcer
from posecheck.moment import Moment
from posecheck.perception.back.back_rise import BackRise
from posecheck.tightness.limits import selftest_limits
from posecheck.tightness.session import MOST_SPEECH_S, SelfTest
from posecheck.tightness.signs import LegAngles, Signs
from posecheck.tightness.trial import Step
from posecheck.video import Frame

IMAGE = np.zeros((48, 64, 3), np.uint8)
SET_UP = (
    "Lie on your back with your left side towards the camera: knees bent, feet flat, hands on "
    "your chest"
)


def resting(seconds, unfit="", start_s=0.0, near="left"):
    """Lying with the knees bent, a frame every tenth of a second."""
    legs = dict.fromkeys(SIDES, RESTING)
    gap = math.nan if unfit else 1.5
    return [
        Signs(start_s + i / 10, near, legs, gap, 20.0, unfit) for i in range(round(10 * seconds))
    ]


def prompts(states):
    return [prompt for state in states for prompt in state.prompts]


def times(states, signs, shown):
    """When the message was ``shown``."""
    return [s.time_s for s, state in zip(signs, states, strict=True) if state.message == shown]


def test_the_instructions_follow_the_steps():
    test = SelfTest(("left",))
    states = run(test, Course("left").signs())
    said = [p for p in prompts(states) if p.kind in (PromptKind.STEP, PromptKind.DONE)]
    outcome = said.pop(-2)
    assert outcome.text.startswith("Left: clear")
    assert [p.text for p in said] == [
        "Press your lower back flat on the floor, and lie still",
        "Bring your left knee to your chest",
        "Slowly straighten this leg and lower it to the floor. Keep your lower back pressed down",
        "Done: you can get up",
    ]
    assert [p.kind for p in said] == [PromptKind.STEP] * 3 + [PromptKind.DONE]
    assert states[0].instruction == said[0].text
    assert states[-1].instruction == "Done: you can get up"
    assert [p.time_s for p in said][:2] == pytest.approx([0.0, 3.0])


def test_before_anybody_is_seen_it_says_how_to_lie():
    states = run(SelfTest(), [Signs(0.0), Signs(0.1)])
    assert [p.text for p in prompts(states)] == [SET_UP]
    assert states[0].side == "left"
    assert states[0].step is Step.SET_UP


def test_the_state_shows_the_numbers_of_the_frame():
    signs = list(Course("left", rise_cm=6.0).signs())
    test = SelfTest(("left",))
    states = run(test, signs)
    half_way = states[15]
    assert half_way.step is Step.BASELINE
    assert half_way.step_progress == pytest.approx(0.5)
    assert half_way.gap_cm == signs[15].gap_cm
    assert (half_way.leg, half_way.side) == (RESTING, "left")
    assert math.isnan(half_way.gap_change_cm)
    assert not half_way.arching
    assert half_way.outcomes == {}
    lowering = next(s for s in states if s.step is Step.LOWERING)
    assert lowering.step_progress == 0.0
    assert abs(lowering.gap_change_cm) < 0.5
    arching = [s for s in states if s.arching]
    assert {s.message for s in arching} == {"Your lower back is lifting"}
    assert max(s.gap_change_cm for s in arching) == pytest.approx(6.0, abs=0.6)
    assert list(states[-1].outcomes) == ["left"]


def test_an_arch_is_said_once_in_each_trial():
    states = run(SelfTest(("left",)), Course("left", rise_cm=6.0).signs())
    arches = [p for p in prompts(states) if p.text == "Your lower back is lifting"]
    assert [(p.kind, p.check) for p in arches] == [(PromptKind.CORRECTION, "lower_back")]
    outcome, end = (p for p in prompts(states) if p.kind is PromptKind.DONE)
    assert outcome.text.startswith("Left: tight")
    assert end.text == "Done: you can get up"


def test_an_obstacle_is_said_after_a_second_and_a_half_and_again_every_eight():
    signs = resting(20.0, "arm_in_way")
    states = run(SelfTest(("left",)), signs)
    mend = "Lay your hands on your chest, elbows off the floor"
    shown = times(states, signs, mend)
    assert shown[0] == pytest.approx(1.5)
    assert len(shown) == 200 - 15
    said = [p for p in prompts(states) if p.text == mend]
    assert {p.kind for p in said} == {PromptKind.CORRECTION}
    assert [p.time_s for p in said] == pytest.approx([1.5, 9.5, 17.5], abs=0.11)


def test_another_obstacle_waits_anew():
    signs = [*resting(1.2, "arm_in_way"), *resting(2.0, "turned_away", start_s=1.2)]
    states = run(SelfTest(("left",)), signs)
    assert [p.text for p in prompts(states)[1:]] == [
        "Lie with your left side straight towards the camera"
    ]
    assert prompts(states)[1].time_s == pytest.approx(2.7)


def test_an_obstacle_that_comes_back_is_said_again():
    signs = [
        *resting(2.0, "arm_in_way"),
        *resting(1.0, start_s=2.0),
        *resting(2.0, "arm_in_way", start_s=3.0),
    ]
    states = run(SelfTest(("left",)), signs)
    said = [p.time_s for p in prompts(states) if p.text.startswith("Lay your hands")]
    assert said == pytest.approx([1.5, 4.5], abs=0.11)


def test_a_cue_is_said_at_once():
    states = run(SelfTest(("left",)), Course(end=(34.0, 148.0), seconds=19).signs())
    cue = "Straighten your knee further if you can. Keep your back pressed down"
    first = next(s for s in states if s.message == cue)
    assert cue in [p.text for p in first.prompts]


def hear(test, signs):
    """The test as a voice says it, 13 letters a second: its states, and what was heard."""
    voice, states, now = Announcer(TimedVoice()), [], None
    with voice:
        for now in signs:
            states.append(test.take(now))
            voice.announce(Moment(Frame(IMAGE, now.time_s, 0), None, None, None, None, states[-1]))
            test.handle(SpeechPending(voice.has_unsaid(states[-1].prompts)))
            if test.over:
                break
    return states, [(u.text, u.start_s, u.end_s) for u in voice.utterances]


def in_time(side="left", **options):
    """Somebody who lowers the leg when asked to; then lies as at the end."""
    options = {"lowered_s": (16.0, 21.0), "seconds": 60.0} | options
    return Course(side, **options).signs()


def test_the_outcome_of_the_last_leg_is_said_to_its_end_and_then_that_it_is_over():
    test = SelfTest(("left",))
    _, heard = hear(test, in_time())
    (outcome, _, said_s), (end, end_s, over_s) = heard[-2:]
    assert outcome.startswith("Left: clear. The leg lies straight")
    assert end == "Done: you can get up"
    assert end_s >= said_s
    assert test.over
    assert test.last_s >= over_s  # without a window, too, nothing is cut off


def test_the_outcome_is_said_although_something_else_was_being_said():
    _, heard = hear(SelfTest(), in_time(rise_cm=6.0))
    texts = [text for text, _, _ in heard]
    arching = texts.index("Your lower back is lifting")
    assert texts[arching + 1].startswith("Left: tight. The back rose")
    assert texts[arching + 2].startswith("Turn around")


def test_a_leg_that_stops_short_has_time_after_it_was_told_to_go_on():
    _, heard = hear(SelfTest(("left",)), in_time(end=(40.0, 140.0)))
    ((_, _, told_s),) = [each for each in heard if each[0].startswith("Straighten your knee")]
    ((_, called_s, _),) = [each for each in heard if each[0].startswith("Left: tight")]
    assert called_s - told_s == pytest.approx(4.0, abs=0.3)


def test_a_leg_that_goes_on_when_told_to_is_not_called_short():
    def obeying():
        for each in in_time(end=(40.0, 140.0)):
            share = min(1.0, max(0.0, (each.time_s - 31.0) / 2))
            if each.time_s > 25:
                leg = LegAngles(40 - 37 * share, 140 + 36 * share)
                each = replace(each, legs={"left": leg, "right": RESTING})
            yield each

    test = SelfTest(("left",))
    _, heard = hear(test, obeying())
    told = [end_s for text, _, end_s in heard if text.startswith("Straighten your knee")]
    assert len(told) == 1
    assert told[0] < 31.0 < told[0] + 4.0
    assert test.outcomes()["left"].result == "clear"


def test_a_recording_waits_for_nobody():
    states = run(SelfTest(("left",), recorded=True), Course(end=(34.0, 148.0), seconds=19).signs())
    cue = next(i for i, s in enumerate(states) if s.message.startswith("Straighten your knee"))
    called = next(i for i, s in enumerate(states) if s.outcomes)
    assert (called - cue) / 10 == pytest.approx(2.0, abs=0.11)


def test_a_leg_that_has_stopped_short_is_called_so_when_the_frames_end():
    signs = [s for s in Course(end=(34.0, 148.0), seconds=19).signs() if s.time_s < 15.0]
    test = SelfTest(("left",))
    run(test, signs)
    assert test.outcomes() == {}
    assert test.finish()["left"].reason == "stopped_short"


def test_a_voice_that_hangs_does_not_hold_up_the_end():
    test, said = SelfTest(("left",)), []
    for each in Course(seconds=60).signs():
        said += [(each.time_s, p.text) for p in test.take(each).prompts]
        test.handle(SpeechPending(True))
    outcome_s = [t for t, text in said if text.startswith("Left: clear")]
    ends = [t for t, text in said if text == "Done: you can get up"]
    assert outcome_s[-1] - outcome_s[0] == pytest.approx(MOST_SPEECH_S, abs=0.2)
    assert ends[0] > outcome_s[-1]


def test_the_leg_away_from_the_camera_is_asked_for_by_turning_around():
    test = SelfTest()
    states = run(test, Course("left").signs())
    (turn,) = [p.text for p in prompts(states) if p.text.startswith("Turn")]
    assert not any(p.text.startswith("Once more") for p in prompts(states))
    assert turn == (
        "Turn around so that your head is where your feet are: your right leg must be near the "
        "camera. Bend your knees"
    )
    assert states[-1].side == "right"
    # lying as before, the near leg is done: nothing is wrong but the side
    lying = resting(10.0, "turned_away", start_s=20.0)
    still = run(test, lying)
    assert {s.message for s in still} == {""}
    assert {s.step for s in still} == {Step.SET_UP}
    assert {s.instruction for s in still} == {turn}


def test_only_the_leg_that_is_to_be_tested_is():
    test = SelfTest(("right",))
    states = run(test, Course("left").signs())
    assert test.outcomes() == {}
    assert {s.step for s in states} == {Step.SET_UP}
    assert {s.message for s in states} == {""}
    run(test, Course("right").signs(start_s=20.0))
    assert list(test.outcomes()) == ["right"]
    assert test.done


def test_the_person_decides_which_leg_comes_first():
    test = SelfTest()
    states = run(test, Course("right").signs())
    assert list(test.outcomes()) == ["right"]
    assert states[-1].side == "left"
    assert "your left leg must be near" in states[-1].instruction


def test_a_further_trial_of_the_same_leg_begins_with_bent_knees():
    test = SelfTest(("left",), repeats=2)
    states = run(test, Course("left").signs())
    assert not test.done
    again = "Once more: bend both knees and put your feet flat on the floor"
    assert states[-1].instruction == again
    run(test, Course("left").signs(start_s=20.0))
    assert test.done
    assert len(test.outcomes()["left"].trials) == 2


def test_the_repeats_are_limited():
    assert SelfTest(repeats=99).repeats == selftest_limits().repeats.most == 3
    assert SelfTest(repeats=2).repeats == 2
    assert SelfTest().repeats == 1


def test_it_is_over_when_the_outcome_has_been_shown_for_long_enough():
    test = SelfTest(("left",), shown_s=5.0)
    assert not test.over
    run(test, Course("left").signs())
    assert test.done
    done_s = next(s.time_s for s in Course("left").signs() if s.time_s > 12.9)
    assert not test.over
    run(test, resting(0.1, start_s=done_s + 4.0))
    assert not test.over
    run(test, resting(0.1, start_s=done_s + 6.0))
    assert test.over
    assert test.last_s == pytest.approx(done_s + 6.0)
    at_once = SelfTest(("left",))
    run(at_once, Course("left").signs())
    assert at_once.over


def test_after_the_end_nothing_changes_any_more():
    test = SelfTest(("left",))
    run(test, Course("left").signs())
    before = repr(test.outcomes())  # as text: a NaN is not equal to itself
    states = run(test, [*resting(5.0, "arm_in_way", start_s=20.0)])
    assert prompts(states) == []
    assert {(s.step, s.message, s.instruction) for s in states} == {
        (Step.DONE, "", "Done: you can get up")
    }
    gone = run(test, [Signs(30 + i / 10) for i in range(30)])
    assert {s.message for s in gone} == {""}
    assert repr(test.outcomes()) == before
    assert repr(test.finish()) == before


@pytest.mark.parametrize(
    ("signs", "reason"),
    [
        (resting(5.0, "two_people"), "two_people"),
        ([*resting(2.0), *resting(3.0, "camera_high", start_s=2.0)], "camera_high"),
        ([*resting(3.0), *resting(3.0, "camera_high", start_s=3.0)], "no_chest"),
        ([*resting(3.0, "camera_high"), *resting(3.0, start_s=3.0)], "no_chest"),
        (
            [
                *resting(2.0, "camera_high"),
                *resting(1.5, start_s=2.0),
                *resting(1.5, "nobody", start_s=3.5),
            ],
            "no_chest",
        ),
        (resting(5.0, "not_supine"), "no_rest"),
        ([Signs(i / 10) for i in range(50)], "never_seen"),
        ([], "no_rest"),
    ],
)
def test_what_kept_the_test_from_beginning(signs, reason):
    test = SelfTest(("left",))
    run(test, signs)
    assert test.blocking_trial().reason == reason
    assert test.finish()["left"].reason == reason


def test_of_two_legs_neither_of_which_was_begun_there_is_no_outcome():
    test = SelfTest()
    run(test, resting(5.0, "two_people"))
    assert test.finish() == {}
    given_up = SelfTest()
    run(given_up, [*resting(2.0, near="right"), *resting(3.0, "two_people", start_s=2.0)])
    assert given_up.finish() == {}
    begun = SelfTest()
    run(begun, resting(2.0, near="right"))
    assert list(begun.finish()) == ["right"]
    assert begun.outcomes()["right"].reason == "no_chest"


def test_a_trial_that_ended_is_kept_when_the_next_was_not_begun():
    test = SelfTest()
    run(test, Course("left").signs())
    run(test, resting(5.0, "two_people", start_s=20.0, near="right"))
    assert list(test.finish()) == ["left"]


def test_a_trial_that_was_begun_ends_with_the_recording():
    test = SelfTest()
    run(test, Course("left").signs())
    run(test, Course("right", seconds=9.0).signs(start_s=20.0))
    found = test.finish()
    assert found["left"].result == "clear"
    assert (found["right"].result, found["right"].reason) == (
        "cannot_tell",
        "unfinished",
    )


def test_a_test_looks_at_the_lower_back_and_takes_measurements():
    test = SelfTest()
    assert test.needs_mask
    state = test.update(4.0, measured("standing"))
    assert test.last_s == 4.0
    assert state.step is Step.SET_UP
    assert test.update(4.1, None).side == "left"
    assert test.to_json() == {"left": None, "right": None}


def test_changing_the_near_leg_before_the_trial_begins_anew():
    test = SelfTest(("left",))
    run(test, resting(2.0))
    state = run(test, resting(0.1, start_s=2.0, near="right"))[-1]
    assert (state.step, state.step_progress) == (Step.SET_UP, 0.0)
    assert run(test, resting(1.0, start_s=2.1))[-1].step_progress == pytest.approx(0.3)


def test_a_leg_held_high_is_asked_down_even_while_the_back_is_hidden():
    high = change(
        Course(seconds=12).signs(),
        lambda t: 7 < t < 11,
        legs={"left": LegAngles(85.0, 172.0), "right": RESTING},
        unfit="back_hidden",
        gap_cm=math.nan,
    )
    messages = {s.message for s in run(SelfTest(("left",)), high)}
    assert "Lower your leg towards the floor" in messages


def test_the_height_of_the_back_begins_anew_for_who_has_turned_round():
    """Where a film is cut there, nobody is missing in between."""
    test = SelfTest()
    frames = [("left", 0.0, 1), ("left", 5.0, 1), ("right", 0.0, 2), ("right", 0.5, 2)]
    seen = [
        replace(measured(near=near), back_rise=BackRise(change_cm, 0.3, reference, settled=True))
        for near, change_cm, reference in frames
    ]
    gaps = [test.update(0.1 * i, each).gap_cm for i, each in enumerate(seen)]
    assert gaps == pytest.approx([0.0, 5.0, 0.0, 0.5])
