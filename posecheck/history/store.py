"""The history: what was practised and measured, on this machine only; numbers, no pictures."""

from __future__ import annotations

import json
import math
import sqlite3
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from posecheck.history.database import (
    history_path,
    list_backups,
    open_database,
    transaction,
    translate_sqlite_errors,
)
from posecheck.history.records import (
    EndReason,
    PastCorrection,
    PastDanger,
    PastHold,
    PastPart,
    PastRepetitions,
    PastSelftest,
    PastSession,
    Soreness,
    leg_values,
)
from posecheck.history.session_log import SessionLog
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

    def begin_session(self, programme: str, started: datetime | None = None) -> SessionLog:
        """Create the log of a new session; the session is recorded with the first thing logged.

        Parameters
        ----------
        programme
            Name of the programme or the exercise.
        started
            By default now.
        """
        return SessionLog(lambda: self._connection, self.path, programme, _to_local(started))

    def past_sessions(self) -> tuple[PastSession, ...]:
        """All sessions, the oldest first; a running session is included."""
        if self._is_empty:
            return ()
        with translate_sqlite_errors(self.path), transaction(self._connection):
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
            dangers = _group_by_session(self._fetch("SELECT * FROM danger ORDER BY time_s"))
        return tuple(
            PastSession(
                number=row["id"],
                programme=row["programme"],
                started=datetime.fromisoformat(row["started"]),
                duration_s=row["duration_s"],
                ended=EndReason(row["end_reason"]) if row["end_reason"] else None,
                soreness=Soreness(row["soreness"]) if row["soreness"] else None,
                release_felt=None if row["release_felt"] is None else bool(row["release_felt"]),
                parts=tuple(map(_read_part, parts.get(row["id"], ()))),
                holds=tuple(map(_read_hold, holds.get(row["id"], ()))),
                repetitions=tuple(map(_read_repetitions, repetitions.get(row["id"], ()))),
                corrections=tuple(map(_read_correction, corrections.get(row["id"], ()))),
                dangers=tuple(
                    PastDanger(r["time_s"], r["sign"]) for r in dangers.get(row["id"], ())
                ),
            )
            for row in rows
        )

    def record_soreness(self, session_number: int, soreness: Soreness) -> None:
        """Record how sore a past session left the person."""
        with translate_sqlite_errors(self.path):
            self._connection.execute(
                "UPDATE session SET soreness = ? WHERE id = ?", (soreness, session_number)
            )

    def record_selftest(
        self, legs: tuple[LegOutcome, ...], taken: datetime | None = None, source: str = "live"
    ) -> None:
        """Record a self-test of one leg or both.

        Parameters
        ----------
        legs
            The outcomes.
        taken
            By default now.
        source
            ``live``, or the clip's name.
        """
        with translate_sqlite_errors(self.path), transaction(self._connection):
            cursor = self._connection.execute(
                "INSERT INTO selftest (taken, source) VALUES (?, ?)",
                (_to_local(taken).isoformat(timespec="seconds"), source),
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
        with translate_sqlite_errors(self.path), transaction(self._connection):
            tests = self._fetch("SELECT * FROM selftest ORDER BY taken, id")
            legs: dict[int, list[LegOutcome]] = {}
            for row in self._fetch("SELECT * FROM selftest_leg ORDER BY side"):
                legs.setdefault(row["selftest_id"], []).append(_read_leg(row))
        return tuple(
            PastSelftest(
                taken=datetime.fromisoformat(row["taken"]),
                legs=tuple(legs.get(row["id"], ())),
                source=row["source"],
                number=row["id"],
            )
            for row in tests
        )

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
        """Delete the sessions and self-tests of one day, or all of them, and every backup.

        Returns
        -------
        int
            The number of sessions and self-tests deleted.
        """
        where, values = _where_day(day)
        with translate_sqlite_errors(self.path):
            with transaction(self._connection):
                deleted = sum(
                    self._connection.execute(
                        f"DELETE FROM {table} {where.format(column)}", values
                    ).rowcount
                    for table, column in _DATED
                )
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
        return open_database(self.path)

    @property
    def _is_empty(self) -> bool:
        """Whether there is no file yet; reading does not create one."""
        return "_connection" not in self.__dict__ and not self.path.exists()

    def _fetch(self, query: str) -> list[sqlite3.Row]:
        cursor = self._connection.cursor()
        cursor.row_factory = sqlite3.Row
        return cursor.execute(query).fetchall()


_DATED = (("session", "started"), ("selftest", "taken"))
"""The tables that have a day, each with the column that holds it."""


def _to_local(moment: datetime | None) -> datetime:
    """The moment with the local offset, so that its day is the person's own; now for None."""
    return (moment or datetime.now()).astimezone()


def _where_day(day: date | None) -> tuple[str, tuple[str, ...]]:
    return ("WHERE substr({}, 1, 10) = ?", (day.isoformat(),)) if day else ("", ())


def _group_by_session(rows: list[sqlite3.Row]) -> dict[int, list[sqlite3.Row]]:
    groups: dict[int, list[sqlite3.Row]] = {}
    for row in rows:
        groups.setdefault(row["session_id"], []).append(row)
    return groups


def _read_part(row: sqlite3.Row) -> PastPart:
    return PastPart(row["position"], row["exercise"], row["status"], row["seconds"])


def _read_hold(row: sqlite3.Row) -> PastHold:
    return PastHold(
        exercise=row["exercise"],
        side=row["side"] or None,
        held_s=row["held_s"],
        target_s=row["target_s"],
        complete=bool(row["complete"]),
        start_s=row["start_s"],
        end_s=row["end_s"],
        unverified=tuple(json.loads(row["unverified"])),
        part=row["part"],
        number=row["number"],
    )


def _read_repetitions(row: sqlite3.Row) -> PastRepetitions:
    return PastRepetitions(row["exercise"], row["side"], row["name"], row["count"], row["part"])


def _read_correction(row: sqlite3.Row) -> PastCorrection:
    return PastCorrection(
        exercise=row["exercise"],
        check=row["check_name"],
        text=row["text"],
        count=row["count"],
        seconds=row["seconds"],
        part=row["part"],
    )


def _read_leg(row: sqlite3.Row) -> LegOutcome:
    def number(name: str) -> float:
        return math.nan if row[name] is None else float(row[name])

    return LegOutcome(
        side=row["side"],
        result=row["result"],
        reason=row["reason"] or "",
        onset_s=number("onset_s"),
        onset_hip_flexion=number("onset_hip_flexion"),
        onset_knee=number("onset_knee"),
        gap_change_cm=number("gap_change_cm"),
        spread_deg=number("spread_deg"),
        tolerance_deg=number("tolerance_deg"),
    )
