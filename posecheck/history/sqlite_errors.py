"""SQLite's errors as one sentence each, and its transactions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from posecheck.errors import HistoryError

REASONS: Mapping[str, str] = {
    "SQLITE_BUSY": "another program is using it: close that one, or try again",
    "SQLITE_LOCKED": "another program is using it: close that one, or try again",
    "SQLITE_FULL": "the disk is full",
    "SQLITE_READONLY": "it can only be read",
    "SQLITE_PERM": "its rights do not allow it",
    "SQLITE_AUTH": "its rights do not allow it",
    "SQLITE_CANTOPEN": "it cannot be opened; check the rights of the file and its folder",
    "SQLITE_PROTOCOL": "its disk has no file locks, as some network drives; name a folder on "
    "this machine in POSECHECK_HOME",
    "SQLITE_NOLFS": "its disk does not hold files so large",
    "SQLITE_IOERR": "its disk reports an error",
}
"""What the user is told of each of SQLite's errors; of any other, SQLite's own words. An extended
code (SQLITE_IOERR_LOCK) counts as the code that it begins with."""

LOCK_ERRORS = ("SQLITE_IOERR_LOCK", "SQLITE_IOERR_RDLOCK", "SQLITE_IOERR_UNLOCK")
"""What a network drive without file locks answers; told as SQLITE_PROTOCOL is."""

OURS = (sqlite3.ProgrammingError, sqlite3.InterfaceError, sqlite3.NotSupportedError)
"""Errors in posecheck itself, such as a closed connection that is used: no fault of the file."""


def reason_of(error: sqlite3.Error) -> str:
    """SQLite's error in words: why, and what to do."""
    name = getattr(error, "sqlite_errorname", None) or ""
    if name in LOCK_ERRORS:
        name = "SQLITE_PROTOCOL"
    known = (text for code, text in REASONS.items() if name.startswith(code))
    return next(known, str(error))


@contextmanager
def translate_sqlite_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's errors within the block into one sentence for the user.

    Raises
    ------
    HistoryError
        In place of an sqlite3.DatabaseError that has its cause in the file, its disk, or another
        program. A fault of posecheck's own (:data:`OURS`) stays as it is.
    """
    try:
        yield
    except OURS:
        raise
    except sqlite3.IntegrityError as error:
        if "FOREIGN KEY" in str(error).upper():
            raise HistoryError("This session was deleted from the history meanwhile.") from error
        raise HistoryError(f"Cannot use the history {path}: {error}.") from error
    except sqlite3.OperationalError as error:
        raise HistoryError(f"Cannot use the history {path}: {reason_of(error)}.") from error
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # SQLite quotes bytes, not text
        raise damaged(
            path
        ) from error  # where bytes are quoted that are no text, no message is made


@contextmanager
def reading_rows(path: Path) -> Iterator[None]:
    """As :func:`translate_sqlite_errors`, for a block that makes records of rows.

    Raises
    ------
    HistoryError
        Also for a value, or a column, that no posecheck wrote.
    """
    with translate_sqlite_errors(path):
        try:
            yield
        except (ValueError, TypeError, LookupError) as error:  # LookupError: a lost column
            raise damaged(path) from error


def damaged(path: Path) -> HistoryError:
    """The error for a file that holds no sound history."""
    return HistoryError(
        f"The history {path} is damaged: move it away to begin a new one; it was left as it is."
    )


@contextmanager
def transaction(connection: sqlite3.Connection, kind: str = "IMMEDIATE") -> Iterator[None]:
    """Write everything that the block does, or nothing of it.

    With the kind "DEFERRED" it only reads, and sees one state of the file throughout.
    """
    connection.execute(f"BEGIN {kind}")
    try:
        yield
    except BaseException:
        with suppress(sqlite3.Error):  # with a full disk SQLite has rolled back already
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
