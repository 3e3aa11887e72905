"""What to correct, by how much it matters, each with its worst moment."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from posecheck.coaching.breath_advice import BREATH
from posecheck.coaching.record import CorrectionTotal
from posecheck.exercises.schema import Check, Exercise
from posecheck.feedback.report.curve import format_value
from posecheck.feedback.report.pictures import Picture
from posecheck.feedback.report.worst_moments import WorstMoment
from posecheck.measures.names import SCALES
from posecheck.measures.table import unit_of

MOST_PICTURES = 8
"""Corrections with a picture: the others mattered least, and the report must stay small."""

BREATH_TITLE = "Breath held"
"""Title of the advice on the breath, which belongs to no check."""


@dataclass(frozen=True)
class Correction:
    """One correction.

    Attributes
    ----------
    title
        The check's title.
    text
        The sentence.
    count, seconds
        How many times it was shown, and how long in all.
    stopped
        Whether the time did not count meanwhile.
    reason
        Why it matters; may be empty.
    worst
        The worst value, and what is right, in words; empty where there is no number.
    time_s
        The worst moment; NaN if unknown.
    picture
        The frame of the worst moment, with the overlay; None where there is none.
    """

    title: str
    text: str
    count: int
    seconds: float
    stopped: bool
    reason: str = ""
    worst: str = ""
    time_s: float = math.nan
    picture: Picture | None = None

    @property
    def has_moment(self) -> bool:
        """Whether its worst moment is known."""
        return not math.isnan(self.time_s)


def rank(totals: Sequence[CorrectionTotal], exercise: Exercise) -> list[CorrectionTotal]:
    """Order corrections by how much they matter.

    First those that stopped the time from counting, then advice; of each the longest first.
    """
    return sorted(totals, key=lambda total: (not _stops(total, exercise), -total.seconds))


def list_corrections(
    totals: Sequence[CorrectionTotal],
    exercise: Exercise,
    worst: Mapping[str, WorstMoment],
    pictures: Mapping[float, Picture],
) -> list[Correction]:
    """List the corrections with all that is known about them, the most important first."""
    checks = {check.name: check for check in exercise.checks}
    found = []
    for total in rank(totals, exercise):
        check, moment = checks.get(total.check), worst.get(total.text)
        time_s = moment.time_s if moment else math.nan
        found.append(
            Correction(
                title=check.title if check else BREATH_TITLE,
                text=total.text,
                count=total.count,
                seconds=total.seconds,
                stopped=_stops(total, exercise),
                reason=check.reason if check else "",
                worst=_describe_worst(check, moment),
                time_s=time_s,
                picture=pictures.get(time_s),
            )
        )
    return found


def find_picture_times(
    totals: Sequence[CorrectionTotal], exercise: Exercise, worst: Mapping[str, WorstMoment]
) -> list[float]:
    """The frame times of the pictures that the corrections want."""
    ranked = rank(totals, exercise)[:MOST_PICTURES]
    return [worst[total.text].time_s for total in ranked if total.text in worst]


def describe_limits(check: Check) -> str:
    """The range that is right, in words: ``20° or more``, ``-15° to 15°``."""
    unit, _ = unit_of(check.measure)
    scale = SCALES.get(check.measure or "", "")
    explained = f" ({scale})" if scale else ""
    low, high = format_value(check.min, unit), format_value(check.max, unit)
    if math.isfinite(check.min) and math.isfinite(check.max):
        return f"{low} to {high}{explained}"
    return (f"{low} or more" if math.isfinite(check.min) else f"{high} or less") + explained


def _stops(total: CorrectionTotal, exercise: Exercise) -> bool:
    """Whether time does not count while it is shown: all but advice do that to a hold."""
    return total.check != BREATH and exercise.is_timed


def _describe_worst(check: Check | None, moment: WorstMoment | None) -> str:
    judgement = moment.judgement if moment else None
    if check is None or judgement is None or not check.measure or math.isnan(judgement.value):
        return ""
    unit, _ = unit_of(check.measure)
    around = ""
    if not math.isnan(judgement.tolerance):
        around = f" ±{format_value(judgement.tolerance, unit)}"
    return f"{format_value(judgement.value, unit)}{around}; the target is {describe_limits(check)}"
