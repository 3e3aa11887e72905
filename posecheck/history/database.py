"""The history's SQLite file: its place, its access rights, its schema version."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import cache
from importlib.resources import files
from pathlib import Path

import platformdirs

from posecheck.errors import HistoryError
from posecheck.interruption import held

FILE_NAME = "history.sqlite3"
"""Name of the file in the user's data folder."""

HOME_VARIABLE = "POSECHECK_HOME"
"""Environment variable that names another folder for the history."""

APPLICATION_ID = 0x50534F41
"""SQLite's application_id of a history, "POSA" in ASCII: other programs' files have another one."""

BUSY_S = 5.0
"""Seconds that a write waits for another session's write, which takes milliseconds."""


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
    HistoryError
        The file cannot be opened, is damaged, is not a history, or was written by a newer
        posecheck. The file stays unchanged.
    """
    try:
        _make_private(path)
        connection = sqlite3.connect(
            path, timeout=BUSY_S, isolation_level=None, check_same_thread=False
        )
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise HistoryError(f"Cannot open the history {path}: {reason}.") from error
    try:
        with held(), translate_sqlite_errors(path):  # no half migrated or half copied history
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")
            if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise sqlite3.DatabaseError("malformed")
            _migrate(connection, path)
            # With a write-ahead log a killed program loses nothing that was written. FULL brings
            # each write to the disk, so that a power cut costs no more than a kill does: NORMAL
            # would do that only every few minutes. Twice a second it takes 1 to 8 ms.
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def translate_sqlite_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's errors within the block into one sentence for the user.

    Raises
    ------
    HistoryError
        In place of any sqlite3.DatabaseError.
    """
    try:
        yield
    except sqlite3.OperationalError as error:
        raise HistoryError(f"Cannot use the history {path}: {error}.") from error
    except sqlite3.IntegrityError as error:
        raise HistoryError("This session was deleted from the history meanwhile.") from error
    except sqlite3.DatabaseError as error:
        raise HistoryError(
            f"The history {path} is damaged: move it away to begin a new one; it was left as it is."
        ) from error


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Write everything that the block does, or nothing of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        with suppress(sqlite3.Error):  # with a full disk SQLite has rolled back already
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def list_backups(path: Path) -> list[Path]:
    """The copies that were kept before the file was migrated."""
    return sorted(path.parent.glob(f"{path.stem}.version-*.backup{path.suffix}"))


def _make_private(path: Path) -> None:
    """Create the file if there is none, and let only its owner read it."""
    is_own_folder = HOME_VARIABLE not in os.environ and path == history_path()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if is_own_folder:
        path.parent.chmod(0o700)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    if sys.platform != "win32" and path.stat().st_mode & 0o077:
        path.chmod(0o600)


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    steps = schema_steps()
    version = _version(connection)
    has_tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] > 0
    owner = connection.execute("PRAGMA application_id").fetchone()[0]
    if has_tables and owner != APPLICATION_ID:
        raise HistoryError(f"{path} is not posecheck's history: move it away.")
    if version > len(steps):
        raise HistoryError(
            f"The history {path} was written by a newer posecheck: update posecheck to read it."
        )
    if version == len(steps):
        return
    if has_tables:
        _back_up(connection, path, version)
    with transaction(connection):
        # another program may have migrated the file before this one got the lock
        for number in range(_version(connection), len(steps)):
            for statement in _split_statements(steps[number]):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number + 1}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def _back_up(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """Keep a copy beside the file before the file is migrated."""
    copy = path.with_name(f"{path.stem}.version-{version}.backup{path.suffix}")
    copy.unlink(missing_ok=True)
    os.close(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(copy)) as target:
        connection.backup(target)


def _split_statements(script: str) -> list[str]:
    """Split a script into statements. ``executescript`` would end the running transaction."""
    found, statement = [], ""
    for line in script.splitlines():
        statement += line.split("--")[0] + "\n"
        if sqlite3.complete_statement(statement):
            found.append(statement.strip())
            statement = ""
    return found
