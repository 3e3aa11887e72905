"""What the person notes about a day, in their own words."""

from __future__ import annotations

import sqlite3
from datetime import date

LONGEST_NOTE = 2000
"""Most letters of a note."""


def read_notes(connection: sqlite3.Connection) -> dict[date, str]:
    """All notes, by day, the oldest first."""
    rows = connection.execute("SELECT day, text FROM note ORDER BY day").fetchall()
    return {date.fromisoformat(day): text for day, text in rows}


def write_note(connection: sqlite3.Connection, day: date, text: str) -> None:
    """Keep a note in place of the day's earlier one; an empty text deletes it."""
    if text := text.strip()[:LONGEST_NOTE]:
        connection.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (day.isoformat(), text))
    else:
        delete_notes(connection, day)


def delete_notes(connection: sqlite3.Connection, day: date | None) -> None:
    """Delete the note of a day, or all of them."""
    if day is None:
        connection.execute("DELETE FROM note")
    else:
        connection.execute("DELETE FROM note WHERE day = ?", (day.isoformat(),))
