"""From frames to what is seen and measured, before any coaching."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from posecheck.engine.options import InputOptions
from posecheck.geometry import Array
from posecheck.measures.table import measure_scene
from posecheck.moment import Moment
from posecheck.perception.back.rise_follower import BackRiseFollower
from posecheck.perception.body.estimator import PoseEstimator
from posecheck.perception.breath.tracker import BreathTracker
from posecheck.perception.roller.evidence import CONFIRM_S
from posecheck.perception.roller.finder import RollerFinder
from posecheck.perception.roller.network import RollerNetwork
from posecheck.perception.scene import scene_of
from posecheck.perception.steady_scene import SteadyScenes
from posecheck.perception.working_picture import WorkingPicture
from posecheck.video.frame import Frame

Ahead = Callable[[], Frame | None]
"""Gives the frame that comes next; None where it is not there yet."""


def known_ahead(frame: Frame | None) -> Ahead:
    """For where the frame that comes next is there already; None after the last one."""
    return lambda: frame


class Perceiver:
    """Looks at the frames of one video, one after another; a context manager.

    Parameters
    ----------
    options
        How to look.
    with_mask
        Whether to look at the lower back too, which needs the person's mask.

    Raises
    ------
    ModelError
        A model is missing or damaged.
    """

    def __init__(self, options: InputOptions | None = None, *, with_mask: bool = True) -> None:
        self._options = options = options or InputOptions()
        self._finder = RollerFinder(confirm_s=CONFIRM_S) if options.looks_for_roller else None
        self._pictures: deque[tuple[Frame, WorkingPicture]] = deque(maxlen=2)
        self._size: tuple[int, int] | None = None
        self._shot = 0
        self._scenes, self._breath = SteadyScenes(), BreathTracker()
        self._back = BackRiseFollower() if with_mask else None
        self._estimator = PoseEstimator(
            "video",
            model=options.model,
            person=options.person,
            with_mask=with_mask,
            find_turn=options.rotate is None,
        )

    def perceive(self, frame: Frame, ahead: Ahead | None = None) -> Moment:
        """What is seen and measured in a frame; the frames' times must increase.

        The numbers are as they were measured: :mod:`posecheck.engine.smoothing` smooths them.

        Where the size of the frames changes, as when a phone is turned, all that is known of
        places in the picture is forgotten. Where a film is cut, what was compared from picture to
        picture is; posture, view and roller stay until others are plainly seen.

        Parameters
        ----------
        frame
            The frame.
        ahead
            Gives the frame that comes next, if it is there already: MediaPipe begins with it. The
            results are the same without it.

        Raises
        ------
        InputError
            The roller's ends that were given lie outside the first frame.
        """
        picture = self._picture_of(frame)
        if self._size is None:
            self._options.check_roller(frame.size)
            if self._options.roller_ends is not None:
                self.show_roller(self._options.roller_ends)
        time_s, image = frame.time_s, picture.image
        if self._size not in (None, frame.size):
            self._scenes = SteadyScenes()
            if self._finder is not None:
                self._finder.forget()
        self._size = frame.size

        def picture_ahead() -> tuple[NDArray[np.uint8], float] | None:
            following = ahead() if ahead is not None else None
            if following is None:
                return None
            return self._picture_of(following).image, following.time_s

        body = self._estimator.estimate(image, time_s, picture_ahead)
        if self._shot != (shot := self._estimator.shot):
            self._shot = shot
            if self._back is not None:
                self._back.forget()
            self._breath.update(time_s, image, None)
        roller = self._finder.update(time_s, image, body) if self._finder else None
        scene = self._scenes.update(time_s, body, roller)
        if self._back is not None:
            rise = self._back.update(time_s, image, scene)
            scene = replace(scene, back_rise=rise) if scene is not None else None
        breath = self._breath.update(time_s, image, scene)
        roller = roller and picture.roller_to_frame(roller)
        if scene is None:
            return Moment(frame, None, None, None, roller=roller, shot=shot)
        scene = self._scenes.hide_behind_arm(time_s, scene)
        measurements = measure_scene(scene)
        lumbar_view = picture.lumbar_view_to_frame(scene.lumbar_view)
        measurements = replace(measurements, breath=breath, lumbar_view=lumbar_view)
        body = picture.body_to_frame(scene.body)
        return Moment(frame, body, measurements, None, roller=roller, shot=shot)

    def _picture_of(self, frame: Frame) -> WorkingPicture:
        """The picture of a frame that is looked at now or next: of each it is made once."""
        for known, picture in self._pictures:
            if known is frame:
                return picture
        picture = WorkingPicture.of(frame.image)
        self._pictures.append((frame, picture))
        return picture

    @property
    def turn_is_settled(self) -> bool:
        """See :attr:`posecheck.perception.body.estimator.PoseEstimator.turn_is_settled`."""
        return self._estimator.turn_is_settled

    def turned_at_end(self) -> int:
        """See :meth:`posecheck.perception.body.estimator.PoseEstimator.turned_at_end`."""
        return self._estimator.turned_at_end()

    def set_pause_factor(self, factor: float) -> None:
        """Multiply the pauses between looks at a lying body, the roller and the lower back."""
        for looker in (self._estimator.readings, self._finder, self._back):
            if looker is not None:
                looker.pause_factor = factor

    def leave_out_roller(self) -> None:
        """Look for no roller from now on."""
        self._finder = None

    def show_roller(self, ends: Array) -> None:
        """Take it that the roller's ends (2, 2) lie there, in pixels of the last frame."""
        if self._finder is not None:
            _, picture = self._pictures[-1]
            self._finder.mark(picture.from_frame(ends))

    @property
    def missing_person(self) -> str:
        """A clause if the person with the wanted number was never there, else ""."""
        return _missing_person(self._options, self._estimator)

    def close(self) -> None:
        """Free what was opened. May be called more than once."""
        self._estimator.close()

    def __enter__(self) -> Perceiver:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class PhotoPerceiver:
    """Looks at photos, each by itself; a context manager. Options as for :class:`Perceiver`."""

    def __init__(self, options: InputOptions | None = None) -> None:
        self._options = options or InputOptions()
        self._network = RollerNetwork() if self._options.looks_for_roller else None
        self._estimator = PoseEstimator(
            "photo",
            model=self._options.model,
            person=self._options.person,
            find_turn=self._options.rotate is None,
        )

    def perceive(self, frame: Frame) -> Moment:
        """What is seen and measured in a photo.

        Raises
        ------
        InputError
            The roller's ends that were given lie outside it.
        """
        self._options.check_roller(frame.size)
        body = self._estimator.estimate(frame.image)
        roller = None
        if self._network is not None:
            finder = RollerFinder(self._options.roller_ends, self._network)
            roller = finder.update(frame.time_s, frame.image, body)
        measurements = measure_scene(scene_of(body, roller)) if body is not None else None
        return Moment(frame, body, measurements, None, roller=roller)

    @property
    def missing_person(self) -> str:
        """A clause if the last photo shows no person with the wanted number, else ""."""
        return _missing_person(self._options, self._estimator)

    def close(self) -> None:
        """Free what was opened. May be called more than once."""
        self._estimator.close()

    def __enter__(self) -> PhotoPerceiver:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _missing_person(options: InputOptions, estimator: PoseEstimator) -> str:
    if options.person is None or estimator.has_chosen:
        return ""
    count = estimator.most_people
    seen = {0: "nobody was seen", 1: "only 1 person was seen"}
    rest = seen.get(count, f"only {count} people were seen at once")
    return f"there is no person {options.person} from the left: {rest}"
