"""From frames to what is seen and measured, before any coaching."""

from __future__ import annotations

from dataclasses import replace
from types import TracebackType

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
from posecheck.video.frame import Frame


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
        self._finder = (
            RollerFinder(options.roller_ends, confirm_s=CONFIRM_S)
            if options.looks_for_roller
            else None
        )
        self._size: tuple[int, int] | None = None
        self._scenes, self._breath = SteadyScenes(), BreathTracker()
        self._back = BackRiseFollower() if with_mask else None
        self._estimator = PoseEstimator(
            "video",
            model=options.model,
            person=options.person,
            with_mask=with_mask,
            find_turn=options.rotate is None,
        )

    def perceive(self, frame: Frame, ahead: Frame | None = None) -> Moment:
        """What is seen and measured in a frame; the frames' times must increase.

        The numbers are as they were measured: :mod:`posecheck.engine.smoothing` smooths them.

        Where the size of the frames changes, as when a phone is turned, all that is known of
        places in the picture is forgotten.

        Parameters
        ----------
        frame
            The frame.
        ahead
            The frame that comes next, if it is there already: MediaPipe begins with it. The
            results are the same without it.

        Raises
        ------
        InputError
            The roller's ends that were given lie outside the first frame.
        """
        if self._size is None:
            self._options.check_roller(frame.size)
        time_s, image = frame.time_s, frame.image
        if self._size not in (None, frame.size):
            self._forget_places(frame)
        self._size = frame.size
        next_up = None if ahead is None else (ahead.image, ahead.time_s)
        body = self._estimator.estimate(image, time_s, next_up)
        roller = self._finder.update(time_s, image, body) if self._finder else None
        scene = self._scenes.update(time_s, body, roller)
        if self._back is not None:
            rise = self._back.update(time_s, image, scene)
            scene = replace(scene, back_rise=rise) if scene is not None else None
        breath = self._breath.update(time_s, image, scene)
        if scene is None:
            return Moment(frame, body, None, None, roller=roller)
        measurements = replace(measure_scene(scene), breath=breath)
        return Moment(frame, body, measurements, None, roller=roller)

    @property
    def turn_is_settled(self) -> bool:
        """See :attr:`posecheck.perception.body.estimator.PoseEstimator.turn_is_settled`."""
        return self._estimator.turn_is_settled

    def turned_at_end(self) -> int:
        """See :meth:`posecheck.perception.body.estimator.PoseEstimator.turned_at_end`."""
        return self._estimator.turned_at_end()

    def _forget_places(self, frame: Frame) -> None:
        self._scenes = SteadyScenes()
        if self._back is not None:
            self._back.forget()
        self._breath.update(frame.time_s, frame.image, None)
        if self._finder is not None:
            self._finder.forget()

    def show_roller(self, ends: Array) -> None:
        """Take it that the roller's ends (2, 2) lie there, in pixels of the last frame."""
        if self._finder is not None:
            self._finder.mark(ends)

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
    """Looks at photos, each by itself; a context manager. Parameters as for :class:`Perceiver`."""

    def __init__(self, options: InputOptions | None = None, *, with_mask: bool = True) -> None:
        self._options = options or InputOptions()
        self._network = RollerNetwork() if self._options.looks_for_roller else None
        self._estimator = PoseEstimator(
            "photo",
            model=self._options.model,
            person=self._options.person,
            with_mask=with_mask,
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
