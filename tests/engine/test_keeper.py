"""The history of a practice: a disk that is full for a while costs nothing that lasts."""

from __future__ import annotations

import sqlite3

import pytest
from made_practice import ARM_UP, LEFT, REST, RIGHT, STANDING, Run, seen

from posecheck.app.live.run import _ask_afterwards
from posecheck.cli import practice_text, questions
from posecheck.coaching.practice.events import Key
from posecheck.engine.keeper import Keeper, keep_practice
from posecheck.engine.practice_run import PracticeRun, describe_done
from posecheck.errors import HistoryError
from posecheck.exercises.programme import Part
from posecheck.history.records import EndReason
from posecheck.history.session_log import SessionLog
from posecheck.history.store import History


@pytest.fixture
def keeper(tmp_path, monkeypatch):
    monkeypatch.setenv("POSECHECK_HOME", str(tmp_path))
    troubles: list[str] = []
    made = Keeper("supine_release", troubles.append)
    made.troubles = troubles  # type: ignore[attr-defined]
    yield made
    made.close()


def fail(monkeypatch, error: Exception | None) -> None:
    monkeypatch.undo() if error is None else monkeypatch.setattr(
        "posecheck.history.session_log.transaction", _failing(error)
    )


def _failing(error: Exception):
    def transaction(_connection):
        raise error

    return transaction


def kept(tmp_path) -> list[float]:
    with History.open(tmp_path / "history.sqlite3") as history:
        return [session.duration_s for session in history.past_sessions()]


def note(keeper: Keeper, seconds: float) -> None:
    def write(log: SessionLog) -> None:
        log.tick(seconds)
        log.flush()

    keeper.write(write)


def test_a_full_disk_is_told_once_and_what_follows_is_kept_when_there_is_room(
    keeper, tmp_path, monkeypatch
):
    with monkeypatch.context() as patch:
        note(keeper, 1.0)
        fail(patch, sqlite3.OperationalError("database or disk is full"))
        note(keeper, 2.0)
        note(keeper, 3.0)
    (told,) = keeper.troubles
    assert "disk is full" in told
    assert "What follows may not be remembered." in told
    assert keeper.failed
    assert kept(tmp_path) == [1.0]
    keeper.write(lambda log: log.end(EndReason.STOPPED))
    assert not keeper.failed
    assert kept(tmp_path) == [3.0]


def test_a_session_that_was_deleted_meanwhile_is_not_written_into_another(
    keeper, tmp_path, monkeypatch
):
    with monkeypatch.context() as patch:
        note(keeper, 1.0)
        fail(patch, sqlite3.IntegrityError("FOREIGN KEY constraint failed"))
        note(keeper, 2.0)
    note(keeper, 3.0)
    assert keeper.failed
    assert "deleted" in keeper.troubles[0]
    assert kept(tmp_path) == [1.0]


def test_an_error_of_another_kind_is_no_history_error(keeper):
    def broken(_log: SessionLog) -> None:
        raise HistoryError("The history is damaged.")

    keeper.write(broken)
    assert keeper.failed
    assert len(keeper.troubles) == 1


def practise(run: Run, keeper: Keeper, seconds: float, measurements) -> None:
    for _ in range(round(10 * seconds)):
        state = run.feed(0.1, measurements)
        keeper.write(lambda log, state=state: keep_practice(log, run.practice, state))


def last_session(tmp_path, keeper: Keeper):
    keeper.write(lambda log: log.flush())
    with History.open(tmp_path / "history.sqlite3") as history:
        return history.past_sessions()[-1]


def test_what_was_done_before_a_part_begins_again_stays_recorded(keeper, tmp_path):
    run = Run(Part(exercise="supine_release", seconds=60, hold_s=5), minutes=False)
    run.to_the_hold()
    practise(run, keeper, 6, LEFT)
    practise(run, keeper, 3, RIGHT)
    run.press(Key.BACK)
    practise(run, keeper, 3, REST)
    practise(run, keeper, 3, seen(left=40))
    run.press(Key.NEXT)
    practise(run, keeper, 1, REST)
    session = last_session(tmp_path, keeper)
    holds = [(hold.side, hold.number, hold.complete) for hold in session.holds]
    assert holds == [("left", 1, True), ("right", 1, False), ("left", 2, False)]
    held_s = session.held_s("left")
    assert held_s == 5 + session.holds[-1].held_s > 6.5
    done = describe_done(run.practice)
    assert done[0] == f"Supine psoas release: left side {held_s:.1f} s, complete."


@pytest.fixture
def practice_run(tmp_path, monkeypatch):
    """A practice in which somebody has raised an arm and got up: the question is open."""
    monkeypatch.setenv("POSECHECK_HOME", str(tmp_path))
    with PracticeRun(
        "supine_release",
        hold_s=5,
        with_checklist=False,
        ask_soreness=None,
        on_trouble=print,
    ) as made:
        run = Run(minutes=False)
        run.practice = made.practice
        run.to_the_hold()
        for seconds, frame, body in ((1.8, LEFT, ARM_UP), (2.5, STANDING, ARM_UP)):
            state = run.feed(seconds, frame, body)
            made.keeper.write(lambda log, state=state: keep_practice(log, made.practice, state))
        made.run = run  # type: ignore[attr-defined]
        yield made


def dangers(tmp_path) -> list[str]:
    with History.open(tmp_path / "history.sqlite3") as history:
        return [danger.sign for danger in history.past_sessions()[-1].dangers]


def test_a_danger_question_is_kept_at_once_and_counts_until_it_is_answered_with_no(
    practice_run, tmp_path
):
    assert practice_run.asks_danger
    assert dangers(tmp_path) == ["asked, not answered"]
    practice_run.note_danger(False)
    assert not practice_run.asks_danger
    assert dangers(tmp_path) == []


def test_a_danger_question_that_is_answered_with_yes_is_one_danger_sign(practice_run, tmp_path):
    practice_run.note_danger(True)
    assert dangers(tmp_path) == ["told afterwards"]
    assert practice_run.practice.dangers.is_certain


def test_a_danger_sign_that_is_reported_after_the_end_is_kept(practice_run, tmp_path):
    practice_run.note_danger(False)
    practice_run.report_danger(practice_run.run.time_s)
    assert dangers(tmp_path) == ["reported"]
    assert practice_run.practice.dangers.is_certain


@pytest.mark.parametrize(("key", "kept_signs"), [(Key.DANGER, ["reported"]), (Key.NO, [])])
def test_a_key_answers_the_question_that_was_kept(practice_run, tmp_path, key, kept_signs):
    state = practice_run.run.press(key)
    practice_run.keeper.write(lambda log: keep_practice(log, practice_run.practice, state))
    assert dangers(tmp_path) == kept_signs
    assert not practice_run.asks_danger


@pytest.mark.parametrize(("answer", "kept_signs"), [("y", ["told afterwards"]), ("n", []),
                                                     ("", ["asked, not answered"])])  # fmt: skip
def test_the_terminal_s_question_is_open_until_yes_or_no(
    practice_run, tmp_path, monkeypatch, capsys, answer, kept_signs
):
    monkeypatch.setattr(questions, "can_ask", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _: answer)
    practice_text.ask_afterwards(practice_run)
    assert dangers(tmp_path) == kept_signs
    assert ("Until you say no" in capsys.readouterr().out) == (answer == "")


def test_without_a_terminal_the_question_stays_open(practice_run, tmp_path, monkeypatch):
    monkeypatch.setattr(questions, "can_ask", lambda: False)
    practice_text.ask_afterwards(practice_run)
    assert dangers(tmp_path) == ["asked, not answered"]


@pytest.mark.parametrize(("answer", "kept_signs"), [(True, ["told afterwards"]), (False, []),
                                                     (None, ["asked, not answered"])])  # fmt: skip
def test_the_page_s_question_is_open_until_yes_or_no(practice_run, tmp_path, answer, kept_signs):
    class Asker:
        def ask(self, question):
            return answer if question.name == "danger" else None

    advice = _ask_afterwards(practice_run, Asker())
    assert dangers(tmp_path) == kept_signs
    assert bool(advice) == (answer is True)


def test_the_end_s_page_is_not_time_practised(keeper, tmp_path):
    run = Run(minutes=False)
    run.to_the_hold()
    practise(run, keeper, 2, LEFT)
    until_s = run.time_s
    run.press(Key.DANGER)
    practise(run, keeper, 30, LEFT)
    session = last_session(tmp_path, keeper)
    assert session.duration_s == pytest.approx(until_s, abs=0.2)
    assert [danger.sign for danger in session.dangers] == ["reported"]


def test_a_danger_sign_that_is_kept_is_not_written_again_with_each_frame(keeper, monkeypatch):
    run = Run(minutes=False)
    run.to_the_hold()
    run.press(Key.DANGER)
    practise(run, keeper, 0.1, LEFT)
    written: list[None] = []
    monkeypatch.setattr(SessionLog, "flush", lambda log: written.append(None))
    monkeypatch.setattr(SessionLog, "_write_when_due", lambda log: None)
    practise(run, keeper, 1, LEFT)
    assert not written


@pytest.mark.parametrize(("answer", "left"), [(True, 2), (False, 1), (None, 2)])
def test_an_open_question_of_an_earlier_practice_is_asked_and_the_answer_kept(
    tmp_path, monkeypatch, answer, left
):
    monkeypatch.setenv("POSECHECK_HOME", str(tmp_path))
    with History.open(tmp_path / "history.sqlite3") as history:
        log = history.begin_session("daily")
        log.danger(1.0, "reported")
        log.danger(2.0, "asked, not answered")
    asked: list[int] = []

    def ask(session):
        asked.append(session.number)
        return answer

    with PracticeRun(
        "daily",
        hold_s=None,
        with_checklist=False,
        ask_soreness=None,
        on_trouble=print,
        ask_danger=ask,
    ) as run:
        assert asked == [log.number]
        assert run.proposal.rests
        assert len(run.keeper.past[-1].dangers) == left
    assert len(dangers(tmp_path)) == left
    assert ("asked, not answered" in dangers(tmp_path)) == (answer is None)
