"""``--speed``: how fast a recorded clip plays."""

from __future__ import annotations

import pytest
import typer

from posecheck.cli.options.input import input_options
from posecheck.cli.options.selftest import SelfTestOptions
from posecheck.cli.options.speed import parse_speed
from posecheck.cli.selftest import selftest
from posecheck.engine import api
from posecheck.engine.options import InputOptions
from posecheck.errors import InputError, PosecheckError
from posecheck.video.source import FrameSource


@pytest.mark.parametrize(("text", "speed"), [("0.25", 0.25), ("1/4", 0.25), (" 8 ", 8.0)])
def test_a_speed_is_a_number_or_a_fraction(text, speed):
    assert parse_speed(text) == speed


@pytest.mark.parametrize("text", ["0", "-1", "1/0", "fast", "nan", "inf", "1e9", "", "1/4/2"])
def test_what_is_no_speed_is_refused(text):
    with pytest.raises(typer.BadParameter):
        parse_speed(text)


@pytest.mark.parametrize("speed", [0.0, -1.0, float("nan"), 1e9])
def test_python_refuses_it_too(speed):
    with pytest.raises(ValueError, match="speed"):
        InputOptions(speed=speed)


def test_it_reaches_the_reader():
    given = SelfTestOptions(speed=0.25)
    assert input_options(given).reading.speed == 0.25


def test_a_live_selftest_has_no_speed():
    with pytest.raises(PosecheckError, match="--speed needs --video"):
        selftest(SelfTestOptions(speed=0.25))


def test_a_camera_has_no_speed(monkeypatch):
    class Live(FrameSource):
        name, is_live = "camera 0", True

        def __iter__(self):
            return iter(())

    monkeypatch.setattr(api, "open_source", lambda *_: Live())
    monkeypatch.setattr(
        "posecheck.engine.session.Perceiver", lambda *_, **__: type("P", (), {"close": print})
    )
    with pytest.raises(InputError, match="recorded clips"):
        next(api.watch(0, speed=0.25))
