"""Questions in the terminal, before and after a practice; never during it."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from posecheck.cli.console import stdout
from posecheck.coaching.practice.release_causes import Finding
from posecheck.history.records import PastSession, Soreness
from posecheck.interruption import let_in

SORENESS_ANSWERS = {
    "1": Soreness.NONE,
    "2": Soreness.UNDER_24H,
    "3": Soreness.UNDER_48H,
    "4": Soreness.BEYOND_48H,
}
"""The answers to the question how long the muscles were sore, by the key that is typed."""

WORDS = {"yes": "y", "no": "n"}
"""Answers that are written out, and the letters that they stand for."""


def can_ask() -> bool:
    """Whether somebody sits at a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def ask_soreness(session: PastSession) -> Soreness | None:
    """How sore that session left the person; None when it is passed over."""
    stdout.print(f"How sore were you after your practice on {session.day:%A, %d %B}?")
    stdout.print("  1 not at all   2 up to a day   3 up to two days   4 longer   Enter: skip")
    stdout.print("  Still sore? Choose what is true so far: it will be asked again.")
    return SORENESS_ANSWERS.get(_answer("1234"))


def ask_danger(session: PastSession | None = None) -> bool | None:
    """Whether this practice, or a past one, was stopped because of a danger sign; None is open."""
    when = f" on {session.day:%A, %d %B}" if session is not None else ""
    stdout.print(f"You stopped{when}: was it sharp pain, pain down the leg, or numbness? y/n")
    return {"y": True, "n": False}.get(_answer("yn"))


def ask_release_felt() -> bool | None:
    """Whether a release was felt; None when it is passed over."""
    stdout.print("Did you feel the muscle let go? y/n   Enter: skip")
    return {"y": True, "n": False}.get(_answer("yn"))


def tell_causes(found: Sequence[Finding]) -> None:
    """The guide's causes of a release that was not felt, with what was measured of each."""
    signs = {"likely": "!", "not_measured": "?", "unlikely": "✓"}
    stdout.print("What it may be:")
    for finding in found:
        stdout.print(f"  {signs[finding.verdict]} {finding.text}")


def _answer(allowed: str) -> str:
    """Read one of the letters that are allowed; "" for Enter and for no usable answer.

    After any other text the question is put once more. A word never counts as its first letter:
    somebody who types "numb" does not mean "no".
    """
    for attempts_left in (1, 0):
        try:
            with let_in():
                typed = input("> ").strip().lower()
        except (EOFError, OSError):  # the terminal may be closed
            return ""
        given = WORDS.get(typed, typed)
        if not given or (len(given) == 1 and given in allowed):
            return given
        if attempts_left:
            stdout.print(f"Please answer with one of {', '.join(allowed)}, or Enter.")
    stdout.print("No answer is recorded.")
    return ""
