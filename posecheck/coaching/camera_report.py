"""What a person is told about a camera that is awaited, is back, or is slow."""

from __future__ import annotations

from posecheck.coaching.prompts.prompt import Prompt, PromptKind
from posecheck.video.report import Report, SlowRate, Trouble, Waiting

WAITING_TEXTS = {
    Trouble.SILENT: "Waiting for the camera",
    Trouble.FROZEN: "The picture is frozen: waiting for the camera",
    Trouble.COVERED: "The camera sees nothing: open its cover, or switch on a light",
}
"""Shown and said while the camera is awaited."""

MENDING_TEXTS = {
    Trouble.SILENT: "Look at its plug, its battery and its network. It goes on by itself.",
    Trouble.FROZEN: "Start its app again, or plug it in again. It goes on by itself.",
    Trouble.COVERED: "It goes on by itself as soon as there is something to see.",
}
"""Shown below it: what may help."""

BACK = "The camera is back."
"""Said once it gives pictures again."""

SAID_AFTER_S = 2.0
"""A camera is awaited for this many seconds before it is said: a hiccup of the network is over by
then, and is only shown."""

BACK_LASTS_S = 20.0
"""For this many seconds it is worth saying that the camera is back: the voice may be busy, and its
longest sentence takes 14 s."""

SLOW_LASTS_S = 10.0
"""The same for a slow camera: not so long that it is said twice."""


def slow_text(report: SlowRate) -> str:
    """What is wrong with a camera that gives few pictures, and what helps."""
    rate = max(1, round(report.rate))
    return (
        f"The camera gives only {rate} {'picture' if rate == 1 else 'pictures'} a second: more "
        "light, or a place nearer to the router, may help."
    )


def report_text(report: Report) -> str:
    """What a report says, as one sentence."""
    return slow_text(report) if isinstance(report, SlowRate) else WAITING_TEXTS[report.trouble]


class CameraPrompts:
    """What there is to say about the camera. Its only clock is that of the frames and reports."""

    def __init__(self) -> None:
        self._waiting_since: tuple[Trouble, float] | None = None
        self._said_waiting = False
        self._lasting: list[tuple[Prompt, float]] = []  # each with the time when it ends

    def wait(self, waiting: Waiting) -> tuple[Prompt, ...]:
        """What there is to say while the camera is awaited, the same all the time."""
        known = self._waiting_since
        if known is None or known[0] is not waiting.trouble:
            known = self._waiting_since = (waiting.trouble, waiting.time_s)
        if waiting.seconds < SAID_AFTER_S:
            return ()
        self._said_waiting, self._lasting = True, []
        return (Prompt(PromptKind.PAUSE, WAITING_TEXTS[waiting.trouble], known[1]),)

    def be_slow(self, report: SlowRate) -> None:
        """Note that the camera is slow."""
        prompt = Prompt(PromptKind.CORRECTION, slow_text(report), report.time_s)
        self._lasting.append((prompt, report.time_s + SLOW_LASTS_S))

    def see(self, time_s: float) -> tuple[Prompt, ...]:
        """What there is to say with a frame."""
        if self._said_waiting:
            prompt = Prompt(PromptKind.PAUSE, BACK, time_s)
            self._lasting.append((prompt, time_s + BACK_LASTS_S))
        self._waiting_since, self._said_waiting = None, False
        self._lasting = [(p, end_s) for p, end_s in self._lasting if end_s > time_s]
        return tuple(prompt for prompt, _ in self._lasting)
