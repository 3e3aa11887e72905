"""The self-test's outcome in plain words: what it says, how sure it is, and what it cannot say."""

from __future__ import annotations

import math
from collections.abc import Mapping

from posecheck.anatomy import SIDES, Side
from posecheck.feedback.report.exercise_words import Answer
from posecheck.feedback.report.words import describe_seconds, join
from posecheck.tightness.change import (
    SAME_TEST,
    LegMeasurement,
    compare_sides,
    compute_measurement,
    describe_sides,
    smallest_detectable_change_deg,
)
from posecheck.tightness.limits import selftest_limits
from posecheck.tightness.outcome import LegOutcome

RESULT_WORDS = {"clear": "clear", "tight": "tight", "cannot_tell": "cannot tell"}
"""Each result in words."""

TONES = {"clear": "good", "tight": "fix", "cannot_tell": "cannot_see"}
"""The tone of each result."""


def outcome_sentences(outcomes: Mapping[Side, LegOutcome]) -> list[str]:
    """Return the outcome in plain sentences: one for each leg, then left compared with right."""
    found = [outcome.sentence() for outcome in outcomes.values()]
    if difference := compare_sides(outcomes.values()):
        found.append(describe_sides(difference))
    return found


def describe_errors() -> str:
    """How exact the numbers of a leg that is tight are, in two sentences."""
    limits = selftest_limits()
    repeats, truth = limits.repeats, limits.truth
    return (
        f"From test to test: ±{1.96 * repeats.flexion_error_deg:.0f}° and "
        f"±{1.96 * repeats.gap_error_cm:.0f} cm (95 %). From the truth two arches in three are up "
        f"to {truth.flexion_off_deg:.0f}° and {truth.rise_off_cm:.1f} cm off."
    )


def sum_up_test(outcomes: Mapping[Side, LegOutcome], duration_s: float) -> str:
    """What was tested, for how long, and what came of it, in one sentence."""
    begin = f"Psoas self-test, {describe_seconds(duration_s)} of film: "
    if not outcomes:
        return f"{begin}no leg was tested."
    said = [f"{side} leg {_name_result(outcomes[side])}" for side in SIDES if side in outcomes]
    missing = [side for side in SIDES if side not in outcomes]
    said += [f"{side} leg not tested" for side in missing]
    return f"{begin}{join(said)}."


def answer_questions(outcomes: Mapping[Side, LegOutcome]) -> list[Answer]:
    """Answer what a physiotherapist asks first."""
    legs = [_answer_leg(side, outcomes.get(side)) for side in SIDES]
    return [*legs, _answer_sides(outcomes), _answer_error()]


def list_what_it_cannot_say(outcomes: Mapping[Side, LegOutcome]) -> list[str]:
    """What one must not conclude from this test, a sentence each."""
    results = {outcome.result for outcome in outcomes.values()}
    reasons = {outcome.reason for outcome in outcomes.values()}
    error_deg = smallest_detectable_change_deg()
    found = [
        "It is a self-check by one camera, not a diagnosis, and not a test of strength or pain."
    ]
    if "tight" in results:
        found.append("Tight does not say why: a stiff hip joint or another muscle looks the same.")
    if "stopped_short" in reasons:
        found.append("A leg that stops short with the back flat may also be weak control.")
    if "clear" in results:
        found.append(
            "Clear means that nothing was found in this test. A rise of the back smaller than "
            f"{selftest_limits().arch.flat_below_cm:.1f} cm is not seen."
        )
    if "cannot_tell" in results:
        found.append("Cannot tell is neither clear nor tight: test that leg again as advised.")
    if len(outcomes) == 1:
        found.append("One leg says nothing of the other.")
    found.append(
        f"Two tests, or two legs, that differ by less than {error_deg:.0f}° may be the same: that "
        "is the error of the measurement."
    )
    return found


def _name_result(outcome: LegOutcome) -> str:
    measured = compute_measurement(outcome, SAME_TEST)
    words = RESULT_WORDS[outcome.result]
    if outcome.result != "tight" or measured is None:
        return words
    how = "the back rose" if outcome.reason == "arched" else "it stopped"
    return f"{words} ({how} at {_name_angles(measured)})"


def _name_angles(measured: LegMeasurement) -> str:
    """The angles of one test with their error, and what that is: not how far off the truth."""
    angles = f"{measured.hip_flexion:z.0f}°"
    if not math.isnan(measured.knee):
        angles = f"hip {angles}, knee {measured.knee:.0f}°"
    return f"{angles}, ±{measured.error_deg:.0f}° from test to test"


def _answer_leg(side: Side, outcome: LegOutcome | None) -> Answer:
    question = f"{side.capitalize()} leg"
    if outcome is None:
        return Answer(question, "Not tested", "", "cannot_see")
    sentence = outcome.sentence()
    for result in RESULT_WORDS.values():
        sentence = sentence.removeprefix(f"{side.capitalize()}: {result}").lstrip("., ")
    word = RESULT_WORDS[outcome.result].capitalize()
    measured = compute_measurement(outcome, SAME_TEST)
    if outcome.result == "tight" and measured is not None:
        word += f": {_name_angles(measured)}"
    detail = sentence[:1].upper() + sentence[1:]
    return Answer(question, word, detail, TONES[outcome.result])


def _answer_sides(outcomes: Mapping[Side, LegOutcome]) -> Answer:
    question = "Which side is tighter, and is that sure?"
    change = compare_sides(outcomes.values())
    if change is None:
        measured = [s for s in SIDES if s in outcomes and outcomes[s].result != "cannot_tell"]
        known = f"only the {measured[0]} leg has a result" if measured else "no leg has a result"
        detail = f"In this clip {known}. Both legs are needed."
        return Answer(question, "Cannot be said", detail, "cannot_see")
    if change.is_real:
        tighter = "Right" if change.finding == "tighter" else "Left"
        detail = f"{describe_sides(change)} That is beyond the error of 95 % of such tests."
        return Answer(question, f"{tighter}, and that is sure", detail, "fix")
    answer = (
        "Not comparable" if change.finding == "not_comparable" else "Neither, as far as is sure"
    )
    return Answer(question, answer, describe_sides(change))


def _answer_error() -> Answer:
    limits = selftest_limits()
    repeats, truth = limits.repeats, limits.truth
    return Answer(
        "How exact is it?",
        f"±{1.96 * repeats.flexion_error_deg:.0f}° from test to test",
        f"And ±{1.96 * repeats.gap_error_cm:.0f} cm: 95 % of tests of the same leg lie within that "
        "of their mean. From the truth two arches in three are up to "
        f"{truth.flexion_off_deg:.0f}° and {truth.rise_off_cm:.1f} cm off. Both were found on "
        "rendered people.",
    )


def format_number(value: float, digits: int, unit: str) -> str:
    """A number with its unit for a table; a dash where it is not known."""
    return "–" if math.isnan(value) else f"{value:z.{digits}f}{unit}"
