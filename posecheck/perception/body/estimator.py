"""Who exercises, and where that person's landmarks are: frame by frame, or photo by photo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from posecheck.perception.back.outline import find_outline
from posecheck.perception.body.brightness import measure_brightness
from posecheck.perception.body.landmarker import Landmarker, MediaPipe, Search
from posecheck.perception.body.landmarks import Body
from posecheck.perception.body.leg_order import LegOrder
from posecheck.perception.body.legs import LegSideCorrector
from posecheck.perception.body.lying import LyingReader
from posecheck.perception.body.mediapipe_messages import MAX_PEOPLE, Mode
from posecheck.perception.body.orientation import orientation_from_landmarks
from posecheck.perception.body.person import (
    Box,
    are_same,
    choose_exerciser,
    is_another_person,
    is_on_floor,
    overlap,
    paint_out,
)
from posecheck.perception.body.picture_turn import TurnFinder, turn_of_photo
from posecheck.perception.body.posture import classify_posture, is_lying
from posecheck.perception.body.reading_follower import ReadingFollower
from posecheck.perception.body.reading_match import attach_reading
from posecheck.perception.body.which_way_up import WhichWayUp
from posecheck.perception.body.window import Window, search_windows, whole_frame, window_around
from posecheck.perception.crop import Image
from posecheck.perception.cut_watch import CutWatch

MIN_SEARCH_PAUSE_S = 0.5
"""Pause between two searches for people, in seconds of the frames' time. A search costs more than
tracking, so the pause doubles each time that nothing new was found."""

MAX_SEARCH_PAUSE_S = 4.0
"""The longest pause between two searches."""

LOST_AFTER_S = 2.0
"""So long after the person with a number was last seen, that person may be anywhere in the picture,
and is counted from the left again."""

MIN_TRACK_OVERLAP = 0.05
"""Least overlap of a person's boxes in two frames, intersection over union. With less, MediaPipe
has jumped to another person."""

Ahead = Callable[[], tuple[Image, float] | None]
"""Gives the image that will be given next, and its time in seconds; None where it is not there."""


@dataclass(frozen=True, eq=False)
class _Begun:
    """An image on which MediaPipe works already, and the part of it that it was given."""

    image: Image
    window: Window
    search: Search


class PoseEstimator:
    """Finds the exercising person in frames that come one after another, or in photos.

        with PoseEstimator("video") as estimator:
            for frame in source:
                body = estimator.estimate(frame.image, frame.time_s)

    Of several people it takes the one on the floor, else the one followed so far, else the
    largest. When nobody is found, it brightens a dark image and enlarges parts of it. In
    ``video`` mode it then follows that person, smooths the landmarks, and counts others who lie
    there. It corrects which leg is which (:mod:`posecheck.perception.body.legs`), and reads the
    trunk and legs of someone lying with a network of our own
    (:mod:`posecheck.perception.body.lying`).

    Parameters
    ----------
    mode
        "video" or "photo".
    model
        Path of another bundle; None for the one that comes with posecheck.
    person
        Whom to follow, counted from the left of the image, from 1; None for the rule above.
    with_mask
        Whether to give the person's mask as well; in a photo it always is.
    find_turn
        Whether to find out that the picture is upside down or on its side.

    Attributes
    ----------
    most_people
        How many people were found at once, at most.
    has_chosen
        Whether somebody to follow was found.
    shot
        Which shot of the video the last frame belongs to, from 0: one more after a cut, or where
        the size changes.
    readings
        Reads someone lying in a video.

    Raises
    ------
    ModelError
        The model is missing, damaged or not accepted by MediaPipe.
    """

    def __init__(
        self,
        mode: Mode = "video",
        *,
        model: Path | None = None,
        person: int | None = None,
        with_mask: bool = True,
        find_turn: bool = True,
    ) -> None:
        self._person = person
        self._mediapipe = own = MediaPipe()
        self._tracker: Landmarker | None = None
        try:
            self._detector = Landmarker(
                "photo", model=model, max_people=MAX_PEOPLE, with_mask=True, mediapipe=own
            )
            if mode != "photo":
                self._tracker = Landmarker(mode, model=model, with_mask=with_mask, mediapipe=own)
            # loaded while MediaPipe opens
            self._reader = LyingReader()
            self.readings = ReadingFollower(self._reader)
            self._which_way_up = way = WhichWayUp() if find_turn else None
            self._turn = TurnFinder(way.probabilities) if way else None
            self._leg_sides = LegSideCorrector(LegOrder(), follow=mode != "photo")
            for landmarker in filter(None, (self._detector, self._tracker)):
                landmarker.wait_until_open()
        except BaseException:
            self._mediapipe.close()
            raise
        self._shape: tuple[int, ...] | None = None
        self._cuts, self.shot = CutWatch(), 0
        self._window: Window | None = None
        self._begun: _Begun | None = None
        self._box: Box | None = None
        self._seen_s = -np.inf
        self._lost = False
        self.has_chosen = self._is_chosen = False  # ever, and in this scene
        self.most_people = 0
        self._also_lying = self._found_lying = 0
        self._next_search_s = -np.inf
        self._search_pause_s = MIN_SEARCH_PAUSE_S

    def estimate(
        self, image: Image, time_s: float = 0.0, ahead: Ahead | None = None
    ) -> Body | None:
        """Find the exercising person in an image.

        Where its size is another one than before, as when a phone is turned, and where a film is
        cut, all that is known of places in the picture is forgotten, also who was followed.

        Parameters
        ----------
        image
            (H, W, 3) uint8, RGB.
        time_s
            The frame's own time in seconds.
        ahead
            Asked when MediaPipe is done with this image: it then works on the one that is given
            next, while the rest is done with this one. The results are the same without it.

        Returns
        -------
        Body or None
            None where nobody is found.
        """
        if self._tracker is None:
            people, _ = self._find_people(image)
            chosen = choose_exerciser(people, self._person)
            self.has_chosen, self.most_people = chosen is not None, len(people)
            return self._complete(image, time_s, chosen) if chosen is not None else None
        resized = self._shape not in (None, image.shape)
        self._shape = image.shape
        if self._cuts.is_cut(image) or resized:
            self._begin_anew(self._tracker)
        body = self._track(self._tracker, image, time_s)
        if self._must_search(body, time_s):
            body = self._search(self._tracker, image, time_s, body)
        if ahead is not None and (following := ahead()) is not None:
            self._begun = self._begin_to_track(self._tracker, *following)
        if body is None:
            return None
        if self._person is not None and not (self._is_chosen and self._is_followed(body)):
            return None
        self._box, self._seen_s = body.box(), time_s
        return self._complete(image, time_s, body)

    @property
    def turn_is_settled(self) -> bool:
        """Whether it is known how the frames lie, or nobody asked."""
        return self._turn is None or self._turn.settled

    def turned_at_end(self) -> int:
        """By how many degrees clockwise to turn a clip that has ended, as far as all of it tells.

        0 where it is the right way up, or nothing is known.
        """
        return self._turn.at_end() if self._turn is not None else 0

    def close(self) -> None:
        """End MediaPipe's process. May be called more than once."""
        self._mediapipe.close()

    def __enter__(self) -> PoseEstimator:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _complete(self, image: Image, time_s: float, body: Body) -> Body:
        """Add brightness, corrected legs, posture and, for someone lying, outline and reading."""
        brightness = measure_brightness(image, body.box())
        body = replace(body, brightness=brightness, also_lying=self._also_lying)
        body = self._leg_sides.correct(image, time_s, body)
        body = replace(body, posture=classify_posture(body, orientation_from_landmarks(body)))
        body = replace(body, turned_deg=self._find_turn(image, time_s, body))
        in_video = self._tracker is not None
        if not (self.readings.lies(time_s, body) if in_video else is_lying(body)):
            return body
        if body.mask is not None:
            ends = body.middle("hip"), body.middle("shoulder")
            body = replace(body, outline=find_outline(image, body.mask, *ends))
        if in_video:
            return self.readings.read(image, time_s, body)
        return attach_reading(body, self._reader.read(image, body))

    def _find_turn(self, image: Image, time_s: float, body: Body) -> int:
        if self._turn is None or self._which_way_up is None:
            return 0
        if self._tracker is None:
            return turn_of_photo(self._which_way_up.probabilities(image, body))
        self._turn.look(time_s, image, body)
        return self._turn.turn

    def _track(self, tracker: Landmarker, image: Image, time_s: float) -> Body | None:
        begun, self._begun = self._begun, None
        if begun is None or begun.image is not image:
            begun = self._begin_to_track(tracker, image, time_s)
        found = begun.search.bodies()
        return begun.window.to_frame(found[0], image.shape[1::-1]) if found else None

    def _begin_to_track(self, tracker: Landmarker, image: Image, time_s: float) -> _Begun:
        same_size = image.shape == self._shape
        window = self._window if self._window is not None and same_size else whole_frame(image)
        return _Begun(image, window, tracker.begin(window.crop(image), time_s))

    def _must_search(self, body: Body | None, time_s: float) -> bool:
        """Whether to search for people again."""
        if body is None and self._window is not None:
            return True  # the person has left the window
        jumped = body is not None and not self._is_followed(body)
        return (jumped and not self._lost) or time_s >= self._next_search_s

    def _search(
        self, tracker: Landmarker, image: Image, time_s: float, body: Body | None
    ) -> Body | None:
        """Search for people, and switch to the exercising one if ``body`` is another.

        Whoever is followed on the floor is the one: then the search only counts the others.
        """
        people, window = self._find_people(image)
        self.most_people = max(self.most_people, len(people))
        if time_s - self._seen_s > LOST_AFTER_S and len(people) >= self.most_people:
            self._box = None
        wanted = choose_exerciser(people, self._person, self._box)
        if body is not None and self._stays(body):
            wanted = body
        same = wanted is not None and body is not None and are_same(wanted, body)
        nothing_new = same or (wanted is None and (body is None or self._person is not None))
        if wanted is not None and self._person is None:
            lying = sum(is_lying(other) for other in people if not are_same(other, wanted))
            if lying == self._found_lying:  # a single search may be wrong
                self._also_lying = lying
            else:
                nothing_new = False
            self._found_lying = lying
        longer_s = min(MAX_SEARCH_PAUSE_S, 2 * self._search_pause_s)
        self._search_pause_s = longer_s if nothing_new else MIN_SEARCH_PAUSE_S
        self._next_search_s = time_s + self._search_pause_s
        self._is_chosen = self._is_chosen or wanted is not None
        self.has_chosen = self.has_chosen or self._is_chosen
        self._lost = wanted is None
        if self._lost and body is None:
            self._window = None
        if same or wanted is None:
            return body
        self._window = window
        self._forget_legs()
        tracker.restart()
        others = [other for other in people if other is not wanted]
        found = self._track(tracker, paint_out(image, others) if others else image, time_s)
        return found or wanted

    def _stays(self, body: Body) -> bool:
        """Whether ``body``, followed so far, is followed on, whoever else is there."""
        chosen = self._box is not None and self._is_followed(body)
        return chosen and self._person is None and is_on_floor(body)

    def _is_followed(self, body: Body) -> bool:
        """Whether ``body`` is where the person followed so far was: MediaPipe has not jumped."""
        return self._box is None or overlap(body.box(), self._box) >= MIN_TRACK_OVERLAP

    def _begin_anew(self, tracker: Landmarker) -> None:
        """Forget who was followed, and where: the picture shows another scene."""
        self.shot += 1
        self._window = self._box = self._begun = None
        self._is_chosen = False
        self._next_search_s, self._search_pause_s = -np.inf, MIN_SEARCH_PAUSE_S
        self._forget_legs()
        tracker.restart()

    def _forget_legs(self) -> None:
        self._leg_sides.reset()
        self.readings.forget()

    def _find_people(self, image: Image) -> tuple[list[Body], Window | None]:
        """Find everybody in the image, and the window that shows them if the whole does not.

        MediaPipe misses a person who is hidden by somebody kneeling in front, and the second of two
        who lie side by side. So those found are painted out, and it searches again.
        """
        found = self._detector.detect(image)
        on_floor = any(is_on_floor(body) for body in found)
        if found and (self._tracker is not None or not on_floor or self._person is not None):
            hidden = self._detector.detect(paint_out(image, found))
            found += [
                body
                for body in hidden
                if (is_another_person(body, found) if on_floor else is_on_floor(body))
            ]
        if found:
            return found, None
        size = image.shape[1::-1]
        for window in search_windows(image):
            for seen in self._detector.detect(window.crop(image)):
                closer = window_around(window.to_frame(seen, size), window.gain)
                # a true person is found again with other surroundings
                again = self._detector.detect(closer.crop(image))
                if again:
                    return [closer.to_frame(body, size) for body in again], closer
        return [], None
