"""Each clip of a call gets a folder of its own, whatever the clips are called."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from posecheck.engine.result_folders import result_folders

OUT = Path("out")


def names(*clips):
    return [os.fspath(folder.relative_to(OUT)) for folder in result_folders(
        [Path(clip) for clip in clips], OUT
    )]  # fmt: skip


@pytest.mark.parametrize(
    ("clips", "expected"),
    [
        (("a.mp4", "b.mp4"), ["a", "b"]),
        (("a/clip.mp4", "b/clip.mp4", "clip-2.mp4"), ["clip", "clip-3", "clip-2"]),
        (("clip-2.mp4", "b/clip.mp4", "a/clip.mp4"), ["clip-2", "clip", "clip-3"]),
        (("clip.mp4", "clip.mov", "clip.MP4"), ["clip", "clip-2", "clip-3"]),
        (("Clip.mp4", "clip.mp4", "CLIP-2.mp4"), ["Clip", "clip-3", "CLIP-2"]),
        (("caf\u00e9.mp4", "cafe\u0301.mp4"), ["caf\u00e9", "cafe\u0301-2"]),
        (("clip.mp4", "clip..mp4"), ["clip", "clip.-2"]),
        (("...mp4", "..mp4"), ["_...mp4", "_..mp4"]),
        (("caf\udce9.mp4",), ["caf\udce9"]),
    ],
)
def test_every_clip_has_its_own_folder(clips, expected):
    assert names(*clips) == expected


def test_the_longest_names_stay_within_what_disks_allow():
    long = "写" * 85
    found = names(f"a/{long}", f"b/{long}")
    assert found[0] == long
    assert len(os.fsencode(found[1])) <= 255
    assert found[1].endswith("-2")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX paths")
def test_no_folder_lies_outside():
    for name in ("...mp4", "....mp4", ".mp4", "..mp4"):
        (folder,) = result_folders([Path(name)], OUT)
        assert os.path.dirname(os.path.normpath(folder)) == "out"


def test_no_folder_ends_in_a_blank_or_a_dot_and_none_is_shared():
    clips = [Path(name) for name in ("clip .mp4", "clip.mp4", "clip..mp4", "a. .mov", "....mp4")]
    names = [folder.name for folder in result_folders(clips, Path("out"))]
    assert names[:4] == ["clip", "clip-2", "clip.-2", "a"]
    assert len(set(names)) == len(clips)
    assert all(name == name.rstrip(". ") for name in names)
