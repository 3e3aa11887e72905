"""What is said of a self-test that was not recognised."""

from __future__ import annotations

import pytest

from posecheck.engine.selftest_run import describe_test
from posecheck.tightness.limits import selftest_limits
from posecheck.tightness.outcome import Trial
from posecheck.tightness.session import SelfTest


@pytest.mark.parametrize("reason", selftest_limits().reasons)
@pytest.mark.parametrize("sides", [("left",), ("left", "right")])
def test_each_reason_is_said_in_whole_sentences(monkeypatch, reason, sides):
    test = SelfTest(sides)
    monkeypatch.setattr(test, "blocking_trial", lambda: Trial("cannot_tell", reason, rest_s=0.43))
    said = " ".join(describe_test(test))
    assert not set("{}") & set(said)
    assert ("0.4 s" in said) == (reason == "short_rest")
    if len(sides) == 2:
        assert "your left side" not in said
