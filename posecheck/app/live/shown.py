"""What a page shows of a moment: the words, rings and bars of the window, as plain data.

What stands where is decided by the overlay's own panels. The page only draws it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from posecheck.app.live.lines import Lines, make_lines, tone
from posecheck.coaching.practice.state import PracticeState, Stage
from posecheck.feedback.overlay.arm_ring import ArmRingAnnotator
from posecheck.feedback.overlay.banner import BannerAnnotator
from posecheck.feedback.overlay.breath_pacer import BreathPacerAnnotator
from posecheck.feedback.overlay.checks import ChecksAnnotator
from posecheck.feedback.overlay.drawing import Entries
from posecheck.feedback.overlay.practice_header import (
    next_text,
    part_title,
    plan_timeline,
    side_bars,
    time_left,
)
from posecheck.feedback.overlay.practice_message import PracticeMessageAnnotator
from posecheck.feedback.overlay.practice_page import STOP, Page, choose_page
from posecheck.feedback.overlay.progress_ring import ProgressRingAnnotator
from posecheck.feedback.overlay.selftest_texts import (
    NO_BAR,
    SelfTestInstructionAnnotator,
    SelfTestLegAnnotator,
    SelfTestMessageAnnotator,
    SelfTestNumbersAnnotator,
    SelfTestResultsAnnotator,
)
from posecheck.feedback.overlay.step import SideAnnotator, StepAnnotator
from posecheck.feedback.overlay.style import ACCENT, FIX
from posecheck.feedback.overlay.text import Colour
from posecheck.feedback.overlay.waiting_page import waiting_page
from posecheck.moment import Moment
from posecheck.video.report import Waiting

BAR_UNITS = 1000
"""Bars and the timeline are this many units wide."""


@dataclass(frozen=True)
class Words:
    """A text, and the name of its colour: good, fix, unseen, accent or plain."""

    text: str
    tone: str


@dataclass(frozen=True)
class RingShown:
    """The progress ring: how much is filled, 0..360, and what stands in it and below it."""

    filled_deg: int
    tone: str
    text: str
    small_text: str = ""
    label: str = ""
    label_tone: str = "plain"


@dataclass(frozen=True)
class PacerShown:
    """The pace to breathe at: its size, how full it is (0..1), the lines in it."""

    small: bool
    fill: float
    lines: tuple[str, ...]


@dataclass(frozen=True)
class SideBarShown:
    """A side's time: label, and how much is filled, 0..1."""

    label: str
    filled: float
    full: bool


@dataclass(frozen=True)
class HeaderShown:
    """The part, what comes next, what is left, each side; the timeline in :data:`BAR_UNITS`."""

    title: str
    left: str
    next: str
    sides: tuple[SideBarShown, ...]
    timeline: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class PageShown:
    """A page of text beside the picture. ``stop`` for what to do after a danger sign."""

    title: str
    lines: tuple[str, ...]
    footer: str
    tone: str
    stop: bool


@dataclass(frozen=True)
class Counted:
    """The seconds of the working side's hold."""

    held_s: float
    target_s: float
    phase: str
    side: str


@dataclass(frozen=True)
class Shown:
    """All that a page shows of one moment.

    Attributes
    ----------
    kind
        ``shown``, the name of this message.
    time_s
        The frame's time.
    taken_ms
        When the page's own camera took the picture, by the page's clock; None for others.
    lines
        What is drawn on the picture.
    side, step, banner, ring, pacer, checks
        Of an exercise, or of the self-test: the leg, the instruction, the message, no ring.
    numbers, results, baseline
        Of the self-test: angles and back, outcomes, how much of the quiet seconds is over.
    message
        Of a practice between its exercises.
    header, page, arm
        Of a practice. While there is a page, the picture stands beside it.
    stage
        Where the practice is, or the step of the self-test.
    hold
        The seconds that count.
    flash
        The colour that the screen takes on where no voice is heard: red, green, blue, strength.
    waits, helps
        Whether the page says that the camera is awaited, or what the keys do. It then covers a
        question, which must not be answered unseen.
    """

    time_s: float
    taken_ms: float | None = None
    lines: Lines | None = None
    side: str | None = None
    step: str | None = None
    banner: Words | None = None
    ring: RingShown | None = None
    pacer: PacerShown | None = None
    checks: tuple[Words, ...] = ()
    numbers: tuple[Words, ...] = ()
    results: tuple[Words, ...] = ()
    baseline: float | None = None
    message: str | None = None
    header: HeaderShown | None = None
    page: PageShown | None = None
    arm: RingShown | None = None
    stage: str = ""
    hold: Counted | None = None
    flash: tuple[int, int, int, float] | None = None
    waits: bool = False
    helps: bool = False
    kind: str = "shown"


Flash = tuple[Colour, float] | None


def show(moment: Moment, taken_ms: float | None = None, flash: Flash = None) -> Shown:
    """What a page shows of a moment.

    Parameters
    ----------
    moment
        What is known of the frame.
    taken_ms
        See :class:`Shown`.
    flash
        The announcer's flash, see :meth:`posecheck.feedback.voice.announcer.Announcer.flash`.
    """
    practice = moment.practice
    page = choose_page(practice) if practice is not None else None
    coloured = None if flash is None else (*flash[0], round(flash[1], 2))
    more: dict[str, Any] = {
        "time_s": round(moment.frame.time_s, 3),
        "taken_ms": taken_ms,
        "header": _header(practice) if practice is not None else None,
        "arm": _arm(moment),
        "flash": coloured,
        "stage": _stage(moment),
        "hold": _hold(moment),
        "helps": practice is not None and practice.help_shown,
    }
    if page is not None:
        return Shown(page=_page(page), **more)
    more["lines"] = make_lines(moment)
    more["message"] = PracticeMessageAnnotator().content(moment)
    if moment.selftest is not None:
        return Shown(**_selftest(moment), **more)
    return Shown(**_exercise(moment), **more)


def show_waiting(last: Moment | None, waiting: Waiting) -> Shown:
    """What a page shows while the camera is awaited."""
    practice = last.practice if last is not None else None
    return Shown(
        time_s=round(waiting.time_s, 3),
        header=_header(practice) if practice is not None else None,
        page=_page(waiting_page(waiting)),
        stage=_stage(last) if last is not None else "",
        hold=_hold(last) if last is not None else None,
        waits=True,
    )


@cache
def _adapter() -> TypeAdapter[Shown]:
    return TypeAdapter(Shown)


def to_json(shown: Shown) -> bytes:
    """As JSON; NaN is null."""
    return _adapter().dump_json(shown, exclude_none=True)


def _exercise(moment: Moment) -> dict[str, Any]:
    ring = ProgressRingAnnotator().content(moment)
    disc = BreathPacerAnnotator().content(moment)
    banner = BannerAnnotator().content(moment)
    return {
        "side": SideAnnotator().content(moment),
        "step": StepAnnotator().content(moment),
        "banner": None if banner is None else Words(banner[0], tone(banner[1])),
        "ring": None
        if ring is None
        else RingShown(
            ring.filled_deg,
            tone(ring.colour),
            ring.text,
            ring.small_text,
            ring.label,
            tone(ring.label_colour),
        ),
        "pacer": None if disc is None else PacerShown(disc[0], round(disc[1], 3), disc[2]),
        "checks": _words(ChecksAnnotator().content(moment)),
    }


def _selftest(moment: Moment) -> dict[str, Any]:
    said = SelfTestMessageAnnotator().content(moment)
    message, baseline = said if said is not None else ("", NO_BAR)
    return {
        "side": SelfTestLegAnnotator().content(moment),
        "step": SelfTestInstructionAnnotator().content(moment),
        "banner": Words(message, tone(FIX)) if message else None,
        "baseline": None if baseline == NO_BAR else round(baseline, 3),
        "numbers": _words(SelfTestNumbersAnnotator().content(moment)),
        "results": _words(SelfTestResultsAnnotator().content(moment)),
    }


def _words(entries: Entries | None) -> tuple[Words, ...]:
    return tuple(Words(text, tone(colour)) for text, colour in entries or ())


def _header(state: PracticeState) -> HeaderShown:
    bars = side_bars(state, BAR_UNITS)
    return HeaderShown(
        part_title(state),
        time_left(state),
        next_text(state),
        tuple(SideBarShown(bar.label, bar.filled / BAR_UNITS, bar.is_full) for bar in bars),
        plan_timeline(state, BAR_UNITS),
    )


def _page(page: Page) -> PageShown:
    is_stop = page.background == STOP
    return PageShown(page.title, page.lines, page.footer, tone(page.colour), is_stop)


def _arm(moment: Moment) -> RingShown | None:
    arm = ArmRingAnnotator().content(moment)
    return None if arm is None else RingShown(arm[0], tone(ACCENT), "", label=arm[1])


def _stage(moment: Moment) -> str:
    if moment.practice is not None:
        return Stage(moment.practice.stage).value
    return moment.selftest.step.name.lower() if moment.selftest is not None else ""


def _hold(moment: Moment) -> Counted | None:
    coaching = moment.coaching
    if coaching is None or math.isnan(coaching.hold.held_s):
        return None
    hold = coaching.hold
    return Counted(round(hold.held_s, 3), hold.target_s, coaching.phase.value, coaching.side)
