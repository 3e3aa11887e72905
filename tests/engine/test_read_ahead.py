"""Frames decoded ahead in a thread: all arrive in order, an error arrives in its place, and the
thread always ends."""

from __future__ import annotations

import contextlib
import gc
import itertools
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from typing import TypeVar

import numpy as np
import pytest

from posecheck.engine.session import moments
from posecheck.errors import InputError
from posecheck.moment import Moment
from posecheck.video.frame import Frame
from posecheck.video.source import FrameSource

T = TypeVar("T")

PICTURE = np.zeros((12, 16, 3), np.uint8)


class MadeUpSource(FrameSource):
    """Frames from a function, and the threads that they were fetched in."""

    name = "made up"

    def __init__(self, frames: Callable[[], Iterator[Frame]], *, is_live: bool = False) -> None:
        self._frames = frames
        self.is_live = is_live
        self.threads: set[threading.Thread] = set()
        self.given = 0

    def __iter__(self) -> Iterator[Frame]:
        for frame in self._frames():
            self.threads.add(threading.current_thread())
            self.given += 1
            yield frame


class BlindSession:
    """A session that looks at nothing."""

    def take(self, frame: Frame, ahead=None) -> Moment:
        return Moment(frame, None, None, None)

    def set_pause_factor(self, factor: float) -> None: ...

    def take_recorded(self, frames: Iterable[Frame]) -> Iterator[Moment]:
        return map(self.take, frames)


def frames(count: int | None = None) -> Iterator[Frame]:
    numbers = itertools.count() if count is None else range(count)
    return (Frame(PICTURE, index / 30, index) for index in numbers)


def broken_after(count: int, error: BaseException) -> Iterator[Frame]:
    yield from frames(count)
    raise error


def indices_of(source: FrameSource) -> Iterator[int]:
    """The frames' indices as they come out of the pipeline."""
    return (moment.frame.index for moment in moments(source, BlindSession()))


def in_time(function: Callable[[], T]) -> T:
    """What ``function`` gives or raises; a failure if it hangs, as two threads may."""
    future: Future[T] = Future()

    def call() -> None:
        try:
            future.set_result(function())
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=call, daemon=True).start()
    return future.result(timeout=5)


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 50])  # fewer and more than the queue holds
def test_all_frames_arrive_once_and_in_order(count):
    source = MadeUpSource(lambda: frames(count))
    assert in_time(lambda: list(indices_of(source))) == list(range(count))
    assert not any(thread.is_alive() for thread in source.threads)


@pytest.mark.parametrize("count", [0, 3, 30])
@pytest.mark.parametrize("error", [InputError("the clip is damaged"), SystemExit(3)])
def test_an_error_comes_out_in_its_place_after_the_frames_before_it(count, error):
    source = MadeUpSource(lambda: broken_after(count, error))
    arrived = []

    def take_all() -> None:
        for index in indices_of(source):
            arrived.append(index)

    with pytest.raises(type(error)) as caught:
        in_time(take_all)
    assert caught.value is error
    assert arrived == list(range(count))
    assert not any(thread.is_alive() for thread in source.threads)


def test_an_error_waits_for_the_frames_that_are_still_in_the_queue():
    broken = threading.Event()

    def then_breaks() -> Iterator[Frame]:
        yield from frames(3)
        broken.set()
        raise InputError("the clip is damaged")

    indices = indices_of(MadeUpSource(then_breaks))
    assert in_time(lambda: next(indices)) == 0
    assert broken.wait(timeout=5)  # the thread is ahead: it has failed already
    assert in_time(lambda: [next(indices), next(indices)]) == [1, 2]
    with pytest.raises(InputError, match="damaged"):
        in_time(lambda: next(indices))


def test_closing_early_waits_until_the_thread_has_ended():
    # the file is closed right after: nothing may still read from it
    def slow() -> Iterator[Frame]:
        for frame in frames():
            yield frame
            time.sleep(0.1)  # decoding goes on while the pipeline is closed

    source = MadeUpSource(slow)
    pipeline = moments(source, BlindSession())
    assert in_time(lambda: [next(pipeline).frame.index for _ in range(2)]) == [0, 1]
    in_time(pipeline.close)
    assert len(source.threads) == 1
    assert not any(thread.is_alive() for thread in source.threads)


def test_closing_early_ends_a_thread_that_waits_for_room_in_the_queue():
    source = MadeUpSource(frames)  # without an end
    pipeline = moments(source, BlindSession())
    in_time(lambda: next(pipeline))
    time.sleep(0.3)
    in_time(pipeline.close)
    assert not any(thread.is_alive() for thread in source.threads)


def test_the_thread_ends_once_an_error_in_the_pipeline_has_been_handled():
    class FailingSession(BlindSession):
        def take(self, frame: Frame, ahead=None) -> Moment:
            raise ValueError("the model failed")

    source = MadeUpSource(frames)
    with contextlib.suppress(ValueError):
        list(moments(source, FailingSession()))
    gc.collect()
    assert len(source.threads) == 1
    assert not any(thread.is_alive() for thread in source.threads)


def test_only_a_few_frames_are_decoded_ahead():
    # each waits in memory: an hour of decoded video does not fit
    source = MadeUpSource(frames)
    pipeline = moments(source, BlindSession())
    in_time(lambda: next(pipeline))
    time.sleep(0.3)
    assert 2 < source.given < 20
    in_time(pipeline.close)


def test_a_live_source_is_read_in_the_callers_thread():
    # it has a thread of its own, which keeps only the newest frame; a queue would make it old
    source = MadeUpSource(lambda: frames(5), is_live=True)
    assert list(indices_of(source)) == [0, 1, 2, 3, 4]
    assert source.threads == {threading.current_thread()}
