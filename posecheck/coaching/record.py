"""The record of a session: the contents of analysis.json as small dataclasses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from posecheck.anatomy import Side
from posecheck.coaching.breath_advice import BREATH
from posecheck.coaching.exercise_session import ExerciseSession
from posecheck.coaching.frame_coaching import Coaching, Phase
from posecheck.coaching.goals.progress import Progress, Repetition
from posecheck.coaching.judge import Verdict

SCHEMA = 1
"""Version of the keys in analysis.json."""

SCHEMA_VERSION = "1.4"
"""The same with a second number, which grows when a key is added. All keys are described in
:mod:`posecheck.feedback.analysis.models`."""

_HoldKey = tuple[Side, float | None]
"""The side of a hold, and when it began."""


@dataclass(frozen=True)
class HoldRecord:
    """One hold, or the time spent rolling.

    Attributes
    ----------
    side
        None where left and right do the same together.
    start_s, end_s
        The first and the last moment that counted; they may lie between two frames.
    held_s
        Seconds in good position, at most ``target_s``.
    target_s
        Seconds that were asked for.
    complete
        Whether ``target_s`` was reached.
    unverified
        The titles of the guarding checks that could not see while time counted, sorted.
    unverified_s
        For how many of the seconds that counted each of them could not see.
    """

    side: Side | None
    start_s: float
    end_s: float
    held_s: float
    target_s: float
    complete: bool
    unverified: tuple[str, ...]
    unverified_s: tuple[float, ...] = ()


@dataclass
class VerdictSpan:
    """A time in which one check kept one verdict.

    Attributes
    ----------
    check
        The name of the check.
    side
        The working side; None where left and right do the same together.
    verdict
        The verdict.
    start_s, end_s
        Frame times.
    """

    check: str
    side: Side | None
    verdict: Verdict
    start_s: float
    end_s: float


@dataclass
class CorrectionTotal:
    """One correction that was shown, all its appearances together.

    Attributes
    ----------
    check
        The name of the check, or :data:`~posecheck.coaching.breath_advice.BREATH`.
    text
        The sentence.
    count
        How many times it appeared.
    seconds
        How long it was shown in all.
    """

    check: str
    text: str
    count: int = 0
    seconds: float = 0.0


@dataclass
class SessionRecord:
    """Listens to a session and keeps its holds, repetitions, verdicts and corrections.

    Verdicts are kept for the working side only. Where left and right do the same together, every
    ``side`` is None.

    Attributes
    ----------
    session
        The session that is recorded.
    verdicts
        In the order in which they began.
    repetitions
        In the order in which they ended.
    phases
        Each phase with the frame time at which it began.
    last_s
        Time of the last frame.
    """

    session: ExerciseSession
    verdicts: list[VerdictSpan] = field(default_factory=list)
    repetitions: list[Repetition] = field(default_factory=list)
    phases: list[tuple[Phase, float]] = field(default_factory=list)
    _corrections: dict[str, CorrectionTotal] = field(default_factory=dict)
    _open_spans: dict[str, VerdictSpan] = field(default_factory=dict)
    _unverified: dict[_HoldKey, dict[str, float]] = field(default_factory=dict)
    _held: dict[_HoldKey, float] = field(default_factory=dict)
    _last_text: str = ""
    last_s: float = 0.0

    def add(self, time_s: float, coaching: Coaching, gap_s: float = 0.0) -> None:
        """Take in one frame's coaching; nothing is known of the ``gap_s`` seconds before it."""
        if gap_s > 0:
            self._open_spans.clear()
        self._add_verdicts(time_s, coaching)
        self._add_correction(time_s - gap_s, coaching)
        if coaching.repetition is not None:
            self.repetitions.append(coaching.repetition)
        if not self.phases or self.phases[-1][0] is not coaching.phase:
            self.phases.append((coaching.phase, time_s))
        self._add_unverified(coaching)
        self.last_s = time_s

    def _add_unverified(self, coaching: Coaching) -> None:
        """Add what counted since the last frame to the checks that cannot see in this one."""
        hold = (coaching.side, coaching.hold.start_s)
        counted_s = coaching.hold.held_s - self._held.get(hold, 0.0)
        self._held[hold] = coaching.hold.held_s
        for title in coaching.unverified:
            unseen = self._unverified.setdefault(hold, {})
            unseen[title] = unseen.get(title, 0.0) + counted_s

    def finish(self) -> None:
        """Take in the end of the recording: the last repetition may count only now."""
        self.repetitions += self.session.finish()

    def holds(self) -> list[HoldRecord]:
        """The holds that started, of all passes, in the order of time.

        Time spent rolling counts as a hold.
        """
        found = []
        for side in self.session.sides:
            for state in self.session.holds(side, self.last_s):
                if state.start_s is None or state.end_s is None or state.held_s <= 0:
                    continue
                unseen = sorted(self._unverified.get((side, state.start_s), {}).items())
                found.append(
                    HoldRecord(
                        side=self._record_side(side),
                        start_s=state.start_s,
                        end_s=state.end_s,
                        held_s=state.held_s,
                        target_s=state.target_s,
                        complete=state.status == "complete",
                        unverified=tuple(title for title, _ in unseen),
                        unverified_s=tuple(seconds for _, seconds in unseen),
                    )
                )
        return sorted(found, key=lambda hold: hold.start_s)

    def progress(self) -> list[Progress]:
        """How much of each side is done."""
        return [self.session.progress(side, self.last_s) for side in self.session.sides]

    def corrections(self) -> list[CorrectionTotal]:
        """Each correction that was shown, the longest first."""
        return sorted(self._corrections.values(), key=lambda c: -c.seconds)

    def to_json(self) -> dict[str, Any]:
        """The promised keys of analysis.json, except ``source``."""
        return {
            "schema": SCHEMA,
            "schema_version": SCHEMA_VERSION,
            "exercise": self.session.exercise.name,
            "holds": [
                {
                    "side": h.side,
                    "start_s": round(h.start_s, 3),
                    "end_s": round(h.end_s, 3),
                    "held_s": round(h.held_s, 3),
                    "target_s": h.target_s,
                    "complete": h.complete,
                    "unverified": list(h.unverified),
                    "unverified_s": [round(seconds, 3) for seconds in h.unverified_s],
                }
                for h in self.holds()
            ],
            "repetitions": [
                {
                    "name": r.name,
                    "side": r.side,
                    "start_s": round(r.start_s, 3),
                    "end_s": round(r.end_s, 3),
                }
                for r in self.repetitions
            ],
            "verdicts": [
                {
                    "check": v.check,
                    "side": v.side,
                    "verdict": v.verdict,
                    "start_s": round(v.start_s, 3),
                    "end_s": round(v.end_s, 3),
                }
                for v in self.verdicts
            ],
            "corrections": [
                {
                    "check": c.check,
                    "text": c.text,
                    "count": c.count,
                    "seconds": round(c.seconds, 3),
                }
                for c in self.corrections()
            ],
        }

    def _record_side(self, side: Side) -> Side | None:
        return side if self.session.exercise.sides else None

    def _add_verdicts(self, time_s: float, coaching: Coaching) -> None:
        side = self._record_side(coaching.side)
        for judgement in coaching.judgements:
            name = judgement.check.name
            span = self._open_spans.get(name)
            if span is not None:
                span.end_s = time_s
            if span is None or (span.verdict, span.side) != (judgement.verdict, side):
                span = VerdictSpan(name, side, judgement.verdict, time_s, time_s)
                self._open_spans[name] = span
                self.verdicts.append(span)

    def _add_correction(self, time_s: float, coaching: Coaching) -> None:
        check, text = shown_correction(coaching)
        if text:
            total = self._corrections.setdefault(text, CorrectionTotal(check, text))
            if text == self._last_text:
                total.seconds += time_s - self.last_s
            else:
                total.count += 1
        self._last_text = text


def shown_correction(coaching: Coaching) -> tuple[str, str]:
    """The correction or advice that a frame shows.

    Returns
    -------
    str, str
        The name of the check, or :data:`~posecheck.coaching.breath_advice.BREATH`; and the
        sentence, empty where nothing is to be corrected.
    """
    shown = coaching.correction
    if shown is not None:
        return shown.check.name, shown.correction
    return BREATH, "" if coaching.message else coaching.advice
