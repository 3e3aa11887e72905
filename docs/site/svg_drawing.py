"""A small SVG drawing: lines, arcs, circles, words, in the colours of all drawings."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from html import escape

INK, BODY, MARK, SOFT, FLOOR = "#1b1f24", "#3c6e9f", "#b34700", "#5c6670", "#8a939c"
"""Words, the body, what is measured, what helps to see it, the floor. All but the floor have a
contrast of 4.5 or more on white."""

ROLLER, ROLLER_EDGE, RANGE = "#f3c28b", "#8a5a1c", "#d9efdd"

Point = tuple[float, float]


def place(origin: Point, degrees: float, length: float) -> Point:
    """The point in a direction: 0 is to the right, 90 is up."""
    angle = math.radians(degrees)
    return origin[0] + length * math.cos(angle), origin[1] - length * math.sin(angle)


@dataclass
class Drawing:
    """One drawing; y points down, angles grow against the clock from the right.

    Attributes
    ----------
    title, description
        What a screen reader says.
    width, height
        Size in pixels.
    """

    title: str
    description: str
    width: int = 480
    height: int = 300
    parts: list[str] = field(default_factory=list)

    def line(
        self, *points: Point, color: str = BODY, width: float = 4, dashed: bool = False
    ) -> None:
        """A line through points."""
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        dash = ' stroke-dasharray="6 5"' if dashed else ""
        self.parts.append(
            f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="{width:g}" '
            f'stroke-linecap="round" stroke-linejoin="round"{dash}/>'
        )

    def shape(self, path: str, fill: str, edge: str = "none") -> None:
        """A closed path."""
        self.parts.append(f'<path d="{path}" fill="{fill}" stroke="{edge}" stroke-width="2"/>')

    def circle(self, at: Point, radius: float, fill: str, edge: str = "none") -> None:
        """A circle."""
        self.parts.append(
            f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="{radius:g}" fill="{fill}" '
            f'stroke="{edge}" stroke-width="2"/>'
        )

    def joint(self, at: Point) -> None:
        """A joint of the body."""
        self.circle(at, 5, "#ffffff", BODY)

    def box(
        self, middle: Point, size: Point, fill: str, edge: str = "none", turn: float = 0.0
    ) -> None:
        """A box with round corners, turned against the clock by degrees."""
        width, height = size
        x, y = middle[0] - width / 2, middle[1] - height / 2
        radius = min(width, height) / 2.5
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:g}" height="{height:g}" '
            f'rx="{radius:g}" fill="{fill}" stroke="{edge}" stroke-width="2" '
            f'transform="rotate({-turn:g} {middle[0]:.1f} {middle[1]:.1f})"/>'
        )

    def arc(self, at: Point, radius: float, start: float, end: float, color: str = MARK) -> None:
        """An arc from one direction against the clock to another."""
        (x1, y1), (x2, y2) = place(at, start, radius), place(at, end, radius)
        large = 1 if end - start > 180 else 0
        self.parts.append(
            f'<path d="M {x1:.1f} {y1:.1f} A {radius:g} {radius:g} 0 {large} 0 {x2:.1f} {y2:.1f}" '
            f'fill="none" stroke="{color}" stroke-width="3"/>'
        )

    def sector(self, at: Point, radius: float, start: float, end: float, fill: str) -> None:
        """A filled sector."""
        (x1, y1), (x2, y2) = place(at, start, radius), place(at, end, radius)
        self.parts.append(
            f'<path d="M {at[0]:.1f} {at[1]:.1f} L {x1:.1f} {y1:.1f} A {radius:g} {radius:g} 0 0 0 '
            f'{x2:.1f} {y2:.1f} Z" fill="{fill}" stroke="#ffffff" stroke-width="2"/>'
        )

    def arrow(self, start: Point, end: Point, color: str = MARK, *, both: bool = False) -> None:
        """A thin arrow, with a head at the end or at both ends."""
        self.line(start, end, color=color, width=2)
        for tip, back in ((end, start), *(((start, end),) if both else ())):
            direction = math.degrees(math.atan2(-(back[1] - tip[1]), back[0] - tip[0]))
            self.line(
                place(tip, direction - 25, 10), tip, place(tip, direction + 25, 10),
                color=color, width=2,
            )  # fmt: skip

    def words(
        self, at: Point, text: str, color: str = INK, *, anchor: str = "middle", size: int = 16
    ) -> None:
        """A line of text; ``anchor`` is start, middle or end."""
        self.parts.append(
            f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" fill="{color}" font-size="{size}" '
            f'text-anchor="{anchor}">{escape(text)}</text>'
        )

    def camera(self, at: Point, towards: float) -> None:
        """A camera that looks in a direction."""
        self.box(at, (26, 20), SOFT, turn=towards)
        tip = place(at, towards, 12)
        wide = [place(tip, towards + side, 16) for side in (35, -35)]
        path = "M " + " L ".join(f"{x:.1f} {y:.1f}" for x, y in (tip, *wide)) + " Z"
        self.shape(path, SOFT)

    def to_svg(self) -> str:
        """The drawing as a file. It stands on white, so that it is legible on a dark page too."""
        body = "\n".join(self.parts)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" '
            f'width="{self.width}" height="{self.height}" role="img" '
            'font-family="system-ui, Helvetica, Arial, sans-serif">\n'
            f"<title>{escape(self.title)}</title>\n<desc>{escape(self.description)}</desc>\n"
            f'<rect width="{self.width}" height="{self.height}" rx="10" fill="#ffffff"/>\n'
            f"{body}\n</svg>\n"
        )
