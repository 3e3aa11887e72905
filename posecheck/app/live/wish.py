"""What a page asks for: which session, in front of which camera."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from posecheck.anatomy import SIDES, Side

_STRICT = ConfigDict(extra="forbid", frozen=True)

_CAMERA = re.compile(r"page|phone|machine:[0-9]{1,2}")

Pixel = Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False)]
"""A place in a picture, in pixels."""


class Wish(BaseModel):
    """A session that is to begin.

    Attributes
    ----------
    kind
        A practice, the self-test, or a look at how the camera stands.
    what
        Name of the programme or exercise.
    sides
        For the self-test: the legs.
    hold_s
        Seconds to hold; None for what is proposed.
    checklist
        Whether a practice begins with the checklist.
    camera
        ``page`` for the browser's own, ``phone``, or ``machine:0`` and so on.
    page_speaks
        Whether the browser has a voice.
    """

    model_config = _STRICT

    kind: Literal["practice", "selftest", "look"]
    what: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,60}$")] = "daily"
    sides: tuple[Side, ...] = SIDES
    hold_s: Annotated[float | None, Field(ge=1, le=600, allow_inf_nan=False)] = None
    checklist: bool = True
    camera: str = "page"
    page_speaks: bool = False

    @field_validator("camera")
    @classmethod
    def _check_camera(cls, camera: str) -> str:
        if not _CAMERA.fullmatch(camera):
            raise ValueError("a camera is page, phone, or machine: and its number")
        return camera

    @field_validator("sides")
    @classmethod
    def _check_sides(cls, sides: tuple[Side, ...]) -> tuple[Side, ...]:
        if not sides or len(set(sides)) != len(sides):
            raise ValueError("sides are left, right, or both")
        return sides


class Hello(BaseModel):
    """The first message of a page: which tab it is."""

    model_config = _STRICT

    kind: Literal["hello"]
    tab: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{8,64}$")]


class Said(BaseModel):
    """What a page tells while it shows a session.

    Attributes
    ----------
    kind
        What it is about.
    wish
        With ``start``.
    key
        With ``key``: the name of a :class:`posecheck.coaching.practice.events.Key`.
    ends
        With ``roller``: x1, y1, x2, y2 in pixels of the frame.
    question, answer
        With ``answer``.
    number, what
        With ``spoken``: of a sentence that has ended, or whose voice has failed. ``muted`` while
        the browser keeps the page silent, until it is touched: then ``unmuted``.
    """

    model_config = _STRICT

    kind: Literal["start", "end", "key", "roller", "answer", "spoken", "take_over"]
    wish: Wish | None = None
    key: Literal["pause", "next", "back", "skip_side", "help", "danger", "no"] | None = None
    ends: tuple[Pixel, Pixel, Pixel, Pixel] | None = None
    question: Annotated[str, Field(max_length=40)] = ""
    answer: bool | None = None
    number: int = 0
    what: Literal["ended", "failed", "muted", "unmuted"] = "ended"
