"""Who exercises, and where that person's landmarks are: frame by frame, or photo by photo."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from posecheck.perception.back.outline import find_outline
from posecheck.perception.body.landmarker import Landmarker, MediaPipe
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.leg_order import LegOrder
from posecheck.perception.body.legs import LegSideCorrector
from posecheck.perception.body.lying import LyingReader
from posecheck.perception.body.mediapipe_process import Mode
from posecheck.perception.body.orientation import orientation_from_landmarks
from posecheck.perception.body.person import (
    SAME_PERSON_OVERLAP,
    Box,
    choose_exerciser,
    is_another_person,
    is_on_floor,
    overlap,
    paint_out,
)
from posecheck.perception.body.posture import classify_posture, is_lying
from posecheck.perception.body.reading import LyingReading, largest_turn_deg
from posecheck.perception.body.reading_match import attach_reading
from posecheck.perception.body.window import Window, search_windows, whole_frame, window_around

MAX_PEOPLE = 4

LOOK_AGAIN_S = (0.5, 4.0)
"""Seconds of the frames' time between two looks for (other) people, each look slower than the
tracking: at first and, doubled each time that nothing new was found, at most."""

READ_AGAIN_S, READ_MOVING_S, MOVES_DEG = 0.2, 0.06, 2.5
"""Trunk and legs of someone lying are read again after the first, in seconds of the frames' time,
for the reading costs 2 ms; after the second while a leg turns by more than so many degrees from
one reading to the next. The angles in the picture are told of every frame."""

BRIGHTNESS_GRID = 40
"""Points across the body's box that tell its brightness."""

JUMPED_OVERLAP = 0.05
"""From one frame to the next a person's box overlaps itself by more than this; if not, MediaPipe
has gone over to somebody else."""


class PoseEstimator:
    """Finds the exercising person in frames that come one after another, or in photos.

        with PoseEstimator("video") as estimator:
            for frame in source:
                body = estimator.estimate(frame.image, frame.time_s)

    Of several people it is the one on the floor; else the one followed so far; else the
    largest. When nobody is found, the picture is brightened if it is dark, and enlarged
    parts of it are looked at. In ``video`` mode the person is then followed, the landmarks
    are smoothed, and others who lie there too are counted. The legs are told apart
    (:mod:`posecheck.perception.body.legs`); of someone lying, trunk and legs are read again from
    the picture (:mod:`posecheck.perception.body.lying`).

    Args:
        mode: "video" or "photo".
        model: path of another bundle; None for the one that comes with posecheck.
        person: follow that one instead, counted from the left of the picture, from 1.
        with_mask: whether to give the person's mask as well.

    Raises
    ------
        ModelError: the model is missing, damaged or not accepted by MediaPipe.
    """

    def __init__(
        self,
        mode: Mode = "video",
        *,
        model: Path | None = None,
        person: int | None = None,
        with_mask: bool = True,
    ) -> None:
        self._person = person
        self._reader = LyingReader()
        self._leg_sides = LegSideCorrector(LegOrder(), follow=mode != "photo")
        self._mediapipe = MediaPipe()
        self._scout: Landmarker
        self._tracker: Landmarker | None = None
        try:
            self._open_landmarkers(mode, model, with_mask)
        except BaseException:
            self._mediapipe.close()
            raise
        self._window: Window | None = None
        self._box: Box | None = None
        self._chosen = False
        self._also_lying = 0
        self._last: Body | None = None
        self._reading: LyingReading | None = None
        self._read_s = self._read_again_s = 0.0
        self._next_look_s = -np.inf
        self._pause_s = LOOK_AGAIN_S[0]

    def estimate(self, image: NDArray[np.uint8], time_s: float = 0.0) -> Body | None:
        """The exercising person in ``image``, or None.

        Args:
            image: (H, W, 3) uint8, RGB.
            time_s: the frame's own time in seconds.
        """
        if self._tracker is None:
            people, _ = self._people(image)
            chosen = choose_exerciser(people, self._person)
            return self._read(image, time_s, chosen) if chosen is not None else None
        body = self._track(self._tracker, image, time_s)
        if self._must_look(body, time_s):
            body = self._look(self._tracker, image, time_s, body)
        if body is None or (self._person is not None and not self._chosen):
            return None
        self._box = body.box()
        return self._read(image, time_s, body)

    def close(self) -> None:
        """End MediaPipe's process. May be called more than once."""
        self._mediapipe.close()

    def __enter__(self) -> PoseEstimator:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _open_landmarkers(self, mode: Mode, model: Path | None, with_mask: bool) -> None:
        process = self._mediapipe
        self._scout = Landmarker(
            "photo", model=model, max_people=MAX_PEOPLE, with_mask=True, mediapipe=process
        )
        if mode != "photo":
            self._tracker = Landmarker(mode, model=model, with_mask=with_mask, mediapipe=process)

    def _read(self, image: NDArray[np.uint8], time_s: float, body: Body) -> Body:
        """``body`` with its brightness, its legs told apart, and the reading of someone lying."""
        brightness = _brightness(image, body.box())
        body = replace(body, brightness=brightness, also_lying=self._also_lying)
        body = self._leg_sides.correct(image, time_s, body)
        body = replace(body, posture=classify_posture(body, orientation_from_landmarks(body)))
        if not is_lying(body):
            return body
        if body.mask is not None:
            ends = body.middle("hip"), body.middle("shoulder")
            body = replace(body, outline=find_outline(image, body.mask, *ends))
        if self._tracker is None:
            return attach_reading(body, self._reader.read(image, body))
        if self._reading is None or not 0 <= time_s - self._read_s < self._read_again_s:
            before, self._reading = self._reading, self._reader.read(image, body)
            moves = before is None or largest_turn_deg(before, self._reading) > MOVES_DEG
            self._read_s, self._read_again_s = time_s, READ_MOVING_S if moves else READ_AGAIN_S
        self._last = attach_reading(body, self._reading, self._last)
        return self._last

    def _track(self, tracker: Landmarker, image: NDArray[np.uint8], time_s: float) -> Body | None:
        window = self._window or whole_frame(image)
        found = tracker.detect(window.crop(image), time_s)
        return window.to_frame(found[0], image.shape[1::-1]) if found else None

    def _must_look(self, body: Body | None, time_s: float) -> bool:
        """Whether it is time to look at all people, the one followed not being sure."""
        if body is None and self._window is not None:
            return True  # walked out of the window
        if body is not None and self._box is not None:
            if overlap(body.box(), self._box) < JUMPED_OVERLAP:
                return True
            if time_s >= self._next_look_s and is_on_floor(body):
                self._next_look_s = time_s + self._pause_s
        return time_s >= self._next_look_s

    def _look(
        self, tracker: Landmarker, image: NDArray[np.uint8], time_s: float, body: Body | None
    ) -> Body | None:
        """Look at all people; go over to the right one if ``body`` is not it."""
        people, window = self._people(image)
        wanted = choose_exerciser(people, self._person, self._box)
        if wanted is not None and self._person is None:
            self._also_lying = sum(is_lying(other) for other in people if other is not wanted)
        same = (
            wanted is not None
            and body is not None
            and overlap(wanted.box(), body.box()) > SAME_PERSON_OVERLAP
        )
        shortest, longest = LOOK_AGAIN_S
        nothing_new = same or (wanted is None and body is None)
        self._pause_s = min(longest, 2 * self._pause_s) if nothing_new else shortest
        self._next_look_s = time_s + self._pause_s
        self._chosen = self._chosen or wanted is not None
        if wanted is None and body is None:
            self._window = None
        if same or wanted is None:
            return body
        self._window = window
        self._leg_sides.reset()
        tracker.restart()
        others = [other for other in people if other is not wanted]
        found = self._track(tracker, paint_out(image, others) if others else image, time_s)
        return found or wanted

    def _people(self, image: NDArray[np.uint8]) -> tuple[list[Body], Window | None]:
        """Everybody in the picture, and the window in which they were found, if not the whole.

        MediaPipe overlooks who is hidden by somebody kneeling in front, and the second of two who
        lie side by side: whoever was found is painted out, and it looks again.
        """
        found = self._scout.detect(image)
        on_floor = any(is_on_floor(body) for body in found)
        if found and (not on_floor or self._person is not None or self._looks_for_more()):
            hidden = self._scout.detect(paint_out(image, found))
            found += [
                body
                for body in hidden
                if (is_another_person(body, found) if on_floor else is_on_floor(body))
            ]
        if found:
            return found, None
        size = image.shape[1::-1]
        for window in search_windows(image):
            for seen in self._scout.detect(window.crop(image)):
                closer = window_around(window.to_frame(seen, size), window.gain)
                # found again with other surroundings: no trick of the picture
                again = self._scout.detect(closer.crop(image))
                if again:
                    return [closer.to_frame(body, size) for body in again], closer
        return [], None

    def _looks_for_more(self) -> bool:
        """Whether to make sure that nobody else lies there: at first, and while somebody does."""
        at_first = self._pause_s < LOOK_AGAIN_S[1] or self._also_lying > 0
        return at_first and self._tracker is not None


def _brightness(image: NDArray[np.uint8], box: Box) -> float:
    """Mean of the green channel, 0..255, on a coarse grid of points in the box."""
    x1, y1, x2, y2 = (int(edge) for edge in box)
    step = max(1, (x2 - x1) // BRIGHTNESS_GRID)
    part = image[y1 : y2 + 1 : step, x1 : x2 + 1 : step, 1]
    return float(part.mean()) if part.size else float("nan")
