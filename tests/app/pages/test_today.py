"""The page Today: what is asked before, what is proposed, and when nothing is."""

from __future__ import annotations

import http.client
import json
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from app_program import AppProgram

from posecheck.history.records import EndReason, PastHold, Soreness
from posecheck.history.store import History


@pytest.fixture
def ask(tmp_path):
    """Ask the server of a user who has done the first steps: ``ask(path, message)``."""
    with AppProgram(tmp_path) as program:
        address = urlsplit(program.origin)

        def request(path, message=None, cookie=""):
            connection = http.client.HTTPConnection(address.hostname, address.port, timeout=20)
            headers = {"Origin": program.origin, "Sec-Fetch-Site": "same-origin"}
            if cookie:
                headers["Cookie"] = cookie
            body = None
            if message is not None:
                headers["Content-Type"], body = "application/json", json.dumps(message)
            connection.request("POST" if body else "GET", path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            connection.close()
            return answer.status, answer.headers, text

        entered = request(program.link.removeprefix(program.origin))
        cookie = entered[1]["Set-Cookie"].partition(";")[0]

        def asked(path, message=None):
            status, _, text = request(path, message, cookie)
            assert status == 200, text
            return text

        asked("/api/settings", {"ready": True})
        yield asked


def keep(home, hours_ago: float, *signs: str) -> int:
    """A session with a release, and with danger signs."""
    path = home / "data" / "posecheck" / "history.sqlite3"
    path.parent.mkdir(parents=True, exist_ok=True)
    with History.open(path) as history:
        log = history.begin_session("daily", datetime.now() - timedelta(hours=hours_ago))
        log.hold(PastHold("supine_release", "left", held_s=15, target_s=15, complete=True))
        for sign in signs:
            log.danger(1.0, sign)
        log.end(EndReason.STOPPED)
        return log.number


def test_on_the_day_of_a_danger_sign_only_its_advice_is_shown(ask, tmp_path):
    keep(tmp_path, 0.0, "reported")
    page = ask("/")
    assert "Stop for today" in page
    assert "do not practise again today" in page
    assert "See a doctor" in page
    assert "data-start" not in page
    assert "data-danger-sign" not in page


def test_a_danger_question_is_open_until_it_is_answered(ask, tmp_path):
    number = keep(tmp_path, 0.0, "asked, not answered")
    page = ask("/")
    assert "data-danger-sign" in page
    assert "Stop for today" in page
    ask("/api/danger", {"session": number, "was_danger": False})
    page = ask("/")
    assert "data-danger-sign" not in page
    assert "Stretches" in page
    assert "data-start" in page


def test_soreness_is_asked_the_day_after_and_an_early_answer_again(ask, tmp_path):
    keep(tmp_path, 1.0)
    assert "data-sore" not in ask("/")
    number = keep(tmp_path, 30.0)
    assert f'data-session="{number}"' in ask("/")
    ask("/api/soreness", {"session": number, "soreness": "under_48h"})
    assert "data-sore" not in ask("/")
    with History.open(tmp_path / "data" / "posecheck" / "history.sqlite3") as history:
        early = datetime.now() - timedelta(hours=31)
        number = keep(tmp_path, 50.0)
        history.record_soreness(number, Soreness.UNDER_48H, early)
    assert f'data-session="{number}"' in ask("/")
