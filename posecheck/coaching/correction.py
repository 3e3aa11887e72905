"""The one sentence that is shown: the most important correction, and it does not flicker."""

from __future__ import annotations

from posecheck.coaching.judge import Judgement

MIN_DISPLAY_S = 1.0
"""A sentence is shown for at least this many seconds: one that changes faster cannot be read from
the floor."""

DEBOUNCE_S = 0.3
"""What is wrong for fewer seconds than this is ignored: it is noise or a passing movement."""


class CorrectionChooser:
    """Chooses one correction at a time.

    A fault counts once it has lasted :data:`DEBOUNCE_S`. Defining checks come before guarding
    ones, then the order of the exercise's file decides. A correction stays for at least
    :data:`MIN_DISPLAY_S`.
    """

    def __init__(self) -> None:
        self._shown: Judgement | None = None
        self._shown_since_s = 0.0
        self._wrong_since_s: dict[str, float] = {}

    def update(self, time_s: float, judgements: tuple[Judgement, ...]) -> Judgement | None:
        """Take in one frame.

        Returns
        -------
        Judgement or None
            The judgement whose correction is shown now.
        """
        wrong = [j for j in judgements if j.verdict == "fix"]
        wrong.sort(key=lambda j: j.check.kind != "defining")
        names = {j.check.name for j in wrong}
        self._wrong_since_s = {name: self._wrong_since_s.get(name, time_s) for name in names}
        lasting = [j for j in wrong if time_s - self._wrong_since_s[j.check.name] >= DEBOUNCE_S]
        best = lasting[0] if lasting else None
        if self._may_change(time_s) and not _have_same_text(best, self._shown):
            self._shown, self._shown_since_s = best, time_s
        return self._shown

    def _may_change(self, time_s: float) -> bool:
        return self._shown is None or time_s - self._shown_since_s >= MIN_DISPLAY_S


def _have_same_text(a: Judgement | None, b: Judgement | None) -> bool:
    return (a and a.correction) == (b and b.correction)


class DebouncedMessage:
    """Keeps a sentence on the screen long enough to be read, and ignores passing ones.

    A sentence that is shown stays for :data:`MIN_DISPLAY_S`, even if the person has followed it
    in the meantime. A sentence that is wanted for less than :data:`DEBOUNCE_S`, for example
    because nobody is seen in a single frame, never appears.
    """

    def __init__(self) -> None:
        self._shown: tuple[str, Judgement | None] = ("", None)
        self._shown_since_s = 0.0
        self._wanted = ""
        self._wanted_since_s = 0.0

    def update(
        self, time_s: float, message: str, correction: Judgement | None, *, debounced: bool
    ) -> tuple[str, Judgement | None]:
        """Take in one frame.

        Parameters
        ----------
        time_s
            The frame's time.
        message
            The sentence that this frame calls for; empty for none.
        correction
            The judgement behind the sentence, if there is one.
        debounced
            Whether the sentence has already lasted long enough, so that it may appear at once.

        Returns
        -------
        tuple of str and Judgement
            The sentence that is shown now, and the judgement behind it, if there is one.
        """
        if message != self._wanted:
            self._wanted, self._wanted_since_s = message, time_s
        if message == self._shown[0]:
            return self._shown
        was_read = not self._shown[0] or time_s - self._shown_since_s >= MIN_DISPLAY_S
        lasts = debounced or not message or time_s - self._wanted_since_s >= DEBOUNCE_S
        if was_read and lasts:
            self._shown, self._shown_since_s = (message, correction), time_s
        return self._shown

    def clear(self) -> None:
        """Remove the sentence at once."""
        self._shown = ("", None)
