"""The worst moment of each correction, found while the clip runs; its picture is in the report."""

from __future__ import annotations

import math
from dataclasses import dataclass

from posecheck.coaching.frame_coaching import Phase
from posecheck.coaching.judge import Judgement
from posecheck.coaching.record import shown_correction
from posecheck.moment import Moment


@dataclass(frozen=True)
class WorstMoment:
    """When a correction was needed most.

    Attributes
    ----------
    time_s
        Frame time.
    distance
        How far the value was from what is right, in the measure's unit; 0 for a posture.
    judgement
        The verdict behind the correction; None for advice on the breath.
    broke
        Whether it broke a hold that had begun: that tells more than the way into the position.
    """

    time_s: float
    distance: float
    judgement: Judgement | None
    broke: bool = False


class WorstMoments:
    """Keeps one moment for each correction.

    Of a measure it is the frame whose value is farthest from what is right; if a hold was broken,
    of the frames of that. Of a posture, or of the breath, which are either right or wrong, it is
    the middle of the longest time in which the correction was shown.

    Attributes
    ----------
    by_text
        The moment of each correction, by its sentence.
    """

    def __init__(self) -> None:
        self.by_text: dict[str, WorstMoment] = {}
        self._longest_s: dict[str, float] = {}
        self._text, self._since_s = "", 0.0

    def add(self, moment: Moment) -> None:
        """Take in one frame."""
        if moment.coaching is None:
            return
        check, text = shown_correction(moment.coaching)
        time_s = moment.frame.time_s
        # the correction's own judgement is that of the frame in which it was first shown
        now = (each for each in moment.coaching.judgements if each.check.name == check)
        judgement = next(now, None)
        if text != self._text or moment.frame.gap_s > 0:
            self._text, self._since_s = text, time_s
        if not text:
            return
        distance, broke = _distance(judgement), moment.coaching.phase is Phase.PAUSED
        known = self.by_text.get(text)
        if math.isnan(distance):  # shown for a moment after its cause is gone, or no number
            lasted_s = time_s - self._since_s
            if known is None or (known.distance == 0 and lasted_s > self._longest_s.get(text, 0)):
                self._longest_s[text] = lasted_s
                middle_s = (time_s + self._since_s) / 2
                self.by_text[text] = WorstMoment(middle_s, 0.0, judgement)
        elif known is None or (broke, distance) > (known.broke, known.distance):
            self.by_text[text] = WorstMoment(time_s, distance, judgement, broke)


def _distance(judgement: Judgement | None) -> float:
    """How far a value is from what is right; NaN where there is no value."""
    if judgement is None or math.isnan(judgement.value):
        return math.nan
    return max(judgement.check.min - judgement.value, judgement.value - judgement.check.max)
