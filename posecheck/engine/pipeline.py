"""The one way through: frames -> body -> measures -> coaching, live and recorded alike."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Generic, TypeVar

from posecheck.coaching.practice.practice import Practice
from posecheck.coaching.practice.state import PracticeState
from posecheck.coaching.session import Coaching, Session
from posecheck.measures.steadiness import SteadyMeasurer
from posecheck.moment import Moment
from posecheck.perception.body.estimator import PoseEstimator
from posecheck.perception.breath.tracker import BreathTracker
from posecheck.perception.roller.finder import RollerFinder
from posecheck.selftest.session import SelfTest, SelfTestState
from posecheck.video.frame import Frame
from posecheck.video.source import FrameSource

QUEUE_FRAMES = 8
"""Enough to even out decoding and encoding; more would only hold memory."""

WAKE_S = 0.2
"""How often a thread that waits for work looks whether it is to end."""

T = TypeVar("T")


def moments(
    source: FrameSource,
    estimator: PoseEstimator,
    coach: Session | Practice | SelfTest | None = None,
    roller_finder: RollerFinder | None = None,
) -> Iterator[Moment]:
    """Run the pipeline over a source, a moment a frame; ``coach`` judges it: one exercise's
    session, a whole practice, or the self-test.

    Recorded frames are decoded ahead in a thread of their own. A live source already
    reads in its own thread and gives only its newest frame.
    """
    frames: Iterable[Frame] = source if source.is_live or source.is_photo else _ahead(source)
    measurer, breaths = SteadyMeasurer(), BreathTracker()
    for frame in frames:
        body = estimator.estimate(frame.image, frame.time_s)
        roller = roller_finder.update(frame.time_s, frame.image, body) if roller_finder else None
        measurements = measurer.update(frame.time_s, body, roller)
        if not source.is_photo:
            posture = measurements.posture if measurements else None
            breath = breaths.update(frame.time_s, frame.image, body, posture)
            if measurements is not None:
                measurements = replace(measurements, breath=breath)
        moment = Moment(frame, body, measurements, None, roller=roller)
        match coach.update(frame.time_s, body, measurements) if coach else None:
            case Coaching() as coaching:
                yield replace(moment, coaching=coaching)
            case PracticeState() as practice:
                yield replace(moment, coaching=practice.coaching, practice=practice)
            case SelfTestState() as selftest:
                yield replace(moment, selftest=selftest)
            case None:
                yield moment


class BackgroundSink(Generic[T]):
    """Hands items to a function in a thread of its own, in order; a context manager.

    An exception in the function comes out of the next :meth:`put`, or at the end. After one in
    the body of its ``with`` what is still in the queue is dropped.
    """

    def __init__(self, function: Callable[[T], None]) -> None:
        self._function = function
        self._queue: queue.Queue[T | None] = queue.Queue(QUEUE_FRAMES)
        self._error: BaseException | None = None
        self._given_up = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sink", daemon=True)
        self._thread.start()

    def put(self, item: T) -> None:
        self._raise()
        self._queue.put(item)

    def finish(self) -> None:
        """Wait until all is done."""
        self._queue.put(None)
        self._thread.join()
        self._raise()

    def _raise(self) -> None:
        if self._error is not None:
            error, self._error = self._error, None
            raise error

    def _run(self) -> None:
        while not self._given_up.is_set():
            # Ctrl-C in the middle of a put may leave the queue without its signal
            with suppress(queue.Empty):
                item = self._queue.get(timeout=WAKE_S)
                if item is None:
                    return
                self._do(item)

    def _do(self, item: T) -> None:
        if self._error is None:
            try:
                self._function(item)
            except BaseException as error:
                self._error = error

    def __enter__(self) -> BackgroundSink[T]:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.finish()
        else:
            self._given_up.set()
            self._thread.join()


def _ahead(items: Iterable[T]) -> Iterator[T]:
    """The same items, fetched ahead in a thread; its exception is raised in its place."""
    ready: queue.Queue[tuple[T | None, BaseException | None]] = queue.Queue(QUEUE_FRAMES)
    stop = threading.Event()

    def fetch() -> None:
        error: BaseException | None = None
        try:
            for item in items:
                if not _put(ready, (item, None), stop):
                    return
        except BaseException as caught:
            error = caught
        _put(ready, (None, error), stop)

    thread = threading.Thread(target=fetch, name="decoder", daemon=True)
    thread.start()
    try:
        while True:
            item, error = ready.get()
            if error is not None:
                raise error
            if item is None:
                return
            yield item
    finally:
        stop.set()
        thread.join()


def _put(ready: queue.Queue[T], item: T, stop: threading.Event) -> bool:
    while not stop.is_set():
        with suppress(queue.Full):
            ready.put(item, timeout=WAKE_S)
            return True
    return False
