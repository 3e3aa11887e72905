"""The threads beside the pipeline: what they were given is done, and they always end."""

from __future__ import annotations

import queue
import threading

import pytest

from posecheck.engine.background import BackgroundSink


def test_all_is_done_in_order():
    done = []
    with BackgroundSink(done.append) as sink:
        for item in range(50):
            sink.put(item)
    assert done == list(range(50))


def test_what_fails_in_the_thread_comes_out():
    def fail(_item):
        raise ValueError("full")

    with pytest.raises(ValueError, match="full"), BackgroundSink(fail) as sink:
        sink.put(1)


def test_it_ends_though_ctrl_c_took_the_queues_signal_away(monkeypatch):
    sink = BackgroundSink(lambda _: None)

    def interrupted(_put, item, **_):
        raise KeyboardInterrupt

    monkeypatch.setattr(queue.Queue, "put", interrupted)  # nothing gets into the queue any more
    ended = threading.Thread(target=sink.__exit__, args=(KeyboardInterrupt,), daemon=True)
    ended.start()
    ended.join(timeout=5)
    assert not ended.is_alive()
