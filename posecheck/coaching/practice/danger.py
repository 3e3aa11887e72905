"""The danger signs of a practice: what was reported, asked and answered."""

from __future__ import annotations

from enum import StrEnum


class DangerSign(StrEnum):
    """What is known of a danger sign. The history keeps these words."""

    REPORTED = "reported"
    TOLD = "told afterwards"
    UNANSWERED = "asked, not answered"
    DENIED = "asked, answered no"


class DangerSigns:
    """The danger signs of one practice. A question that is not answered counts as one.

    Attributes
    ----------
    found
        Each by the frame time at which it was reported or first asked for.
    """

    def __init__(self) -> None:
        self.found: dict[float, DangerSign] = {}

    @property
    def asked_s(self) -> float | None:
        """When the question was asked that is still open; None where none is."""
        return next((t for t, sign in self.found.items() if sign is DangerSign.UNANSWERED), None)

    @property
    def is_certain(self) -> bool:
        """Whether the person said that there was one."""
        return bool({DangerSign.REPORTED, DangerSign.TOLD} & set(self.found.values()))

    def report(self, time_s: float) -> None:
        """The person reports a danger sign; that also answers the question that is open."""
        asked_s = self.asked_s
        self.found[time_s if asked_s is None else asked_s] = DangerSign.REPORTED

    def ask(self, time_s: float) -> None:
        """The person is asked. A question that is open already stays the only one."""
        if self.asked_s is None:
            self.found[time_s] = DangerSign.UNANSWERED

    def answer(self, sign: DangerSign) -> None:
        """The open question is answered; without one nothing happens."""
        asked_s = self.asked_s
        if asked_s is not None:
            self.found[asked_s] = sign
