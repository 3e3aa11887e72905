"""A history that cannot be written is shown all the same; what goes wrong is named as it is."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from posecheck.engine.keeper import Keeper
from posecheck.errors import HistoryError
from posecheck.history import database, read_only
from posecheck.history.database import list_backups, open_database, schema_steps
from posecheck.history.records import EndReason, PastHold, Soreness
from posecheck.history.sqlite_errors import translate_sqlite_errors
from posecheck.history.store import History
from posecheck.tightness.outcome import LegOutcome

NOBODY = 65534
"""A user without rights of its own."""

on_posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights in another way")


@pytest.fixture
def path() -> Iterator[Path]:
    """A history of one session, in a folder that any user can reach."""
    folder = Path(tempfile.mkdtemp(prefix="history-test-"))
    with History.open(folder / "history.sqlite3") as history:
        _practise(history)
    yield folder / "history.sqlite3"
    folder.chmod(0o700)
    shutil.rmtree(folder)


def _practise(history: History) -> None:
    log = history.begin_session("daily", datetime(2026, 3, 1, 7, 30))
    log.hold(PastHold("supine_release", "left", held_s=30.0, target_s=30.0))
    log.end(EndReason.DONE)


@contextmanager
def read_only_for_us(path: Path, *, file: int = 0o444, folder: int = 0o555) -> Iterator[None]:
    """Take the rights to write away; root, who may do all, becomes an ordinary user meanwhile."""
    is_root = os.geteuid() == 0
    for entry in (*path.parent.iterdir(), path.parent):
        if is_root:
            os.chown(entry, NOBODY, NOBODY)
        entry.chmod(folder if entry == path.parent else file)
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


@contextmanager
def on_a_read_only_disk(path: Path, monkeypatch) -> Iterator[None]:
    """The rights say yes, but every write says no; SQLite may read but make nothing."""

    def refuse(path: Path) -> None:
        raise OSError(30, "Read-only file system")

    with monkeypatch.context() as patched:
        patched.setattr(database, "_make_private", refuse)
        yield


def check_it_is_shown_and_not_written(path: Path) -> None:
    with History.open(path) as history:
        (session,) = history.past_sessions()
        assert (session.programme, session.held_s("left")) == ("daily", 30.0)
        assert history.count() == 1
        assert history.selftests() == ()
        assert f"The history {path} can only be read: " in history.read_only
        writes: list[Callable[[], object]] = [
            lambda: history.begin_session("daily").end(EndReason.DONE),
            lambda: history.record_selftest((LegOutcome("left", "clear"),)),
            lambda: history.record_soreness(1, Soreness.NONE),
            history.delete,
        ]
        for write in writes:
            with pytest.raises(HistoryError, match="can only be read"):
                write()
        assert history.count() == 1


@on_posix
@pytest.mark.parametrize(
    ("file", "folder"), [(0o444, 0o755), (0o444, 0o555), (0o644, 0o555)], ids=oct
)
def test_without_the_rights_to_write_it_is_shown(path, file, folder):
    with read_only_for_us(path, file=file, folder=folder):
        check_it_is_shown_and_not_written(path)


def test_on_a_read_only_disk_it_is_shown(path, monkeypatch):
    with on_a_read_only_disk(path, monkeypatch):
        check_it_is_shown_and_not_written(path)


@on_posix
def test_what_lies_in_the_log_after_a_crash_is_shown_too(path):
    crashed = path.parent / "crashed"
    crashed.mkdir()
    with History.open(path) as history:
        _practise(history)
        for name in (path.name, f"{path.name}-wal"):  # without -shm, as a killed program's disk
            shutil.copyfile(path.with_name(name), crashed / name)
    copy = crashed / path.name
    assert copy.with_name(f"{path.name}-wal").stat().st_size > 0
    path.parent.chmod(0o755)
    with read_only_for_us(copy), History.open(copy) as history:
        assert len(history.past_sessions()) == 2
    left = [name for name in os.listdir(tempfile.gettempdir()) if "posecheck-history" in name]
    assert left == []


@on_posix
def test_an_older_one_is_shown_without_being_brought_up_to_date(path, monkeypatch):
    newest = schema_steps()
    monkeypatch.setattr(database, "schema_steps", lambda: newest[:2])
    older = path.with_name("older.sqlite3")
    with closing(open_database(older)) as connection:
        connection.execute(
            "INSERT INTO session (programme, started) VALUES ('a', '2026-03-01T10:00:00+09:00')"
        )
    path.unlink()
    older.rename(path)
    monkeypatch.setattr(database, "schema_steps", lambda: newest)
    before = path.read_bytes()
    with read_only_for_us(path), History.open(path) as history:
        (session,) = history.past_sessions()
    assert session.started.isoformat() == "2026-03-01T10:00:00+09:00"
    assert path.read_bytes() == before
    assert list_backups(path) == []


@on_posix
def test_one_that_may_not_even_be_read_is_a_sentence(path):
    with (
        read_only_for_us(path, file=0o000, folder=0o555),
        pytest.raises(HistoryError, match="Permission denied"),
    ):
        History.open(path)


def test_a_practice_says_once_that_it_is_not_remembered(path, monkeypatch):
    monkeypatch.setenv("POSECHECK_HOME", str(path.parent))
    told: list[str] = []
    with on_a_read_only_disk(path, monkeypatch):
        keeper = Keeper("daily", told.append)
        assert [session.programme for session in keeper.past] == ["daily"]
        keeper.write(lambda log: log.tick(1.0))
        keeper.write(lambda log: log.end(EndReason.DONE))
        assert not keeper.can_note
        assert keeper.failed
        keeper.close()
    (sentence,) = told
    assert "can only be read: Read-only file system" in sentence
    assert "will not be remembered" in sentence


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("SQLITE_FULL", "the disk is full"),
        ("SQLITE_IOERR_WRITE", "its disk reports an error"),
        ("SQLITE_IOERR_LOCK", "has no file locks"),
        ("SQLITE_PROTOCOL", "has no file locks"),
        ("SQLITE_CANTOPEN", "cannot be opened"),
        ("SQLITE_READONLY_DIRECTORY", "can only be read"),
    ],
)
def test_where_the_disk_refuses_it_is_shown_and_the_reason_told(path, monkeypatch, name, words):
    def refuse(*_):
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorname = name
        raise error

    monkeypatch.setattr(database, "_prepare", refuse)
    with History.open(path) as history:
        assert len(history.past_sessions()) == 1
        assert words in history.read_only


def test_without_locks_it_is_read_as_a_file_that_nobody_changes(path, monkeypatch):
    """A network drive on which neither writing nor SQLite's own reading gets a lock."""
    original, asked = read_only._copy, []

    def without_locks(file, how, memory):
        asked.append(how)
        if "immutable" not in how:
            raise sqlite3.OperationalError("locking protocol")
        original(file, how, memory)

    monkeypatch.setattr(read_only, "_copy", without_locks)
    with on_a_read_only_disk(path, monkeypatch), History.open(path) as history:
        assert len(history.past_sessions()) == 1
    assert asked[-1] == "mode=ro&immutable=1"


def test_one_that_another_program_holds_is_named_as_locked(path, monkeypatch):
    monkeypatch.setattr(database, "BUSY_S", 0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("PRAGMA locking_mode = EXCLUSIVE")
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(HistoryError, match="another program is using it: close that one"):
            History.open(path)


def test_reading_waits_for_no_writer(path):
    with History.open(path) as history, closing(sqlite3.connect(path)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert len(history.past_sessions()) == 1
        assert history.selftests() == ()


@pytest.mark.parametrize(
    "fault", [sqlite3.ProgrammingError, sqlite3.InterfaceError, sqlite3.NotSupportedError]
)
def test_a_fault_of_our_own_is_not_called_damage(path, fault):
    with pytest.raises(fault), translate_sqlite_errors(path):
        raise fault("Cannot operate on a closed database.")


def test_a_value_that_no_posecheck_wrote_is_damage(path):
    with History.open(path) as history:
        _practise(history)
        history.record_selftest((LegOutcome("left", "clear"),))
    for change in (
        "UPDATE session SET end_reason = 'nonsense'",
        "UPDATE session SET end_reason = NULL, started = 'yesterday'",
        "UPDATE selftest SET utc_offset_s = 1e9",
    ):
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(change)
        with History.open(path) as history, pytest.raises(HistoryError, match="damaged"):
            history.selftests() if "selftest" in change else history.past_sessions()


@on_posix
def test_what_lies_beside_it_is_made_private_too(path):
    with History.open(path) as history:
        _practise(history)
        beside = [path.with_name(path.name + ending) for ending in ("-wal", "-shm")]
        copy = path.with_name("history.version-1.backup.sqlite3")
        copy.write_bytes(b"")
        for file in (*beside, copy):
            file.chmod(0o644)
        with History.open(path):
            modes = {f.name: f.stat().st_mode & 0o777 for f in (path, *beside, copy)}
    assert set(modes.values()) == {0o600}, modes
