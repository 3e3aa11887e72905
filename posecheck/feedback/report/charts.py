"""What the charts of both reports have in common: colours, and the way to SVG."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

GREEN = "#2e9e62"
"""What is right."""

ORANGE = "#e0701c"
"""What is not right."""

GREY = "#b9bec6"
"""What cannot be seen."""

BLUE = "#1f6fb5"
"""The first line of a chart."""

BROWN = "#b5541f"
"""The second line of a chart."""

BLACK = "#1a2027"
"""A line that is alone in its chart; the colour of the text."""


def new_figure(width: float, height: float) -> Figure:
    """Create a figure of ``width`` x ``height`` inches for :func:`render_svg`."""
    # not at the top of the file: loading matplotlib takes long
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasSVG(figure)
    return figure


def remove_frame(axes: Axes) -> None:
    """Remove the space beside the lines and the upper and right border."""
    axes.margins(x=0)
    axes.spines[["top", "right"]].set_visible(False)


def render_svg(figure: Figure) -> str:
    """Render a figure as an ``<svg>`` element to put into HTML."""
    text = io.StringIO()
    figure.savefig(text, format="svg", metadata={"Date": None})
    svg = text.getvalue()
    return svg[svg.index("<svg") :]
