"""What holds still when the body does: posture and view, and that an arm hides the lower back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Generic, TypeVar

from posecheck.perception.body.labels import Posture, View
from posecheck.perception.body.landmarks import Body
from posecheck.perception.roller.roller import Roller
from posecheck.perception.scene import Scene, scene_of

T = TypeVar("T")

POSTURE_DWELL_S: Mapping[Posture, float] = {"half_kneeling": 0.8, "standing": 0.4, "lunge": 0.0}
"""Dwell time of some postures, in seconds. Half-kneeling is a posture that is held: at the bottom
of a walking lunge the knee is as low for up to 0.6 s. Between two lunges the feet come together
for 0.3 s."""

DWELL_S = 0.1
"""Dwell time of all other postures: one odd frame changes nothing."""

VIEW_DWELL_S = 0.5
"""Dwell time of a view: nobody turns around in less."""

UNSEEN_S = 1.5
"""A label that has not been seen for longer than this and the dwell time, in seconds, gives way to
whatever is seen: of two others that take turns none lasts for its dwell time."""

CONFIDENCE_S = 1.0
"""Time constant of the confidence in a label."""

ARM_NEAR_S = 1.0
"""Once an arm has been seen beside the lower back, it counts as there for so many seconds: what
then looks like the underside of the back is the arm's."""

GAP_S = 0.5
"""After a longer gap without a body, the labels start from nothing."""


class SteadyScenes:
    """Makes the scene of each frame, with posture and view steadied over time.

    Knows no clock but the frames'.
    """

    def __init__(self) -> None:
        self._posture: SteadyLabel[Posture] = SteadyLabel(DWELL_S, POSTURE_DWELL_S)
        self._view: SteadyLabel[View] = SteadyLabel(VIEW_DWELL_S)
        self._last_s = self._arm_s = -math.inf

    def update(
        self, time_s: float, body: Body | None, roller: Roller | None = None
    ) -> Scene | None:
        """The scene of one frame; None without a body."""
        if body is None:
            return None
        if time_s - self._last_s > GAP_S:
            self._posture.reset()
            self._view.reset()
        self._last_s = time_s
        scene = scene_of(body, roller)
        posture = self._posture.update(time_s, scene.posture)
        view = self._view.update(time_s, scene.view)
        return replace(
            scene,
            posture=posture,
            view=view,
            posture_confidence=self._posture.confidence,
            view_confidence=self._view.confidence,
        )

    def hide_behind_arm(self, time_s: float, scene: Scene) -> Scene:
        """The scene, in which an arm that flickers goes on hiding the lower back for a moment."""
        seen = scene.lumbar_view
        if seen.hidden_by == "arm":
            self._arm_s = time_s
        elif seen.underside is not None and time_s - self._arm_s < ARM_NEAR_S:
            return replace(scene, arm_near=True)
        return scene


class SteadyLabel(Generic[T]):
    """A label that changes only when another one has been seen for a dwell time.

    It also changes once it has not been seen for :data:`UNSEEN_S`.

    Parameters
    ----------
    default_s
        Dwell time in seconds.
    dwell_s
        Another dwell time for some labels.

    Attributes
    ----------
    confidence
        0..1: the share of the last second or so in which the label was seen.
    """

    def __init__(self, default_s: float, dwell_s: Mapping[T, float] | None = None) -> None:
        self._default_s = default_s
        self._dwell_s = dwell_s or {}
        self._label: T | None = None
        self._rival: T | None = None
        self._rival_since_s = 0.0
        self._last_s = self._seen_s = 0.0
        self.confidence = 0.0

    def update(self, time_s: float, label: T) -> T:
        """Take in the label of one frame; return the steady one."""
        before = self._label
        steady = self._choose(time_s, label)
        if steady != before:
            self.confidence = 0.5
        else:
            share = 1 - math.exp(-max(0.0, time_s - self._last_s) / CONFIDENCE_S)
            self.confidence += share * (float(label == steady) - self.confidence)
        self._last_s = time_s
        return steady

    def reset(self) -> None:
        """Forget the label: the next one is taken at once."""
        self._label = self._rival = None

    def _choose(self, time_s: float, label: T) -> T:
        if self._label is None:
            self._label = label
        if label == self._label:
            self._rival, self._seen_s = None, time_s
            return self._label
        if label != self._rival:
            self._rival, self._rival_since_s = label, time_s
        dwell_s = self._dwell_s.get(label, self._default_s)
        lasts = time_s - self._rival_since_s >= dwell_s
        if lasts or time_s - self._seen_s > UNSEEN_S + dwell_s:
            self._label, self._rival, self._seen_s = label, None, time_s
        return self._label
