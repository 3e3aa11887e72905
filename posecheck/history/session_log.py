"""The log of the running session, written while it happens."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from posecheck.history.records import EndReason, PastHold
from posecheck.history.sqlite_errors import transaction, translate_sqlite_errors
from posecheck.history.times import offset_s, utc_text

WRITE_EVERY_S = 0.5
"""Seconds between two writes of what changes with each frame: a crash costs at most a second."""

_Values = dict[str, Any]

_KEYS: dict[str, tuple[str, ...]] = {
    "part": ("session_id", "position"),
    "hold": ("session_id", "part", "side", "number"),
    "repetition": ("session_id", "part", "side", "name"),
    "correction": ("session_id", "part", "check_name", "text"),
    "danger": ("session_id", "time_s"),
}
"""The primary key of each table: a second value with the same key replaces the first."""


class SessionLog:
    """Logs what happens in one session.

    Every method may be called with each frame: what changes continuously is written twice a second,
    the rest at once. Each method raises HistoryError when the history cannot be written.

    Parameters
    ----------
    connect
        Gives the database; called with each write, so the file is created with the first.
    path
        Path of the database, for error messages.
    programme
        Name of the programme or the exercise.
    started
        Local time with its offset.

    Attributes
    ----------
    number
        The session's number in the history; None until something is written.
    """

    def __init__(
        self,
        connect: Callable[[], sqlite3.Connection],
        path: Path,
        programme: str,
        started: datetime,
    ) -> None:
        self._connect = connect
        self._path = path
        self._session: _Values = {
            "programme": programme,
            "started": utc_text(started),
            "utc_offset_s": offset_s(started),
        }
        self._pending: dict[tuple[object, ...], tuple[str, _Values]] = {}
        self._written: dict[tuple[object, ...], _Values] = {}
        self._session_changed = True
        self._next_write_s = 0.0
        self.number: int | None = None

    @property
    def has_unwritten(self) -> bool:
        """Whether something has been logged that is not in the file yet."""
        return bool(self._pending) or self._session_changed

    def tick(self, duration_s: float) -> None:
        """Log how long the session has lasted."""
        self._set(duration_s=round(duration_s, 2))
        self._write_when_due()

    def part(self, position: int, exercise: str, status: str, seconds: float = 0.0) -> None:
        """Log that a part of the programme is begun, done or skipped."""
        self._put("part", position=position, exercise=exercise, status=status, seconds=seconds)
        self._write_when_due()

    def hold(self, hold: PastHold) -> None:
        """Log the state of a hold; part, side and number say which hold it is."""
        self._put(
            "hold",
            part=hold.part,
            side=hold.side or "",
            number=hold.number,
            exercise=hold.exercise,
            held_s=round(hold.held_s, 3),
            target_s=hold.target_s,
            start_s=hold.start_s,
            end_s=hold.end_s,
            complete=int(hold.complete),
            unverified=json.dumps(list(hold.unverified)),
        )
        self._write_when_due()

    def repetitions(
        self, exercise: str, name: str, count: int, *, side: str = "", part: int = 0
    ) -> None:
        """Log the number of repetitions so far."""
        self._put("repetition", part=part, side=side, name=name, exercise=exercise, count=count)
        self._write_when_due()

    def correction(
        self, exercise: str, check: str, text: str, *, count: int, seconds: float, part: int = 0
    ) -> None:
        """Log how often a correction was given so far, and for how many seconds in all."""
        self._put(
            "correction",
            part=part,
            check_name=check,
            text=text,
            exercise=exercise,
            count=count,
            seconds=round(seconds, 3),
        )
        self._write_when_due()

    def danger(self, time_s: float, sign: str) -> None:
        """Log what is known of a danger sign; what is new is written at once."""
        if self._put("danger", time_s=time_s, sign=sign):
            self.flush()
        else:
            self._write_when_due()

    def release_felt(self, felt: bool) -> None:
        """Log whether the person felt a release; written at once."""
        self._set(release_felt=int(felt))
        self.flush()

    def end(self, reason: EndReason) -> None:
        """Log the end of the session; everything is written."""
        self._set(end_reason=str(reason))
        self.flush()

    def flush(self) -> None:
        """Write at once everything that has not been written yet."""
        self._next_write_s = time.monotonic() + WRITE_EVERY_S
        if not self._pending and not self._session_changed:
            return
        connection = self._connect()
        with translate_sqlite_errors(self._path), transaction(connection):
            number = self._write_session(connection)
            for table, values in self._pending.values():
                row = {"session_id": number, **values}
                rest = [name for name in row if name not in _KEYS[table]]
                connection.execute(
                    f"INSERT INTO {table} ({', '.join(row)}) VALUES ({_placeholders(row)}) "
                    f"ON CONFLICT ({', '.join(_KEYS[table])}) DO UPDATE SET "
                    + ", ".join(f"{name} = excluded.{name}" for name in rest),
                    row,
                )
        self.number = number
        self._written.update({key: values for key, (_, values) in self._pending.items()})
        self._pending.clear()
        self._session_changed = False

    def _write_session(self, connection: sqlite3.Connection) -> int:
        if self.number is None:
            names = ", ".join(self._session)
            cursor = connection.execute(
                f"INSERT INTO session ({names}) VALUES ({_placeholders(self._session)})",
                self._session,
            )
            assert cursor.lastrowid is not None
            return cursor.lastrowid
        if self._session_changed:
            connection.execute(
                f"UPDATE session SET {', '.join(f'{name} = :{name}' for name in self._session)} "
                "WHERE id = :id",
                {**self._session, "id": self.number},
            )
        return self.number

    def _set(self, **values: object) -> None:
        if any(self._session.get(name) != value for name, value in values.items()):
            self._session |= values
            self._session_changed = True

    def _put(self, table: str, **values: object) -> bool:
        """Log a row; give whether it is not in the file yet."""
        key = (table, *(values.get(name) for name in _KEYS[table]))
        if self._written.get(key) != values:
            self._pending[key] = (table, values)
        else:
            self._pending.pop(key, None)
        return key in self._pending

    def _write_when_due(self) -> None:
        if time.monotonic() >= self._next_write_s:
            self.flush()


def _placeholders(values: _Values) -> str:
    return ", ".join(f":{name}" for name in values)
