"""Plots the history: time held or rolled each day, and the self-tests with their errors."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

from posecheck.anatomy import SIDES, Side
from posecheck.errors import OutputError
from posecheck.history.records import PastSelftest, PastSession
from posecheck.history.times import without_future
from posecheck.history.totals import has_practised
from posecheck.history.trend import leg_measurements
from posecheck.output.files import write_bytes_atomically
from posecheck.readable import readable
from posecheck.tightness.change import (
    compare_with_reference,
    describe_change,
    smallest_detectable_change_deg,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS: dict[Side, str] = {"left": "#14599e", "right": "#9c3f7a"}
"""Colour of each side, as in the reports."""

FILLS: dict[Side, str] = {"left": "#14599e", "right": "#d7b2c9"}
"""Fill of each side's bars: the right ones are pale with a coloured edge, so the sides differ
without colour, too."""

INK, QUIET, RULE = "#10141a", "#55606c", "#d9dee4"
"""Colours of titles, of the other texts, and of the lines behind, as in the reports."""

MARKERS: dict[Side, str] = {"left": "o", "right": "s"}
"""Marker of each leg: the legs differ without colour, too."""

SHIFT: dict[Side, timedelta] = {"left": timedelta(hours=-2), "right": timedelta(hours=2)}
"""Shift in time, so that both legs of one test stand side by side."""

NOTE_WIDTH = 96
"""Letters in a line of the notes under the plot; the axis' month stands to the right of them."""


def save_plot(
    path: Path, sessions: Sequence[PastSession], selftests: Sequence[PastSelftest], today: date
) -> None:
    """Write the plot as PNG, or in the format that the file name's ending asks for.

    Parameters
    ----------
    path
        The file.
    sessions, selftests
        The whole history, the oldest first. What a wrong clock dated after today is left out.
    today
        The last day of the time axis.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
    from matplotlib.figure import Figure

    sessions, selftests = without_future(sessions, today), without_future(selftests, today)
    figure = Figure(figsize=(9, 6.5), layout="constrained", dpi=110)
    FigureCanvasAgg(figure)
    above, below = figure.subplots(2, 1, sharex=True)
    _plot_practice(above, [s for s in sessions if has_practised(s)])
    _plot_selftests(below, selftests)
    days = [s.day for s in sessions] + [t.day for t in selftests] + [today]
    first, last = min(days), max(days)
    pad = timedelta(days=max(1.0, (last - first).days * 0.03))
    locator = AutoDateLocator(minticks=2, maxticks=9)  # type: ignore[no-untyped-call]
    for axes in (above, below):
        axes.set_xlim(_to_number(first - pad), _to_number(last + pad))
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(
            ConciseDateFormatter(locator)  # type: ignore[no-untyped-call]
        )
        _style(axes)
    contents = io.BytesIO()
    try:
        figure.savefig(contents, format=path.suffix[1:].lower() or "png")
    except ValueError as error:
        raise OutputError(
            f"Cannot draw {readable(path)}: the name of a plot ends in .png, .svg or .pdf."
        ) from error
    with write_bytes_atomically(path) as file:
        file.write(contents.getvalue())


def _style(axes: Axes) -> None:
    """Give a chart the look of the reports: quiet axes, lines behind the values, no frame."""
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(RULE)
    axes.grid(axis="y", color=RULE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(colors=QUIET, length=0)
    axes.title.set_color(INK)
    axes.yaxis.label.set_color(QUIET)
    axes.xaxis.label.set_color(QUIET)


def _plot_practice(axes: Axes, sessions: Sequence[PastSession]) -> None:
    axes.set_title("Time held or rolled a day", loc="left", fontweight="bold")
    days = sorted({session.day for session in sessions})
    held = {
        side: [sum(s.held_s(side) for s in sessions if s.day == day) / 60 for day in days]
        for side in SIDES
    }
    for side, sign in zip(SIDES, (-1, 1), strict=True):
        places = [_to_number(day) + sign * 0.2 for day in days]
        axes.bar(
            places,
            held[side],
            width=0.38,
            color=FILLS[side],
            label=f"{side} side",
            edgecolor=COLOURS[side],
            linewidth=0.8,
        )
    axes.set_ylabel("minutes")
    if days:
        axes.legend(frameon=False, loc="lower right", bbox_to_anchor=(1, 1), ncols=2)
    else:
        _say_empty(axes, "nothing held or rolled yet")


def _to_number(day: date) -> float:
    """A day or a moment as matplotlib's number."""
    from matplotlib.dates import date2num

    return float(date2num(day))  # type: ignore[no-untyped-call]


def _plot_selftests(axes: Axes, selftests: Sequence[PastSelftest]) -> None:
    axes.set_title(
        "Self-test: hip flexion remaining when the back lifted or the leg stopped",
        loc="left",
        fontweight="bold",
    )
    notes = [
        "Bars: the 95 % error of a test. A change is real beyond the error of both tests, at "
        f"least {smallest_detectable_change_deg():.0f}°."
    ]
    seen = False
    for side in SIDES:
        points = leg_measurements(selftests, side)
        if not points:
            continue
        seen = True
        # at the local time of then, as the bars above stand at the local day
        times = [_to_number(p.taken.replace(tzinfo=None) + SHIFT[side]) for p in points]
        values = [p.hip_flexion for p in points]
        errors = [p.error_deg for p in points]
        colour, marker = COLOURS[side], MARKERS[side]
        axes.plot(times, values, color=colour, linewidth=1.2, alpha=0.7)
        axes.errorbar(times, values, errors, fmt="none", ecolor=colour, elinewidth=5, alpha=0.25)
        for time, point in zip(times, points, strict=True):
            face = "white" if point.is_clear else colour
            axes.plot(time, point.hip_flexion, marker, color=colour, markerfacecolor=face)
        axes.plot([], [], MARKERS[side], color=colour, label=f"{side} leg")
        change = compare_with_reference(points)
        if change is not None:
            notes.append(f"{side.capitalize()} leg: {describe_change(change)}.")
    axes.set_ylabel("degrees (0 is clear)")
    if not seen:
        _say_empty(axes, "no self-test yet")
        return
    axes.plot([], [], "o", color="grey", markerfacecolor="white", label="clear")
    axes.set_ylim(bottom=min(-8.0, axes.get_ylim()[0]))
    axes.legend(frameon=False, loc="lower right", bbox_to_anchor=(1, 1), ncols=3)
    axes.set_xlabel("\n".join(fill(note, NOTE_WIDTH) for note in notes), loc="left")


def _say_empty(axes: Axes, text: str) -> None:
    axes.text(0.5, 0.5, text, transform=axes.transAxes, ha="center", va="center", color="grey")
