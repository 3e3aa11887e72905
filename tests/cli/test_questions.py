"""What is typed at a question: letters, words, and what is neither."""

from __future__ import annotations

import pytest

from posecheck.cli import questions


@pytest.mark.parametrize(
    ("typed", "danger"),
    [(["y"], True), (["Yes"], True), (["no"], False), (["numb", "y"], True), (["", "y"], None)],
)
def test_only_a_letter_or_its_word_is_an_answer(monkeypatch, typed, danger):
    answers = iter(typed)
    monkeypatch.setattr("builtins.input", lambda _: next(answers))
    assert questions.ask_danger() is danger
