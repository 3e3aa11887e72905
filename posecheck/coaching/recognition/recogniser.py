"""Which exercise a recording shows, how sure that is, or that it is none of those known."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from posecheck.coaching.recognition.candidate import Candidate, ExerciseCandidate
from posecheck.exercises.library import load_exercises
from posecheck.exercises.schema import MOVEMENT
from posecheck.measures.table import Measurements

WORTH_NAMING = 0.05
"""An exercise that is less likely is not named to the user."""

SURE = 0.6
"""From this probability on an exercise is recognised. On the first halves of the sample clips and
of four real ones wrong guesses reached 0.41 at most, right ones on whole sample clips 0.70 at
least. The limit is nearer to the right ones: to ask costs less than to judge what was not done."""

NONE_BEFORE = 0.5
"""How likely it is, before anything is seen, that a recording shows none of the exercises. The rest
is shared equally between them."""


@dataclass(frozen=True)
class Guess:
    """One exercise, and how likely a recording shows it.

    Attributes
    ----------
    name
        What commands call it; "selftest" for the self-test.
    title
        A short name to show.
    probability
        0 to 1.
    """

    name: str
    title: str
    probability: float


@dataclass(frozen=True)
class Recognition:
    """What a recording seems to show.

    Attributes
    ----------
    guesses
        All exercises, the likeliest first.
    none
        How likely it is none of them, 0 to 1.
    person_seen
        Whether anybody was seen.
    """

    guesses: tuple[Guess, ...]
    none: float
    person_seen: bool = True

    @property
    def best(self) -> Guess | None:
        """The exercise that was recognised; None where it is not sure, or none of those known."""
        first = self.guesses[0]
        return first if self.person_seen and first.probability >= SURE else None

    @property
    def explanation(self) -> str:
        """One or two sentences for the user."""
        first, second = (_write_out(guess) for guess in self.guesses[:2])
        if self.best is not None:
            return f"Recognised: {first}. Give --exercise if it is another."
        if not self.person_seen:
            return "No exercise was recognised: nobody was seen."
        none = f"{100 * self.none:.0f} %"
        if self.none >= self.guesses[0].probability:
            named = [_write_out(g) for g in self.guesses[:2] if g.probability >= WORTH_NAMING]
            which = f"it is {' or '.join([*named, 'another'])}" if named else "it is one of them"
            return (
                f"This seems to be none of the exercises that posecheck knows ({none}). Only its "
                f"movements were counted: give --exercise if {which}."
            )
        return (
            f"Not sure which exercise this is: {first}, {second}, or none of them ({none}). Only "
            "its movements were counted: give --exercise to have it judged."
        )

    def to_json(self) -> dict[str, Any]:
        """What analysis.json holds: the exercise or None, the likeliest two, and the sentences."""
        return {
            "exercise": self.best.name if self.best else None,
            "guesses": [
                {"exercise": guess.name, "probability": round(guess.probability, 2)}
                for guess in self.guesses[:2]
            ],
            "none": round(self.none, 2),
            "explanation": self.explanation,
        }


def library_candidates() -> list[Candidate]:
    """All exercises that come with posecheck, but for the one that counts any movement."""
    return [
        ExerciseCandidate(exercise)
        for exercise in load_exercises().values()
        if exercise.repetitions is None or exercise.repetitions.measure != MOVEMENT
    ]


class Recogniser:
    """Takes in what is measured in some frames of a recording.

    Each candidate weighs what it sees by itself (:attr:`Candidate.evidence`); the rule of Bayes
    makes probabilities of that. A few frames a second are enough, and nothing of them is kept but
    counts and the last seconds.

    Parameters
    ----------
    candidates
        What may be practised, such as :func:`library_candidates`.
    """

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._candidates = tuple(candidates)
        self._person_seen = False

    def update(
        self, time_s: float, measurements: Measurements | None, roller_seen: bool | None
    ) -> None:
        """Take in one frame; the times must increase.

        Parameters
        ----------
        time_s
            The frame's time.
        measurements
            None when nobody is seen.
        roller_seen
            Whether a roller is seen anywhere; None where none is looked for.
        """
        self._person_seen |= measurements is not None
        for candidate in self._candidates:
            candidate.update(time_s, measurements, roller_seen)

    def result(self) -> Recognition:
        """What the frames so far seem to show."""
        before = (1 - NONE_BEFORE) / len(self._candidates)
        chances = [before * math.exp(candidate.evidence) for candidate in self._candidates]
        total = NONE_BEFORE + sum(chances)
        guesses = (
            Guess(candidate.name, candidate.title, chance / total)
            for candidate, chance in zip(self._candidates, chances, strict=True)
        )
        ranked = sorted(guesses, key=lambda guess: -guess.probability)
        return Recognition(tuple(ranked), NONE_BEFORE / total, self._person_seen)


def _write_out(guess: Guess) -> str:
    return f"{guess.name} ({100 * guess.probability:.0f} %)"
