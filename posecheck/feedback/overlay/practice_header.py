"""The strip over the picture: which part, what comes next, how long still, both sides' time."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np

from posecheck.anatomy import Side
from posecheck.coaching.practice.part_run import SideTotal
from posecheck.coaching.practice.state import PracticeState
from posecheck.feedback.overlay.style import ACCENT, DARK, GOOD, UNSEEN, WHITE, Sizes
from posecheck.feedback.overlay.text import (
    Colour,
    Image8,
    draw_text,
    fitting_size,
    shortened,
    text_size,
)

TRACK: Colour = (70, 76, 84)
"""The part of a bar that is not filled."""


def with_header(picture: Image8, state: PracticeState, sizes: Sizes) -> Image8:
    """The picture with the strip on top of it, so that nothing of it is covered."""
    bar, margin = 2 * sizes.line, sizes.margin
    title_row = text_size("X", sizes.label)[1]
    strip = np.full((header_height(sizes), picture.shape[1], 3), DARK, np.uint8)
    _timeline(strip, state, bar)
    y = bar + margin // 2
    _title(strip, state, y, sizes)
    _sides(strip, state, y + title_row + margin // 2, bar, sizes)
    return np.vstack([strip, picture])


def header_height(sizes: Sizes) -> int:
    """Of the strip, in pixels."""
    rows = text_size("X", sizes.label)[1] + text_size("X", sizes.small)[1]
    return 4 * sizes.line + rows + 3 * (sizes.margin // 2)


def clock(seconds: float) -> str:
    """Minutes and seconds, ``4:05``."""
    whole = max(0, round(seconds))
    return f"{whole // 60}:{whole % 60:02d}"


def _timeline(strip: Image8, state: PracticeState, height: int) -> None:
    """A segment for each part, as wide as it is long; filled as far as the time has gone."""
    width, table = strip.shape[1], state.timetable
    scale = width / table.total_s
    for planned in table.parts:
        left, right = round(planned.start_s * scale) + 1, round(planned.end_s * scale) - 1
        cv2.rectangle(strip, (left, 0), (right, height - 1), TRACK, -1)
        reached = min(right, round(state.elapsed_s * scale))
        if reached > left:
            cv2.rectangle(strip, (left, 0), (reached, height - 1), ACCENT, -1)


def _title(strip: Image8, state: PracticeState, y: int, sizes: Sizes) -> None:
    width, parts = strip.shape[1], state.timetable.parts
    left_s = "" if state.timetable.programme.is_one_exercise else f"{clock(state.left_s)} left"
    space = text_size(left_s, sizes.label)[0] if left_s else 0
    number = f"{state.part + 1}/{len(parts)} " if len(parts) > 1 else ""
    title = f"{number}{state.title}"
    size = fitting_size(title, sizes.label, width - space - 3 * sizes.margin)
    draw_text(strip, title, (sizes.margin, y), size, WHITE)
    if left_s:
        draw_text(strip, left_s, (width - space - sizes.margin, y), sizes.label, ACCENT)


def _sides(strip: Image8, state: PracticeState, y: int, bar: int, sizes: Sizes) -> None:
    """Left and right, each with its time and a bar to the same scale; then what comes next."""
    margin = sizes.margin
    most = max((done.target for done in state.sides.values()), default=0.0)
    cell = (strip.shape[1] - 2 * margin) * 3 // 10
    x = margin
    for side, done in state.sides.items():
        share = 0.0 if most <= 0 else min(1.0, done.done / most)
        full = done.target > 0 and done.done >= done.target - 1e-6
        _side(strip, side_label(state.sides, side), share, full, (x, y, cell, bar), sizes)
        x += cell + margin
    holds = f"hold {state.pass_number} of {state.passes}" if state.passes > 1 else ""
    text = holds or (f"then {state.next_title}" if state.next_title else "")
    room = strip.shape[1] - x - margin
    text = shortened(text, sizes.small, room)  # smaller letters are not read from the floor
    if text:
        at = (strip.shape[1] - margin - text_size(text, sizes.small)[0], y)
        draw_text(strip, text, at, sizes.small, UNSEEN)


def side_label(sides: Mapping[Side, SideTotal], side: Side) -> str:
    """``Left 0:45`` or ``Left 3/10``; without the side where both do the same."""
    done = sides[side]
    amount = clock(done.done) if done.counts_time else f"{done.done:.0f}/{done.target:.0f}"
    return f"{side.capitalize()} {amount}" if len(sides) > 1 else amount


def _side(
    strip: Image8,
    label: str,
    share: float,
    full: bool,
    place: tuple[int, int, int, int],
    sizes: Sizes,
) -> None:
    x, y, width, bar = place
    size = fitting_size(label, sizes.small, width)
    draw_text(strip, label, (x, y), size, GOOD if full else WHITE)
    top = y + text_size(label, sizes.small)[1]
    cv2.rectangle(strip, (x, top), (x + width, top + bar), TRACK, -1)
    if share > 0:
        cv2.rectangle(strip, (x, top), (x + round(width * share), top + bar), GOOD, -1)
