"""A history that can only be read: its contents, in memory.

On a disk that cannot be written SQLite refuses even to read a file with a write-ahead log, because
it would have to make the files beside it. So the contents are copied into memory, brought to the
newest schema there, and shown.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing, suppress
from pathlib import Path

from posecheck.errors import HistoryError
from posecheck.history.database import check_database, migrate
from posecheck.history.sqlite_errors import translate_sqlite_errors


def read_into_memory(path: Path) -> sqlite3.Connection:
    """The history as a database in memory that takes no writes.

    Raises
    ------
    HistoryError
        It cannot be read either, is damaged, is not a history, or was written by a newer posecheck.
    """
    memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    try:
        with translate_sqlite_errors(path):
            _copy_contents(path, memory)
            check_database(memory, path)
            migrate(memory)
            memory.execute("PRAGMA query_only = ON")
    except OSError as error:
        memory.close()
        reason = error.strerror or str(error)
        raise HistoryError(f"Cannot read the history {path}: {reason}.") from error
    except BaseException:
        memory.close()
        raise
    return memory


def _copy_contents(path: Path, memory: sqlite3.Connection) -> None:
    """Copy the file's contents into memory, in the first of three ways that works.

    1. As SQLite reads, with its locks and its log.
    2. Where there is a log that holds something: from a copy of both in a temporary folder of the
       user's own, because SQLite may have to write into the log before it can read it.
    3. As a file that nobody changes, without locks and without the log.
    """
    with path.open("rb"):  # raises the system's own reason where it may not be read
        pass
    log = path.with_name(f"{path.name}-wal")
    with suppress(sqlite3.OperationalError):
        return _copy(path, "mode=ro", memory)
    with suppress(OSError, sqlite3.OperationalError):
        if log.stat().st_size:
            with tempfile.TemporaryDirectory(prefix="posecheck-history-") as folder:
                copy = Path(folder) / path.name
                shutil.copyfile(path, copy)
                shutil.copyfile(log, copy.with_name(log.name))
                return _copy(copy, "mode=rw", memory)
    return _copy(path, "mode=ro&immutable=1", memory)


def _copy(path: Path, how: str, memory: sqlite3.Connection) -> None:
    uri = f"{path.absolute().as_uri()}?{how}"
    with closing(sqlite3.connect(uri, uri=True)) as source:
        source.backup(memory)
