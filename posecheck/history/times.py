"""The history's times: kept as UTC with the offset of then, shown as the person lived them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol, TypeVar

AHEAD = timedelta(days=2)
"""How far a local day may lie ahead of today's: the zones of the world are 26 hours apart, so one
who travels west may have practised "the day after tomorrow". A day further ahead was noted while
the machine's clock was wrong."""


class Dated(Protocol):
    """A session or a self-test."""

    @property
    def day(self) -> date:
        """The local day."""
        ...


DatedRecord = TypeVar("DatedRecord", bound=Dated)


def now_local() -> datetime:
    """The present, with the local offset."""
    return datetime.now(UTC).astimezone()


def to_local(moment: datetime | None) -> datetime:
    """The moment with an offset: its own, or this machine's then; the present for None."""
    if moment is None:
        return now_local()
    return moment if moment.utcoffset() is not None else moment.astimezone()


def utc_text(moment: datetime) -> str:
    """A moment with an offset as it is kept: ``2026-03-01T06:30:00Z``, which orders as text."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def offset_s(moment: datetime) -> int:
    """Local time minus UTC at that moment, in seconds."""
    offset = moment.utcoffset()
    assert offset is not None
    return round(offset.total_seconds())


def from_kept(utc: str, utc_offset_s: int) -> datetime:
    """A moment as it was kept, in the local time of then.

    Raises
    ------
    ValueError
        The text is no time.
    """
    zone = timezone(timedelta(seconds=utc_offset_s))
    return datetime.fromisoformat(utc).astimezone(zone)


def is_ahead(day: date, today: date) -> bool:
    """Whether a day can only come from a clock that was wrong, see :data:`AHEAD`."""
    return day - today > AHEAD


def without_future(records: Sequence[DatedRecord], today: date) -> list[DatedRecord]:
    """The records but for those from a clock that was wrong, in the same order."""
    return [record for record in records if not is_ahead(record.day, today)]
