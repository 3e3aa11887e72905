"""The history: what was practised and measured, on this machine only; numbers, no pictures."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from posecheck.coaching.practice.danger import DangerSign
from posecheck.errors import HistoryError
from posecheck.history.database import (
    CannotWriteError,
    history_path,
    list_backups,
    open_database,
)
from posecheck.history.notes import delete_notes, read_notes, write_note
from posecheck.history.read_only import read_into_memory
from posecheck.history.records import (
    EndReason,
    PastDanger,
    PastSelftest,
    PastSession,
    Soreness,
    leg_values,
)
from posecheck.history.rows import (
    read_correction,
    read_hold,
    read_leg,
    read_part,
    read_repetitions,
)
from posecheck.history.session_log import SessionLog
from posecheck.history.sqlite_errors import reading_rows, transaction, translate_sqlite_errors
from posecheck.history.times import from_kept, offset_s, to_local, utc_text
from posecheck.tightness.outcome import LegOutcome


class History:
    """Reads and writes the history; a context manager.

    >>> with History.open() as history:
    ...     log = history.begin_session("supine_release")
    ...     log.hold(PastHold("supine_release", "left", held_s=3.2, target_s=15.0))
    ...     log.end(EndReason.STOPPED)
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read_only = ""

    @classmethod
    def open(cls, path: Path | None = None) -> History:
        """Open a history; the file is created with the first thing that is recorded.

        Parameters
        ----------
        path
            By default the user's own history.

        Raises
        ------
        HistoryError
            The file cannot be opened, is damaged, or was written by a newer posecheck.
        """
        history = cls(path or history_path())
        if not history._is_empty:
            _ = history._connection
        return history

    @property
    def read_only(self) -> str:
        """One sentence on why nothing can be written; "" where it can."""
        return self._read_only

    def begin_session(self, programme: str, started: datetime | None = None) -> SessionLog:
        """Create the log of a new session; the session is recorded with the first thing logged.

        Parameters
        ----------
        programme
            Name of the programme or the exercise.
        started
            By default now. Without an offset it is this machine's local time.
        """
        return SessionLog(self._check_writable, self.path, programme, to_local(started))

    def past_sessions(self) -> tuple[PastSession, ...]:
        """All sessions, the oldest first; a running session is included."""
        if self._is_empty:
            return ()
        with reading_rows(self.path), transaction(self._connection, "DEFERRED"):
            rows = self._fetch("SELECT * FROM session ORDER BY started, id")
            parts = _group_by_session(self._fetch("SELECT * FROM part ORDER BY position"))
            holds = _group_by_session(
                self._fetch("SELECT * FROM hold ORDER BY part, start_s, number")
            )
            repetitions = _group_by_session(
                self._fetch("SELECT * FROM repetition ORDER BY part, name")
            )
            corrections = _group_by_session(
                self._fetch("SELECT * FROM correction ORDER BY seconds DESC")
            )
            dangers = _group_by_session(
                self._fetch(
                    f"SELECT * FROM danger WHERE sign != '{DangerSign.DENIED}' ORDER BY time_s"
                )
            )
        with reading_rows(self.path):
            return tuple(
                PastSession(
                    number=row["id"],
                    programme=row["programme"],
                    started=from_kept(row["started"], row["utc_offset_s"]),
                    duration_s=row["duration_s"],
                    ended=EndReason(row["end_reason"]) if row["end_reason"] else None,
                    soreness=Soreness(row["soreness"]) if row["soreness"] else None,
                    soreness_told=from_kept(row["soreness_told"], row["utc_offset_s"])
                    if row["soreness_told"]
                    else None,
                    release_felt=None if row["release_felt"] is None else bool(row["release_felt"]),
                    parts=tuple(map(read_part, parts.get(row["id"], ()))),
                    holds=tuple(map(read_hold, holds.get(row["id"], ()))),
                    repetitions=tuple(map(read_repetitions, repetitions.get(row["id"], ()))),
                    corrections=tuple(map(read_correction, corrections.get(row["id"], ()))),
                    dangers=tuple(
                        PastDanger(r["time_s"], r["sign"]) for r in dangers.get(row["id"], ())
                    ),
                )
                for row in rows
            )

    def record_soreness(
        self, session_number: int, soreness: Soreness, told: datetime | None = None
    ) -> None:
        """Record how sore a past session left the person, in place of an earlier answer.

        Parameters
        ----------
        session_number
            The session's number.
        soreness
            The answer.
        told
            When it was given, by default now.
        """
        with translate_sqlite_errors(self.path):
            self._check_writable().execute(
                "UPDATE session SET soreness = ?, soreness_told = ? WHERE id = ?",
                (soreness, utc_text(to_local(told)), session_number),
            )

    def answer_danger(self, session_number: int, was_danger: bool) -> None:
        """Record the answer to a session's danger question that is open.

        A yes counts also where no had been said before, as on a page that stood open elsewhere.
        """
        sign = DangerSign.TOLD if was_danger else DangerSign.DENIED
        answer = "UPDATE danger SET sign = ? WHERE session_id = ? AND sign = ?"
        with translate_sqlite_errors(self.path), transaction(self._check_writable()):
            found = self._connection.execute(
                answer, (sign, session_number, DangerSign.UNANSWERED)
            ).rowcount
            if was_danger and not found:
                self._connection.execute(answer, (sign, session_number, DangerSign.DENIED))

    def record_selftest(
        self, legs: tuple[LegOutcome, ...], taken: datetime | None = None, source: str = "live"
    ) -> None:
        """Record a self-test of one leg or both.

        Parameters
        ----------
        legs
            The outcomes.
        taken
            By default now. Without an offset it is this machine's local time.
        source
            ``live``, or the clip's name.
        """
        local = to_local(taken)
        with translate_sqlite_errors(self.path), transaction(self._check_writable()):
            cursor = self._connection.execute(
                "INSERT INTO selftest (taken, utc_offset_s, source) VALUES (?, ?, ?)",
                (utc_text(local), offset_s(local), source),
            )
            for leg in legs:
                row = {"selftest_id": cursor.lastrowid, **leg_values(leg)}
                self._connection.execute(
                    f"INSERT INTO selftest_leg ({', '.join(row)}) "
                    f"VALUES ({', '.join('?' * len(row))})",
                    tuple(row.values()),
                )

    def selftests(self) -> tuple[PastSelftest, ...]:
        """All self-tests, the oldest first."""
        if self._is_empty:
            return ()
        with reading_rows(self.path), transaction(self._connection, "DEFERRED"):
            tests = self._fetch("SELECT * FROM selftest ORDER BY taken, id")
            legs: dict[int, list[LegOutcome]] = {}
            for row in self._fetch("SELECT * FROM selftest_leg ORDER BY side"):
                legs.setdefault(row["selftest_id"], []).append(read_leg(row))
        with reading_rows(self.path):
            return tuple(
                PastSelftest(
                    taken=from_kept(row["taken"], row["utc_offset_s"]),
                    legs=tuple(legs.get(row["id"], ())),
                    source=row["source"],
                    number=row["id"],
                )
                for row in tests
            )

    def notes(self) -> dict[date, str]:
        """What the person noted about a day, by day."""
        if self._is_empty:
            return {}
        with reading_rows(self.path):
            return read_notes(self._connection)

    def write_note(self, day: date, text: str) -> None:
        """Note something about a day; an empty text deletes the day's note."""
        with translate_sqlite_errors(self.path):
            write_note(self._check_writable(), day, text)

    def count(self, day: date | None = None) -> int:
        """The number of sessions and self-tests, of one day or in all."""
        if self._is_empty:
            return 0
        where, values = _where_day(day)
        with translate_sqlite_errors(self.path):
            return sum(
                self._connection.execute(
                    f"SELECT count(*) FROM {table} {where.format(column)}", values
                ).fetchone()[0]
                for table, column in _DATED
            )

    def delete(self, day: date | None = None) -> int:
        """Delete sessions, self-tests and notes of one day, or all of them, and every backup.

        Returns
        -------
        int
            The number of sessions and self-tests deleted.
        """
        where, values = _where_day(day)
        with translate_sqlite_errors(self.path):
            with transaction(self._check_writable()):
                deleted = sum(
                    self._connection.execute(
                        f"DELETE FROM {table} {where.format(column)}", values
                    ).rowcount
                    for table, column in _DATED
                )
                delete_notes(self._connection, day)
            # the write-ahead log holds the deleted pages until it is emptied
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for copy in list_backups(self.path):
            copy.unlink(missing_ok=True)
        return deleted

    def close(self) -> None:
        """Close the database."""
        if "_connection" in self.__dict__:
            self._connection.close()

    def __enter__(self) -> History:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @cached_property
    def _connection(self) -> sqlite3.Connection:
        try:
            return open_database(self.path)
        except CannotWriteError as error:
            if not _is_file(self.path):
                raise
            connection = read_into_memory(self.path)
            self._read_only = f"The history {self.path} can only be read: {error.reason}."
            return connection

    def _check_writable(self) -> sqlite3.Connection:
        """The database, for writing."""
        connection = self._connection
        if self._read_only:
            raise HistoryError(self._read_only)
        return connection

    @property
    def _is_empty(self) -> bool:
        """Whether there is no file yet; reading does not create one."""
        return "_connection" not in self.__dict__ and not _is_file(self.path)

    def _fetch(self, query: str) -> list[sqlite3.Row]:
        cursor = self._connection.cursor()
        cursor.row_factory = sqlite3.Row
        return cursor.execute(query).fetchall()


_DATED = (("session", "started"), ("selftest", "taken"))
"""The tables that have a day, each with the column that holds it."""


def _is_file(path: Path) -> bool:
    """Whether something lies there; raised is only what hides it."""
    try:
        return path.exists()
    except OSError as error:  # the folder may not be looked into
        raise HistoryError(f"Cannot open the history {path}: {error.strerror}.") from error


def _where_day(day: date | None) -> tuple[str, tuple[str, ...]]:
    """The condition that a column of UTC lies on a day as the person lived it."""
    if day is None:
        return "", ()
    return "WHERE date({}, utc_offset_s || ' seconds') = ?", (day.isoformat(),)


def _group_by_session(rows: list[sqlite3.Row]) -> dict[int, list[sqlite3.Row]]:
    groups: dict[int, list[sqlite3.Row]] = {}
    for row in rows:
        groups.setdefault(row["session_id"], []).append(row)
    return groups
