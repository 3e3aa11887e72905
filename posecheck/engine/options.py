"""How the input is looked at: the same options in every command and in Python."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import numpy as np

from posecheck.anatomy import SIDES, Side
from posecheck.coaching.practice.timetable import LEAVE_OUT_HOLD
from posecheck.errors import ExerciseError, InputError
from posecheck.exercises.library import find_exercise
from posecheck.exercises.schema import Exercise
from posecheck.geometry import Array
from posecheck.video.reading import ReadingOptions

MIN_ROLLER_PX = 5
"""A roller that is shown shorter than this, in pixels, has no direction."""


SELFTEST = "selftest"
"""The name under which the self-test can be asked for in place of an exercise."""


class InputKeywords(TypedDict, total=False):
    """The attributes of :class:`InputOptions` as keywords of a function."""

    person: int | None
    roller: bool | Sequence[float]
    model: str | Path | None
    rotate: int | None
    mirrored_input: bool
    speed: float | None


def check_hold(hold_s: float | None, exercise: str | Exercise | None = None) -> None:
    """Check the seconds to hold that are asked for.

    Parameters
    ----------
    hold_s
        The seconds; None for the exercise's own.
    exercise
        What they are for: an exercise, its name or the path of its file, or "selftest"; None where
        that is not known yet.

    Raises
    ------
    ValueError
        They are not a number above 0.
    ExerciseError
        Nothing is held in the exercise, or there is none of that name.
    """
    if hold_s is None:
        return
    if not (math.isfinite(hold_s) and hold_s > 0):
        raise ValueError("hold_s is a number of seconds, above 0")
    title = None if exercise is None else _find_unheld(exercise)
    if title is not None:
        raise ExerciseError(f"There is nothing to hold in {title}: {LEAVE_OUT_HOLD}")


def explain_unheld(hold_s: float | None, exercise: str | Exercise) -> tuple[str, ...]:
    """One sentence if seconds to hold were asked for and nothing is held; else none.

    Parameters
    ----------
    hold_s
        The seconds that were asked for.
    exercise
        What was recognised, as for :func:`check_hold`.
    """
    title = None if hold_s is None else _find_unheld(exercise)
    if title is None:
        return ()
    return (f"The seconds to hold had no effect: there is nothing to hold in {title}.",)


def _find_unheld(exercise: str | Exercise) -> str | None:
    """What an exercise is called in which nothing is held; None where something is."""
    if exercise == SELFTEST:
        return "the self-test"
    found = exercise if isinstance(exercise, Exercise) else find_exercise(exercise)
    return None if found.is_timed else found.title


def check_sides(sides: Sequence[Side]) -> None:
    """Check the sides that a program asks for.

    Raises
    ------
    ValueError
        There are none, or one of them is no side.
    """
    if not sides or not set(sides) <= set(SIDES):
        raise ValueError('sides are "left", "right" or both, as a tuple')


@dataclass(frozen=True, kw_only=True)
class InputOptions:
    """How the input is looked at.

    Attributes
    ----------
    person
        Whom to follow, counted from the left of the image, from 1; None for the one on the floor.
    roller
        True to look for the roller, False not to, or its two ends x1, y1, x2, y2 in pixels of the
        first frame as it is shown, turned and mirrored.
    model
        Path of another pose landmarker bundle (MediaPipe's lite, full or heavy); None for the
        one that comes with posecheck.
    rotate
        Degrees clockwise by which the picture is turned before anything looks at it: 0, 90, 180
        or 270. None leaves it as it is, and says so where it seems to be upside down or on its
        side; a recording is then turned.
    mirrored_input
        Whether the film is a mirror image, as selfie cameras make it.
    speed
        How fast a recorded clip plays, compared with real life: 0.25 for slow motion, four times
        slower; 8 for a time lapse, eight times faster. None to go by the file's tags.

    Raises
    ------
    ValueError
        ``person`` is below 1, ``rotate`` no quarter turn, ``speed`` out of range, or ``roller`` is
        not as described, or too short.
    """

    person: int | None = None
    roller: bool | Sequence[float] = True
    model: Path | None = None
    rotate: int | None = None
    mirrored_input: bool = False
    speed: float | None = None

    def __post_init__(self) -> None:
        if self.person is not None and not (isinstance(self.person, int) and self.person >= 1):
            raise ValueError("person is a whole number, counted from 1")
        self.reading  # noqa: B018 - it raises what is wrong with rotate or speed
        if not isinstance(self.roller, bool):
            ends = np.array(self.roller, float)
            if ends.shape != (4,) or not np.isfinite(ends).all():
                raise ValueError("roller is True, False, or the four numbers x1, y1, x2, y2")
            if math.dist(ends[2:], ends[:2]) < MIN_ROLLER_PX:
                raise ValueError("the roller's two ends are one point")

    def check_roller(self, size: tuple[int, int]) -> None:
        """Check that the roller's ends, where they are given, lie in a picture.

        Parameters
        ----------
        size
            (width, height) of the picture in pixels.

        Raises
        ------
        InputError
            One of them does not.
        """
        ends = self.roller_ends
        if ends is not None and not ((ends >= 0) & (ends <= np.array(size))).all():
            given = ",".join(f"{number:g}" for number in ends.ravel())
            raise InputError(
                f"The roller's ends {given} lie outside the picture, which is {size[0]} x {size[1]}"
                " pixels."
            )

    @property
    def reading(self) -> ReadingOptions:
        """How the source is read."""
        return ReadingOptions(
            speed=self.speed, rotate=self.rotate or 0, mirrored=self.mirrored_input
        )

    @property
    def looks_for_roller(self) -> bool:
        """Whether there may be a roller."""
        return self.roller is not False

    @property
    def roller_ends(self) -> Array | None:
        """(2, 2) the roller's ends as they were given; None where they were not."""
        return None if isinstance(self.roller, bool) else np.array(self.roller, float).reshape(2, 2)
