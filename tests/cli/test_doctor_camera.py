"""What doctor says about a camera that is open."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import picture
from video.camera_server import CameraServer

from posecheck.cli.doctor import _check_camera
from posecheck.errors import PosecheckError
from posecheck.video import picture_watch

BLACK = [np.full((120, 160, 3), level, np.uint8) for level in (0, 2)]
PICTURES = [picture(160, 120, i) for i in range(10)]


def test_a_camera_that_sees_nothing_is_a_fault(monkeypatch):
    monkeypatch.setattr(picture_watch, "COVERED_S", 0.3)
    with CameraServer(BLACK) as camera:
        with pytest.raises(PosecheckError, match="sees nothing: open its cover"):
            _check_camera(camera.url)


def test_a_camera_that_begins_with_black_pictures_is_none():
    with CameraServer(BLACK + PICTURES) as camera:
        assert _check_camera(camera.url) == f"{camera.url} gives 160x120"
