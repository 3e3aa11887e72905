"""Draws the header above the picture: the part, what comes next, time left, each side's time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import cv2

from posecheck.anatomy import Side
from posecheck.coaching.practice.part_run import SideTotal
from posecheck.coaching.practice.state import PracticeState
from posecheck.feedback.overlay.drawing import fill
from posecheck.feedback.overlay.style import ACCENT, DARK, GOOD, TRACK, UNSEEN, WHITE, Sizes
from posecheck.feedback.overlay.text import (
    Image8,
    draw_text,
    fit_font_size,
    shorten_text,
    text_size,
)


@dataclass(frozen=True)
class SideBar:
    """A side's time: its label, and how many pixels of its bar are filled."""

    label: str
    filled: int
    is_full: bool


@dataclass(frozen=True)
class Header:
    """What the header shows.

    Attributes
    ----------
    timeline
        For each part where it begins and ends and how far it is done, in pixels.
    title
        Number and title of the part.
    time_left
        Of the whole programme; may be empty.
    sides
        The time of each side, both to the same scale.
    next_text
        What comes next; may be empty.
    """

    timeline: tuple[tuple[int, int, int], ...]
    title: str
    time_left: str
    sides: tuple[SideBar, ...]
    next_text: str

    @classmethod
    def of(cls, state: PracticeState, width: int, sizes: Sizes) -> Header:
        """What is shown of a state, ``width`` pixels wide."""
        return cls(
            plan_timeline(state, width),
            part_title(state),
            time_left(state),
            side_bars(state, _bar_width(width, sizes)),
            next_text(state),
        )

    def draw(self, strip: Image8, sizes: Sizes) -> None:
        """Fill the header's part of an image."""
        bar, margin = 2 * sizes.line, sizes.margin
        fill(strip, DARK)
        _draw_timeline(strip, self.timeline, bar)
        y = bar + margin // 2
        _draw_title(strip, self, y, sizes)
        y += text_size("X", sizes.label)[1] + margin // 2
        _draw_sides(strip, self, y, bar, sizes)


def header_height(sizes: Sizes) -> int:
    """Height of the header in pixels; even, as H.264 asks."""
    rows = text_size("X", sizes.label)[1] + text_size("X", sizes.small)[1]
    height = 4 * sizes.line + rows + 3 * (sizes.margin // 2)
    return height + height % 2


def format_clock(seconds: float) -> str:
    """Format seconds as minutes and seconds, ``4:05``."""
    whole = max(0, round(seconds))
    return f"{whole // 60}:{whole % 60:02d}"


def side_label(sides: Mapping[Side, SideTotal], side: Side) -> str:
    """Return what is done of a side: ``Left 0:45`` or ``Left 3/10``.

    The side is left out where there is only one entry, because both sides do the same.
    """
    done = sides[side]
    amount = format_clock(done.done) if done.counts_time else f"{done.done:.0f}/{done.target:.0f}"
    return f"{side.capitalize()} {amount}" if len(sides) > 1 else amount


def plan_timeline(state: PracticeState, width: int) -> tuple[tuple[int, int, int], ...]:
    """Plan a segment for each part, as wide as it is long, filled up to the present time."""
    scale = width / state.timetable.total_s
    reached = round(state.elapsed_s * scale)
    segments = []
    for planned in state.timetable.parts:
        left, right = round(planned.start_s * scale) + 1, round(planned.end_s * scale) - 1
        segments.append((left, right, max(left, min(right, reached))))
    return tuple(segments)


def part_title(state: PracticeState) -> str:
    """Number and title of the part; the title alone where there is only one."""
    parts = state.timetable.parts
    return f"{state.part + 1}/{len(parts)} {state.title}" if len(parts) > 1 else state.title


def time_left(state: PracticeState) -> str:
    """What is left of the programme; empty for a single exercise."""
    is_one_exercise = state.timetable.programme.is_one_exercise
    return "" if is_one_exercise else f"{format_clock(state.left_s)} left"


def _bar_width(width: int, sizes: Sizes) -> int:
    return (width - 2 * sizes.margin) * 3 // 10


def side_bars(state: PracticeState, width: int) -> tuple[SideBar, ...]:
    """Plan a bar for each side, at most ``width`` pixels wide."""
    longest = max((done.target for done in state.sides.values()), default=0.0)
    return tuple(
        SideBar(
            side_label(state.sides, side),
            0 if longest <= 0 else round(width * min(1.0, done.done / longest)),
            done.target > 0 and done.done >= done.target - 1e-6,
        )
        for side, done in state.sides.items()
    )


def next_text(state: PracticeState) -> str:
    """Which hold this is, or what comes next; may be empty."""
    if state.passes > 1:
        return f"hold {state.pass_number} of {state.passes}"
    return f"then {state.next_title}" if state.next_title else ""


def _draw_timeline(strip: Image8, segments: Iterable[tuple[int, int, int]], height: int) -> None:
    for left, right, reached in segments:
        cv2.rectangle(strip, (left, 0), (right, height - 1), TRACK, -1)
        if reached > left:
            cv2.rectangle(strip, (left, 0), (reached, height - 1), ACCENT, -1)


def _draw_title(strip: Image8, header: Header, y: int, sizes: Sizes) -> None:
    """Write the number and title of the part, and the time left of the programme."""
    width, time_left = strip.shape[1], header.time_left
    space = text_size(time_left, sizes.label)[0] if time_left else 0
    size = fit_font_size(header.title, sizes.label, width - space - 3 * sizes.margin)
    draw_text(strip, header.title, (sizes.margin, y), size, WHITE)
    if time_left:
        draw_text(strip, time_left, (width - space - sizes.margin, y), sizes.label, ACCENT)


def _draw_sides(strip: Image8, header: Header, y: int, bar: int, sizes: Sizes) -> None:
    """Draw each side's time with a bar; then what comes next."""
    margin = sizes.margin
    cell = _bar_width(strip.shape[1], sizes)
    x = margin
    for side in header.sides:
        _draw_side(strip, side, (x, y, cell, bar), sizes)
        x += cell + margin
    room = strip.shape[1] - x - margin
    # smaller letters cannot be read from the floor
    text = shorten_text(header.next_text, sizes.small, room)
    if text:
        at = (strip.shape[1] - margin - text_size(text, sizes.small)[0], y)
        draw_text(strip, text, at, sizes.small, UNSEEN)


def _draw_side(
    strip: Image8, side: SideBar, place: tuple[int, int, int, int], sizes: Sizes
) -> None:
    """Draw a label and a bar below it.

    ``place`` is x and y of the label, the width of the bar and its height, in pixels.
    """
    x, y, width, bar = place
    size = fit_font_size(side.label, sizes.small, width)
    draw_text(strip, side.label, (x, y), size, GOOD if side.is_full else WHITE)
    top = y + text_size(side.label, sizes.small)[1]
    cv2.rectangle(strip, (x, top), (x + width, top + bar), TRACK, -1)
    if side.filled > 0:
        cv2.rectangle(strip, (x, top), (x + side.filled, top + bar), GOOD, -1)
