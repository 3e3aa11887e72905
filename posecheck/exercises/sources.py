"""The sources of the limits: the guide, a paper, a measurement of this project, or a choice."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, RootModel, model_validator

from posecheck.toml_data import STRICT, load_shipped

Kind = Literal["guide", "paper", "project", "choice"]


class Source(BaseModel):
    """One source of limits.

    Attributes
    ----------
    kind
        "guide": the article that the exercises follow. "paper": a published study. "project":
        measured by this project. "choice": set by this project, given by nobody else.
    citation
        The source in full.
    link
        Where to read it: an address, or for "project" the document that holds the figures, as a
        path in the repository. Empty for none.
    """

    model_config = STRICT

    kind: Kind
    citation: str = Field(min_length=10)
    link: str = ""

    @model_validator(mode="after")
    def _has_its_link(self) -> Source:
        if self.kind in ("paper", "project") and not self.link:
            raise ValueError(f"a source of the kind {self.kind} needs a link")
        return self


class _Sources(RootModel[dict[str, Source]]):
    """What sources.toml holds: sources by key."""


@cache
def sources() -> Mapping[str, Source]:
    """All sources that a limit may name, by key."""
    return MappingProxyType(load_shipped("posecheck.exercises", "sources.toml", _Sources).root)


def _check_keys(keys: tuple[str, ...]) -> tuple[str, ...]:
    known = sources()
    for key in keys:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"give one of {', '.join(known)}"
            raise ValueError(f"there is no source {key} ({hint})")
    return keys


SourceKeys = Annotated[tuple[str, ...], Field(min_length=1), AfterValidator(_check_keys)]
"""The sources of a limit: one or more keys of :func:`sources`."""

CHOICE: tuple[str, ...] = ("choice",)
"""The source of a limit that names none, so that files without the field stay valid."""
