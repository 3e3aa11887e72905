"""The history: what was practised and measured, on this machine only, numbers and no pictures."""

from __future__ import annotations

import json
import math
import sqlite3
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from posecheck.history.database import backups, history_path, open_database, told, transaction
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
from posecheck.selftest.outcome import LegOutcome


class History:
    """Everything that is remembered; a context manager.

    >>> with History.open() as history:
    ...     log = history.begin_session("supine_release")
    ...     log.hold("supine_release", "left", held_s=3.2, target_s=15.0)
    ...     log.end(EndReason.STOPPED)
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def open(cls, path: Path | None = None) -> History:
        """Open the history, by default the user's own; if there is none it is made with the
        first thing that is to be remembered.

        Raises:
            HistoryError: it cannot be opened, is damaged, or is newer than this program.
        """
        history = cls(path or history_path())
        if not history._is_empty:
            _ = history._connection
        return history

    def begin_session(self, programme: str, started: datetime | None = None) -> SessionLog:
        """A log for a new session; the session appears with the first thing that is logged.

        Args:
            programme: name of the programme or the exercise.
            started: by default now.
        """
        return SessionLog(lambda: self._connection, self.path, programme, _local(started))

    def past_sessions(self) -> tuple[PastSession, ...]:
        """All sessions, the oldest first, the one that is going on included."""
        if self._is_empty:
            return ()
        with told(self.path), transaction(self._connection):
            rows = self._rows("SELECT * FROM session ORDER BY started, id")
            parts = _by_session(self._rows("SELECT * FROM part ORDER BY position"))
            holds = _by_session(self._rows("SELECT * FROM hold ORDER BY part, start_s, number"))
            repetitions = _by_session(self._rows("SELECT * FROM repetition ORDER BY part, name"))
            corrections = _by_session(self._rows("SELECT * FROM correction ORDER BY seconds DESC"))
            dangers = _by_session(self._rows("SELECT * FROM danger ORDER BY time_s"))
        return tuple(
            PastSession(
                number=row["id"],
                programme=row["programme"],
                started=datetime.fromisoformat(row["started"]),
                duration_s=row["duration_s"],
                ended=EndReason(row["end_reason"]) if row["end_reason"] else None,
                soreness=Soreness(row["soreness"]) if row["soreness"] else None,
                release_felt=None if row["release_felt"] is None else bool(row["release_felt"]),
                parts=tuple(map(_part, parts.get(row["id"], ()))),
                holds=tuple(map(_hold, holds.get(row["id"], ()))),
                repetitions=tuple(map(_repetitions, repetitions.get(row["id"], ()))),
                corrections=tuple(map(_correction, corrections.get(row["id"], ()))),
                dangers=tuple(
                    PastDanger(r["time_s"], r["sign"]) for r in dangers.get(row["id"], ())
                ),
            )
            for row in rows
        )

    def record_soreness(self, session_number: int, soreness: Soreness) -> None:
        """Note how sore a past session left the person."""
        with told(self.path):
            self._connection.execute(
                "UPDATE session SET soreness = ? WHERE id = ?", (soreness, session_number)
            )

    def record_selftest(
        self, legs: tuple[LegOutcome, ...], taken: datetime | None = None, source: str = "live"
    ) -> None:
        """Remember a self-test of one leg or both.

        Args:
            legs: what was found.
            taken: by default now.
            source: ``live``, or the clip's name.
        """
        with told(self.path), transaction(self._connection):
            cursor = self._connection.execute(
                "INSERT INTO selftest (taken, source) VALUES (?, ?)",
                (_local(taken).isoformat(timespec="seconds"), source),
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
        with told(self.path), transaction(self._connection):
            tests = self._rows("SELECT * FROM selftest ORDER BY taken, id")
            legs: dict[int, list[LegOutcome]] = {}
            for row in self._rows("SELECT * FROM selftest_leg ORDER BY side"):
                legs.setdefault(row["selftest_id"], []).append(_leg(row))
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
        """How many sessions and self-tests there are, of one day or in all."""
        if self._is_empty:
            return 0
        where, values = _of_day(day)
        with told(self.path):
            return sum(
                self._connection.execute(
                    f"SELECT count(*) FROM {table} {where.format(column)}", values
                ).fetchone()[0]
                for table, column in _DATED
            )

    def delete(self, day: date | None = None) -> int:
        """Forget one day, or all: the sessions and self-tests, and every kept copy of them.

        Returns:
            How many were forgotten.
        """
        where, values = _of_day(day)
        with told(self.path):
            with transaction(self._connection):
                gone = sum(
                    self._connection.execute(
                        f"DELETE FROM {table} {where.format(column)}", values
                    ).rowcount
                    for table, column in _DATED
                )
            # the write-ahead log still holds the deleted pages until it is emptied
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for copy in backups(self.path):
            copy.unlink(missing_ok=True)
        return gone

    def close(self) -> None:
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
        """Nothing was ever remembered: looking makes no file."""
        return "_connection" not in self.__dict__ and not self.path.exists()

    def _rows(self, query: str) -> list[sqlite3.Row]:
        cursor = self._connection.cursor()
        cursor.row_factory = sqlite3.Row
        return cursor.execute(query).fetchall()


_DATED = (("session", "started"), ("selftest", "taken"))


def _local(moment: datetime | None) -> datetime:
    """With the local offset: the day is the person's own."""
    return (moment or datetime.now()).astimezone()


def _of_day(day: date | None) -> tuple[str, tuple[str, ...]]:
    return ("WHERE substr({}, 1, 10) = ?", (day.isoformat(),)) if day else ("", ())


def _by_session(rows: list[sqlite3.Row]) -> dict[int, list[sqlite3.Row]]:
    groups: dict[int, list[sqlite3.Row]] = {}
    for row in rows:
        groups.setdefault(row["session_id"], []).append(row)
    return groups


def _part(row: sqlite3.Row) -> PastPart:
    return PastPart(row["position"], row["exercise"], row["status"], row["seconds"])


def _hold(row: sqlite3.Row) -> PastHold:
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


def _repetitions(row: sqlite3.Row) -> PastRepetitions:
    return PastRepetitions(row["exercise"], row["side"], row["name"], row["count"], row["part"])


def _correction(row: sqlite3.Row) -> PastCorrection:
    return PastCorrection(
        exercise=row["exercise"],
        check=row["check_name"],
        text=row["text"],
        count=row["count"],
        seconds=row["seconds"],
        part=row["part"],
    )


def _leg(row: sqlite3.Row) -> LegOutcome:
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
