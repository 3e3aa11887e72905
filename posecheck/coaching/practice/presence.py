"""Whether the person is in position, has got up, or has gone: what starts and pauses by itself."""

from __future__ import annotations

from dataclasses import dataclass

from posecheck.exercises.schema import Exercise
from posecheck.measures.table import Measurements
from posecheck.perception.body.posture import LYING, Posture

ON_FLOOR: frozenset[Posture] = LYING | {"quadruped"}

GOT_UP: frozenset[Posture] = frozenset(
    {"sitting", "kneeling", "half_kneeling", "standing", "lunge"}
)

AWAY_S = 4.0
"""Not seen for this long: the person has left. Someone lying is missed for a second or two when
an arm or a blanket hides the trunk."""

GOT_UP_S = 2.0
"""Upright for this long: the person has got up. To sit up and look, or a posture misread for a
moment, takes less."""

LAPSE_S = 0.5
"""What is not seen, or seen otherwise, for up to this long does not start a count again."""


@dataclass(frozen=True)
class PresenceState:
    """Attributes:
    away_s: seconds since somebody was last seen, or since the first frame.
    up_s: for how many seconds the person has been upright where the exercise is done lying.
    ready_s: for how many seconds the person has been in one of the exercise's postures, or lies.
    """

    away_s: float
    up_s: float
    ready_s: float

    @property
    def is_away(self) -> bool:
        return self.away_s >= AWAY_S

    @property
    def got_up(self) -> bool:
        return self.up_s >= GOT_UP_S


class Presence:
    """Counts how long each has been so. Knows no clock but the frames'."""

    def __init__(self) -> None:
        self._last_seen_s: float | None = None
        self._up = _Lasting()
        self._ready = _Lasting()

    def update(
        self,
        time_s: float,
        measurements: Measurements | None,
        exercise: Exercise,
    ) -> PresenceState:
        """Take in one frame, as it looks to someone who is to do ``exercise``."""
        if self._last_seen_s is None:
            self._last_seen_s = time_s
        if measurements is None:
            away_s = time_s - self._last_seen_s
            return PresenceState(
                away_s, self._up.update(time_s, None), self._ready.update(time_s, None)
            )
        self._last_seen_s = time_s
        posture, wanted = measurements.posture, postures_of(exercise)
        up: bool | None = posture in GOT_UP and is_done_lying(exercise)
        ready: bool | None = posture in (wanted or LYING) | (LYING if wanted <= ON_FLOOR else set())
        if posture == "unknown":
            up = ready = None
        return PresenceState(0.0, self._up.update(time_s, up), self._ready.update(time_s, ready))


class _Lasting:
    """For how long something has been so, passing lapses aside; None is not known."""

    def __init__(self) -> None:
        self._since_s: float | None = None
        self._last_s = 0.0

    def update(self, time_s: float, so: bool | None) -> float:
        if so:
            self._since_s = time_s if self._since_s is None else self._since_s
            self._last_s = time_s
        elif self._since_s is not None and time_s - self._last_s > LAPSE_S:
            self._since_s = None
        return 0.0 if self._since_s is None else self._last_s - self._since_s


def postures_of(exercise: Exercise) -> frozenset[Posture]:
    """The postures in which an exercise is done; empty if it does not say."""
    found: set[Posture] = set()
    for named in (posture for check in exercise.checks for posture in check.posture):
        if named == "side_lying":  # on the side that is worked on
            found |= {"side_lying_left", "side_lying_right"}
        else:
            found.add(named)
    return frozenset(found)


def is_done_lying(exercise: Exercise) -> bool:
    """Whether somebody upright has stopped doing it."""
    postures = postures_of(exercise)
    return bool(postures) and postures <= ON_FLOOR
