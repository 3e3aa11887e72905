"""A command whose options are one frozen record."""

from __future__ import annotations

import inspect
from dataclasses import MISSING, Field, fields
from importlib import import_module
from typing import Any, TypeVar, get_type_hints

import typer

from posecheck.libraries import translate_import_errors

Options = TypeVar("Options")


def add_command(app: typer.Typer, name: str, options: type[Options], run: str) -> None:
    """Add a command to the program.

    Parameters
    ----------
    app
        The program.
    name
        What the user types.
    options
        A frozen dataclass. Its fields are the command's arguments and options, as typer reads
        them from a function's parameters (``Annotated[bool, typer.Option(...)] = False``); its
        docstring is the command's help.
    run
        The function that runs it, as "module:function". It is imported when the command is
        called, so that ``--help`` loads nothing heavy, and gets the options that the user gave.
    """

    def command(**given: Any) -> None:
        module, function = run.split(":")
        with translate_import_errors():
            getattr(import_module(module), function)(options(**given))

    hints = get_type_hints(options, include_extras=True)
    parameters = [
        inspect.Parameter(
            field.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=_default(field),
            annotation=hints[field.name],
        )
        for field in fields(options)  # type: ignore[arg-type]
    ]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = hints
    command.__doc__ = options.__doc__
    app.command(name)(command)


def _default(field: Field[Any]) -> Any:
    return inspect.Parameter.empty if field.default is MISSING else field.default
