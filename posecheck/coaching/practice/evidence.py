"""Collect what a practice measured that may explain why no release was felt."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from posecheck.coaching.frame_coaching import Phase
from posecheck.coaching.practice.part_run import PartRun
from posecheck.coaching.practice.release_causes import Evidence, Watched
from posecheck.coaching.practice.state import PracticeState, Stage
from posecheck.exercises.schema import Exercise
from posecheck.measures.table import Measurements
from posecheck.perception.breath.breath import Breath


@dataclass
class EvidenceCollector:
    """Listens to a practice and keeps what was measured while a release was held.

    The roller's place under the spine and the fall-out of the working leg are kept of a release on
    the back that checks them itself: on the side, the roller lies under the hip.

    Attributes
    ----------
    has_release
        Whether a release was held at all.
    """

    has_release: bool = False
    _roller: Watched | None = None
    _fallout: Watched | None = None
    _breath_seen: bool = False
    _ended_breath_holds_s: float = 0.0
    _present_breath_hold_s: float = 0.0

    def add(self, state: PracticeState, measurements: Measurements | None) -> None:
        """Take in one frame."""
        coaching = state.coaching
        exercise = state.timetable.parts[state.part].exercise
        if state.stage is not Stage.EXERCISE or coaching is None or measurements is None:
            return
        if coaching.phase not in (Phase.HOLDING, Phase.PAUSED) or not exercise.is_on_roller:
            return
        self.has_release = True
        if measurements.breath is not None:
            self._add_breath(measurements.breath)
        if not _is_on_back(exercise):
            return
        if check := exercise.check_of("roller_position"):
            self._roller = self._roller or Watched(check)
            self._roller.values.append(measurements.value("roller_position"))
        if check := exercise.check_of("fallout"):
            self._fallout = self._fallout or Watched(check)
            self._fallout.values.append(measurements.value("fallout", coaching.side))

    def _add_breath(self, breath: Breath) -> None:
        self._breath_seen |= breath.phase is not None
        if breath.held_s < self._present_breath_hold_s:  # the last one has ended
            self._ended_breath_holds_s += self._present_breath_hold_s
        self._present_breath_hold_s = breath.held_s

    def summarise(self, runs: Iterable[PartRun], has_warm_up: bool) -> Evidence:
        """The evidence so far.

        Parameters
        ----------
        runs
            All runs of the parts that were begun.
        has_warm_up
            Whether the programme has a warm-up.
        """
        warm_up_s = sum(
            run.total_of(side).done
            for run in runs
            if run.planned.part.warm_up
            for side in run.sides
        )
        breath_held_s = self._ended_breath_holds_s + self._present_breath_hold_s
        return Evidence(
            roller=self._roller,
            fallout=self._fallout,
            warm_up_s=warm_up_s if has_warm_up else None,
            breath_held_s=breath_held_s if self._breath_seen else math.nan,
        )


def _is_on_back(exercise: Exercise) -> bool:
    return any("supine" in check.posture for check in exercise.checks)
