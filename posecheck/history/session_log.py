"""The log of the session that is going on: written as it happens."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from posecheck.anatomy import Side
from posecheck.history.database import told, transaction
from posecheck.history.records import EndReason

WRITE_EVERY_S = 0.5
"""What changes with each frame is on the disk this much later: a crash may cost a second."""

_Values = dict[str, Any]

_KEYS: dict[str, tuple[str, ...]] = {
    "part": ("session_id", "position"),
    "hold": ("session_id", "part", "side", "number"),
    "repetition": ("session_id", "part", "side", "name"),
    "correction": ("session_id", "part", "check_name", "text"),
    "danger": ("session_id", "time_s"),
}


class SessionLog:
    """What happens in one session. Every method may be called with each frame: what changes
    continuously is written twice a second, the rest at once.

    Each raises HistoryError when it cannot be written.
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
            "started": started.isoformat(timespec="seconds"),
        }
        self._pending: dict[tuple[object, ...], tuple[str, _Values]] = {}
        self._written: dict[tuple[object, ...], _Values] = {}
        self._session_changed = True
        self._next_write_s = 0.0
        self.number: int | None = None
        """The session's number in the history; None until something is written."""

    def tick(self, duration_s: float) -> None:
        """The session has gone on for so long."""
        self._set(duration_s=round(duration_s, 2))
        self._write_in_time()

    def part(self, position: int, exercise: str, status: str, seconds: float = 0.0) -> None:
        """A part of the programme is begun, done or skipped."""
        self._put("part", position=position, exercise=exercise, status=status, seconds=seconds)
        self._write_in_time()

    def hold(
        self,
        exercise: str,
        side: Side | None,
        *,
        held_s: float,
        target_s: float,
        complete: bool = False,
        start_s: float | None = None,
        end_s: float | None = None,
        unverified: tuple[str, ...] = (),
        part: int = 0,
        number: int = 1,
    ) -> None:
        """How far a hold has come; ``number`` tells holds of the same side and part apart, and
        ``side`` is None where left and right did the same together."""
        self._put(
            "hold",
            part=part,
            side=side or "",
            number=number,
            exercise=exercise,
            held_s=round(held_s, 3),
            target_s=target_s,
            start_s=start_s,
            end_s=end_s,
            complete=int(complete),
            unverified=json.dumps(list(unverified)),
        )
        self._write_in_time()

    def repetitions(
        self, exercise: str, name: str, count: int, *, side: str = "", part: int = 0
    ) -> None:
        """How many repetitions there are by now."""
        self._put("repetition", part=part, side=side, name=name, exercise=exercise, count=count)
        self._write_in_time()

    def correction(
        self, exercise: str, check: str, text: str, *, count: int, seconds: float, part: int = 0
    ) -> None:
        """How often a correction has come by now, and for how long in all."""
        self._put(
            "correction",
            part=part,
            check_name=check,
            text=text,
            exercise=exercise,
            count=count,
            seconds=round(seconds, 3),
        )
        self._write_in_time()

    def danger(self, time_s: float, sign: str) -> None:
        """The person stopped because of a danger sign."""
        self._put("danger", time_s=time_s, sign=sign)
        self.flush()

    def release_felt(self, felt: bool) -> None:
        """Whether the person felt a release."""
        self._set(release_felt=int(felt))
        self.flush()

    def end(self, reason: EndReason) -> None:
        """The session is over; all is written."""
        self._set(end_reason=str(reason))
        self.flush()

    def flush(self) -> None:
        """Write at once what has not been written yet."""
        self._next_write_s = time.monotonic() + WRITE_EVERY_S
        if not self._pending and not self._session_changed:
            return
        connection = self._connect()
        with told(self._path), transaction(connection):
            number = self._write_session(connection)
            for table, values in self._pending.values():
                row = {"session_id": number, **values}
                rest = [name for name in row if name not in _KEYS[table]]
                connection.execute(
                    f"INSERT INTO {table} ({', '.join(row)}) VALUES ({_marks(row)}) "
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
                f"INSERT INTO session ({names}) VALUES ({_marks(self._session)})", self._session
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

    def _put(self, table: str, **values: object) -> None:
        key = (table, *(values.get(name) for name in _KEYS[table]))
        if self._written.get(key) != values:
            self._pending[key] = (table, values)
        else:
            self._pending.pop(key, None)

    def _write_in_time(self) -> None:
        if time.monotonic() >= self._next_write_s:
            self.flush()


def _marks(values: _Values) -> str:
    return ", ".join(f":{name}" for name in values)
