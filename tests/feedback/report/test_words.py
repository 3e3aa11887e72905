"""Numbers and names in plain words."""

from __future__ import annotations

import pytest

from posecheck.feedback.report.words import (
    count_of,
    describe_seconds,
    describe_share,
    file_name,
    join,
    without_folders,
)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.0, "0.0 s"), (7.52, "7.5 s"), (9.97, "10 s"), (42.4, "42 s"), (125.0, "2 min 05 s")],
)
def test_a_length_of_time(seconds, text):
    assert describe_seconds(seconds) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0, "0 %"), (0.001, "under 1 %"), (0.5, "50 %"), (0.999, "99 %"), (1.0, "100 %")],
)
def test_nearly_all_is_not_all(share, text):
    assert describe_share(share) == text


def test_parts_of_a_sentence():
    assert [join(list("abc")[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert count_of(1, "circle") == "1 circle"
    assert count_of(3, "circle") == "3 circles"


def test_no_folder_of_the_disk_is_told():
    path = "/home/anna/private/clip.mp4"
    assert file_name(path) == "clip.mp4"
    said = without_folders(f"{path} ends early.", {"path": path})
    assert said == "clip.mp4 ends early."
