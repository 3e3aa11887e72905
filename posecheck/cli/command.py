"""A command whose options are one frozen record."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import MISSING, Field, fields
from importlib import import_module
from typing import Any, TypeVar, get_type_hints

import typer
from typer.core import TyperGroup

from posecheck.errors import OutputError
from posecheck.libraries import translate_import_errors
from posecheck.readable import one_line, readable, without_passwords

Options = TypeVar("Options")


class Program(TyperGroup):
    """The program; what it says about wrong arguments shows no password of an address."""

    def make_context(self, *arguments: Any, **more: Any) -> Any:
        """Read the arguments. ``--install-completion`` is done by then."""
        with _without_passwords():
            try:
                return super().make_context(*arguments, **more)
            except OSError as error:
                name = readable(error.filename or "the shell's settings")
                raise OutputError(f"Cannot write {name}: {error.strerror}.") from error

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        with _without_passwords():
            return super().invoke(ctx)


def add_command(
    app: typer.Typer, name: str, options: type[Options], run: str, *, looks: bool = False
) -> None:
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
    looks
        Whether it looks for people in pictures. MediaPipe is then loaded, in its own process, while
        the command's module is.
    """

    def command(**given: Any) -> None:
        module, function = run.split(":")
        looks_here = looks and given.get("dask") is None  # else the cluster's workers look
        with translate_import_errors(), _loading_mediapipe(given) if looks_here else nullcontext():
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
    command.__doc__ = _join_lines(options.__doc__ or "")
    app.command(name)(command)


def _join_lines(text: str) -> str:
    """The text with each paragraph in one line, which the terminal breaks where it must."""
    paragraphs = inspect.cleandoc(text).split("\n\n")
    return "\n\n".join(p if p.startswith(" ") else p.replace("\n", " ") for p in paragraphs)


@contextmanager
def _loading_mediapipe(given: dict[str, Any]) -> Iterator[None]:
    from posecheck.perception.body.mediapipe_worker import mediapipe_kept

    with mediapipe_kept(given.get("model")):
        yield


@contextmanager
def _without_passwords() -> Iterator[None]:
    """Hide passwords in the message of a usage error: it may repeat an argument."""
    try:
        yield
    except Exception as error:
        message = getattr(error, "message", None)  # all usage errors have one
        if isinstance(message, str):
            error.message = one_line(without_passwords(message))  # type: ignore[attr-defined]
        raise


def _default(field: Field[Any]) -> Any:
    return inspect.Parameter.empty if field.default is MISSING else field.default
