"""``posecheck compare``."""

from __future__ import annotations

import typer
from rich.markup import escape
from rich.table import Table

from posecheck.cli.console import stdout, tell_path, tell_table
from posecheck.cli.options.compare import CompareOptions
from posecheck.engine.api import compare
from posecheck.feedback.comparison.comparison import Comparison, SideComparison
from posecheck.feedback.comparison.export import to_json
from posecheck.output.claims import check_output, claim_outputs
from posecheck.output.files import write_atomically


def compare_analyses(given: CompareOptions) -> None:
    """Run the command."""
    sides = given.chosen_sides
    if given.out is not None:
        check_output(given.out, overwrite=given.overwrite)
    found = compare(given.first, given.second, sides)
    if given.out is not None:
        _write_page(found, given)
    if given.as_json:
        typer.echo(to_json(found))
        return
    stdout.print(f"[bold]{escape(found.title)}[/]", markup=True)
    stdout.print(f"  first: {found.first.name}")
    stdout.print(f"  second: {found.second.name}")
    for part in found.parts:
        tell_table(_table(part))
    stdout.print(found.summary)
    if given.out is not None:
        tell_path(given.out)


def _write_page(found: Comparison, given: CompareOptions) -> None:
    from posecheck.feedback.comparison.page import render_comparison  # it loads Jinja

    assert given.out is not None
    read = [p for p in (given.first, given.second) if p.is_file()]
    with (
        claim_outputs({"--out": given.out}, inputs=read, overwrite=given.overwrite),
        write_atomically(given.out) as file,
    ):
        file.write(render_comparison(found))


def _table(part: SideComparison) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(part.heading)
    table.add_column("First", justify="right", no_wrap=True)
    table.add_column("Second", justify="right", no_wrap=True)
    table.add_column("Second against first")
    for row in part.rows:
        cells = [row.title, row.describe_first(), row.describe_second(), row.describe()]
        if row.note:
            cells[3] += f". {row.note}"
        table.add_row(*cells, style="bold" if row.is_real else None)
    return table
