"""What a live session takes for a camera."""

from __future__ import annotations

import pytest
from PIL import Image

from posecheck.cli.live import LiveOptions, run_live
from posecheck.engine import api
from posecheck.engine.options import InputOptions
from posecheck.errors import InputError


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "me.png"
    Image.new("RGB", (64, 48)).save(path)
    return str(path)


def test_a_photo_is_no_camera(photo, monkeypatch):
    """It was practised with, and kept in the history."""
    options = LiveOptions(
        camera=photo, input=InputOptions(), speaking=None, window=False, mirrored=False
    )
    with pytest.raises(InputError, match=r"me\.png is a photo"):
        run_live(None, options, None, (), lambda: None)
    monkeypatch.setattr(
        "posecheck.engine.session.Perceiver", lambda *_, **__: type("P", (), {"close": print})
    )
    with pytest.raises(InputError, match=r"me\.png is a photo"):
        next(api.watch(photo))
