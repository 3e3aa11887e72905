"""The history: kept through crashes, private, never overwritten, shared by two sessions."""

from __future__ import annotations

import math
import multiprocessing
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from posecheck.errors import HistoryError
from posecheck.history import database
from posecheck.history.database import list_backups, open_database, schema_steps
from posecheck.history.records import (
    EndReason,
    PastDanger,
    PastHold,
    PastRepetitions,
    Soreness,
)
from posecheck.history.store import History
from posecheck.tightness.outcome import LegOutcome


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data" / "history.sqlite3"


def test_everything_comes_back_as_it_was_logged(path):
    with History.open(path) as history:
        log = history.begin_session("daily", datetime(2026, 3, 1, 7, 30))
        log.part(1, "supine_release", "begun")
        for held in (1.0, 2.0, 15.0):
            log.hold(
                PastHold(
                    "supine_release",
                    "left",
                    held_s=held,
                    target_s=15.0,
                    complete=held == 15.0,
                    start_s=10.0,
                    end_s=10.0 + held,
                    unverified=("Roller across",),
                    part=1,
                )
            )
        log.hold(PastHold("supine_release", "right", held_s=7.5, target_s=15.0, part=1))
        log.repetitions("knee_to_chest", "knee to chest", 9, side="left", part=2)
        log.repetitions("knee_to_chest", "knee to chest", 10, side="left", part=2)
        log.correction("supine_release", "knee", "Bend it", count=2, seconds=3.5, part=1)
        log.part(1, "supine_release", "done", 42.0)
        log.danger(61.0, "radiating pain")
        log.release_felt(False)
        log.tick(62.0)
        log.end(EndReason.DANGER)
        history.record_soreness(log.number, Soreness.BEYOND_48H)

    with History.open(path) as history:
        (session,) = history.past_sessions()
    assert session.day == date(2026, 3, 1)
    assert session.started.tzinfo is not None
    assert (session.programme, session.duration_s) == ("daily", 62.0)
    assert session.ended is EndReason.DANGER
    assert session.soreness is Soreness.BEYOND_48H
    assert session.release_felt is False
    assert [(p.exercise, p.status, p.seconds) for p in session.parts] == [
        ("supine_release", "done", 42.0)
    ]
    assert session.held_s("left") == 15.0
    assert session.held_s("right") == 7.5
    assert session.held_s() == 22.5
    left = next(hold for hold in session.holds if hold.side == "left")
    assert left.complete
    assert left.unverified == ("Roller across",)
    assert (left.start_s, left.end_s) == (10.0, 25.0)
    assert session.repetitions == (
        PastRepetitions("knee_to_chest", "left", "knee to chest", 10, part=2),
    )
    assert [(c.check, c.count, c.seconds) for c in session.corrections] == [("knee", 2, 3.5)]
    assert session.dangers == (PastDanger(61.0, "radiating pain"),)


def test_a_session_in_which_nothing_happened_is_not_remembered(path):
    with History.open(path) as history:
        history.begin_session("daily")
        assert history.past_sessions() == history.selftests() == ()
    assert not path.exists()


def test_selftests_come_back_with_what_could_not_be_told(path):
    legs = (
        LegOutcome("left", "tight", "arched", 4.2, 31.0, 168.0, 2.4, 3.0, 5.0),
        LegOutcome("right", "cannot_tell"),
    )
    with History.open(path) as history:
        history.record_selftest(legs, datetime(2026, 3, 1, 8, 0), "clip.mp4")
        (test,) = history.selftests()
    assert (test.taken.date(), test.source) == (date(2026, 3, 1), "clip.mp4")
    assert test.legs[0] == legs[0]
    assert test.legs[1].result == "cannot_tell"
    assert test.legs[1].reason == ""
    assert math.isnan(test.legs[1].onset_hip_flexion)
    with closing(sqlite3.connect(path)) as connection:
        kept = connection.execute("SELECT * FROM selftest_leg ORDER BY side").fetchall()
    assert kept[0] == (1, "left", "tight", "arched", 4.2, 31.0, 168.0, 2.4, 3.0, 5.0)
    assert kept[1] == (1, "right", "cannot_tell", *[None] * 7)


def test_one_day_or_all_is_forgotten_and_leaves_no_trace_on_the_disk(path):
    with History.open(path) as history:
        for day, name in ((1, "first_programme"), (1, "second_programme"), (2, "third_programme")):
            history.begin_session(name, datetime(2026, 3, day, 23, 59)).end(EndReason.DONE)
        history.record_selftest((LegOutcome("left", "clear"),), datetime(2026, 3, 1))
        assert history.count(date(2026, 3, 1)) == 3
        assert history.delete(date(2026, 3, 1)) == 3
        assert [s.programme for s in history.past_sessions()] == ["third_programme"]
        assert history.selftests() == ()
        for file in path.parent.iterdir():
            assert b"first_programme" not in file.read_bytes()
        assert history.delete() == 1
        assert history.past_sessions() == ()


def test_a_session_that_is_deleted_while_it_goes_on_stays_deleted(path):
    with History.open(path) as history, History.open(path) as other:
        log = history.begin_session("daily")
        log.hold(PastHold("supine_release", "left", held_s=1.0, target_s=15.0))
        assert other.delete() == 1
        log.hold(PastHold("supine_release", "left", held_s=2.0, target_s=15.0))
        with pytest.raises(HistoryError, match="deleted from the history meanwhile"):
            log.flush()
        other.begin_session("short").end(EndReason.DONE)
        assert [s.programme for s in history.past_sessions()] == ["short"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights in another way")
def test_only_its_owner_can_read_it(path, monkeypatch):
    monkeypatch.setenv("POSECHECK_HOME", str(path.parent))
    with History.open() as history:
        history.begin_session("daily").end(EndReason.DONE)
        assert history.path == path
        assert path.parent.stat().st_mode & 0o777 == 0o700
        modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
        assert set(modes.values()) == {0o600}, modes
    path.chmod(0o644)
    with History.open():
        assert path.stat().st_mode & 0o777 == 0o600


def test_a_newer_history_is_refused_and_left_alone(path):
    open_database(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(HistoryError, match="written by a newer posecheck: update posecheck"):
        History.open(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("kind", ["text", "torn", "scribbled"])
def test_a_damaged_history_is_named_and_never_overwritten(path, kind):
    with History.open(path) as history:
        for day in range(1, 28):
            log = history.begin_session("daily", datetime(2026, 3, day))
            for number in range(20):
                log.correction("supine_release", "knee", f"Bend {number}" * 9, count=1, seconds=1.0)
            log.end(EndReason.DONE)
    whole = path.read_bytes()
    middle = len(whole) // 2
    damaged = {
        "text": b"this is not a database, but a long enough text " * 40,
        "torn": whole[:middle],
        "scribbled": whole[: middle - 4000] + b"\x5a" * 8000 + whole[middle + 4000 :],
    }[kind]
    path.write_bytes(damaged)
    with pytest.raises(HistoryError, match=r"damaged: move it away .* left as it is"):
        History.open(path)
    assert path.read_bytes() == damaged


def test_another_programs_database_is_left_alone(path):
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    with pytest.raises(HistoryError, match="not posecheck's history"):
        History.open(path)


def test_an_older_history_is_brought_up_to_date_after_a_copy_was_kept(path, monkeypatch):
    newest = schema_steps()
    monkeypatch.setattr(database, "schema_steps", lambda: newest[:1])
    with closing(open_database(path)) as connection:
        connection.execute(
            "INSERT INTO session (programme, started) VALUES ('daily', '2026-03-01')"
        )
    monkeypatch.setattr(database, "schema_steps", lambda: newest)
    with History.open(path) as history:
        assert [s.programme for s in history.past_sessions()] == ["daily"]
        history.record_selftest((LegOutcome("left", "clear"),))
        assert len(history.selftests()) == 1
    (copy,) = list_backups(path)
    assert copy.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert connection.execute("SELECT programme FROM session").fetchall() == [("daily",)]


def test_an_answer_about_soreness_that_an_earlier_posecheck_kept_is_read(path, monkeypatch):
    """The file as it was when nobody knew when the answer had been given."""
    newest = schema_steps()
    monkeypatch.setattr(database, "schema_steps", lambda: newest[:4])
    with closing(open_database(path)) as connection:
        connection.execute(
            "INSERT INTO session (programme, started, soreness) "
            "VALUES ('daily', '2026-03-01T07:00:00Z', 'under_24h')"
        )
    monkeypatch.setattr(database, "schema_steps", lambda: newest)
    with History.open(path) as history:
        (session,) = history.past_sessions()
        assert (session.soreness, session.soreness_told) == (Soreness.UNDER_24H, None)
        told = datetime(2026, 3, 3, 8, tzinfo=UTC)
        history.record_soreness(session.number, Soreness.UNDER_48H, told)
        (session,) = history.past_sessions()
    assert (session.soreness, session.soreness_told) == (Soreness.UNDER_48H, told)
    assert len(list_backups(path)) == 1


def test_a_danger_question_is_answered_later(path):
    with History.open(path) as history:
        logs = [history.begin_session("daily") for _ in range(2)]
        for log in logs:
            log.danger(12.0, "asked, not answered")
        assert all(session.is_question_open for session in history.past_sessions())
        history.answer_danger(logs[0].number, was_danger=True)
        history.answer_danger(logs[1].number, was_danger=False)
        yes, no = history.past_sessions()
        history.answer_danger(logs[0].number, was_danger=False)  # on pages that stood open
        history.answer_danger(logs[1].number, was_danger=True)
        later = history.past_sessions()
    assert [d.sign for session in later for d in session.dangers] == ["told afterwards"] * 2
    assert [danger.sign for danger in yes.dangers] == ["told afterwards"]
    assert not yes.is_question_open
    assert no.dangers == ()


def test_a_self_test_that_an_earlier_posecheck_kept_is_read(path, monkeypatch):
    """The file as it was when a leg's record still was another class."""
    newest = schema_steps()
    monkeypatch.setattr(database, "schema_steps", lambda: newest[:2])
    with closing(open_database(path)) as connection:
        connection.execute("INSERT INTO selftest VALUES (1, '2026-03-01T08:00:00+01:00', 'live')")
        connection.execute(
            "INSERT INTO selftest_leg VALUES "
            "(1, 'left', 'tight', 'arched', 4.0, 31.0, 165.0, 2.5, 3.0, 4.9), "
            "(1, 'right', 'clear', NULL, NULL, NULL, NULL, 0.3, NULL, 4.9)"
        )
    monkeypatch.setattr(database, "schema_steps", lambda: newest)
    with History.open(path) as history:
        (test,) = history.selftests()
    left, right = test.legs
    assert left == LegOutcome("left", "tight", "arched", 4.0, 31.0, 165.0, 2.5, 3.0, 4.9)
    assert (right.result, right.reason, right.gap_change_cm) == ("clear", "", 0.3)
    assert math.isnan(right.onset_hip_flexion)
    assert len(list_backups(path)) == 1


def test_a_failed_update_changes_nothing(path, monkeypatch):
    newest = schema_steps()
    open_database(path).close()
    before = _dump(path)
    monkeypatch.setattr(
        database,
        "schema_steps",
        lambda: (*newest, "CREATE TABLE a (b);\nCREATE TABLE session (c);"),
    )
    with pytest.raises(HistoryError):
        History.open(path)
    assert _dump(path) == before


def test_a_history_that_another_program_makes_meanwhile_is_one(path, monkeypatch):
    has_tables, asked = database._has_tables, []

    def made_meanwhile(connection):
        if not asked:
            asked.append(True)
            open_database(path).close()
        return has_tables(connection)

    monkeypatch.setattr(database, "_has_tables", made_meanwhile)
    open_database(path).close()


def _dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def _session(path: Path, name: str) -> None:
    with History.open(path) as history:
        log = history.begin_session(name)
        for tick in range(60):
            log.hold(PastHold("supine_release", "left", held_s=float(tick), target_s=60.0))
            log.flush()
        log.end(EndReason.DONE)


def test_sessions_at_once_do_not_disturb_each_other(path):
    spawn = multiprocessing.get_context("spawn")
    names = [f"programme_{i}" for i in range(4)]
    workers = [spawn.Process(target=_session, args=(path, name)) for name in names]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0] * 4
    with History.open(path) as history:
        sessions = history.past_sessions()
    assert sorted(s.programme for s in sessions) == names
    assert all(s.held_s() == 59.0 and s.ended is EndReason.DONE for s in sessions)


def _hold_until_killed(path: Path) -> None:
    import time

    log = History.open(path).begin_session("daily")
    start_s = time.monotonic()
    while True:
        held_s = time.monotonic() - start_s
        log.hold(PastHold("supine_release", "left", held_s=held_s, target_s=60.0))
        (path.parent / "next").write_text(str(held_s))
        (path.parent / "next").replace(path.parent / "clock")  # whole at any time
        time.sleep(0.02)


def test_a_killed_session_loses_at_most_a_second_and_the_next_one_works(path):
    import time

    worker = multiprocessing.get_context("spawn").Process(target=_hold_until_killed, args=(path,))
    worker.start()
    clock, reached_s = path.parent / "clock", 0.0
    for _ in range(600):
        time.sleep(0.05)
        reached_s = float(clock.read_text()) if clock.exists() else 0.0
        if reached_s > 1.8:
            break
    worker.kill()
    worker.join()
    with History.open(path) as history:
        (session,) = history.past_sessions()
        assert reached_s > 1.8
        assert reached_s - session.held_s() <= 1.0
        assert session.ended is None
        history.begin_session("daily").end(EndReason.DONE)
        assert len(history.past_sessions()) == 2
