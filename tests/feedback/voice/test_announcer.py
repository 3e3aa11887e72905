"""What is heard over a session: nothing overlaps, nothing is repeated, nothing is stale."""

from __future__ import annotations

import csv
import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from skeletons import lying

from posecheck.coaching.goals.pace import Pace, pace_at
from posecheck.coaching.prompts.prompt import Prompt, PromptKind
from posecheck.coaching.session import Phase, Session
from posecheck.exercises.library import find_exercise
from posecheck.feedback.voice.announcer import Announcer
from posecheck.feedback.voice.log import write_voice_log
from posecheck.feedback.voice.prompter import MIN_REPEAT_S
from posecheck.feedback.voice.voices import SilentVoice
from posecheck.measures.table import measure
from posecheck.moment import Moment
from posecheck.video import Frame

IMAGE = np.zeros((48, 64, 3), np.uint8)


class TimedVoice:
    """A voice of frame time that makes no sound: 0.4 s for a tone, 13 letters a second."""

    ready = True

    def __init__(self, has_voice=True):
        self.has_voice = has_voice
        self.lost = False
        self._span = None

    def begin(self, sound, text, time_s):
        self._span = (time_s, time_s + (0.4 if sound else 0.0) + len(text) / 13)

    def span(self, time_s):
        return None if self.lost else self._span

    def stop(self, time_s):
        self._span = None

    def close(self):
        pass


def _moments(session, postures, rate=10.0):
    """A moment for each (seconds, left knee's fall-out or None for nobody)."""
    time_s = 0.0
    for seconds, fallout in postures:
        for _ in range(round(seconds * rate)):
            body = None if fallout is None else lying(fallout={"left": fallout, "right": 3.0})
            seen = measure(body) if body is not None else None
            coaching = session.update(time_s, body, seen)
            yield Moment(Frame(IMAGE, time_s, round(time_s * rate)), body, seen, coaching)
            time_s += 1 / rate


def _session(target_s=15.0):
    return Session(find_exercise("supine_release"), sides=("left",), target_s=target_s)


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
    _hear(announcer, _moments(_session(), [(8.0, 3.0), (8.0, 45.0), (6.0, 3.0), (12.0, 45.0)]))
    heard = [(u.prompt.kind.name, u.sound, u.text) for u in announcer.utterances]
    assert heard == [
        ("STEP", "", "Lower your left knee outward until you feel deep pressure"),
        ("CORRECTION", "", "Lower your left knee further outward"),
        ("PRAISE", "start", "Hold, and breathe slowly into your belly"),
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
