"""Every key of analysis.json: the one place that describes them.

The published JSON Schema is made of these classes (:mod:`posecheck.feedback.analysis.schema`). To
add a key, add an attribute with its docstring here, and raise the second number of
:data:`posecheck.coaching.record.SCHEMA_VERSION`. A key that not every file has gets a default. No
key is renamed or dropped while the first number stays.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Side = Literal["left", "right"]
"""A side of the body: the person's own left or right, never the picture's. Written out here,
because pydantic needs it while the program runs."""

Seconds = Annotated[float, Field(ge=0)]
"""Seconds from the beginning of the recording, or a number of seconds."""

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""A checksum, in hexadecimal digits."""


class Part(BaseModel):
    """A part of the file. A key that is not described is refused."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, allow_inf_nan=False
    )


class Hold(Part):
    """One hold, or the time spent rolling."""

    side: Side | None
    """The working side; null where left and right do the same together."""
    start_s: Seconds
    """When the first moment that counted was."""
    end_s: Seconds
    """When the last moment that counted was."""
    held_s: Seconds
    """Seconds in good position, at most ``target_s``."""
    target_s: Seconds
    """Seconds that were asked for."""
    complete: bool
    """Whether ``target_s`` was reached."""
    unverified: tuple[str, ...]
    """Titles of the guarding checks that could not see while time counted, sorted."""
    unverified_s: tuple[Seconds, ...] = ()
    """For how many of the seconds that counted each of them could not see; absent in files before
    version 1.4."""


class Repetition(Part):
    """One repetition, circle or breath that counted."""

    name: str
    """What it is, for example "repetition", "outward circle" or "breath"."""
    side: Side | None
    """The working side; null where left and right do the same together."""
    start_s: Seconds
    """When it began."""
    end_s: Seconds
    """When it ended."""
    unverified: tuple[str, ...] = ()
    """Titles of the guarding checks that could not see in it, sorted; absent in files before
    version 1.3."""


class VerdictSpan(Part):
    """A time in which one check kept one verdict."""

    check: str
    """The name of the check in the exercise's file."""
    side: Side | None
    """The working side; null where left and right do the same together."""
    verdict: Literal["good", "fix", "cannot_see"]
    """What the check said."""
    start_s: Seconds
    """When the verdict began."""
    end_s: Seconds
    """When it ended."""


class Correction(Part):
    """One correction that was shown, all its appearances together."""

    check: str
    """The name of the check, or "breath"."""
    text: str
    """The sentence."""
    count: Annotated[int, Field(ge=1)]
    """How many times it appeared."""
    seconds: Seconds
    """How long it was shown in all."""


class Source(Part):
    """The recording."""

    path: str
    """The file as it was named."""
    width: Annotated[int, Field(ge=1)]
    """Width of the picture as it is shown, in pixels."""
    height: Annotated[int, Field(ge=1)]
    """Height of the picture as it is shown, in pixels."""
    frames: Annotated[int, Field(ge=1)]
    """How many frames it has."""
    duration_s: Seconds
    """How long it is, in real time."""
    rotate: Literal[90, 180, 270] | None = None
    """Degrees clockwise by which the picture was turned; absent where it was not."""
    mirrored_input: bool | None = None
    """Whether the film is a mirror image and was mirrored back; absent where it is not."""
    notes: tuple[str, ...] | None = None
    """What is special about its times, and what is damaged, a sentence each; absent if nothing."""


class Guess(Part):
    """One exercise that the recording may show."""

    exercise: str
    """Its name; "selftest" for the self-test."""
    probability: Annotated[float, Field(ge=0, le=1)]
    """How likely it is."""


class Recognition(Part):
    """Which exercise was recognised."""

    exercise: str | None
    """Its name; null where it was not sure, or none of those known."""
    guesses: tuple[Guess, ...]
    """The likeliest ones, the likeliest first."""
    none: Annotated[float, Field(ge=0, le=1)]
    """How likely it is none of the exercises that are known."""
    explanation: str
    """The same in words."""


class Trial(Part):
    """One trial of the self-test. A number that is not known is null."""

    result: Literal["clear", "tight", "cannot_tell"]
    """What it came to."""
    reason: str | None
    """"arched" or "stopped_short" for tight; why it cannot tell for cannot_tell; null for clear."""
    onset_s: float | None
    """When the back began to rise; null where it stayed flat."""
    onset_hip_flexion: float | None
    """Hip flexion at that moment, in degrees."""
    onset_knee: float | None
    """Knee angle at that moment, in degrees; 180 is straight."""
    gap_change_cm: float | None
    """The largest lasting rise of the back over its own flat baseline, in cm."""
    end_hip_flexion: float | None
    """Hip flexion at the end, in degrees."""
    end_knee: float | None
    """Knee angle at the end, in degrees."""


class LegErrors(Part):
    """How exact the numbers of a leg's self-test are."""

    repeat_hip_flexion: Annotated[float, Field(ge=0)]
    """95 % of tests of the same leg lie within this of their mean hip flexion, in degrees."""
    repeat_gap_change_cm: Annotated[float, Field(ge=0)]
    """The same of the rise of the back, in cm."""
    truth_hip_flexion: Annotated[float, Field(ge=0)]
    """Two in three of the arches are at most this far from the true hip flexion, in degrees."""
    truth_gap_change_cm: Annotated[float, Field(ge=0)]
    """The same of the rise of the back, in cm."""


class Leg(Part):
    """The self-test of one leg. A number that is not known is null."""

    result: Literal["clear", "tight", "cannot_tell"]
    """What it came to."""
    reason: str | None
    """"arched" or "stopped_short" for tight; why it cannot tell for cannot_tell; null for clear."""
    onset_s: float | None
    """When the back began to rise in the median trial; null unless arched."""
    onset_hip_flexion: float | None
    """Hip flexion when the back began to rise, in degrees; null unless arched."""
    onset_knee: float | None
    """Knee angle when the back began to rise, in degrees; null unless arched."""
    gap_change_cm: float | None
    """The median rise of the back over its own flat baseline, in cm."""
    explanation: str
    """The result in words."""
    onset_hip_flexion_range: tuple[float | None, float | None]
    """The smallest and the largest hip flexion at the onset, of all trials that counted."""
    trials: tuple[Trial, ...]
    """All trials in their order."""
    errors: LegErrors | None = None
    """How exact the numbers are; absent in files before version 1.3."""


class SelfTest(Part):
    """The self-test: what ``posecheck selftest --json`` gives."""

    left: Leg | None
    """The left leg; null where it was not tested."""
    right: Leg | None
    """The right leg; null where it was not tested."""


class RunOptions(Part):
    """What was asked for; what is not named here is the same in every run."""

    exercise: str
    """The exercise that was asked for: its name, "auto" or "selftest"."""
    exercise_sha256: Sha256 | None
    """Checksum of the exercise's definition; null for "auto" and "selftest"."""
    hold_s: float | None
    """Seconds to hold; null for the exercise's own."""
    sides: tuple[Side, ...]
    """Of a self-test, the legs that were to be tested."""
    repeats: int
    """Of a self-test, how many trials of each leg must tell something."""
    person: int | None
    """Whom to follow, counted from the left; null for the one on the floor."""
    roller: bool | tuple[float, float, float, float]
    """Whether a roller was looked for, or its ends x1, y1, x2, y2 in pixels."""
    model_sha256: Sha256 | None
    """Checksum of the pose landmarker bundle; null for the one that comes with posecheck."""
    rotate: Literal[0, 90, 180, 270] | None
    """Degrees clockwise; null to turn only what is seen to be turned."""
    mirrored_input: bool
    """Whether the film was said to be a mirror image."""
    speed: float | None
    """How fast the clip plays, compared with real life; null to go by its tags."""
    mirrored: bool
    """Whether the annotated video shows the picture as a mirror would."""
    height: int | None
    """The largest height of the annotated video in pixels; null for up to 1080."""
    voice: bool
    """Whether the annotated video says what practice would have said."""
    sound: bool
    """Whether it keeps the clip's own sound."""
    exports: tuple[Literal["parquet", "trc", "mot"], ...]
    """What was written besides the four files, sorted."""


class Provenance(Part):
    """What the results were made of. No path of the disk, and nothing of the user."""

    version: str
    """The version of posecheck."""
    size_bytes: Annotated[int, Field(ge=0)]
    """Size of the recording's file."""
    sha256: Sha256
    """SHA-256 of the recording's file."""
    options: RunOptions
    """How it was analysed."""


class AnalysisFile(Part):
    """What ``posecheck analyze`` writes into analysis.json."""

    model_config = ConfigDict(title="analysis.json of posecheck")

    schema_: Annotated[Literal[1], Field(alias="schema")]
    """Version of the keys: a file with another number cannot be read in the same way."""
    schema_version: Annotated[str, Field(pattern=r"^1\.[0-9]+$")]
    """The same with a second number, which grows when a key is added."""
    exercise: str
    """What the recording was judged as: the exercise's name, "movement" or "selftest"."""
    holds: tuple[Hold, ...]
    """The holds that began, in the order of time."""
    repetitions: tuple[Repetition, ...]
    """What was counted, in the order of time."""
    verdicts: tuple[VerdictSpan, ...]
    """Each check's verdicts, in the order in which they began."""
    corrections: tuple[Correction, ...]
    """Each correction that was shown, the longest first."""
    source: Source
    """The recording."""
    selftest: SelfTest | None = None
    """Of a self-test, what each leg came to; absent for an exercise."""
    recognition: Recognition | None = None
    """Which exercise was recognised; absent where it was given."""
    why_nothing: str | None = None
    """Why nothing was counted, or no self-test recognised; absent where something was, and in files
    before version 1.3."""
    damage: str | None = None
    """What is missing of the recording, or that the chosen person is never seen; absent if
    nothing."""
    provenance: Provenance | None = None
    """What the results were made of; absent in files before version 1.2."""
