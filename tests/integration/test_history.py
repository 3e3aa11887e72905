"""``posecheck history``: what a user sees, exports and deletes."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime

import numpy as np
import pytest
from page import check_page
from PIL import Image

from posecheck.history.records import EndReason, PastHold, Soreness
from posecheck.history.store import History
from posecheck.tightness.outcome import LegOutcome


@pytest.fixture
def home(tmp_path):
    """Two sessions and two self-tests."""
    path = tmp_path / "data" / "posecheck" / "history.sqlite3"
    with History.open(path) as history:
        for day in (1, 2):
            log = history.begin_session("daily", datetime(2026, 3, day, 7, 30))
            log.tick(300.0)
            log.hold(PastHold("supine_release", "left", held_s=60.0, target_s=60.0, complete=True))
            log.hold(PastHold("supine_release", "right", held_s=30.0, target_s=60.0))
            log.end(EndReason.DONE)
            history.record_soreness(log.number, Soreness.NONE)
        for day, flexion in ((1, 34.0), (20, 20.0)):
            legs = (
                LegOutcome("left", "tight", "arched", 4.0, flexion, 165.0, 2.5, 3.0, 4.0),
                LegOutcome("right", "cannot_tell"),
            )
            history.record_selftest(legs, datetime(2026, 3, day, 8, 0))
    return path


def test_the_table_and_the_trend(program, home):
    result = program("history")
    assert result.returncode == 0
    assert "2026-03-02 07:30  Daily practice      5.0  60 s   30 s  none  done" in result.stdout
    assert "left leg: 20° ±5° short of straight on 2026-03-20" in result.stdout
    assert "14° better (±7°) since 2026-03-01" in result.stdout
    assert "right leg: could not be told on 2026-03-20" in result.stdout
    assert "not a diagnosis" in result.stdout


def test_a_session_whose_parts_were_not_all_done_says_so(program, tmp_path):
    with History.open(tmp_path / "data" / "posecheck" / "history.sqlite3") as history:
        log = history.begin_session("daily", datetime(2026, 3, 5, 7, 30))
        log.part(0, "roll_glutes", "skipped", 30.0)
        log.part(1, "supine_release", "done", 200.0)
        log.end(EndReason.DONE)
    assert "done, 1 of 2 parts" in program("history").stdout


def test_the_picture(program, home, tmp_path):
    assert program("history", "--plot", "progress.png").returncode == 0
    picture = np.asarray(Image.open(tmp_path / "progress.png").convert("RGB"))
    blue = (np.abs(picture.astype(int) - (0x14, 0x59, 0x9E)).sum(axis=2) < 10).sum()
    assert blue > 500
    result = program("history", "--plot", "no/such/folder/progress.png")
    assert result.returncode == 2
    assert "Cannot write" in result.stderr


def test_the_page(program, home, tmp_path):
    result = program("history", "--html", "progress.html")
    assert result.returncode == 0
    assert "progress.html" in result.stdout
    page = check_page((tmp_path / "progress.html").read_text("utf-8"))
    assert "Practice and self-tests" in page.texts("h1")
    result = program("history", "--html", "progress.html")
    assert result.returncode == 2
    assert "--overwrite" in result.stderr
    assert program("history", "--html", "progress.html", "--overwrite").returncode == 0


def test_exports(program, home):
    contents = json.loads(program("history", "--json").stdout)
    assert [s["holds"][0]["held_s"] for s in contents["sessions"]] == [60.0, 60.0]
    assert contents["selftests"][1]["legs"][0]["onset_hip_flexion"] == 20.0
    assert contents["selftests"][1]["legs"][1]["onset_hip_flexion"] is None
    rows = list(csv.DictReader(io.StringIO(program("history", "--csv").stdout)))
    assert [row["kind"] for row in rows] == ["session"] * 2 + ["selftest"] * 4
    assert rows[0]["held_right_s"] == "30.0"
    assert rows[3]["result"] == "cannot_tell"
    assert rows[3]["onset_knee"] == ""


def test_deleting_asks_first_and_forgets_for_good(program, home):
    refused = program("history", "--delete", "2026-03-01")
    assert refused.returncode == 2  # without a terminal nobody can be asked
    assert "add --yes" in refused.stderr
    assert "Forget 2 entries of 2026-03-01" in refused.stdout
    assert "2026-03-01" in program("history").stdout
    assert program("history", "--delete", "2026-03-01", "--yes").returncode == 0
    shown = program("history").stdout
    assert "2026-03-01" not in shown
    assert "2026-03-02" in shown
    assert "There is nothing of 2026-03-01" in program("history", "--delete", "2026-03-01").stdout
    assert "Forgotten: 2 entries" in program("history", "--delete", "all", "--yes").stdout
    assert "Nothing has been practised yet" in program("history").stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--delete", "yesterday"), "yesterday is not a day"),
        (("--csv", "--json"), "Choose one"),
    ],
)
def test_wrong_usage_is_one_sentence(program, arguments, sentence):
    result = program("history", *arguments)
    assert result.returncode == 2
    assert sentence in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_damaged_history_is_one_sentence(program, home):
    home.write_bytes(b"not a database at all" * 300)
    result = program("history")
    assert result.returncode == 2
    assert "damaged" in result.stderr
    assert "Traceback" not in result.stderr
    assert home.read_bytes() == b"not a database at all" * 300


def test_looking_makes_no_file(program, tmp_path):
    assert "Nothing has been practised yet" in program("history").stdout
    assert not (tmp_path / "data").exists()
