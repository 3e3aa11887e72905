"""Cameras: only the newest frame is given; a camera that has gone is awaited and opened again."""

from __future__ import annotations

import threading
import time
from abc import abstractmethod
from collections import deque
from collections.abc import Iterator
from contextlib import suppress

from posecheck.errors import InputError, PosecheckError, SourceLostError
from posecheck.interruption import check
from posecheck.video.frame import Frame
from posecheck.video.picture_watch import FROZEN_S, PictureState, PictureWatch
from posecheck.video.reading import AS_IT_IS, ReadingOptions
from posecheck.video.report import Report, SlowRate, Trouble, Waiting
from posecheck.video.source import FrameSource
from posecheck.video.upright import Image, turn

FIRST_FRAME_TIMEOUT_S = 10.0
"""Longest wait for the first frame of a camera, in seconds."""

SILENT_AFTER_S = 1.0
"""Without a picture for this many seconds a camera is awaited. A hold bridges as much
(``bridge_s`` in the exercises), and a slow camera gives three pictures in that time."""

PATIENCE_S = 8.0
"""A camera that is open and gives nothing for this many seconds is opened again. A network that
falters comes back by itself in less, and what was lost on the way is sent again."""

MOST_PATIENCE_S = 20.0
"""Most seconds of patience. Each time that it did not help to open the camera, the patience
doubles: the camera may need longer to begin than it was given."""

PAUSE_S = 0.25
"""Seconds before a camera is opened again for the first time."""

MOST_PAUSE_S = 2.0
"""The pause doubles with each attempt, up to this many seconds: a camera that is switched on again
is seen soon, and is not pestered."""

GIVE_UP_S = 120.0
"""A camera without a new picture for this many seconds is lost: time to plug it in again or to
charge a phone's battery, and then nobody is there."""

CLOSE_TIMEOUT_S = 2.0
"""Longest wait for the reader's thread at the end. A thread that still waits for the camera's
answer then lets go of the camera by itself, after its patience at the latest."""

TICK_S = 0.2
"""How often it is said that the camera is awaited, in seconds: keys are felt to work."""

SLOW_RATE = 5.0
"""Fewer pictures a second than this are said: steps are seen late, repetitions may be missed."""

RATE_WINDOW_S = 3.0
"""The rate is taken over this many seconds, and must be low for as many: a hiccup is none."""

MIN_STEP_S = 1e-3
"""Smallest step between the times of two frames, in seconds, so that times strictly increase."""

LOST = {
    Trouble.SILENT: "stopped giving frames and did not come back for",
    Trouble.FROZEN: "gave the same picture again and again for",
    Trouble.COVERED: "saw nothing, as if it were covered, for",
}
"""What a camera that was given up did in its last minutes."""


class UnreadablePictureError(Exception):
    """A picture came damaged. The next one may be whole."""


class LiveSource(FrameSource):
    """Base of cameras. A thread reads pictures as fast as they come and keeps only the newest.

    A subclass opens its camera in ``__init__`` with :meth:`_open`. From then on the thread reads.
    It leaves out pictures that cannot be read, and counts them; it gives no picture twice; and
    where nothing new comes it waits, and opens the camera again:

    ==============================================  =======  ======================================
    what comes                                      trouble  what is done
    ==============================================  =======  ======================================
    nothing for SILENT_AFTER_S                      SILENT   opened again after PATIENCE_S
    the camera stops, or cannot be opened           SILENT   opened again, after a pause that grows
    only damaged pictures                           SILENT   opened again after PATIENCE_S
    the same picture for FROZEN_S                   FROZEN   opened again
    pictures without any detail for COVERED_S       COVERED  waited for
    any of these for GIVE_UP_S                               SourceLostError
    ==============================================  =======  ======================================

    The clock of the frames' times goes on meanwhile; the first frame afterwards says in
    ``waited_s`` how much of it does not count.

    Parameters
    ----------
    name
        The camera's name in messages.
    reading
        How its pictures are to be turned or mirrored.
    """

    is_live = True

    def __init__(self, name: str, reading: ReadingOptions = AS_IT_IS) -> None:
        self.name, self._reading = name, reading
        self.patience_s = PATIENCE_S
        self._changed = threading.Condition()
        self._newest: Frame | None = None
        self._ahead: Frame | None = None
        self._slow: SlowRate | None = None
        self._error: BaseException | None = None
        self._ended = False
        self._trouble: Trouble | None = None
        self._start_s = self._new_s = self._readable_s = time.monotonic()
        self._late_s = 0.0  # how long after it was taken the last picture came
        self._given = -1  # the index of the last frame that was given
        self._closing = threading.Event()
        self._reader = threading.Thread(target=self._read_all, name="camera", daemon=True)
        # used by the reader's thread only
        self._watch = PictureWatch()
        self._arrivals: deque[float] = deque()
        self._index = 0
        self._slow_since_s = 0.0
        self._rate_said = False

    @abstractmethod
    def _open(self) -> None:
        """Open the camera, also again after :meth:`_release`.

        Raises
        ------
        InputError
            It cannot be opened now.
        """

    @abstractmethod
    def _read(self) -> Image | None:
        """Wait for the next picture; None when the camera has stopped.

        Raises
        ------
        UnreadablePictureError
            The picture is damaged.
        """

    @abstractmethod
    def _release(self) -> None:
        """Release the device or the connection. May be called more than once."""

    def _taken_s(self) -> float:
        """When the picture that was read last was taken, on the clock of ``time.monotonic``.

        By default now. A camera that tells its own times knows better.
        """
        return time.monotonic()

    def __iter__(self) -> Iterator[Frame]:
        return (given for given in self.with_reports() if isinstance(given, Frame))

    def with_reports(self) -> Iterator[Frame | Report]:
        """See :meth:`FrameSource.with_reports`."""
        began_s = time.monotonic()
        if self._reader.ident is None:  # else it is iterated once more, and reads already
            self._new_s = self._readable_s = began_s
            self._reader.start()
        while True:
            with self._changed:
                self._changed.wait_for(self._has_something, TICK_S)
                frame, self._ahead = self._ahead, None
                if frame is None:
                    frame, self._newest = self._newest, None
                slow, self._slow = self._slow, None
            check()
            if slow is not None:
                yield slow
            if frame is not None:
                self.skipped += frame.index - self._given - 1
                self._given = frame.index
                yield frame
            elif self._closing.is_set():
                return
            elif self._given < 0:
                self._check_beginning(time.monotonic() - began_s)
            elif (waiting := self._wait(time.monotonic())) is not None:
                yield waiting

    def look_ahead(self) -> Frame | None:
        """The newest frame, if it was not given yet: it is then given next."""
        with self._changed:
            if self._ahead is None:
                self._ahead, self._newest = self._newest, None
            return self._ahead

    def _has_something(self) -> bool:
        return self._ahead is not None or self._newest is not None or self._ended

    def close(self) -> None:
        """Stop reading and release the camera. May be called more than once."""
        self._closing.set()
        if self._reader.ident is not None:
            self._reader.join(timeout=CLOSE_TIMEOUT_S)
            return  # the thread releases what it reads from
        with suppress(Exception):
            self._release()

    # --- in the caller's thread

    def _check_beginning(self, seconds: float) -> None:
        """Raise where the first frame does not come."""
        if self._error is not None:
            raise InputError(self._describe_failure(self._error)) from self._error
        if seconds >= FIRST_FRAME_TIMEOUT_S:
            gives = "only damaged pictures" if self.unreadable else "no frames"
            raise InputError(f"{self.name} is open but gives {gives}: check the camera.")

    def _wait(self, now_s: float) -> Waiting | None:
        """What is awaited at ``now_s``; None while a picture is not late yet."""
        if self._error is not None:
            text = f"{self._describe_failure(self._error)} The results so far are kept."
            raise SourceLostError(text) from self._error
        with self._changed:
            now_s -= self._late_s  # a picture that takes long to come is not late for it
            trouble, unseen_s = self._trouble, now_s - self._new_s
            silent_s = now_s - self._readable_s
            # a frozen camera is silent for a moment while it is opened again
            if silent_s >= (SILENT_AFTER_S if trouble is None else PATIENCE_S):
                trouble = Trouble.SILENT
        if trouble is None:
            return None
        if unseen_s >= GIVE_UP_S:
            raise SourceLostError(
                f"{self.name} {LOST[trouble]} {_in_words(GIVE_UP_S)}; the results so far are kept."
            )
        return Waiting(trouble, unseen_s, GIVE_UP_S - unseen_s, now_s - self._start_s)

    def _describe_failure(self, error: BaseException) -> str:
        if isinstance(error, PosecheckError):
            return str(error)
        return f"Reading {self.name} failed unexpectedly: {error!r}."

    # --- in the reader's thread

    def _read_all(self) -> None:
        """Read pictures until the source is closed; any failure is kept for the caller's thread."""
        try:
            self._follow()
        except BaseException as error:
            self._error = error
        finally:
            with suppress(Exception):
                self._release()
            with self._changed:
                self._ended = True
                self._changed.notify()

    def _follow(self) -> None:
        """Read, and open the camera again where that may help."""
        pause_s, opened_s = PAUSE_S, time.monotonic()
        while not self._closing.is_set():
            before_s = self._new_s
            stays = self._take_next()
            now_s, late_s = time.monotonic(), self._late_s
            if self._new_s > before_s:
                pause_s, self.patience_s = PAUSE_S, PATIENCE_S
            since_s = now_s - max(opened_s, self._new_s + late_s)
            is_stuck = self._trouble is Trouble.FROZEN and since_s >= FROZEN_S
            is_stuck |= now_s - max(opened_s, self._readable_s + late_s) >= self.patience_s
            if stays and not is_stuck:
                continue
            self._release()
            self.patience_s = min(2 * self.patience_s, MOST_PATIENCE_S)
            while not self._closing.wait(pause_s):
                pause_s = min(2 * pause_s, MOST_PAUSE_S)
                with suppress(InputError):
                    self._open()
                    break
            opened_s = time.monotonic()

    def _take_next(self) -> bool:
        """Read a picture and judge it; False when the camera has stopped."""
        try:
            image = self._read()
        except UnreadablePictureError:
            self.unreadable += 1
            return True
        if image is None:
            return False
        now_s = self._taken_s()
        state = self._watch.judge(now_s, image)
        with self._changed:
            if now_s - self._readable_s >= SILENT_AFTER_S or self._trouble is not None:
                self._arrivals.clear()
            self._readable_s = now_s
            self._late_s = max(0.0, time.monotonic() - now_s)
            self._note_rate(now_s)
            if state is PictureState.NEW:
                self._accept(now_s, image)
            elif state is not PictureState.SAME:
                is_frozen = state is PictureState.FROZEN
                self._trouble = Trouble.FROZEN if is_frozen else Trouble.COVERED
        return True

    def _accept(self, now_s: float, image: Image) -> None:
        """Make a picture the newest frame. The lock must be held."""
        is_first = self._index == 0
        gap_s = 0.0 if is_first else now_s - self._new_s
        if is_first:
            self._start_s = now_s
        step_s = max(gap_s, MIN_STEP_S)
        has_waited = not is_first and (self._trouble is not None or gap_s >= SILENT_AFTER_S)
        waited_s = step_s - MIN_STEP_S if has_waited else 0.0
        if self._newest is not None:  # it was not taken: what it says about the time stays true
            waited_s += self._newest.waited_s
        self._new_s = now_s if is_first else self._new_s + step_s
        image = turn(image, self._reading.rotate, mirrored=self._reading.mirrored)
        self._newest = Frame(image, self._new_s - self._start_s, self._index, waited_s=waited_s)
        self._index += 1
        self._trouble = None
        self._changed.notify()
        if self.on_frame is not None:
            self.on_frame(self._newest)

    def _note_rate(self, now_s: float) -> None:
        """Find out, once, that pictures come slowly. The lock must be held."""
        self._arrivals.append(now_s)
        while len(self._arrivals) > 2 and now_s - self._arrivals[1] >= RATE_WINDOW_S:
            self._arrivals.popleft()
        seconds = now_s - self._arrivals[0]
        rate = (len(self._arrivals) - 1) / max(seconds, MIN_STEP_S)
        if seconds < RATE_WINDOW_S or rate >= SLOW_RATE:
            self._slow_since_s = now_s
        elif now_s - self._slow_since_s >= RATE_WINDOW_S and not self._rate_said:
            self._slow, self._rate_said = SlowRate(rate, now_s - self._start_s), True


def _in_words(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes} minutes" if minutes > 1 and seconds >= 60 else f"{seconds:.0f} seconds"
