"""What the terminal says of an analysed clip."""

from __future__ import annotations

import pytest

from posecheck.cli.analysis_text import summarize
from posecheck.engine.cluster import ClipSummary

EMPTY = {
    "exercise": "supine_release", "holds": [], "repetitions": [], "corrections": [],
    "source": {"path": "a.mp4"},
}  # fmt: skip


@pytest.fixture
def told(capsys):
    def tell(**contents) -> str:
        summarize(ClipSummary({**EMPTY, **contents}, None, (), None, None))
        return capsys.readouterr().out

    return tell


def hold(held_s: float) -> dict:
    times = {"start_s": 1.0, "end_s": 9.0, "held_s": held_s, "target_s": 15.0}
    return {"side": "left", "complete": False, "unverified": [], **times}


def test_why_nothing_was_counted(told):
    assert "Nobody" not in told(holds=[hold(8.0)])
    assert told(why_nothing="Nothing was counted: nobody was seen.").strip() == (
        "Nothing was counted: nobody was seen."
    )


def test_rolling_is_not_called_holding(told):
    assert "Left side held 8.0 s, of 15 s." in told(holds=[hold(8.0)])
    assert "Left side rolled 8.0 s" in told(exercise="roll_quadriceps", holds=[hold(8.0)])


def test_for_how_long_a_hold_was_not_verified_is_said(told):
    unseen = {"unverified": ["Knee bent", "Lower back"], "unverified_s": [0.5, 8.0]}
    out = told(holds=[{**hold(8.0), **unseen}])
    assert "Not verified: Knee bent (0.5 s), Lower back (8.0 s)." in out


def test_what_was_not_verified_of_repetitions_is_said(told):
    done = {"name": "repetition", "side": "left", "start_s": 1.0, "end_s": 2.0}
    out = told(exercise="knee_to_chest", repetitions=[{**done, "unverified": ["Lower back"]}] * 2)
    assert "Left side: 2 repetitions." in out
    assert out.count("Not verified: Lower back.") == 1


def test_a_number_of_the_self_test_has_both_errors(told):
    leg = {"result": "tight", "explanation": "Left: tight."}
    out = told(exercise="selftest", selftest={"left": leg, "right": None})
    assert "From test to test: ±5° and ±1 cm (95 %)." in out
    assert "From the truth two arches in three are up to 7° and 2.2 cm off." in out
    clear = {"result": "clear", "explanation": "Left: clear."}
    assert "truth" not in told(exercise="selftest", selftest={"left": clear, "right": None})
