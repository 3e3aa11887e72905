"""Recordings are analysed one after another, never beside a session, and can be taken away."""

from __future__ import annotations

import asyncio
import errno
import shutil
import time

from posecheck.app.recordings import queue as queue_module
from posecheck.app.recordings.queue import AnalysisQueue
from posecheck.app.recordings.shelf import Shelf
from posecheck.worker_process import WorkerProcess


async def until(done, seconds=60.0):
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end
        await asyncio.sleep(0.05)


def test_what_is_put_in_is_analysed_when_no_session_runs(tmp_path, short_clip):
    async def use():
        shelf, busy = Shelf(tmp_path / "recordings"), [True]
        queue = AnalysisQueue(shelf, lambda: busy[0])
        task = asyncio.create_task(queue.run())
        film, path = shelf.add("my film.mp4", "supine_release")
        shutil.copy(short_clip, path)
        text, path = shelf.add("no film.txt", "auto")
        path.write_bytes(b"nothing")
        gone, path = shelf.add("gone.mp4", "auto")
        shutil.copy(short_clip, path)
        for recording in (film, text, gone):
            queue.put(recording)
        await asyncio.sleep(0.5)
        assert {about.state for _, about in shelf.list()} == {"waiting"}  # a session runs
        busy[0] = False
        await until(lambda: shelf.about(film).state == "running")
        queue.cancel(gone)
        assert shelf.delete(gone)
        await until(lambda: shelf.about(text).state == "failed")
        assert shelf.about(text).text.startswith("no film.txt is not a video")
        done = shelf.about(film)
        assert done.state == "done"
        assert done.text.startswith("Supine psoas release")
        for name in ("report.html", "frames.csv", "analysis.json"):
            result = shelf.result(film, name)
            assert str(tmp_path) not in result.read_text()
            assert "my film.mp4" in result.read_text()
        assert shelf.upload(film) is None
        assert shelf.about(gone) is None
        assert queue.progress(film) is None
        task.cancel()

    asyncio.run(use())


def test_one_that_is_deleted_while_it_is_analysed_leaves_nothing(tmp_path, release_clip):
    async def use():
        shelf = Shelf(tmp_path / "recordings")
        queue = AnalysisQueue(shelf, lambda: False)
        task = asyncio.create_task(queue.run())
        film, path = shelf.add("film.mp4", "supine_release")
        shutil.copy(release_clip, path)
        queue.put(film)
        await until(lambda: (queue.progress(film) or 0) > 0)
        queue.cancel(film)
        shelf.delete(film)
        await until(lambda: not list((tmp_path / "recordings").rglob("*")))
        task.cancel()

    asyncio.run(use())


def test_an_analysis_waits_while_a_session_runs_and_goes_on(tmp_path, release_clip):
    async def use():
        shelf, busy = Shelf(tmp_path / "recordings"), [False]
        queue = AnalysisQueue(shelf, lambda: busy[0])
        task = asyncio.create_task(queue.run())
        film, path = shelf.add("film.mp4", "supine_release")
        shutil.copy(release_clip, path)
        queue.put(film)
        await until(lambda: (queue.progress(film) or 0) > 0)
        busy[0] = True
        await asyncio.sleep(1.0)
        share = queue.progress(film)
        await asyncio.sleep(2.0)
        assert queue.progress(film) == share
        assert share < 1.0
        busy[0] = False
        await until(lambda: shelf.about(film).state == "done")
        task.cancel()

    asyncio.run(use())


def test_a_process_that_cannot_be_started_fails_one_recording(tmp_path, monkeypatch):
    starts = []

    def start(*given):
        starts.append(given)
        if len(starts) == 1:
            raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")
        return WorkerProcess(*given)

    monkeypatch.setattr(queue_module, "WorkerProcess", start)

    async def use():
        shelf = Shelf(tmp_path / "recordings")
        queue = AnalysisQueue(shelf, lambda: False)
        task = asyncio.create_task(queue.run())
        names = []
        for name in ("a.mp4", "b.mp4"):
            recording, path = shelf.add(name, "auto")
            path.write_bytes(b"no film")
            queue.put(recording)
            names.append(recording)
        await until(lambda: shelf.about(names[1]).state == "failed")
        first, second = (shelf.about(name).text for name in names)
        assert "cannot be started: resource temporarily" in first
        assert second.startswith("b.mp4 ")
        assert not task.done()
        task.cancel()

    asyncio.run(use())
