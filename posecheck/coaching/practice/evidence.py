"""Collect what a practice measured that may explain why no release was felt."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field

from posecheck.coaching.exercise_session import Phase
from posecheck.coaching.practice.part_run import PartRun
from posecheck.coaching.practice.release_causes import Evidence
from posecheck.coaching.practice.state import PracticeState, Stage
from posecheck.measures.table import Measurements
from posecheck.perception.breath.breath import Breath


@dataclass
class EvidenceCollector:
    """Listens to a practice and keeps what was measured while a release was held."""

    _roller_positions: array[float] = field(default_factory=lambda: array("d"))
    _fallouts: array[float] = field(default_factory=lambda: array("d"))
    _breath_seen: bool = False
    _ended_breath_holds_s: float = 0.0
    _present_breath_hold_s: float = 0.0

    def add(self, state: PracticeState, measurements: Measurements | None) -> None:
        """Take in one frame."""
        coaching = state.coaching
        exercise = state.timetable.parts[state.part].exercise
        if state.stage is not Stage.EXERCISE or coaching is None or measurements is None:
            return
        if coaching.phase in (Phase.HOLDING, Phase.PAUSED) and exercise.is_on_roller:
            self._roller_positions.append(measurements.value("roller_position"))
            self._fallouts.append(measurements.value("fallout", coaching.side))
            if measurements.breath is not None:
                self._add_breath(measurements.breath)

    def _add_breath(self, breath: Breath) -> None:
        self._breath_seen |= breath.phase is not None
        if breath.held_s < self._present_breath_hold_s:  # the last one has ended
            self._ended_breath_holds_s += self._present_breath_hold_s
        self._present_breath_hold_s = breath.held_s

    @property
    def has_release(self) -> bool:
        """Whether a release was held at all."""
        return bool(self._fallouts)

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
            roller_positions=self._roller_positions,
            fallouts=self._fallouts,
            warm_up_s=warm_up_s if has_warm_up else None,
            breath_held_s=breath_held_s if self._breath_seen else math.nan,
        )
