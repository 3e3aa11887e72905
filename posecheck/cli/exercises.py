"""``posecheck exercises``."""

from __future__ import annotations

import typer
from rich.markup import escape
from rich.table import Table

from posecheck.cli.console import stdout, tell_table
from posecheck.cli.options.exercises import ExercisesOptions
from posecheck.exercises.library import find_exercise, load_exercises
from posecheck.exercises.programme import Programme
from posecheck.exercises.programme_library import load_programmes
from posecheck.exercises.schema import Exercise
from posecheck.exercises.sources import sources
from posecheck.exercises.words import describe_goal, describe_range

KINDS = (
    "defining: nothing counts without it. guarding: while it is wrong a hold pauses, and "
    "repetitions go on; what cannot be seen never pauses."
)
"""What the two kinds of checks mean."""


def list_exercises(given: ExercisesOptions) -> None:
    """Run the command."""
    name = given.name
    if given.as_json:
        typer.echo(_as_json(name))
        return
    if name is not None and name in load_programmes():
        _show_programme(load_programmes()[name])
        return
    for exercise in [find_exercise(name)] if name else load_exercises().values():
        _show_exercise(exercise, detailed=name is not None)
    stdout.print(KINDS)
    if name is None:
        for programme in load_programmes().values():
            _show_programme(programme)


def _as_json(name: str | None) -> str:
    """All exercises and programmes, or the one of that name, as JSON."""
    from posecheck.exercises.export import to_json  # it loads the measures, for their units

    programmes = load_programmes()
    if name is None:
        return to_json(load_exercises().values(), programmes.values())
    if name in programmes:
        return to_json((), [programmes[name]])
    return to_json([find_exercise(name)], ())


def _show_programme(programme: Programme) -> None:
    """Print a programme with its timetable."""
    _print_heading(programme.name, programme.heading(", "))
    stdout.print(f"  {programme.summary}")
    table = Table(box=None, padding=(0, 2, 0, 2), show_header=False)
    start_s = programme.timing.prepare_s
    for part in programme.parts:
        minutes, seconds = divmod(round(start_s), 60)
        table.add_row(f"{minutes}:{seconds:02d}", find_exercise(part.exercise).title)
        start_s += part.seconds
    tell_table(table)
    stdout.print()


def _show_exercise(exercise: Exercise, *, detailed: bool) -> None:
    """Print an exercise; in detail with its steps, reasons and sources."""
    goal = exercise.goal
    _print_heading(exercise.name, exercise.title)
    stdout.print(f"  {exercise.summary}")
    stdout.print(f"  Camera: {exercise.camera}")
    why = f"{goal.reason} {_name_sources(goal.source)}" if detailed else goal.reason
    stdout.print(f"  {describe_goal(exercise)} {why}")
    if detailed:
        for number, step in enumerate(exercise.steps, 1):
            stdout.print(f"  {number}. {step.text.format(side='working', other='other')}")
    table = Table(box=None, padding=(0, 2, 0, 2), show_header=False)
    for check in exercise.checks:
        cells = [check.title, describe_range(check), check.kind]
        reason = f"{check.reason} {_name_sources(check.source)}"
        table.add_row(*cells, *([reason] if detailed else []))
    tell_table(table)
    if detailed:
        for key in dict.fromkeys(k for part in (goal, *exercise.checks) for k in part.source):
            stdout.print(f"  {key}: {sources()[key].citation}", highlight=False)
    stdout.print()


def _print_heading(name: str, title: str) -> None:
    stdout.print(f"[bold]{escape(name)}[/]  {escape(title)}", markup=True)


def _name_sources(keys: tuple[str, ...]) -> str:
    return f"({', '.join(keys)})"
