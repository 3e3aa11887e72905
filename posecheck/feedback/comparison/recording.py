"""One of the two analyses, read from its folder."""

from __future__ import annotations

import csv
import math
from array import array
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from posecheck.anatomy import SIDES, Side
from posecheck.errors import ExerciseError, InputError
from posecheck.exercises.library import find_exercise
from posecheck.exercises.schema import Exercise
from posecheck.feedback.analysis.models import AnalysisFile, Leg
from posecheck.feedback.analysis.reading import FILE_NAME, read_analysis
from posecheck.feedback.report.columns import TOLERANCE, describe_columns
from posecheck.geometry import Array
from posecheck.readable import readable
from posecheck.tightness.outcome import LegOutcome, Trial

SELFTEST = "selftest"
"""What analysis.json calls the self-test."""


@dataclass(frozen=True, eq=False)
class Frames:
    """The numbers of every frame, from frames.csv.

    Attributes
    ----------
    times_s
        (n,) frame times.
    values
        Column -> (n,) numbers; NaN where the cell is empty.
    """

    times_s: Array
    values: dict[str, Array] = field(repr=False)

    @property
    def has_tolerances(self) -> bool:
        """Whether the table has tolerances; those of older versions have none."""
        return any(name.endswith(TOLERANCE) for name in self.values)

    def column(self, name: str) -> Array:
        """(n,) the numbers of a column; NaN throughout where the table has no such column."""
        return self.values.get(name, np.full(len(self.times_s), math.nan))


@dataclass(frozen=True, eq=False)
class Recording:
    """An analysis with the numbers of its frames.

    Attributes
    ----------
    name
        What the user called it.
    analysis
        Its analysis.json.
    frames
        Its frames.csv.
    """

    name: str
    analysis: AnalysisFile
    frames: Frames

    @property
    def exercise(self) -> Exercise | None:
        """The exercise; None for the self-test and for an exercise that is not found any more."""
        try:
            return find_exercise(self.analysis.exercise)
        except ExerciseError:
            return None

    @property
    def is_selftest(self) -> bool:
        """Whether it is a self-test."""
        return self.analysis.exercise == SELFTEST

    def sides(self) -> tuple[Side | None, ...]:
        """The sides that did something: which held or repeated, else which were judged.

        None stands for both together.
        """
        contents = self.analysis
        if self.is_selftest:
            return tuple(outcome.side for outcome in self.outcomes().values())
        done = {hold.side for hold in contents.holds}
        done |= {repetition.side for repetition in contents.repetitions}
        done = done or {span.side for span in contents.verdicts}
        return tuple(side for side in (*SIDES, None) if side in done)

    def outcomes(self) -> dict[Side, LegOutcome]:
        """What each leg of a self-test came to."""
        test = self.analysis.selftest
        legs = {} if test is None else {"left": test.left, "right": test.right}
        return {side: _outcome(side, leg) for side in SIDES if (leg := legs.get(side)) is not None}


def read_recording(path: Path) -> Recording:
    """Read an analysis from its folder, or from an analysis.json with frames.csv beside it.

    Raises
    ------
    InputError
        There is none, or one of its files is missing or damaged.
    """
    name = readable(path)
    if path.is_file() and path.suffix.lower() != ".json":
        raise InputError(
            f"{name} is no analysis: run `posecheck analyze` on a recording first, and give the "
            "folder of its results."
        )
    analysis = read_analysis(path)
    table = (path if path.is_dir() else path.parent) / "frames.csv"
    if path.name == FILE_NAME:
        name = readable(path.parent)
    return Recording(name, analysis, _read_frames(table))


def _read_frames(path: Path) -> Frames:
    wanted = {name for name, c in describe_columns().items() if c.kind == "number"}
    columns: dict[str, array[float]] = {}
    name = readable(path)
    try:
        with path.open(newline="", encoding="utf-8") as file:
            rows = csv.reader(file)
            header = next(rows, [])
            if "time_s" not in header:
                raise InputError(f"{name} is no table of `posecheck analyze`.")
            places = [(i, columns.setdefault(n, array("d"))) for i, n in enumerate(header)
                      if n in wanted]  # fmt: skip
            for row in rows:
                for place, column in places:
                    column.append(float(row[place]) if row[place] else math.nan)
    except FileNotFoundError as error:
        raise InputError(f"There is no {name}: analyse the recording again.") from error
    except OSError as error:
        raise InputError(f"{name} cannot be read: {error.strerror}.") from error
    except (ValueError, IndexError, csv.Error) as error:
        raise InputError(f"{name} is damaged: analyse the recording again.") from error
    values = {column: np.array(numbers) for column, numbers in columns.items()}
    return Frames(values.pop("time_s"), values)


def _outcome(side: Side, leg: Leg) -> LegOutcome:
    """The outcome with its errors, made of its trials again."""
    trials = [Trial(**_numbers(trial.model_dump())) for trial in leg.trials]
    if trials:
        return LegOutcome.from_trials(side, trials)
    return LegOutcome(side, leg.result, leg.reason or "")


def _numbers(contents: dict[str, Any]) -> dict[str, Any]:
    """A trial's values; what is null is "" for the reason and NaN for a number."""
    unknown = {"reason": ""}
    return {k: unknown.get(k, math.nan) if v is None else v for k, v in contents.items()}
