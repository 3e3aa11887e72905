"""Single pictures of a film that was written."""

from __future__ import annotations

import numpy as np
import pytest

from posecheck.errors import InputError
from posecheck.feedback.overlay.layout import Layout
from posecheck.feedback.report.pictures import KEY_FRAME_PX, take_pictures
from posecheck.video import Frame
from posecheck.video.stills import read_stills
from posecheck.video.writer import VideoWriter


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """Thirty seconds at uneven times; each frame is as bright as its number."""
    path = tmp_path_factory.mktemp("film") / "annotated.mp4"
    layout = Layout.of(640, 480)
    with VideoWriter(path, (layout.width, layout.height)) as video:
        for k in range(240):
            image = np.full((layout.height, layout.width, 3), k, np.uint8)
            video.write(Frame(image, time_of(k), k))
    return path


def time_of(k: int) -> float:
    return k / 8 + (0.01 if k % 3 else 0.0)


@pytest.mark.parametrize("k", [0, 1, 7, 100, 239])
def test_the_frame_of_a_time_is_found(film, k):
    (image,) = read_stills(film, [time_of(k)]).values()
    assert image.mean() == pytest.approx(k, abs=3)


def test_between_two_frames_it_is_the_earlier_one(film):
    (image,) = read_stills(film, [time_of(40) + 0.05]).values()
    assert image.mean() == pytest.approx(40, abs=3)


def test_a_time_behind_the_end_gives_the_last_frame(film):
    (image,) = read_stills(film, [99.0]).values()
    assert image.mean() == pytest.approx(239, abs=3)


def test_the_pictures_of_a_report_are_small_and_without_panels(film):
    pictures = take_pictures(film, [1.0, 2.0], (640, 480))
    assert set(pictures) == {1.0, 2.0}
    for picture in pictures.values():
        assert (picture.width, picture.height) == (KEY_FRAME_PX, 360)
        assert picture.uri.startswith("data:image/jpeg;base64,")
        assert len(picture.uri) < 60_000


def test_what_is_no_film_is_said(tmp_path):
    path = tmp_path / "annotated.mp4"
    path.write_bytes(b"nothing")
    with pytest.raises(InputError):
        read_stills(path, [0.0])
