"""Which prompt is said when: importance, staleness, patience, never over and over."""

from __future__ import annotations

from itertools import pairwise

import pytest

from posecheck.coaching.prompts.prompt import Prompt, PromptKind
from posecheck.feedback.voice.prompter import MIN_REPEAT_S, Prompter

KNEE = Prompt(PromptKind.CORRECTION, "Bend your knee", 0.0, "knee")
STEP = Prompt(PromptKind.STEP, "Lie on your back", 0.0)
DANGER = Prompt(PromptKind.DANGER, "Stop at once", 0.0)


def _said(prompter, until_s, prompts, on_screen=lambda _: (), lasts_s=1.0):
    """Run ten frames a second; each sentence takes ``lasts_s``. What began when."""
    found, end_s, speaking = [], 0.0, None
    for frame in range(round(until_s * 10)):
        time_s = frame / 10
        if speaking is not None and time_s >= end_s:
            prompter.record_said(speaking, end_s)
            speaking = None
        prompter.update(time_s, prompts(time_s), on_screen(time_s))
        kind = speaking.kind if speaking else None
        chosen = prompter.choose(time_s, speaking=kind)
        if chosen is not None:
            if speaking is not None:
                prompter.record_said(speaking, time_s)
            speaking, end_s = chosen, time_s + lasts_s
            found.append((time_s, chosen.text or chosen.sound))
    return found


def test_the_most_important_is_said_first():
    prompter = Prompter()
    prompter.update(0.0, [STEP, KNEE, Prompt(PromptKind.PRAISE, "Good", 0.0)])
    assert prompter.choose(0.0) == KNEE


def test_what_still_stands_is_said_after_what_came_first_and_a_pause():
    said = _said(Prompter(), 3.0, lambda _: [STEP, KNEE])
    assert [text for _, text in said] == [KNEE.text, STEP.text]
    assert said[1][0] >= 1.5


def test_a_correction_that_is_obeyed_meanwhile_is_not_said():
    said = _said(Prompter(), 4.0, lambda t: [KNEE, DANGER] if t < 0.5 else [])
    assert [text for _, text in said] == [DANGER.text]


def test_a_prompt_that_was_listed_once_is_said_as_long_as_it_is_on_the_screen():
    def on_screen(time_s):
        return [KNEE.text] if time_s < 2.0 else []

    once = [KNEE, DANGER]
    said = _said(Prompter(), 4.0, lambda t: once if t == 0 else [], on_screen)
    assert [text for _, text in said] == [DANGER.text, KNEE.text]


def test_what_stays_wrong_is_said_again_ever_more_seldom():
    times = [t for t, _ in _said(Prompter(), 110.0, lambda _: [KNEE])]
    gaps = [b - a - 1.0 for a, b in pairwise(times)]
    assert gaps == pytest.approx([12.0, 24.0, 48.0], abs=0.2)


def test_a_fault_that_comes_and_goes_is_not_said_within_eight_seconds():
    said = _said(Prompter(), 40.0, lambda t: [KNEE] if t % 3 < 1.5 else [])
    assert len(said) > 2
    for (one, _), (two, _) in pairwise(said):
        assert two - (one + 1.0) >= MIN_REPEAT_S


def test_a_danger_cuts_off_what_is_being_said_and_nothing_cuts_off_a_danger():
    def prompts(time_s):
        return [KNEE, *([DANGER] if time_s >= 0.5 else [])]

    said = _said(Prompter(), 1.4, prompts, lasts_s=3.0)
    assert said == [(0.0, KNEE.text), (0.5, DANGER.text)]
    prompter = Prompter()
    prompter.update(0.0, [KNEE, DANGER])
    assert prompter.choose(0.0, speaking=PromptKind.DANGER) is None
    prompter.update(1.0, [Prompt(PromptKind.DONE, "Done", 1.0)])
    assert prompter.choose(1.0, speaking=PromptKind.STEP) == DANGER


def test_a_second_that_has_passed_is_not_counted():
    prompter = Prompter()
    prompter.update(5.0, [Prompt(PromptKind.COUNTDOWN, "Three", 5.0)])
    prompter.update(5.4, [])
    assert prompter.choose(5.4) is None


def test_nothing_is_begun_that_would_talk_into_the_countdown():
    prompter = Prompter()
    prompter.update(0.0, [Prompt(PromptKind.BREATHING, "Breathe slowly", 0.0)])
    assert prompter.choose(0.0, ends_in_s=4.0) is None
    assert prompter.choose(0.0, ends_in_s=20.0) is not None


def test_sounds_without_words_are_heard_each_time_but_once():
    def prompts(time_s):
        second = float(int(time_s))
        return [Prompt(PromptKind.BREATHING, "", second, sound="breathe_in")]

    said = _said(Prompter(), 3.0, prompts, lasts_s=0.3)
    assert [t for t, _ in said] == pytest.approx([0.0, 1.0, 2.0], abs=0.11)


def test_a_step_that_came_while_busy_is_said_unless_a_newer_one_has_come():
    chest, floor = (
        Prompt(PromptKind.STEP, text, t) for text, t in (("Chest", 0.0), ("Floor", 1.0))
    )
    said = _said(Prompter(), 4.0, lambda t: {0.0: [chest, DANGER], 1.0: [floor]}.get(t, []))
    assert [text for _, text in said] == [DANGER.text, floor.text]
    said = _said(Prompter(), 4.0, lambda t: [chest, DANGER] if t == 0 else [])
    assert [text for _, text in said] == [DANGER.text, chest.text]


def test_a_step_is_not_said_again_while_it_is_being_done():
    def on_screen(_):
        return [STEP.text]

    said = _said(Prompter(), 60.0, lambda t: [STEP] if t < 3 else [], on_screen)
    assert [text for _, text in said] == [STEP.text]
    said = _said(Prompter(), 60.0, lambda _: [STEP], on_screen)
    assert len(said) == 2


def test_after_a_correction_there_is_time_to_move_before_the_next():
    foot = Prompt(PromptKind.CORRECTION, "Turn your foot out", 0.0, "foot")
    said = _said(Prompter(), 8.0, lambda _: [KNEE, foot])
    assert sorted(text for _, text in said) == sorted([KNEE.text, foot.text])
    (first, _), (second, _) = said
    assert second - (first + 1.0) == pytest.approx(3.0, abs=0.11)


def test_a_step_that_comes_back_after_more_than_a_second_is_new():
    away = _said(Prompter(), 15.0, lambda t: [] if 8.0 <= t < 9.5 else [STEP])
    assert [t for t, _ in away] == pytest.approx([0.0, 9.5], abs=0.11)
    flickering = _said(Prompter(), 15.0, lambda t: [] if 8.0 <= t < 8.5 else [STEP])
    assert [t for t, _ in flickering] == [0.0]
