"""The columns of frames.csv and of ``posecheck measure``: the one place that describes them.

``docs/columns.md`` is written from it, and ``posecheck schema columns`` prints it. A test fails
when a column is not described here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Literal, get_args

from posecheck.anatomy import SIDES
from posecheck.measures.names import SIDED_NAMES
from posecheck.measures.table import UNITS, VALUE_NAMES
from posecheck.perception.body.labels import Posture, View
from posecheck.perception.breath.waveform import BreathPhase

Kind = Literal["text", "whole", "number"]
"""What a column holds: text, whole numbers, or numbers with decimals."""

PROMISED = (
    "source", "frame", "time_s", "person", "posture", "view",
    "knee_left", "knee_right", "hip_flexion_left", "hip_flexion_right",
    "fallout_left", "fallout_right", "hip_rotation_left", "hip_rotation_right",
    "lumbar_gap_cm", "roller", "roller_x1", "roller_y1", "roller_x2", "roller_y2",
    "roller_angle", "roller_position", "breath_phase",
    "person_x1", "person_y1", "person_x2", "person_y2", "roller_turn",
    "breath_rate", "breaths",
)  # fmt: skip
"""The promised columns. Other tools read them in this order; new columns come after them."""

WITH_TOLERANCE = (
    *(f"{name}_{side}" for name in ("knee", "hip_flexion", "fallout", "hip_rotation")
      for side in SIDES),
    "roller_angle", "roller_turn", "roller_position", "lumbar_gap_cm", "lumbar_gap_change_cm",
)  # fmt: skip
"""The measures whose errors the accuracy benchmarks know."""

TOLERANCE = "_tolerance"
"""The end of the name of the column that holds a measure's tolerance."""

COLUMNS = (
    *PROMISED,
    *(name for name in VALUE_NAMES if name not in PROMISED),
    *(name + TOLERANCE for name in WITH_TOLERANCE),
    "interpolated",
)
"""All columns: the promised ones, all other measures, the tolerances, what was looked at."""

ROLLER_ENDS = ("roller_x1", "roller_y1", "roller_x2", "roller_y2")
"""The columns of the roller's two ends, in pixels, the end nearer the camera first."""

PERSON_BOX = ("person_x1", "person_y1", "person_x2", "person_y2")
"""The columns of the box around the person, in pixels."""

SCHEMA = 1
"""Version of the keys of :func:`columns_json`."""

NEVER = "never"
"""When a column is empty that is always filled."""


@dataclass(frozen=True)
class Column:
    """What one column holds.

    Attributes
    ----------
    name
        Its name in the header.
    meaning
        What it is, with its sign.
    unit
        Its unit; empty where it has none.
    kind
        What its cells hold.
    low, high
        The smallest and the largest possible value; None where there is no limit.
    words
        The words that a cell may hold; empty where any may.
    empty
        When a cell is empty.
    decimals
        How many decimals are written.
    """

    name: str
    meaning: str
    unit: str = ""
    kind: Kind = "number"
    low: float | None = None
    high: float | None = None
    words: tuple[str, ...] = ()
    empty: str = NEVER
    decimals: int = 1

    @property
    def pandas_dtype(self) -> str:
        """The pandas dtype that holds it without loss."""
        if self.kind == "text":
            return "string"
        if self.kind == "number":
            return "float64"
        return "int64" if self.empty == NEVER else "Int64"

    @property
    def range_text(self) -> str:
        """The values that are possible, in words."""
        if self.words:
            return ", ".join(self.words)
        if self.low is None and self.high is None:
            return "any" if self.kind == "text" else "any number"
        if self.high is None:
            return f"{self.low:g} or more"
        return f"{self.low:g} to {self.high:g}"


NO_PERSON = "nobody is seen"
"""When a column is empty that every person has."""

UNSEEN = "it cannot be seen"
"""When a measure is empty that has no other reason."""

NO_ROLLER = "no roller is seen under the trunk, or the tolerance is too large to be of use"
"""When a measure of the roller is empty."""

DESCRIBED = (
    Column("source", "the photo, clip or camera, as it was named", kind="text"),
    Column("frame", "number of the frame in its source, from 0", kind="whole", low=0),
    Column("time_s", "time of the frame in real time, from the start", "s", low=0, decimals=4),
    Column("person", "1 where somebody is seen", kind="whole", low=0, high=1),
    Column("interpolated", "1 where nobody looked at the frame because the body moved slowly: its "
           "numbers lie between those of two looks", kind="whole", low=0, high=1),
    Column("posture", "the posture; side_lying names the side that is down", kind="text",
           words=get_args(Posture), empty=NO_PERSON),
    Column("view", "from where the camera sees the body", kind="text", words=get_args(View),
           empty=NO_PERSON),
    Column("knee", "included angle hip-knee-ankle; 180 is straight", low=0, high=180,
           empty="hip, knee or ankle cannot be seen, or the tolerance is over 22"),
    Column("hip_flexion", "thigh against the trunk line; 0 in line, positive with the knee "
           "towards the chest, negative behind the trunk", low=-180, high=180,
           empty="shoulder, hip or knee cannot be seen, or the tolerance is over 22"),
    Column("fallout", "turn of the bent leg's plane about the line hip-ankle; 0 with the knee "
           "straight above it, 90 on the floor outwards, negative inwards", low=-180, high=180,
           empty="not supine, a leg straighter than 150, unseen, or the tolerance is unknown "
           "or over 18"),
    Column("hip_rotation", "turn of the thigh about its own axis; positive is external",
           low=-180, high=180,
           empty="hip, knee or ankle cannot be seen, with a straight leg also the foot, or the "
           "tolerance is over 25"),
    Column("hip_abduction", "how far the thigh points out of the sagittal plane; positive "
           "outwards, negative across the midline", low=-90, high=90,
           empty="hip or knee cannot be seen"),
    Column("hand_to_head", "distance in the picture from the wrist to the middle of the head",
           low=0, empty="wrist, nose or ear cannot be seen, or the trunk is foreshortened",
           decimals=3),
    Column("foot_behind", "how far this foot is behind the other along the floor; negative in "
           "front of it", empty="the trunk is not upright, an ankle is outside the picture, or no "
           "leg can be seen", decimals=3),
    Column("ankle_to_thigh", "distance in the picture from the ankle to the other leg's thigh",
           low=0, empty="ankle or knee is outside the picture, or the trunk is foreshortened",
           decimals=3),
    Column("trunk_inclination", "trunk over the horizontal; 0 lying, 90 upright, negative with "
           "the head below the hips", low=-90, high=90, empty=NO_PERSON),
    Column("lumbar_gap_cm", "height of the lower back's underside over the floor", low=0,
           empty="not supine on the floor, not seen from the side, or an arm hides it",
           decimals=2),
    Column("lumbar_gap_change_cm", "how much higher the lower back is than when the person came "
           "to rest; negative is lower",
           empty="not supine on the floor, not seen from the side, or the error is over 1.5",
           decimals=2),
    Column("roller", "1 where a roller is seen", kind="whole", low=0, high=1),
    Column("roller_x1", "the roller's end nearer the camera: from the left edge", "px",
           empty="no roller is seen"),
    Column("roller_y1", "the roller's end nearer the camera: from the upper edge", "px",
           empty="no roller is seen"),
    Column("roller_x2", "the roller's other end: from the left edge", "px",
           empty="no roller is seen"),
    Column("roller_y2", "the roller's other end: from the upper edge", "px",
           empty="no roller is seen"),
    Column("roller_angle", "between the roller and the spine, seen from above; 90 is perpendicular",
           low=0, high=90, empty=NO_ROLLER),
    Column("roller_turn", "the same as a turn from the perpendicular; positive with the person's "
           "left end nearer the head", low=-90, high=90,
           empty=f"{NO_ROLLER}, or somebody lies on a side"),
    Column("roller_position", "where the trunk rests on it; 0 shoulder line, 1 hip line",
           "trunk lengths", empty=NO_ROLLER, decimals=3),
    Column("breath_phase", "what the breath does", kind="text", words=get_args(BreathPhase),
           empty="it cannot be told; always in a photo"),
    Column("breath_rate", "breaths, from the last complete ones", "1/min", low=0,
           empty="before the first complete breath; always in a photo"),
    Column("breaths", "complete breaths so far", kind="whole", low=0,
           empty="nobody is seen; always in a photo"),
    Column("person_x1", "box around the person: left edge", "px", low=0, empty=NO_PERSON),
    Column("person_y1", "box around the person: upper edge", "px", low=0, empty=NO_PERSON),
    Column("person_x2", "box around the person: right edge", "px", low=0, empty=NO_PERSON),
    Column("person_y2", "box around the person: lower edge", "px", low=0, empty=NO_PERSON),
)  # fmt: skip
"""Every column, a measure of each side once. The unit of a measure is that of the table of
measures."""

UNIT_NAMES = {"°": "degrees", " cm": "cm", " trunk lengths": "trunk lengths",
              " leg lengths": "leg lengths"}  # fmt: skip
"""The units of the table of measures, as they are written here."""


def describe_columns() -> dict[str, Column]:
    """Describe the columns, by name, in their order.

    A measure that nobody has described has no meaning, and is written as a number.
    """
    found = {column.name: column for column in _each_side()}
    known = {name: found.get(name, Column(name, "", empty=UNSEEN)) for name in COLUMNS}
    return {
        name: _tolerance_of(found[name.removesuffix(TOLERANCE)])
        if name.endswith(TOLERANCE)
        else column
        for name, column in known.items()
    }


def columns_json() -> str:
    """Write the description of the columns as JSON, for programs."""
    columns = [asdict(c) | {"pandas_dtype": c.pandas_dtype} for c in describe_columns().values()]
    return json.dumps({"schema": SCHEMA, "columns": columns}, indent=1) + "\n"


def _each_side() -> Iterator[Column]:
    for column in DESCRIBED:
        unit = column.unit or UNIT_NAMES.get(UNITS.get(column.name, ""), "")
        if column.name not in SIDED_NAMES:
            yield replace(column, unit=unit)
            continue
        for side in SIDES:
            meaning = f"{side} leg: {column.meaning}"
            if column.name.startswith("hand"):
                meaning = f"{side} hand: {column.meaning}"
            yield replace(column, name=f"{column.name}_{side}", meaning=meaning, unit=unit)


def _tolerance_of(column: Column) -> Column:
    return Column(
        column.name + TOLERANCE,
        f"68 % of the errors of `{column.name}` are smaller",
        column.unit,
        low=0,
        empty=f"`{column.name}` is empty, or its error was never measured",
        decimals=column.decimals,
    )
