"""The rows under the video: when each check was good, to fix, or could not be seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from posecheck.anatomy import Side
from posecheck.feedback.report.curve import format_clock
from posecheck.feedback.report.words import describe_seconds
from posecheck.geometry import Array

VERDICT_WORDS = {"good": "good", "fix": "to fix", "cannot_see": "cannot see"}
"""Each verdict in words, in the order of the report."""

LETTER_SHARE = 0.018
"""Width of a letter as a share of the row, on a phone: a word stands only where it fits."""


@dataclass(frozen=True)
class Segment:
    """A part of a row.

    Attributes
    ----------
    start, width
        In per cent of the clip.
    kind
        A verdict, or ``idle`` for what is neither right nor wrong.
    word
        What stands in it; empty where there is no room.
    title
        What it says when it is pointed at.
    """

    start: float
    width: float
    kind: str
    word: str
    title: str


@dataclass(frozen=True)
class Row:
    """A row of the timeline: its title, what it adds up to in words, and its parts."""

    title: str
    summary: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class Span:
    """A time in which something kept one verdict; ``word`` is shown in place of the verdict's.

    ``side`` is the working side; None where left and right do the same together.
    """

    start_s: float
    end_s: float
    kind: str
    word: str = ""
    side: Side | None = None


def make_row(
    title: str,
    spans: Iterable[Span],
    duration_s: float,
    words: Mapping[str, str] = VERDICT_WORDS,
) -> Row:
    """Make a row of spans.

    Parameters
    ----------
    title
        What the row is about.
    spans
        In the order of time. A span lasts until the next one begins.
    duration_s
        Length of the clip.
    words
        The kinds that are added up, each in words.
    """
    spans = list(spans)
    seconds = dict.fromkeys(words, 0.0)
    segments = []
    for span in spans:
        if span.kind in seconds:
            seconds[span.kind] += span.end_s - span.start_s
        segments.append(_make_segment(span, title, duration_s))
    summary = ", ".join(
        f"{words[kind]} {describe_seconds(s)}" for kind, s in seconds.items() if s >= 0.05
    )
    return Row(title, summary, tuple(segments))


def append_span(spans: list[Span], frame: Span, gap_s: float = 0.0) -> None:
    """Append a frame, which is a span without length: it prolongs the last span, or begins one.

    Nothing is known of the ``gap_s`` seconds before it: no span goes on through them.
    """
    if spans and gap_s <= 0:
        last = spans[-1] = replace(spans[-1], end_s=frame.end_s)
        if replace(frame, start_s=last.start_s) == last:
            return
    spans.append(frame)


def frames_within(
    times_s: Array, spans: Iterable[Span], is_wanted: Callable[[Span], bool]
) -> NDArray[np.bool_]:
    """(n,) whether each frame lies in a span that is wanted.

    A frame at which one span ends and the next one begins belongs to the next one.
    """
    within = np.zeros(len(times_s), bool)
    for span in spans:
        within[(times_s >= span.start_s) & (times_s <= span.end_s)] = is_wanted(span)
    return within


def _make_segment(span: Span, title: str, duration_s: float) -> Segment:
    share = (span.end_s - span.start_s) / duration_s
    said = span.word or VERDICT_WORDS.get(span.kind, "")
    return Segment(
        start=round(100 * span.start_s / duration_s, 3),
        width=round(100 * share, 3),
        kind=span.kind,
        word=said if share > LETTER_SHARE * (len(said) + 0.5) else "",
        title=f"{title}: {said}, {format_clock(span.start_s)} to {format_clock(span.end_s)}",
    )
