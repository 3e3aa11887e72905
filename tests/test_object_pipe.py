"""Values with pictures go to a second process and back, through shared memory or the pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from posecheck import object_pipe
from posecheck.object_pipe import ObjectWorker

ECHO = """
from posecheck.object_pipe import child_pipe
def serve(connection):
    pipe = child_pipe(connection)
    while True:
        try:
            pipe.send(pipe.receive())
        except EOFError:
            return
"""

PICTURE = np.arange(300 * 400 * 3, dtype=np.uint8).reshape(300, 400, 3)
MASK = np.linspace(0, 1, 300 * 400, dtype=np.float32).reshape(300, 400)


@pytest.fixture(params=["shared memory", "the pipe alone"])
def echo(request, tmp_path, monkeypatch) -> Iterator[ObjectWorker]:
    (tmp_path / "echo_of_objects.py").write_text(ECHO)
    monkeypatch.syspath_prepend(str(tmp_path))
    if request.param == "the pipe alone":
        monkeypatch.setattr(object_pipe, "_make_room", lambda: None)
    elif sys.platform != "linux":
        pytest.skip("this system has no memory without a name")
    worker = ObjectWorker("echo_of_objects")
    yield worker
    worker.close()


@pytest.mark.parametrize(
    "sent",
    [
        [PICTURE, MASK, np.ones((33, 2))],
        [PICTURE[:, ::-1], None],
        [np.empty((0, 3))],
        [PICTURE[:1], *[np.full((200, 700), i, np.uint8) for i in range(5)]],
    ],
    ids=["picture and mask", "not in one piece", "empty", "several"],
)
def test_arrays_come_back_as_they_were_sent(echo, sent):
    echo.send({"arrays": sent})
    came = echo.receive()["arrays"]
    assert len(came) == len(sent)
    for before, after in zip(sent, came, strict=True):
        np.testing.assert_array_equal(after, before, strict=True)


def test_an_answer_lasts_when_the_next_one_comes(echo):
    answers = []
    for value in range(3):
        echo.send(np.full((500, 500), value, np.uint8))
        answers.append(echo.receive())
    assert [int(answer.max()) for answer in answers] == [0, 1, 2]


def test_what_does_not_fit_goes_through_the_pipe(echo):
    large = np.arange(object_pipe.ROOM_BYTES // 8 + 100, dtype=np.int64)
    echo.send([large, PICTURE])
    came, picture = echo.receive()
    np.testing.assert_array_equal(came, large)
    np.testing.assert_array_equal(picture, PICTURE)


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="looks into /proc")
def test_the_memory_has_no_name_and_goes_with_the_worker(echo):
    def shared() -> set[str]:
        maps = Path("/proc/self/maps").read_text("utf-8").splitlines()
        return {line.split(maxsplit=5)[-1] for line in maps if "posecheck" in line.split("/")[-1]}

    echo.send(PICTURE)
    echo.receive()
    assert shared() <= {"/memfd:posecheck (deleted)"}
    echo.close()
    assert shared() == set()
