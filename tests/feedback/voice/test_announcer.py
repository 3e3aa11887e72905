"""What is heard over a session: nothing overlaps, nothing is repeated, nothing is stale."""

from __future__ import annotations

import csv
import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from made_coaching import make_coaching
from skeletons import lying, observed, read_exactly
from timed_voice import TimedVoice

from posecheck.coaching.exercise_session import ExerciseSession
from posecheck.coaching.frame_coaching import Phase
from posecheck.coaching.goals.pace import Pace, pace_at
from posecheck.coaching.practice.state import PracticeState, Stage
from posecheck.coaching.practice.timetable import plan_timetable
from posecheck.coaching.prompts.maker import seconds_left
from posecheck.coaching.prompts.prompt import Prompt, PromptKind
from posecheck.exercises.library import find_exercise
from posecheck.exercises.programme_library import find_programme
from posecheck.feedback.voice.announcer import Announcer
from posecheck.feedback.voice.log import write_voice_log
from posecheck.feedback.voice.prompter import MIN_REPEAT_S
from posecheck.feedback.voice.sounds import find_sound
from posecheck.feedback.voice.voices import SilentVoice
from posecheck.measures.table import measure
from posecheck.moment import Moment
from posecheck.tightness.session import SelfTestState
from posecheck.tightness.trial import Step
from posecheck.video import Frame

IMAGE = np.zeros((48, 64, 3), np.uint8)
HOLD = find_exercise("supine_release").steps[-1].text


def _moments(session, postures, rate=10.0):
    """A moment for each (seconds, left knee's fall-out or None for nobody)."""
    time_s = 0.0
    for seconds, fallout in postures:
        for _ in range(round(seconds * rate)):
            body = (
                None
                if fallout is None
                else read_exactly(lying(fallout={"left": fallout, "right": 3.0}))
            )
            seen = measure(body) if body is not None else None
            coaching = session.update(time_s, observed(body, seen))
            yield Moment(Frame(IMAGE, time_s, round(time_s * rate)), body, seen, coaching)
            time_s += 1 / rate


def _session(target_s=15.0):
    return ExerciseSession(find_exercise("supine_release"), sides=("left",), target_s=target_s)


def _hear(announcer, moments):
    screens = {}
    with announcer:
        for moment in moments:
            announcer.announce(moment)
            screens[round(moment.frame.time_s, 3)] = moment.coaching
    return screens


def _randomly(seed):
    rng = np.random.default_rng(seed)
    for _ in range(40):
        yield rng.choice([0.4, 1.0, 2.0, 5.0, 9.0]), rng.choice([None, 3.0, 45.0, 45.0])


@pytest.mark.parametrize("seed", range(2))
def test_over_a_restless_session(seed):
    announcer = Announcer(TimedVoice())
    screens = _hear(announcer, _moments(_session(600.0), _randomly(seed)))
    spoken = [u for u in announcer.utterances if u.text]
    assert any(u.prompt.kind is PromptKind.CORRECTION for u in spoken)
    for one, two in pairwise(announcer.utterances):
        assert one.end_s <= two.start_s
    ended = {}
    for utterance in spoken:
        assert utterance.start_s - ended.get(utterance.text, -math.inf) >= MIN_REPEAT_S
        ended[utterance.text] = utterance.end_s
        if utterance.prompt.kind is PromptKind.CORRECTION:
            coaching = screens[round(utterance.start_s, 3)]
            assert coaching.message == utterance.text
            assert coaching.phase is not Phase.HOLDING


def test_a_hold_as_it_is_heard():
    announcer = Announcer(TimedVoice())
    _hear(announcer, _moments(_session(), [(11.0, 3.0), (8.0, 45.0), (6.0, 3.0), (12.0, 45.0)]))
    heard = [(u.prompt.kind.name, u.sound, u.text) for u in announcer.utterances]
    assert heard == [
        ("STEP", "", "Lower your left knee outward until you feel deep pressure"),
        ("CORRECTION", "", "Lower your left knee further outward"),
        ("PRAISE", "start", HOLD),
        ("PAUSE", "pause", ""),
        ("CORRECTION", "", "Lower your left knee further outward"),
        ("PRAISE", "start", ""),
        ("COUNTDOWN", "", "Three"),
        ("COUNTDOWN", "", "Two"),
        ("COUNTDOWN", "", "One"),
        ("DONE", "done", "Done: roll off slowly and rest a moment"),
    ]
    three, two, one = (u for u in announcer.utterances if u.prompt.kind is PromptKind.COUNTDOWN)
    done = announcer.utterances[-1]
    assert [done.start_s - u.start_s for u in (three, two, one)] == pytest.approx(
        [3.0, 2.0, 1.0], abs=0.25
    )


def test_a_hold_of_a_few_seconds_is_not_counted_down():
    announcer = Announcer(TimedVoice())
    _hear(announcer, _moments(_session(4.0), [(1.0, 3.0), (12.0, 45.0)]))
    kinds = [u.prompt.kind.name for u in announcer.utterances]
    assert kinds == ["STEP", "PRAISE", "DONE"]


def _paced(moments, *, small):
    pace = Pace(4.0, 7.0)
    for moment in moments:
        point = pace_at(pace, moment.frame.time_s, small=small)
        yield replace(moment, coaching=replace(moment.coaching, pace=point, message="", advice=""))


def test_the_pacer_is_heard_at_each_turn_of_the_breath():
    announcer = Announcer(TimedVoice())
    _hear(announcer, _paced(_moments(_session(600.0), [(34.0, 45.0)]), small=False))
    tones = [(u.sound, u.start_s) for u in announcer.utterances if u.sound.startswith("breathe")]
    # while the hold is announced, the first breath's tones are dropped, not said late
    expected = [("breathe_in", 11.0), ("breathe_out", 15.0), ("breathe_in", 22.0)]
    expected += [("breathe_out", 26.0), ("breathe_in", 33.0)]
    named = [name for name, _ in expected]
    assert [name for name, start in tones if start > 5.0] == named
    starts = [start for _, start in tones if start > 5.0]
    assert starts == pytest.approx([start for _, start in expected], abs=0.3)


def test_no_tones_of_breath_through_a_hold():
    announcer = Announcer(TimedVoice())
    _hear(announcer, _paced(_moments(_session(), [(20.0, 45.0)]), small=True))
    assert not [u for u in announcer.utterances if u.sound.startswith("breathe")]


def test_without_a_voice_each_correction_sounds_and_colours_the_screen():
    announcer = Announcer(TimedVoice(has_voice=False))
    flashes = set()
    for moment in _moments(_session(), [(9.0, 3.0), (20.0, 45.0)]):
        announcer.announce(moment)
        if (flash := announcer.flash(moment.frame.time_s)) is not None:
            flashes.add(flash[0])
            assert 0 < flash[1] <= 1
    announcer.close()
    sounds = [u.sound for u in announcer.utterances]
    assert sounds == ["step", "corrections.fallout.more", "start", "tick", "tick", "tick", "done"]
    assert not any(u.text for u in announcer.utterances)
    assert len(flashes) == 1


def test_quiet_colours_the_screen_and_makes_no_sound():
    announcer = Announcer(SilentVoice())
    flashed = []
    for moment in _moments(_session(), [(30.0, 3.0)]):
        announcer.announce(moment)
        flashed.append(announcer.flash(moment.frame.time_s) is not None)
    announcer.close()
    assert announcer.utterances == []
    starts = [i / 10 for i, (a, b) in enumerate(pairwise(flashed)) if b and not a]
    assert len(starts) == 2  # and again after a while, never a flicker
    assert starts[1] - starts[0] > MIN_REPEAT_S


def test_a_danger_is_heard_at_once():
    announcer = Announcer(TimedVoice())
    stop = Prompt(PromptKind.DANGER, "Stop at once", 1.0)
    for moment in _moments(_session(), [(4.0, 3.0)]):
        announcer.announce(moment, [stop] if moment.frame.time_s >= 1.0 else [])
    announcer.close()
    step, danger = announcer.utterances[:2]
    assert (step.cut_off, step.end_s) == (True, danger.start_s)
    assert danger.start_s == pytest.approx(1.0, abs=0.11)
    assert (danger.sound, danger.text) == ("danger", "Stop at once")


def test_prompts_of_the_coaching_replace_those_of_their_kind():
    announcer = Announcer(TimedVoice())
    own = Prompt(PromptKind.STEP, "Raise one arm to begin", 0.0)
    for moment in _moments(_session(), [(4.0, 3.0)]):
        announcer.announce(moment, [own])
    announcer.close()
    assert [u.text for u in announcer.utterances] == ["Raise one arm to begin"]


def test_a_sentence_that_was_lost_with_its_process_is_said_after_all():
    voice = TimedVoice()
    announcer = Announcer(voice)
    for moment in _moments(_session(), [(8.0, 3.0)]):
        voice.lost = 0.2 < moment.frame.time_s < 1.0
        announcer.announce(moment)
    announcer.close()
    assert announcer.utterances[0].text.startswith("Lower your left knee outward")
    assert announcer.utterances[0].start_s >= 0.9


def test_what_was_said_is_written_down(tmp_path):
    announcer = Announcer(TimedVoice())
    _hear(announcer, _moments(_session(), [(12.0, 3.0)]))
    write_voice_log(tmp_path / "voice.csv", announcer.utterances)
    rows = list(csv.DictReader((tmp_path / "voice.csv").open()))
    correction = next(row for row in rows if row["kind"] == "correction")
    assert correction["check"] == "fallout"
    assert correction["text"] in correction["on_screen"].split(" | ")
    assert float(correction["start_s"]) < float(correction["end_s"])


def test_hearing_needs_no_exercise():
    announcer = Announcer(TimedVoice())
    moments = _moments(_session(), [(2.0, 3.0)])
    prompt = Prompt(PromptKind.STEP, "Bring one knee to your chest", 0.0)
    for moment in moments:
        announcer.announce(replace(moment, coaching=None), [prompt])
    announcer.close()
    assert [u.text for u in announcer.utterances] == ["Bring one knee to your chest"]


def test_the_tones_of_the_pace_never_meet_speech_and_never_come_late():
    announcer = Announcer(TimedVoice())
    with announcer:
        for i in range(300):
            time_s = i / 10
            turn_s = 4.0 * (time_s // 4.0)
            tone = Prompt(PromptKind.PACE, "", turn_s, sound="breathe_in")
            prompts = [tone] if time_s - turn_s <= 0.3 else []
            if 7.0 <= time_s < 7.2:  # said until after the turn at 8 s
                prompts.append(Prompt(PromptKind.STEP, "Let your belly rise and fall", 7.0))
            announcer.say(time_s, prompts)
    tones = [u for u in announcer.utterances if u.sound]
    assert [round(u.start_s) for u in tones] == [0, 4, 12, 16, 20, 24, 28]
    assert all(u.start_s - u.prompt.time_s <= 0.3 for u in tones)
    for one, two in pairwise(announcer.utterances):
        assert one.end_s <= two.start_s


def test_it_is_known_when_all_has_been_said():
    announcer = Announcer(TimedVoice())
    signs = [Prompt(PromptKind.STEP, "Stop at once at sharp pain", 0.0)]
    unsaid = []
    with announcer:
        for i in range(40):
            announcer.say(i / 10, signs)
            unsaid.append(announcer.has_unsaid(signs))
    assert unsaid.index(False) == pytest.approx(10 * len(signs[0].text) / 13, abs=2)
    assert not Announcer(SilentVoice()).has_unsaid(signs)


def _prompt(kind, text, time_s=0.0, **more):
    return Prompt(PromptKind[kind], text, time_s, **more)


def _say_once(*prompts, has_voice=True, **more):
    """What is heard of prompts that are true at 0 s."""
    announcer = Announcer(TimedVoice(has_voice=has_voice))
    announcer.say(0.0, prompts, **more)
    announcer.close()
    return announcer, announcer._voice.done


def test_the_self_test_speaks_for_itself():
    prompt = _prompt("STEP", "Bring your left knee to your chest")
    state = SelfTestState(Step.TO_CHEST, "left", prompt.text, "Lie still", prompts=(prompt,))
    frame = Frame(IMAGE, 0.0, 0)
    announcer = Announcer(TimedVoice())
    announcer.announce(Moment(frame, None, None, None, selftest=state))
    announcer.announce(Moment(replace(frame, time_s=9.0), None, None, None, selftest=state))
    announcer.close()
    (utterance,) = announcer.utterances
    assert utterance.text == prompt.text
    assert utterance.on_screen == (prompt.text, "Lie still")


def test_each_part_of_a_programme_is_announced_from_its_beginning():
    """What was said of the last part must not silence the next."""
    table = plan_timetable(find_programme("daily"), find_exercise, proposed_s=30)
    announcer = Announcer(TimedVoice())
    for i in range(100):
        part = i // 50
        coaching = make_coaching(phase=Phase.DONE, step=f"Part {part} is done")
        state = PracticeState(Stage.EXERCISE, i / 10, table, part, 0.0, coaching)
        announcer.announce(Moment(Frame(IMAGE, i / 10, i), None, None, coaching, state))
    announcer.close()
    assert [u.text for u in announcer.utterances] == ["Part 0 is done", "Part 1 is done"]


def test_praise_for_a_hold_is_said_beside_the_praise_that_was_listed():
    announcer = Announcer(TimedVoice())
    own = _prompt("PRAISE", "Half is done")
    for moment in _moments(_session(), [(6.0, 45.0)]):
        announcer.announce(moment, [own] if moment.frame.time_s < 0.1 else [])
    announcer.close()
    texts = [u.text for u in announcer.utterances]
    assert HOLD in texts


def test_nothing_new_is_begun_just_before_a_hold_ends():
    step = _prompt("STEP", "Breathe slowly into your belly")
    assert _say_once(step, ends_in_s=4.0)[1] == ["close"]
    assert _say_once(step, ends_in_s=20.0)[1][0] == step.text
    announcer = Announcer(TimedVoice())
    for moment in _moments(_session(15.0), [(14.0, 45.0)]):
        ends_in_s = seconds_left(moment.coaching)
        announcer.announce(moment, [step] if ends_in_s < 5.0 else [])
    announcer.close()
    assert step.text not in [u.text for u in announcer.utterances]


def test_a_danger_colours_the_screen_where_no_voice_can_be_heard():
    danger = _prompt("DANGER", "Stop at once")
    announcer, heard = _say_once(danger, has_voice=False)
    assert heard[0] == "danger"
    colour, strength = announcer.flash(0.0)
    assert colour == find_sound("danger").flash
    assert strength == 1.0
    assert 0.0 < announcer.flash(0.6)[1] < 0.5
    assert announcer.flash(0.75) is None
    spoken, _ = _say_once(danger)
    assert spoken.flash(0.0) is None


@pytest.mark.parametrize(
    ("prompt", "sound"),
    [
        (_prompt("STEP", "Lie down"), "step"),
        (_prompt("COUNTDOWN", "Three"), "tick"),
        (_prompt("PAUSE", "Paused"), "pause"),
        (_prompt("DONE", "Done"), "done"),
        (_prompt("PRAISE", "Hold", sound="start"), "start"),
        (_prompt("BREATHING", "Breathe on"), "corrections.breathing.more"),
        (_prompt("CORRECTION", "Bend it", check="bend"), "corrections.knee.less"),
        (_prompt("CORRECTION", "Bend it", check="knee"), "corrections.knee.more"),
        (_prompt("CORRECTION", "Bend it", check="unheard_of"), "corrections.other.more"),
        (_prompt("CORRECTION", "Move the camera"), "corrections.camera.more"),
    ],
)
def test_without_a_voice_each_kind_has_its_sound(prompt, sound):
    sounds = {"bend": "corrections.knee.less"}
    assert _say_once(prompt, has_voice=False, correction_sounds=sounds)[1][0] == sound


@pytest.mark.parametrize(
    ("kind", "sound"), [("PAUSE", "pause"), ("DONE", "done"), ("DANGER", "danger"), ("STEP", "")]
)
def test_with_a_voice_some_kinds_have_a_signal_before_the_sentence(kind, sound):
    announcer = Announcer(TimedVoice())
    announcer.say(0.0, [_prompt(kind, "A sentence")])
    announcer.say(5.0, [])
    assert [(u.sound, u.text) for u in announcer.utterances] == [(sound, "A sentence")]


def test_until_the_voice_is_ready_nothing_is_begun_and_nothing_is_forgotten():
    voice = TimedVoice()
    voice.ready = False
    announcer, step = Announcer(voice), _prompt("STEP", "Lie down")
    announcer.say(0.0, [step])
    assert voice.done == []
    assert announcer.has_unsaid([step])
    voice.ready = True
    announcer.say(0.1, [step])
    assert voice.done == ["Lie down"]


def test_a_danger_silences_the_voice_before_it_begins():
    announcer = Announcer(TimedVoice())
    announcer.say(0.0, [_prompt("STEP", "Lie on your back")])
    announcer.say(0.5, [_prompt("DANGER", "Stop at once", 0.5)])
    assert announcer._voice.done == ["Lie on your back", "stop", "Stop at once"]


def test_at_the_end_what_is_being_said_is_cut_off_and_written_down():
    announcer = Announcer(TimedVoice())
    announcer.say(0.0, [_prompt("STEP", "Lie on your back")], ["Lie on your back"])
    announcer.say(0.5, [])
    announcer.close()
    assert announcer._voice.done == ["Lie on your back", "stop", "close"]
    (utterance,) = announcer.utterances
    assert (utterance.start_s, utterance.end_s, utterance.cut_off) == (0.0, 0.5, True)


def test_the_log_tells_kind_sound_screen_and_what_was_cut_off(tmp_path):
    announcer = Announcer(TimedVoice())
    announcer.say(0.0, [_prompt("STEP", "Lie on your back")], ["Lie on your back", "0:30"])
    announcer.say(0.5, [_prompt("DANGER", "Stop at once", 0.5)])
    announcer.say(9.0, [])
    announcer.close()
    write_voice_log(tmp_path / "voice.csv", announcer.utterances)
    step, danger = csv.DictReader((tmp_path / "voice.csv").open())
    assert step == {
        "start_s": "0.000",
        "end_s": "0.500",
        "kind": "step",
        "check": "",
        "sound": "",
        "text": "Lie on your back",
        "spoken": "1",
        "on_screen": "Lie on your back | 0:30",
        "cut_off": "1",
    }
    assert (danger["kind"], danger["sound"], danger["cut_off"]) == ("danger", "danger", "0")
