"""The one sentence that is shown: the most important correction, steady, never flickering."""

from __future__ import annotations

from posecheck.coaching.judge import Judgement

SHOW_AT_LEAST_S = 1.0
"""A banner that changes faster cannot be read from the floor."""

APPEAR_AFTER_S = 0.3
"""Something that is wrong for less than this is passing movement or noise."""


class CorrectionChooser:
    """Picks one sentence at a time. Checks count in the order of the exercise's file,
    defining ones first."""

    def __init__(self) -> None:
        self._shown: Judgement | None = None
        self._shown_since_s = 0.0
        self._wrong_since_s: dict[str, float] = {}

    def update(self, time_s: float, judgements: tuple[Judgement, ...]) -> Judgement | None:
        """The judgement whose correction is to be shown now, or None."""
        wrong = [j for j in judgements if j.verdict == "fix"]
        wrong.sort(key=lambda j: j.check.kind != "defining")
        names = {j.check.name for j in wrong}
        self._wrong_since_s = {name: self._wrong_since_s.get(name, time_s) for name in names}
        lasting = [j for j in wrong if time_s - self._wrong_since_s[j.check.name] >= APPEAR_AFTER_S]
        best = lasting[0] if lasting else None
        if self._may_change(time_s) and not _same(best, self._shown):
            self._shown, self._shown_since_s = best, time_s
        return self._shown

    def _may_change(self, time_s: float) -> bool:
        return self._shown is None or time_s - self._shown_since_s >= SHOW_AT_LEAST_S


def _same(a: Judgement | None, b: Judgement | None) -> bool:
    return (a and a.correction) == (b and b.correction)


class SteadyMessage:
    """Keeps a sentence on the screen long enough to be read, and passing ones off it.

    A sentence that has come stays :data:`SHOW_AT_LEAST_S`, even if it has been obeyed
    meanwhile. A state that lasts less than :data:`APPEAR_AFTER_S` (nobody seen in a single
    frame) brings none.
    """

    def __init__(self) -> None:
        self._shown: tuple[str, Judgement | None] = ("", None)
        self._shown_since_s = 0.0
        self._wanted = ""
        self._wanted_since_s = 0.0

    def update(
        self, time_s: float, message: str, correction: Judgement | None, *, settled: bool
    ) -> tuple[str, Judgement | None]:
        """What is to be shown now, and the judgement behind it if one is.

        Args:
            time_s: the frame's own time.
            message: what there is to say of this frame; empty for nothing.
            correction: the judgement behind it, if one is.
            settled: it need not prove that it lasts.
        """
        if message != self._wanted:
            self._wanted, self._wanted_since_s = message, time_s
        if message == self._shown[0]:
            return self._shown
        read = not self._shown[0] or time_s - self._shown_since_s >= SHOW_AT_LEAST_S
        lasts = settled or not message or time_s - self._wanted_since_s >= APPEAR_AFTER_S
        if read and lasts:
            self._shown, self._shown_since_s = (message, correction), time_s
        return self._shown

    def clear(self) -> None:
        """Nothing is to be said any more, at once."""
        self._shown = ("", None)
