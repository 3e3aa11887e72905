"""The errors that a user may see. Each message is one plain sentence that says what to do."""

from __future__ import annotations


class PosecheckError(Exception):
    """Base of all errors. The commands show it as one sentence, without a traceback."""


class InputError(PosecheckError):
    """A photo, clip, camera or stream cannot be opened or read."""


class SourceLostError(PosecheckError):
    """A live source stopped giving frames after it had started."""


class OutputError(PosecheckError):
    """A result cannot be written."""


class HistoryError(PosecheckError):
    """The history cannot be opened, read or written."""


class ModelError(PosecheckError):
    """A model file is missing, damaged or not a model."""


class ExerciseError(PosecheckError):
    """An exercise is unknown, its file is damaged, or it holds nothing for as long as asked."""


class ProgrammeError(PosecheckError):
    """A programme is unknown, or its file is damaged."""


class LibraryError(PosecheckError, ImportError):
    """A Python package or a system library that posecheck needs cannot be loaded."""
