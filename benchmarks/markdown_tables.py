"""Markdown tables, as the benchmarks print them and write them into docs/."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def markdown_row(cells: Iterable[object]) -> str:
    """Format one row."""
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def markdown_head(head: Sequence[object]) -> str:
    """Format the head and the line below it, for a table that is printed row by row."""
    return f"{markdown_row(head)}\n{markdown_row(['---'] * len(head))}"


def markdown_table(head: Sequence[object], rows: Iterable[Iterable[object]]) -> str:
    """Format a table without padding."""
    return "\n".join([markdown_head(head), *map(markdown_row, rows)])


def aligned_table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Format a table with columns of equal width, and with floats rounded to one decimal."""
    cells = [list(head)] + [
        [f"{cell:.1f}" if isinstance(cell, float) else str(cell) for cell in row] for row in rows
    ]
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    lines = [
        markdown_row(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in cells
    ]
    lines.insert(1, markdown_row("-" * width for width in widths))
    return "\n".join(lines)
