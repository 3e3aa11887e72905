"""Draws the header above the picture: the part, what comes next, time left, each side's time."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np

from posecheck.anatomy import Side
from posecheck.coaching.practice.part_run import SideTotal
from posecheck.coaching.practice.state import PracticeState
from posecheck.feedback.overlay.style import ACCENT, DARK, GOOD, TRACK, UNSEEN, WHITE, Sizes
from posecheck.feedback.overlay.text import (
    Image8,
    draw_text,
    fit_font_size,
    shorten_text,
    text_size,
)


def add_header(picture: Image8, state: PracticeState, sizes: Sizes) -> Image8:
    """Return a taller picture with the header above it."""
    bar, margin = 2 * sizes.line, sizes.margin
    title_height = text_size("X", sizes.label)[1]
    strip = np.full((header_height(sizes), picture.shape[1], 3), DARK, np.uint8)
    _draw_timeline(strip, state, bar)
    y = bar + margin // 2
    _draw_title(strip, state, y, sizes)
    _draw_sides(strip, state, y + title_height + margin // 2, bar, sizes)
    return np.vstack([strip, picture])


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


def _draw_timeline(strip: Image8, state: PracticeState, height: int) -> None:
    """Draw a segment for each part, as wide as it is long, filled up to the present time."""
    width, table = strip.shape[1], state.timetable
    scale = width / table.total_s
    for planned in table.parts:
        left, right = round(planned.start_s * scale) + 1, round(planned.end_s * scale) - 1
        cv2.rectangle(strip, (left, 0), (right, height - 1), TRACK, -1)
        reached = min(right, round(state.elapsed_s * scale))
        if reached > left:
            cv2.rectangle(strip, (left, 0), (reached, height - 1), ACCENT, -1)


def _draw_title(strip: Image8, state: PracticeState, y: int, sizes: Sizes) -> None:
    """Write the number and title of the part, and the time left of the programme."""
    width, parts = strip.shape[1], state.timetable.parts
    is_one_exercise = state.timetable.programme.is_one_exercise
    time_left = "" if is_one_exercise else f"{format_clock(state.left_s)} left"
    space = text_size(time_left, sizes.label)[0] if time_left else 0
    number = f"{state.part + 1}/{len(parts)} " if len(parts) > 1 else ""
    title = f"{number}{state.title}"
    size = fit_font_size(title, sizes.label, width - space - 3 * sizes.margin)
    draw_text(strip, title, (sizes.margin, y), size, WHITE)
    if time_left:
        draw_text(strip, time_left, (width - space - sizes.margin, y), sizes.label, ACCENT)


def _draw_sides(strip: Image8, state: PracticeState, y: int, bar: int, sizes: Sizes) -> None:
    """Draw each side's time with a bar, both to the same scale; then what comes next."""
    margin = sizes.margin
    longest = max((done.target for done in state.sides.values()), default=0.0)
    cell = (strip.shape[1] - 2 * margin) * 3 // 10
    x = margin
    for side, done in state.sides.items():
        share = 0.0 if longest <= 0 else min(1.0, done.done / longest)
        is_full = done.target > 0 and done.done >= done.target - 1e-6
        _draw_side(strip, side_label(state.sides, side), share, is_full, (x, y, cell, bar), sizes)
        x += cell + margin
    text = ""
    if state.passes > 1:
        text = f"hold {state.pass_number} of {state.passes}"
    elif state.next_title:
        text = f"then {state.next_title}"
    room = strip.shape[1] - x - margin
    text = shorten_text(text, sizes.small, room)  # smaller letters cannot be read from the floor
    if text:
        at = (strip.shape[1] - margin - text_size(text, sizes.small)[0], y)
        draw_text(strip, text, at, sizes.small, UNSEEN)


def _draw_side(
    strip: Image8,
    label: str,
    share: float,
    is_full: bool,
    place: tuple[int, int, int, int],
    sizes: Sizes,
) -> None:
    """Draw a label and a bar below it, filled to ``share`` (0..1).

    ``place`` is x and y of the label, the width of the bar and its height, in pixels.
    """
    x, y, width, bar = place
    size = fit_font_size(label, sizes.small, width)
    draw_text(strip, label, (x, y), size, GOOD if is_full else WHITE)
    top = y + text_size(label, sizes.small)[1]
    cv2.rectangle(strip, (x, top), (x + width, top + bar), TRACK, -1)
    if share > 0:
        cv2.rectangle(strip, (x, top), (x + round(width * share), top + bar), GOOD, -1)
