"""Whether the person is in position, has got up, or has gone: it pauses and resumes a practice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from posecheck.exercises.checklist import checklist
from posecheck.exercises.schema import Exercise
from posecheck.measures.table import Measurements
from posecheck.perception.body.arms import RESTING
from posecheck.perception.body.labels import Posture
from posecheck.perception.body.posture import LYING

ON_FLOOR: frozenset[Posture] = LYING | {"quadruped"}
"""The postures of exercises that are done on the floor."""

UPRIGHT: frozenset[Posture] = frozenset(
    {"sitting", "kneeling", "half_kneeling", "standing", "lunge"}
)
"""The postures of a person who has got up from the floor."""

ON_FEET: frozenset[Posture] = frozenset({"standing", "lunge"})
"""The postures of a person who has got up from sitting: kneeling may be sitting that is misread."""

SIDE_LYING: frozenset[Posture] = frozenset({"side_lying_left", "side_lying_right"})
"""The postures of a person who lies on one side."""

WayToStop = Literal["arm", "get_up", "step_out"]
"""How somebody stops an exercise without a key, and is asked for a danger sign: an arm and getting
up; getting up and staying up; leaving the picture and staying out of it."""

AWAY_S = 4.0
"""A person who is not seen for this many seconds has left. A person who lies is missed for a second
or two when an arm or a blanket hides the trunk."""

GOT_UP_S = 2.0
"""A person who is upright for this many seconds has got up. To sit up and look takes less, and so
does a posture that is misread."""

DROPOUT_S = 0.5
"""What is not seen, or seen otherwise, for up to this many seconds does not start a count again."""


@dataclass(frozen=True)
class PresenceState:
    """How long the person has been away, upright, or in position.

    Attributes
    ----------
    away_s
        Seconds since somebody was last seen, or since the first frame.
    upright_s
        For how many seconds the person has been upright in an exercise that is done lying, or on
        their feet in one that is done sitting.
    in_position_s
        For how many seconds the person has been in one of the exercise's postures, or lying.
    in_posture_s
        For how many seconds the person has been in one of the exercise's postures.
    """

    away_s: float
    upright_s: float
    in_position_s: float
    in_posture_s: float = 0.0

    @property
    def is_away(self) -> bool:
        """Whether the person has left."""
        return self.away_s >= AWAY_S

    @property
    def got_up(self) -> bool:
        """Whether the person has got up."""
        return self.upright_s >= GOT_UP_S


class Presence:
    """Measures how long the person has been away, upright, or in position.

    Its only clock is the frames' time.
    """

    def __init__(self) -> None:
        self._last_seen_s: float | None = None
        self._upright = _Duration()
        self._in_position = _Duration()
        self._in_posture = _Duration()

    def update(
        self,
        time_s: float,
        measurements: Measurements | None,
        exercise: Exercise,
    ) -> PresenceState:
        """Take in one frame.

        Parameters
        ----------
        time_s
            The frame's time.
        measurements
            None when nobody is seen.
        exercise
            What is practised now. For an exercise that is done upright, an upright person has not
            got up.
        """
        if self._last_seen_s is None:
            self._last_seen_s = time_s
        posture = None if measurements is None else measurements.posture
        if posture is not None:
            self._last_seen_s = time_s
        own = postures_of(exercise)
        in_posture = posture in own if own else posture is not None
        return PresenceState(
            time_s - self._last_seen_s,
            self._upright.update(time_s, posture in _got_up_postures(exercise)),
            self._in_position.update(time_s, posture in _ready_postures(exercise)),
            self._in_posture.update(time_s, in_posture),
        )


class _Duration:
    """For how many seconds a condition has been true. A dropout does not end it."""

    def __init__(self) -> None:
        self._since_s: float | None = None
        self._last_true_s = 0.0

    def update(self, time_s: float, condition: bool) -> float:
        """Take in one frame; False also when the condition is unknown."""
        if condition:
            self._since_s = time_s if self._since_s is None else self._since_s
            self._last_true_s = time_s
        elif self._since_s is not None and time_s - self._last_true_s > DROPOUT_S:
            self._since_s = None
        return 0.0 if self._since_s is None else self._last_true_s - self._since_s


def _ready_postures(exercise: Exercise) -> frozenset[Posture]:
    """The exercise's postures; on the floor, or if it names none, any way of lying too."""
    postures = postures_of(exercise)
    return postures | LYING if postures <= ON_FLOOR else postures


def postures_of(exercise: Exercise) -> frozenset[Posture]:
    """The postures in which an exercise is done; empty if it names none."""
    found: set[Posture] = set()
    for named in (posture for check in exercise.checks for posture in check.posture):
        if named == "side_lying":  # on the working side, which may be either
            found |= SIDE_LYING
        else:
            found.add(named)
    return frozenset(found)


def how_to_stop(exercise: Exercise) -> str:
    """The sentence about how to stop and how to pause the exercise."""
    return str(getattr(checklist().danger.how, way_to_stop(exercise)))


def way_to_stop(exercise: Exercise) -> WayToStop:
    """How the exercise is stopped without a key, by the postures in which it is done."""
    own = postures_of(exercise)
    if own and own <= RESTING:
        return "arm"
    return "get_up" if _got_up_postures(exercise) else "step_out"


def is_done_on_floor(exercise: Exercise) -> bool:
    """Whether all the exercise's postures are on the floor."""
    own = postures_of(exercise)
    return bool(own) and own <= ON_FLOOR


def _got_up_postures(exercise: Exercise) -> frozenset[Posture]:
    """The postures that tell that the person has got up; none where it is done upright."""
    if is_done_on_floor(exercise):
        return UPRIGHT
    own = postures_of(exercise)
    return ON_FEET if own and own <= ON_FLOOR | {"sitting"} else frozenset()
