"""The numbers of every frame: one by one, and by their place."""

from __future__ import annotations

import math

import pytest

from posecheck.engine.frame_table import FrameTable

TABLE = FrameTable('source,frame,knee_left\n"a,b.mp4",0,80.5\n"a,b.mp4",1,\n"a,b.mp4",2,82.0\n')


def test_a_place_gives_the_frame_that_iterating_gives():
    assert TABLE[0] == {"source": "a,b.mp4", "frame": 0.0, "knee_left": 80.5}
    assert TABLE[-1] == TABLE[len(TABLE) - 1] == list(TABLE)[2]
    assert math.isnan(TABLE[1]["knee_left"])


@pytest.mark.parametrize("number", [3, -4])
def test_there_are_no_more_frames_than_that(number):
    with pytest.raises(IndexError):
        TABLE[number]


def test_a_name_may_hold_line_breaks(tmp_path):
    names = ["a\nb.mp4", "a\r\nb.mp4", "a\u2028b.mp4", 'a"\n"b.mp4']
    cells = ["a\nb.mp4", "a\r\nb.mp4", "a\u2028b.mp4", 'a""\n""b.mp4']
    text = "source,frame\n" + "".join(f'"{cell}",{n}\n' for n, cell in enumerate(cells))
    file = tmp_path / "frames.csv"
    file.write_text(text, "utf-8", newline="")
    for table in (FrameTable(text), FrameTable(file)):
        assert len(table) == len(names)
        assert [row["source"] for row in table] == names
        assert [table[n]["source"] for n in range(-1, len(names) - 1)] == [names[-1], *names[:-1]]
