"""The history's SQLite file: its place, its access rights, its schema version."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from contextlib import closing, suppress
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path

import platformdirs

from posecheck.errors import HistoryError
from posecheck.history.sqlite_errors import reason_of, transaction, translate_sqlite_errors
from posecheck.history.times import offset_s, to_local, utc_text
from posecheck.interruption import held
from posecheck.output.private import create_private

FILE_NAME = "history.sqlite3"
"""Name of the file in the user's data folder."""

HOME_VARIABLE = "POSECHECK_HOME"
"""Environment variable that names another folder for the history."""

APPLICATION_ID = 0x50534F41
"""SQLite's application_id of a history, "POSA" in ASCII: other programs' files have another one."""

BUSY_S = 5.0
"""Seconds that a write waits for another session's write, which takes milliseconds."""

LEAST_FREE = 1 << 16
"""Bytes that must be free: SQLite makes a file of 32 KB beside the history."""

BESIDE = ("", "-wal", "-shm", "-journal")
"""What SQLite adds to the file's name for the files that it keeps beside it."""


class CannotWriteError(HistoryError):
    """The history cannot be written; it may still be read. ``reason`` says why."""

    def __init__(self, path: Path, reason: str) -> None:
        self.reason = reason
        super().__init__(f"Cannot write the history {path}: {reason}.")


def history_path() -> Path:
    """Path of the history: in the user's data folder, or in $POSECHECK_HOME."""
    home = os.environ.get(HOME_VARIABLE)
    folder = Path(home) if home else Path(platformdirs.user_data_dir("posecheck", appauthor=False))
    return folder / FILE_NAME


@cache
def schema_steps() -> tuple[str, ...]:
    """The SQL scripts that bring an empty file to the newest schema, one script a version."""
    folder = files("posecheck.history") / "schema"
    scripts = sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    return tuple(script.read_text(encoding="utf-8") for script in scripts)


def open_database(path: Path) -> sqlite3.Connection:
    """Open a history; create the file or migrate it to the newest schema where needed.

    Returns
    -------
    sqlite3.Connection
        In autocommit mode.

    Raises
    ------
    CannotWriteError
        The file, its folder or its disk cannot be written.
    HistoryError
        The file is damaged, is not a history, was written by a newer posecheck, or is locked.
        It stays unchanged.
    """
    try:
        _make_private(path)
        connection = sqlite3.connect(
            path, timeout=BUSY_S, isolation_level=None, check_same_thread=False
        )
    except OSError as error:
        raise CannotWriteError(path, error.strerror or str(error)) from error
    except sqlite3.OperationalError as error:
        raise CannotWriteError(path, _why(path) or reason_of(error)) from error
    try:
        with held(), translate_sqlite_errors(path):  # no half migrated or half copied history
            _prepare(connection, path)
    except HistoryError as error:
        connection.close()
        cause = error.__cause__
        if isinstance(cause, sqlite3.OperationalError) and not _is_busy(cause):
            raise CannotWriteError(path, _why(path) or reason_of(cause)) from cause
        raise
    except OSError as error:  # the copy that is kept before the file is migrated
        connection.close()
        raise CannotWriteError(path, error.strerror or str(error)) from error
    except BaseException:
        connection.close()
        raise
    return connection


def check_database(connection: sqlite3.Connection, path: Path) -> None:
    """Raise an error unless the file is a sound history of this posecheck or an older one.

    Raises
    ------
    HistoryError
        It is not a history, or was written by a newer posecheck.
    sqlite3.DatabaseError
        It is damaged.
    """
    if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise sqlite3.DatabaseError("malformed")
    # in this order: another program may make the history between the two
    if _has_tables(connection) and _owner(connection) != APPLICATION_ID:
        raise HistoryError(f"{path} is not posecheck's history: move it away.")
    if _version(connection) > len(schema_steps()):
        raise HistoryError(
            f"The history {path} was written by a newer posecheck: update posecheck to read it."
        )


def migrate(connection: sqlite3.Connection, keep_copy_of: Path | None = None) -> None:
    """Bring a history to the newest schema, all of it or nothing.

    Parameters
    ----------
    keep_copy_of
        The file, if a copy is to be kept beside it first.
    """
    steps = schema_steps()
    if _version(connection) == len(steps):
        return
    connection.create_function("utc_text", 1, _kept_as_utc)
    connection.create_function("local_offset_s", 1, _offset_of_kept)
    with transaction(connection):
        # another program may have migrated the file before this one got the lock
        version = _version(connection)
        if version < len(steps) and keep_copy_of is not None and _has_tables(connection):
            _back_up(keep_copy_of, version)
        for number in range(version, len(steps)):
            for statement in _split_statements(steps[number]):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number + 1}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def list_backups(path: Path) -> list[Path]:
    """The copies that were kept before the file was migrated."""
    return sorted(path.parent.glob(f"{path.stem}.version-*.backup{path.suffix}"))


def _owner(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA application_id").fetchone()[0])


def _make_private(path: Path) -> None:
    """Create the file if there is none, and let only its owner read it and what lies beside it."""
    is_own_folder = HOME_VARIABLE not in os.environ and path == history_path()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if is_own_folder and sys.platform != "win32" and path.parent.stat().st_mode & 0o077:
        path.parent.chmod(0o700)
    if not path.exists():
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    if sys.platform == "win32":
        return
    # SQLite gives the files beside it the rights of the file itself, but only when it makes them
    for file in [path.with_name(path.name + ending) for ending in BESIDE] + list_backups(path):
        with suppress(FileNotFoundError):
            mode = file.stat().st_mode & 0o777
            if mode & 0o077:
                file.chmod(mode & 0o700)  # a file that its owner made read-only stays so


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
    check_database(connection, path)
    # a file that can only be read tells it here, and not with the first thing that happens
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(f"PRAGMA user_version = {_version(connection)}")
    finally:
        with suppress(sqlite3.OperationalError):  # SQLite may have rolled back already
            connection.execute("ROLLBACK")
    migrate(connection, keep_copy_of=path)
    # With a write-ahead log a killed program loses nothing that was written. FULL brings
    # each write to the disk, so that a power cut costs no more than a kill does: NORMAL
    # would do that only every few minutes. Twice a second it takes 1 to 8 ms.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


def _why(path: Path) -> str:
    """Why the file cannot be written, where the system knows better than SQLite; else ""."""
    try:
        if path.exists():
            with path.open("r+b"):
                pass
        if not os.access(path.parent, os.W_OK):
            return "its folder cannot be written"
        return "the disk is full" if shutil.disk_usage(path.parent).free < LEAST_FREE else ""
    except OSError as error:
        return error.strerror or ""


def _is_busy(error: sqlite3.Error) -> bool:
    name = getattr(error, "sqlite_errorname", None) or ""
    return name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _has_tables(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])


def _kept_as_utc(text: str) -> str:
    """A time as it was kept until schema 2, as UTC; what is no time stays as it is."""
    try:
        return utc_text(to_local(datetime.fromisoformat(text)))
    except (ValueError, OverflowError, OSError):  # OSError: before 1970, on Windows
        return text


def _offset_of_kept(text: str) -> int:
    """The offset of a time as it was kept until schema 2."""
    try:
        return offset_s(to_local(datetime.fromisoformat(text)))
    except (ValueError, OverflowError, OSError):  # OSError: before 1970, on Windows
        return 0


def _back_up(path: Path, version: int) -> None:
    """Keep a copy beside the file before the file is migrated.

    The file is locked for writing meanwhile, so that nobody else has migrated it. SQLite copies
    nothing through the connection that holds that lock.
    """
    copy = path.with_name(f"{path.stem}.version-{version}.backup{path.suffix}")
    create_private(copy)
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
    except BaseException:
        copy.unlink(missing_ok=True)
        raise


def _split_statements(script: str) -> list[str]:
    """Split a script into statements. ``executescript`` would end the running transaction."""
    found, statement = [], ""
    for line in script.splitlines():
        statement += line.split("--")[0] + "\n"
        if sqlite3.complete_statement(statement):
            found.append(statement.strip())
            statement = ""
    return found
