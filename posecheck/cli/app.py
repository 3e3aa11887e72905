"""The program: gathers the commands, and turns errors into one sentence and a status.

Exit status: 0 done; 1 done, but some inputs failed (each is named); 2 wrong usage, or
nothing could be done; 128 and the number of the signal that ended it.
"""

from __future__ import annotations

import errno
import os
import sys
import traceback
from typing import Annotated

import typer

from posecheck.cli.command import Program, add_command
from posecheck.cli.console import complain, complain_of, is_debugging
from posecheck.cli.options.analyze import AnalyzeOptions
from posecheck.cli.options.browser_app import BrowserAppOptions
from posecheck.cli.options.compare import CompareOptions
from posecheck.cli.options.demo import DemoOptions
from posecheck.cli.options.doctor import DoctorOptions
from posecheck.cli.options.exercises import ExercisesOptions
from posecheck.cli.options.history import HistoryOptions
from posecheck.cli.options.measure import MeasureOptions
from posecheck.cli.options.practice import PracticeOptions
from posecheck.cli.options.schema import SchemaOptions
from posecheck.cli.options.selftest import SelfTestOptions
from posecheck.cli.streams import CLOSED, output_trouble, prepare_streams
from posecheck.errors import PosecheckError
from posecheck.interruption import Interrupted
from posecheck.readable import without_passwords

app = typer.Typer(
    name="posecheck",
    cls=Program,
    help="Watches you practise on the floor, checks your position and says what to correct.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={
        "help_option_names": ["-h", "--help"],
        # rich obeys NO_COLOR by itself; what typer prints without it does not
        "color": False if os.environ.get("NO_COLOR") else None,
    },
)

add_command(app, "demo", DemoOptions, "posecheck.cli.demo:demo", looks=True)
add_command(app, "app", BrowserAppOptions, "posecheck.cli.browser_app:browser_app", looks=True)
add_command(app, "practice", PracticeOptions, "posecheck.cli.practice:practice", looks=True)
add_command(app, "selftest", SelfTestOptions, "posecheck.cli.selftest:selftest", looks=True)
add_command(app, "analyze", AnalyzeOptions, "posecheck.cli.analyze:analyze", looks=True)
add_command(app, "measure", MeasureOptions, "posecheck.cli.measure:measure", looks=True)
add_command(app, "compare", CompareOptions, "posecheck.cli.compare:compare_analyses")
add_command(app, "exercises", ExercisesOptions, "posecheck.cli.exercises:list_exercises")
add_command(app, "history", HistoryOptions, "posecheck.cli.history:show_history")
add_command(app, "doctor", DoctorOptions, "posecheck.cli.doctor:doctor")
add_command(app, "schema", SchemaOptions, "posecheck.cli.schema:print_schema")


STOPPED = 130
"""Exit status after Ctrl-C, as shells have it: 128 and the number of the signal."""

STOPPED_BY_SIGNAL = range(129, 160)
"""Exit statuses after any signal."""


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"posecheck {version('posecheck')}")
        raise typer.Exit


@app.callback()
def _options(
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks of errors.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Self-care guidance, not a diagnosis. Nothing leaves this machine."""


def main() -> None:
    """The console script."""
    prepare_streams()
    arguments = sys.argv[1:]
    disk_trouble = ""
    arguments = [a for a in arguments if a != "--debug"]
    try:
        status = app(arguments, prog_name="posecheck", standalone_mode=True)
    except PosecheckError as error:
        complain_of(error)
        status = 2
    except KeyboardInterrupt as stop:
        status = getattr(stop, "status", STOPPED)
    except SystemExit as end:  # typer turns a Ctrl-C into this, without a word
        stopped_by = _signal_behind(end)
        status = stopped_by.status if stopped_by is not None else end.code
    except Exception as error:
        if is_debugging():
            print(without_passwords(traceback.format_exc()), file=sys.stderr)
        disk_trouble = _disk_trouble(error)
        if not disk_trouble:
            complain(f"An unexpected error: {error!r}. Run again with --debug to see where.")
        status = 2
    trouble = output_trouble() or disk_trouble
    if trouble and trouble != CLOSED:
        complain(f"Cannot write to standard output: {trouble}.")
        status = status or 1
    if status in STOPPED_BY_SIGNAL:
        complain("Stopped.")
    sys.exit(status)


def _disk_trouble(error: Exception) -> str:
    """Why standard output cannot be written, if the error says that its disk is full."""
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return str(error.strerror) if full and isinstance(error, OSError) else ""


def _signal_behind(end: BaseException | None) -> Interrupted | None:
    """The signal that was turned into another exception, if there was one."""
    while end is not None and not isinstance(end, Interrupted):
        end = end.__cause__ or end.__context__
    return end
