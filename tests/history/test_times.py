"""Times are kept as UTC with their offset: ordered by instant, shown as the person lived them."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from posecheck.engine.practice_run import PracticeRun
from posecheck.history import database
from posecheck.history.database import list_backups, open_database, schema_steps
from posecheck.history.export import to_json, write_csv
from posecheck.history.plot import save_plot
from posecheck.history.proposal import propose_hold
from posecheck.history.records import EndReason, PastHold, Soreness
from posecheck.history.store import History
from posecheck.history.summary import (
    describe_changes,
    describe_future,
    describe_practice,
    describe_selftests,
    session_row,
)
from posecheck.history.times import to_local, without_future
from posecheck.history.totals import count_days_in_a_row, held_by_side
from posecheck.tightness.outcome import LegOutcome

TOKYO, LOS_ANGELES = timezone(timedelta(hours=9)), timezone(timedelta(hours=-8))
SUMMER, WINTER = timezone(timedelta(hours=2)), timezone(timedelta(hours=1))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "history.sqlite3"


@pytest.fixture
def in_zone(monkeypatch):
    """Sets this machine's zone."""
    if not hasattr(time, "tzset"):
        pytest.skip("Windows' zone cannot be set for one process")

    def move(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


def tight(flexion: float) -> tuple[LegOutcome, ...]:
    return (LegOutcome("left", "tight", "arched", onset_hip_flexion=flexion),)


@pytest.mark.parametrize("newest_first", [False, True])
def test_the_newest_is_the_newest_wherever_it_was_done(path, newest_first):
    tests = [
        (40.0, datetime(2026, 3, 2, 10, tzinfo=TOKYO)),
        (12.0, datetime(2026, 3, 2, 9, tzinfo=LOS_ANGELES)),  # 16 hours later
    ]
    with History.open(path) as history:
        for flexion, taken in reversed(tests) if newest_first else tests:
            history.record_selftest(tight(flexion), taken)
        found = history.selftests()
    assert [test.legs[0].onset_hip_flexion for test in found] == [40.0, 12.0]
    assert [test.taken.isoformat() for test in found] == [
        "2026-03-02T10:00:00+09:00",
        "2026-03-02T09:00:00-08:00",
    ]
    (sentence,) = describe_selftests(found)
    assert "12° ±5° short of straight" in sentence
    assert "28° better" in sentence


def test_the_hour_that_comes_twice_in_autumn_keeps_its_order(path):
    moments = [
        datetime(2026, 10, 25, 2, 40, tzinfo=SUMMER),
        datetime(2026, 10, 25, 2, 10, tzinfo=WINTER),  # half an hour later
    ]
    with History.open(path) as history:
        for moment, name in zip(moments, ("first", "second"), strict=True):
            history.begin_session(name, moment).end(EndReason.DONE)
            history.record_selftest(tight(40.0 if name == "first" else 12.0), moment)
        sessions, tests = history.past_sessions(), history.selftests()
    assert [s.programme for s in sessions] == ["first", "second"]
    assert [s.started for s in sessions] == moments
    assert [session_row(s)[0] for s in sessions] == ["2026-10-25 02:40", "2026-10-25 02:10"]
    assert [t.legs[0].onset_hip_flexion for t in tests] == [40.0, 12.0]


def test_now_in_that_hour_has_the_right_offset(in_zone, path):
    """A time without an offset, as datetime.now() gives it, says by its fold which one it is."""
    in_zone("Europe/Berlin")
    first = datetime.fromtimestamp(datetime(2026, 10, 25, 0, 40, tzinfo=UTC).timestamp())
    second = datetime.fromtimestamp(datetime(2026, 10, 25, 1, 10, tzinfo=UTC).timestamp())
    with History.open(path) as history:
        for moment in (first, second):
            history.begin_session("daily", moment).end(EndReason.DONE)
        found = history.past_sessions()
    assert [s.started.isoformat() for s in found] == [
        "2026-10-25T02:40:00+02:00",
        "2026-10-25T02:10:00+01:00",
    ]


def test_it_is_kept_as_utc_and_read_in_another_zone_as_it_was(in_zone, path):
    in_zone("Asia/Tokyo")
    with History.open(path) as history:
        history.begin_session("daily", datetime(2026, 3, 2, 7, 30)).end(EndReason.DONE)
    with closing(sqlite3.connect(path)) as connection:
        kept = connection.execute("SELECT started, utc_offset_s FROM session").fetchone()
    assert kept == ("2026-03-01T22:30:00Z", 9 * 3600)
    in_zone("America/Los_Angeles")
    with History.open(path) as history:
        (session,) = history.past_sessions()
        assert session.started.isoformat() == "2026-03-02T07:30:00+09:00"
        assert session.day == date(2026, 3, 2)
        assert history.count(date(2026, 3, 1)) == 0
        assert history.delete(date(2026, 3, 2)) == 1  # the day as the person lived it


def test_exports_name_the_offset(path):
    with History.open(path) as history:
        history.begin_session("daily", datetime(2026, 3, 2, 10, tzinfo=TOKYO)).end(EndReason.DONE)
        history.record_selftest(tight(30.0), datetime(2026, 3, 2, 9, tzinfo=LOS_ANGELES))
        sessions, tests = history.past_sessions(), history.selftests()
    contents = json.loads(to_json(sessions, tests))
    assert contents["sessions"][0]["started"] == "2026-03-02T10:00:00+09:00"
    assert contents["selftests"][0]["taken"] == "2026-03-02T09:00:00-08:00"
    file = io.StringIO()
    write_csv(file, sessions, tests)
    rows = list(csv.DictReader(io.StringIO(file.getvalue())))
    assert [row["started"] for row in rows] == [
        "2026-03-02T10:00:00+09:00",
        "2026-03-02T09:00:00-08:00",
    ]


def test_days_in_a_row_are_the_days_as_they_were_lived(path):
    """Evening in Los Angeles is the next day in UTC; morning in Tokyo is the day before."""
    evenings = [datetime(2026, 3, day, 21, tzinfo=LOS_ANGELES) for day in (1, 2, 3)]
    mornings = [datetime(2026, 3, day, 7, tzinfo=TOKYO) for day in (5, 6)]
    with History.open(path) as history:
        for moment in (*evenings, *mornings):
            log = history.begin_session("daily", moment)
            log.hold(PastHold("supine_release", "left", held_s=10.0, target_s=10.0))
            log.end(EndReason.DONE)
        sessions = history.past_sessions()
    assert count_days_in_a_row(sessions, date(2026, 3, 3)) == 3
    assert count_days_in_a_row(sessions, date(2026, 3, 6)) == 2


def _as_schema_2(path, monkeypatch) -> sqlite3.Connection:
    """An empty history as posecheck kept it before times were UTC."""
    newest = schema_steps()
    monkeypatch.setattr(database, "schema_steps", lambda: newest[:2])
    connection = open_database(path)
    monkeypatch.setattr(database, "schema_steps", lambda: newest)
    return connection


def test_an_older_history_keeps_its_moments_and_its_days(in_zone, path, monkeypatch):
    in_zone("Europe/Berlin")
    kept = [
        ("tokyo", "2026-03-02T10:00:00+09:00"),
        ("los angeles", "2026-03-02T09:00:00-08:00"),
        ("kathmandu", "2026-03-05T00:15:00+05:45"),
        ("no offset", "2026-07-01T12:00:00"),  # nothing wrote this; then it is local time
        ("day alone", "2026-12-01"),
    ]
    with closing(_as_schema_2(path, monkeypatch)) as connection:
        for name, started in reversed(kept):
            connection.execute(
                "INSERT INTO session (programme, started) VALUES (?, ?)", (name, started)
            )
            connection.execute(
                "INSERT INTO selftest (taken, source) VALUES (?, ?)", (started, name)
            )
    with History.open(path) as history:
        sessions, tests = history.past_sessions(), history.selftests()
    assert [s.programme for s in sessions] == [name for name, _ in kept]
    assert [s.started.isoformat() for s in sessions] == [
        "2026-03-02T10:00:00+09:00",
        "2026-03-02T09:00:00-08:00",
        "2026-03-05T00:15:00+05:45",
        "2026-07-01T12:00:00+02:00",
        "2026-12-01T00:00:00+01:00",
    ]
    assert [(t.source, t.taken) for t in tests] == [(s.programme, s.started) for s in sessions]
    (copy,) = list_backups(path)
    with closing(sqlite3.connect(copy)) as connection:
        rows = connection.execute("SELECT programme, started FROM session").fetchall()
    assert sorted(rows) == sorted(kept)


def test_two_programs_that_migrate_at_once_keep_the_old_copy(path, monkeypatch):
    """The second one finds the file migrated, and its copy must not replace the first one's."""
    with closing(_as_schema_2(path, monkeypatch)) as connection:
        connection.execute("INSERT INTO session (programme, started) VALUES ('a', '2026-03-01')")
    waiting = sqlite3.connect(path, isolation_level=None)
    original = database.transaction

    def late(connection, *kind):
        """Another program migrates just before this one gets the lock."""
        monkeypatch.setattr(database, "transaction", original)
        open_database(path).close()
        return original(connection, *kind)

    monkeypatch.setattr(database, "transaction", late)
    with closing(waiting):
        database.migrate(waiting, keep_copy_of=path)
    (copy,) = list_backups(path)
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)


# --- a clock that was set wrong

TODAY = date(2026, 3, 20)


@pytest.fixture
def practised(path):
    """Sessions on 14 days until yesterday, and one, sore and stopped, from 2031."""
    with History.open(path) as history:
        days = [TODAY - timedelta(days=n) for n in range(14, 0, -1)]
        for day in (*days, date(2031, 1, 1)):
            log = history.begin_session("daily", datetime(day.year, day.month, day.day, 8))
            log.hold(PastHold("supine_release", "left", held_s=30.0, target_s=30.0, complete=True))
            if day.year == 2031:
                log.correction("supine_release", "knee", "Wrong clock", count=999, seconds=1.0)
                log.danger(3.0, "sharp pain")
            log.end(EndReason.DONE)
            history.record_soreness(
                log.number, Soreness.BEYOND_48H if day.year == 2031 else Soreness.NONE
            )
        return history.past_sessions()


def test_a_session_from_the_future_changes_no_proposal(practised):
    assert practised[-1].day.year == 2031
    assert propose_hold(practised, TODAY) == propose_hold(practised[:-1], TODAY)
    assert count_days_in_a_row(practised, TODAY) == 14
    assert held_by_side(practised, TODAY)["left"] == 14 * 30.0
    assert not any("Wrong clock" in s for s in describe_practice(practised, TODAY))
    (sentence,) = describe_future(practised, TODAY)
    assert "2031-01-01" in sentence
    assert describe_future(practised[:-1], TODAY) == []


def test_soreness_is_asked_of_the_last_real_session(practised, path, monkeypatch):
    """Not once more, and for ever, of the one from the future."""
    monkeypatch.setenv("POSECHECK_HOME", str(path.parent))
    with History.open(path) as history:
        history.begin_session("daily", datetime(2026, 3, 1)).end(EndReason.DONE)
        history._connection.execute("UPDATE session SET soreness = NULL")
    asked = []
    now = to_local(datetime(TODAY.year, TODAY.month, TODAY.day, 9))
    monkeypatch.setattr("posecheck.engine.practice_run.now_local", lambda: now)
    PracticeRun(
        "daily", hold_s=None, with_checklist=False, ask_soreness=asked.append, on_trouble=print
    ).close()
    assert [session.day for session in asked] == [TODAY - timedelta(days=1)]


def test_one_who_travels_west_is_no_wrong_clock(practised):
    """Kiritimati is 26 hours ahead of Baker Island: the last session may lie two days ahead."""
    there = replace(practised[0], started=to_local(datetime(2026, 3, 22, 1)))
    assert without_future([there], TODAY) == [there]
    assert without_future([replace(there, started=to_local(datetime(2026, 3, 23, 1)))], TODAY) == []
    assert propose_hold([*practised[:-1], there], TODAY).hold_s > 0


def test_a_selftest_from_the_future_is_no_reference(path):
    with History.open(path) as history:
        history.record_selftest(tight(50.0), datetime(2031, 1, 1, 8))
        past = history.selftests()
    new = {"left": tight(20.0)[0]}
    assert describe_changes(new, past, datetime(2026, 3, 20, 8)) == []


def test_the_plot_ends_today(practised, tmp_path, monkeypatch):
    limits = []
    from matplotlib.axes import Axes

    original = Axes.set_xlim

    def noted(axes, *given, **named):
        limits.append(given)
        return original(axes, *given, **named)

    monkeypatch.setattr(Axes, "set_xlim", noted)
    save_plot(tmp_path / "plot.png", practised, (), TODAY)
    assert limits[-1][1] - limits[-1][0] < 30
