"""`posecheck selftest` and `posecheck history` give the same answer to "is this change real?"."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace

from posecheck.cli.history import HistoryOptions, show_history
from posecheck.cli.selftest_text import remember
from posecheck.history.store import History
from posecheck.tightness.outcome import LegOutcome, Trial


def test_both_commands_answer_alike(tmp_path, monkeypatch, capsys):
    """Onsets of 20, 30 and 21 degrees, 20 days ago, yesterday and today."""
    monkeypatch.setenv("POSECHECK_HOME", str(tmp_path))
    long_ago, yesterday = (datetime.now() - timedelta(days=days) for days in (20, 1))
    with History.open() as history:
        for taken, flexion in ((long_ago, 20.0), (yesterday, 30.0)):
            leg = LegOutcome("left", "tight", "arched", onset_hip_flexion=flexion)
            history.record_selftest((leg,), taken)
    trial = Trial("tight", "arched", 9.0, 21.0, 170.0, 5.0)
    today = {"left": LegOutcome.from_trials("left", [trial])}

    assert remember(SimpleNamespace(outcomes=lambda: today), "live")
    after_the_test = capsys.readouterr().out
    show_history(HistoryOptions())
    in_the_history = capsys.readouterr().out

    words = f"no change beyond the measurement's error (±7°) since {long_ago:%Y-%m-%d}."
    assert after_the_test == f"Left leg: {words}\n"
    assert words in in_the_history
