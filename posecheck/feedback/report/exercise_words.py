"""The first sentence of an exercise's report, and its answers to what a reader asks first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from posecheck.feedback.report.corrections import Correction
from posecheck.feedback.report.sides import SideWork, compare_amounts
from posecheck.feedback.report.trust import Trust
from posecheck.feedback.report.words import count_of, describe_seconds, join, on_side

NOT_TIGHTNESS = (
    "Which side is tighter was not measured here: an exercise does not tell, the self-test does."
)
"""Said wherever sides are compared by what was done."""

NOT_JUDGED = "Movements were counted. No position was asked for, so none was right or wrong."
"""Said of an exercise without checks: what was not recognised is analysed as one."""


@dataclass(frozen=True)
class Answer:
    """A question that a reader asks first, and its answer.

    Attributes
    ----------
    question, answer
        In plain words.
    detail
        What else is to be known about it; may be empty.
    tone
        ``good``, ``fix`` or ``cannot_see`` for the sign beside it; empty for none.
    """

    question: str
    answer: str
    detail: str = ""
    tone: str = ""


def sum_up(
    title: str,
    duration_s: float,
    work: Sequence[SideWork],
    corrections: Sequence[Correction],
    why_nothing: str,
    *,
    is_judged: bool = True,
) -> str:
    """What was done, for how long, and how it went, in one sentence.

    ``why_nothing`` is the sentence for where nothing was counted.
    """
    done = _describe_work(work) or why_nothing[:1].lower() + why_nothing[1:].removesuffix(".")
    said = [f"{title}, {describe_seconds(duration_s)} of film: {done}"]
    if corrections:
        first = corrections[0]
        said.append(f"; most to correct was “{first.text}” ({describe_seconds(first.seconds)})")
    elif any(each.done for each in work):
        said.append("; nothing had to be corrected" if is_judged else "; nothing was judged")
    return "".join(said) + "."


def _describe_work(work: Sequence[SideWork]) -> str:
    """What was done; empty for nothing."""
    done = [each for each in work if each.done > 0]
    if not done:
        return ""
    begin = {"hold": "the position was correct for ", "moving_time": "rolled for "}
    named = [
        f"{'all of ' if each.is_complete and each.counts_time else ''}{each.describe()}"
        f"{on_side(each.side)}"
        for each in done
    ]
    missing = [each.side for each in work if each.side and not each.done]
    rest = f", and not at all on the {join(missing)}" if missing else ""
    return begin.get(work[0].kind, "") + join(named) + rest


def answer_questions(
    work: Sequence[SideWork],
    corrections: Sequence[Correction],
    trust: Sequence[Trust],
    unverified: Sequence[str],
    unseen: Sequence[str],
    why_nothing: str,
    *,
    is_judged: bool = True,
) -> list[Answer]:
    """Answer what a physiotherapist asks first.

    Parameters
    ----------
    work, corrections, trust
        What was done, what was wrong, and how sure the numbers are.
    unverified
        The checks that could not see while something counted, in words.
    unseen
        Titles of the checks that could often not be seen at all.
    why_nothing
        The sentence for where nothing was counted.
    is_judged
        Whether the exercise has checks at all; one that counts any movement has none.
    """
    return [
        _answer_amount(work, unverified, why_nothing),
        _answer_fault(corrections, unseen, any(each.done for each in work))
        if is_judged or corrections
        else Answer("What was wrong most?", "Not judged", NOT_JUDGED, "cannot_see"),
        *([_answer_sides(work)] if any(each.side for each in work) else []),
        _answer_trust(trust),
    ]


def _answer_amount(work: Sequence[SideWork], unverified: Sequence[str], why_nothing: str) -> Answer:
    question = {
        "hold": "How long was the position correct?",
        "moving_time": "How long was the rolling?",
    }.get(work[0].kind, f"How many {work[0].word}s?")
    done = [each for each in work if each.done > 0]
    if not done:
        nothing = "0 s" if work[0].counts_time else "None"
        return Answer(question, nothing, why_nothing, "fix")
    detail = ""
    if unverified:
        detail = f"Counted without being able to see: {join(unverified)}."
    text = join([f"{each.describe()}{on_side(each.side)}" for each in done])
    return Answer(question, text, detail, "good" if all(e.is_complete for e in done) else "fix")


def _answer_fault(
    corrections: Sequence[Correction], unseen: Sequence[str], something_done: bool
) -> Answer:
    question = "What was wrong most?"
    if not corrections:
        nothing = "Nothing" if something_done else "Nothing was corrected"
        if unseen:
            detail = f"Of what was seen. Often not seen: {join(unseen)}."
            return Answer(question, nothing, detail, "cannot_see")
        return Answer(question, nothing, "", "good" if something_done else "cannot_see")
    first = corrections[0]
    times = count_of(first.count, "time")
    detail = f"“{first.text}”: shown {times}, {describe_seconds(first.seconds)} in all."
    if len(corrections) > 1:
        detail += f" {count_of(len(corrections) - 1, 'other correction')} below."
    return Answer(question, first.title, detail, "fix")


def _answer_sides(work: Sequence[SideWork]) -> Answer:
    said = (compare_amounts(work) or "Neither side was done.").rstrip(".")
    tone = "good" if said.startswith("Even") else ""
    return Answer("Left and right?", said, NOT_TIGHTNESS, tone)


def _answer_trust(trust: Sequence[Trust]) -> Answer:
    question = "May the numbers be trusted?"
    if not trust:
        return Answer(question, "No angle was checked", "", "cannot_see")
    titles: dict[str, list[str]] = {"yes": [], "care": [], "no": []}
    for each in trust:
        named = f"{each.title} ({each.side})" if each.side else each.title
        titles[each.answer].append(named)
    said = [
        f"{words}: {join(titles[answer])}"
        for answer, words in (("yes", "Yes"), ("care", "With care"), ("no", "No"))
        if titles[answer]
    ]
    every = next((a for a in ("yes", "care", "no") if len(titles[a]) == len(trust)), "")
    tone = {"yes": "good", "care": "", "no": "cannot_see"}.get(every, "")
    first = {"yes": "Yes", "care": "With care", "no": "No"}.get(every, "Partly")
    return Answer(question, first, ". ".join(said) + ".", tone)
